//! Finds words that only a shell would expand, where no shell expands them.
//!
//! `command = ["~/guard.sh"]` and `command = "'$HOME/guard.sh'"` both start a program whose name begins with a literal
//! `~` or `$`. The system reports only that there is no such file.

use hooks_types::text::quoted;

use super::Finding;
use super::whole_path::Format;
use crate::diagnostic::DiagnosticCode;

/// Warns about `~` and variables in the array of a command: only a shell replaces them, and no shell reads an array.
///
/// `${config_dir}` and the variables that an agent fills in were replaced before, so nothing replaces a variable that
/// is left here. A `$` alone within a word is accepted: prices, regular expressions and passwords contain it.
pub(super) fn unexpanded(word: &str, format: Format) -> Option<Finding> {
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
    let found = Finding::warning(DiagnosticCode::NotExpanded, word, message);
    Some(found.help(format.in_place_of_variable()))
}

/// Words with which a shell joins and redirects commands.
const OPERATORS: &[&str] = &[
    "&&",
    "||",
    "|",
    "|&",
    ";",
    "&",
    ">",
    ">>",
    "<",
    "2>",
    "2>&1",
    ">&2",
    ">/dev/null",
];
/// Programs for which some words of [`OPERATORS`] are ordinary arguments.
const OWN_OPERATORS: &[&str] = &["find", "test", "[", "expr", "awk", "jq", "echo", "printf"];

/// Warns about the first operator of a shell among the words of an array: the program gets it as an argument.
pub(super) fn operator<'w>(words: impl IntoIterator<Item = &'w str>) -> Option<Finding> {
    let mut words = words.into_iter();
    let program = words.next()?;
    let name = program.rsplit('/').next()?;
    let word = words.find(|word| OPERATORS.contains(word))?;
    if OWN_OPERATORS.contains(&name) {
        return None;
    }
    let message = format!(
        "`{word}` is an argument of `{}`: no shell reads an array of words",
        quoted(name.as_bytes(), 40)
    );
    let found = Finding::warning(DiagnosticCode::NotExpanded, word, message);
    Some(found.help("write the command as one string, which a shell reads"))
}

/// Warns about a program in single quotes: a shell replaces nothing there. Only the first word is examined,
/// because an argument in single quotes, such as a program for `jq` or `awk`, is meant literally.
pub(super) fn in_single_quotes(text: &str, format: Format) -> Option<Finding> {
    let (word, _) = text.trim_start().strip_prefix('\'')?.split_once('\'')?;
    Some(quoted_singly(unexpanded(word, format)?))
}

/// Turns the finding about a word of an array into one about a word that a shell reads literally.
pub(super) fn quoted_singly(found: Finding) -> Finding {
    let what = found.about;
    let shown = quoted(what.as_bytes(), 80);
    let message = format!("`{shown}` is in single quotes, where a shell expands nothing");
    let code = DiagnosticCode::NotExpanded;
    Finding::warning(code, what, message).help("write double quotes")
}
