//! Finds words that only a shell would expand, where no shell expands them.

use hooks_types::text::quoted;

use super::Finding;
use crate::diagnostic::DiagnosticCode;

/// Warns about `~` and variables in an array: only a shell replaces them.
pub(super) fn unexpanded(word: &str) -> Option<Finding> {
    let shown = quoted(word.as_bytes(), 80);
    let name = word
        .split_once("${")
        .and_then(|(_, rest)| rest.split_once('}'));
    let what = if word.starts_with("~/") || word == "~" {
        "`~`".to_owned()
    } else if let Some((name, _)) = name {
        format!("`${{{}}}`", quoted(name.as_bytes(), 40))
    } else if word.starts_with('$') && word.len() > 1 {
        format!("`{shown}`")
    } else {
        return None;
    };
    let message = format!("{what} is not replaced: no shell reads an array of words");
    let help = "write the path, or `${config_dir}/` for the folder of this file; a string runs \
                through a shell";
    Some(Finding::warning(DiagnosticCode::NotExpanded, word, message).help(help))
}

/// Warns about a program in single quotes: a shell replaces nothing there.
pub(super) fn in_single_quotes(text: &str) -> Option<Finding> {
    let (word, _) = text.trim_start().strip_prefix('\'')?.split_once('\'')?;
    let what = unexpanded(word)?.about;
    let shown = quoted(what.as_bytes(), 80);
    let message = format!("`{shown}` is in single quotes, where a shell expands nothing");
    let code = DiagnosticCode::NotExpanded;
    let found = Finding::warning(code, what, message);
    Some(found.help("write double quotes"))
}
