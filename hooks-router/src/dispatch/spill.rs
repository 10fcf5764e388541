//! Shortens the texts of a hook to the length that the hook's agent would pass to its model.
//!
//! A hook that was written for a different agent relies on the limits of that agent. Without these limits, a hook
//! that prints a whole log would fill the model's context.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use hooks_types::answer::{Note, NoteCode};
use hooks_types::dialect::{ContextLimit, DialectOptions};
use hooks_types::{DialectRef, HookSpec, Outcome};

use crate::fold::Vote;

/// Shortens the texts of a vote by the rules of the hook's agent: its contexts, the reason of a block, and for some
/// agents its notices. The complete texts are written to files in `dir`, if `dir` is set; `id` makes the file names
/// unique. Returns a note for each shortened text.
pub(super) fn shorten(
    vote: &mut Vote,
    spec: &HookSpec,
    dir: Option<&Path>,
    id: impl Fn() -> u64,
) -> Vec<Note> {
    let dialect = spec.form.dialect.get();
    let limit_with =
        |options: &DialectOptions| dialect.and_then(|dialect| dialect.context_limit(options));
    // A hook's options can change the limit only for contexts. So block reasons and notices use the limit without
    // options.
    let Some(limit) = limit_with(&DialectOptions::new()) else {
        return Vec::new();
    };
    let mut notes = Vec::new();
    let mut shorten = |text: &mut String, limit: ContextLimit| {
        if limit.exceeded_by(text) {
            notes.push(shorten_text(text, limit, &spec.form.dialect, dir, id()));
        }
    };
    let of_context = limit_with(&spec.options).unwrap_or(limit);
    for text in &mut vote.context {
        shorten(text, of_context);
    }
    for text in vote.notices.iter_mut().filter(|_| limit.notices) {
        shorten(text, limit);
    }
    if let Outcome::Block { message, .. } = &mut vote.outcome {
        shorten(message, limit);
        // The vote contains the reason twice, so shorten both.
        vote.message = Some(message.clone());
    }
    notes
}

/// Shortens one text. Writes the complete text to a file if there is a folder for such files and the hook's agent
/// keeps complete texts in files.
fn shorten_text(
    text: &mut String,
    limit: ContextLimit,
    agent: &DialectRef,
    dir: Option<&Path>,
    id: u64,
) -> Note {
    let total = text.chars().count();
    let written = match dir {
        Some(dir) if limit.spills => Some(write(text, dir, id)),
        _ => None,
    };
    let cut = || {
        format!(
            "a text of {total} characters was cut: {agent} passes at most {} to the model",
            limit.max_chars
        )
    };
    let (file, note) = match written {
        Some(Ok(file)) => {
            let message = format!("{total} characters are in {}", file.display());
            (Some(file), Note::new(NoteCode::Spilled, message))
        }
        Some(Err(error)) => {
            let message = format!("{}: {error}", cut());
            (None, Note::new(NoteCode::Cut, message))
        }
        None => {
            let message = format!("{}; write a long text to a file and print its path", cut());
            (None, Note::new(NoteCode::Cut, message))
        }
    };
    let file = file.map(|file| file.display().to_string());
    *text = limit.shown(text, file.as_deref());
    note
}

/// Writes a text to a new file.
fn write(text: &str, dir: &Path, id: u64) -> io::Result<PathBuf> {
    let path = dir.join(format!("hook-{}-{id}.txt", std::process::id()));
    // Use `create_new`, because another user could have planted a file or a link of that name.
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)?;
    file.write_all(text.as_bytes())?;
    Ok(path)
}

#[cfg(test)]
#[path = "spill_tests.rs"]
mod tests;
