//! Warns about commands that name a script that does not exist.

use std::path::{Path, PathBuf};

use hooks_types::spec::{Command, Handler, Program, WorkDir};

use super::file::FileRead;
use super::place::Place;
use crate::bridge::words;
use crate::diagnostic::{DiagnosticCode, Severity};

/// Warns about live hooks whose command begins with a path that does not exist. Reads the file system.
pub(crate) fn name_missing_scripts(file: &mut FileRead) {
    let mut missing = Vec::new();
    for entry in &file.entries {
        let Handler::Command(command) = &entry.spec.handler else {
            continue;
        };
        if !entry.is_live() {
            continue;
        }
        if let Some((script, path)) = script(command, &file.place)
            && !path.exists()
        {
            let meant = file.agent.script_meant(&script, &file.place);
            missing.push((entry.span.clone(), script, meant));
        }
    }
    for (span, script, meant) in missing {
        let message = format!("`{script}` is not there, so the hook fails when it runs");
        file.say(
            Severity::Warning,
            DiagnosticCode::MissingFile,
            &span,
            message,
        );
        if let Some(meant) = meant {
            file.remarks.help(format!("did you mean `{meant}`?"));
        }
    }
}

/// Returns the script that a command begins with, as written and as a full path. Returns `None` if that
/// is unknown: a program in the search path, a variable that is set later, or an unknown folder.
fn script(command: &Command, place: &Place) -> Option<(String, PathBuf)> {
    let words = match &command.program {
        Program::Argv(argv) => argv.clone(),
        Program::Shell(text) => words(text),
        _ => return None,
    };
    let mut words = words.iter();
    let first = words.next()?;
    let named = if is_interpreter(first) {
        words.next()?
    } else {
        first
    };
    // Paths are not longer than this; it bounds the replacement of variables below.
    if named.len() > 4096 {
        return None;
    }
    let path = command
        .env
        .iter()
        .fold(named.clone(), |path, (name, value)| {
            path.replace(&format!("${{{name}}}"), value)
                .replace(&format!("${name}/"), &format!("{value}/"))
        });
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ' ' | '@' | '+');
    if !path.contains('/') || path.starts_with('-') || !path.chars().all(plain) {
        return None;
    }
    let base = match &command.work_dir {
        WorkDir::Fixed(folder) => Some(folder.as_path()),
        _ => place.project_root.as_deref(),
    };
    // If the root is only a guess, a relative script may well exist elsewhere: do not warn.
    let known = Path::new(&path).is_absolute() || place.root_is_known;
    let whole = base.filter(|_| known)?.join(&path);
    Some((named.clone(), whole))
}

fn is_interpreter(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or_default();
    matches!(
        name,
        "sh" | "bash" | "zsh" | "node" | "bun" | "python" | "python3" | "ruby" | "perl"
    )
}
