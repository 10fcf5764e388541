//! Warns about a variable that holds a folder with a space in its name, if the variable is outside of quotes in a
//! command for a shell.
//!
//! The shell splits the folder's path at the space: `${config_dir}/guard.sh` becomes the program `/home/u/my` with the
//! argument `project/.agent-hooks/guard.sh`.

use std::ops::Range;
use std::path::Path;

use hooks_types::HookSpec;
use hooks_types::spec::{Program, Scope};
use hooks_types::text::quoted;

use super::Finding;
use super::script::command;
use super::shell_of::text_of;
use crate::diagnostic::DiagnosticCode;
use crate::variables_read::is_of_name;

/// The variable that names the project to a hook of hooks.toml.
const PROJECT: &str = "HOOKS_PROJECT_DIR";

/// The maximum length in bytes of a command that is examined (`MOST`), and of a command that the cure repeats
/// (`SHOWN`).
const MOST: usize = 4096;
const SHOWN: usize = 120;

/// Warns about the first word of the command that a shell would split, because a folder in the word has a space in its
/// name.
pub(super) fn finding(hook: &HookSpec) -> Option<Finding> {
    let command = command(hook)?;
    let text = text_of(command)?;
    // In these constructs a shell does not split the value of a variable, or the text is not a command. So do not
    // examine a text with one of them.
    if text.len() > MOST
        || ["[[", "<<", "case ", "IFS="]
            .iter()
            .any(|it| text.contains(it))
    {
        return None;
    }
    let is_native = hook.form.dialect.is_native();
    let project = project_of(hook).filter(|_| is_native);
    let set = command.env.iter();
    let set = set.map(|(name, value)| (name.as_str(), value.as_str()));
    // Skip a value that is not a path as a whole, such as `/usr/bin/env true`: its author wants the shell to split it.
    let set = set.filter(|(_, value)| value.starts_with('/') && Path::new(value).exists());
    let known = set.chain(project.as_deref().map(|path| (PROJECT, path)));
    let known: Vec<_> = known
        .filter(|(_, value)| value.starts_with('/') && value.contains(char::is_whitespace))
        .collect();
    let (name, at) = open_words(text).into_iter().find_map(|at| {
        let mut names = known.iter().map(|(name, _)| *name);
        names
            .find(|name| is_split(&text[at.clone()], name))
            .map(|name| (name, at))
    })?;
    let (before, word, after) = (&text[..at.start], &text[at.clone()], &text[at.end..]);
    let shown = quoted(word.as_bytes(), SHOWN);
    let message = format!(
        "the path in `{}` has a space, at which the shell splits `{shown}`",
        quoted(name.as_bytes(), 60)
    );
    let in_quotes = format!("{before}\"{word}\"{after}");
    let is_simple = text.len() <= SHOWN
        && !text.contains(['\'', '\n'])
        && matches!(command.program, Program::Shell(_));
    let cure = match (is_native, is_simple) {
        (true, true) => format!(
            "write `command = '{}'`",
            quoted(in_quotes.as_bytes(), SHOWN + 20)
        ),
        (true, false) => format!("write it in double quotes: `\"{shown}\"`"),
        (false, _) => format!("write it in double quotes, in JSON `\\\"{shown}\\\"`"),
    };
    let mut found = Finding::warning(DiagnosticCode::SplitPath, word, message);
    found.before = before.matches(word).count();
    Some(found.in_value_of("command").help(cure))
}

/// Returns the folder of the project, if the hook is in the project's file `.agent-hooks/hooks.toml`.
fn project_of(hook: &HookSpec) -> Option<String> {
    let file = hook.source.file.as_deref()?;
    let project = file
        .parent()?
        .parent()
        .filter(|_| hook.scope == Scope::Project)?;
    let project = std::path::absolute(project).ok()?;
    Some(project.to_str()?.to_owned())
}

/// Returns whether the word contains the variable, and is not an assignment.
fn is_split(word: &str, name: &str) -> bool {
    let in_braces = word.contains(&format!("${{{name}}}"));
    let written = format!("${name}");
    let mut rests = word.split(&written).skip(1);
    let is_read = in_braces || rests.any(|rest| !rest.starts_with(is_of_name));
    let assigned = word.split_once('=').map(|(before, _)| before);
    is_read && !assigned.is_some_and(|before| !before.is_empty() && before.chars().all(is_of_name))
}

/// Returns the byte ranges of the words of a shell text that contain no quotes and are neither in quotes nor in a
/// comment.
fn open_words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let (mut quote, mut start, mut is_plain, mut is_escaped) = (None, 0, true, false);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            _ if is_escaped => is_escaped = false,
            (None | Some('"'), '\\') => (is_escaped, is_plain) = (true, false),
            (Some(open), c) if open == c => quote = None,
            (None, '\'' | '"') => (quote, is_plain) = (Some(c), false),
            (None, '#') if start == at => return words,
            (None, c) if c.is_whitespace() || ";&|()<>`".contains(c) => {
                words.extend(Some(start..at).filter(|word| is_plain && !word.is_empty()));
                (start, is_plain) = (at + c.len_utf8(), true);
            }
            _ => {}
        }
    }
    let last = start..text.len();
    words.extend(Some(last).filter(|word| is_plain && quote.is_none() && !word.is_empty()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_outside_of_quotes_are_split() {
        let text = "a \"b c\" ${d}/e 'f' g\\ h; i=$(j) \"k\"l # m";
        let words = open_words(text).into_iter().map(|at| &text[at]);
        assert_eq!(words.collect::<Vec<_>>(), ["a", "${d}/e", "i=$", "j"]);
    }

    #[test]
    fn a_variable_is_found_by_its_whole_name_and_not_in_an_assignment() {
        for word in ["${dir}/x", "$dir/x", "--in=$dir"] {
            assert!(is_split(word, "dir"), "{word}");
        }
        for word in ["$directory/x", "a=$dir/x", "dir", "${dir:-x}"] {
            assert!(!is_split(word, "dir"), "{word}");
        }
    }
}
