//! Finds hooks of the user whose command names a file of a project that is not trusted. Such a hook is refused each
//! time that it would start. The check before the start finds more: it also tries relative words and variables.

use std::path::Path;

use hooks_types::HookSpec;
use hooks_types::spec::{CURE_IN_PROJECT, Program};
use hooks_types::text::{quoted, visible_path};

use super::Finding;
use super::script::command;
use super::shell_text::Shell;
use crate::bridge::shell_words;
use crate::diagnostic::DiagnosticCode;

/// The maximum number of words of a command that are looked up.
const WORDS: usize = 64;

/// Warns about the first absolute path in the command that lies in a project that is not trusted.
pub(super) fn finding(hook: &HookSpec) -> Option<Finding> {
    let command = command(hook).filter(|_| !hook.scope.needs_trust())?;
    let roots = command.confinement.as_ref()?.roots();
    if roots.iter().all(|root| root.trusted) {
        return None;
    }
    let words: Vec<String> = match &command.program {
        Program::Argv(argv) => argv.clone(),
        Program::Shell(text) => {
            let text = Shell::of(text).without_comments();
            let words = shell_words(&text, &|_| None).into_iter();
            words.map(|word| word.text).collect()
        }
        _ => return None,
    };
    let mut absolute = words
        .iter()
        .take(WORDS)
        .filter(|word| word.starts_with('/'));
    absolute.find_map(|word| {
        let file = Path::new(word).canonicalize().ok().filter(|file| file.is_file())?;
        // If roots are nested, the innermost root around the file decides whether the file is trusted.
        let around = roots.iter().filter(|root| file.starts_with(&root.path));
        let root = around.max_by_key(|root| root.path.as_os_str().len())?;
        let message = format!(
            "it is refused (untrusted_program): its command names `{}`, a file of the project {} that is not trusted",
            quoted(word.as_bytes(), 200),
            visible_path(&root.path)
        );
        let found = Finding::warning(DiagnosticCode::ProjectCode, word.as_str(), message);
        (!root.trusted).then(|| found.in_value_of("command").help(CURE_IN_PROJECT))
    })
}
