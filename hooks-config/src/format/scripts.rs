//! Scripts that a command names and that are not there.

use std::path::{Path, PathBuf};

use hooks_types::spec::{Command, Handler, Program, WorkDir};

use super::file::FileRead;
use super::place::Place;
use crate::bridge::words;
use crate::diagnostic::{DiagnosticCode, Severity};

/// Names commands of live hooks that begin with a path at which nothing lies. Looks at the file
/// system.
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

/// The script a command begins with, as written and where it would be. None where that cannot be
/// told: a program of the search path, a variable nobody set yet, a folder nobody knows.
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
    // No path is longer; each variable is looked for in it.
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
