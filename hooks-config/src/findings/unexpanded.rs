//! Finds words that only a shell would expand, where no shell expands them.
//!
//! `command = ["~/guard.sh"]` and `command = "'$HOME/guard.sh'"` both start a program whose name begins with a literal
//! `~` or `$`. The system reports only that there is no such file.

use std::path::PathBuf;

use hooks_types::HookSpec;
use hooks_types::text::{quoted, short_name};

use super::program_files::{is_executable, is_in_path};
use super::script::{command, words_of};
use super::shell_of::text_of;
use super::unknown_names::is_of_editor;
use super::whole_path::Format;
use super::{CANDIDATES, Finding};
use crate::diagnostic::DiagnosticCode;
use crate::native::{CONFIG_DIR, CONFIG_DIR_VAR};

/// Warns about `~` and variables in the array of a command: only a shell replaces them, and no shell reads an array.
///
/// `${config_dir}` and the variables that an agent fills in were replaced before, so nothing replaces a variable that
/// is left here. A `$` without braces that does not begin the word is accepted: prices, regular expressions and
/// passwords contain it.
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
    // The word begins with the variable of `${config_dir}`, but without the braces that it needs.
    let is_config_dir = word.starts_with(&format!("${CONFIG_DIR_VAR}"));
    let help = match name {
        _ if is_config_dir && format.is_native() => {
            format!("write the name with braces: `{CONFIG_DIR}`")
        }
        Some((name, _)) if is_of_editor(name) => {
            "it is a variable of editors; a hook gets the call as JSON on stdin".to_owned()
        }
        _ => format.in_place_of_variable(),
    };
    Some(found.help(help))
}

/// Returns a note about the first value of `env` in hooks.toml that is written as if a shell replaced a part of it:
/// `~/` at its beginning, or a variable.
pub(super) fn in_env(hook: &HookSpec) -> Option<Finding> {
    let own = command(hook).filter(|_| hook.form.dialect.is_native())?;
    let (name, part) = own
        .env
        .iter()
        .find_map(|(name, value)| Some((name, variable_in(value)?)))?;
    let shown = quoted(part.as_bytes(), 40);
    let value = own.env.get(name)?;
    let is_relative = |folder: &str| !folder.starts_with('/') && folder.contains(part);
    if name == "PATH" && value.split(':').any(is_relative) {
        let words = words_of(own);
        let program = words.first().map(|word| word.text.as_str());
        // A shell text can begin with a word of the shell, such as `if`, which is not a program in a folder.
        let is_word =
            |program: &&str| text_of(own).is_some() && in_replaced_path(hook, program).is_none();
        let program = program.filter(|program| !is_word(program));
        return Some(in_path(&shown, part, value, program));
    }
    let message = format!(
        "`{shown}` in the value of `{}` is not replaced: no shell reads `env`, so the hook gets these characters",
        short_name(name)
    );
    let found = Finding::note(DiagnosticCode::NotExpanded, part, message).in_value_of("env");
    let help = match part == "~" {
        true => "write the whole path",
        false => {
            "write the value itself; a variable of the agent reaches the hook without `env` (`inherit_env` can \
             restrict that)"
        }
    };
    Some(found.help(help))
}

/// The value of `PATH` for a hook whose own `PATH` has no folder that begins with `/`.
const USUAL_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Returns a note about a part of `PATH` that no shell replaces. A hook gets only the folders of `PATH` that begin with
/// `/`, so it does not get a folder that begins with such a part.
fn in_path(shown: &str, part: &str, value: &str, program: Option<&str>) -> Finding {
    let is_whole = |folder: &str| folder.starts_with('/');
    let has_whole = value.split(':').any(is_whole);
    let rest = match has_whole {
        true => "so the hook gets `PATH` without these folders",
        false => "so the hook gets the usual `PATH`, `/usr/local/bin:/usr/bin:/bin`",
    };
    let message = format!(
        "`{shown}` in the value of `PATH` is not replaced: no shell reads `env`, and only folders that begin with `/` \
         count, {rest}"
    );
    let found = Finding::note(DiagnosticCode::NotExpanded, part, message).in_value_of("env");
    let path = if has_whole { value } else { USUAL_PATH };
    let starts = |program: &str| program.contains('/') || is_in_path(program, Some(path.as_ref()));
    // If the program is not found, a line of its script cannot set `PATH`, so do not advise that.
    found.help(match program.is_none_or(starts) {
        true => "write the whole paths, or write in the script: `PATH=\"$HOME/.local/bin:$PATH\"`",
        false => "write the whole paths",
    })
}

/// Returns the whole path of a program that would be found if `~` and `$HOME` in the entry's own `PATH` were replaced.
/// Nothing replaces them, so the hook does not find the program there.
pub(super) fn in_replaced_path(hook: &HookSpec, program: &str) -> Option<PathBuf> {
    let own = command(hook).filter(|_| hook.form.dialect.is_native())?;
    let home = std::env::home_dir()?;
    let folders = own.env.get("PATH")?.split(':').take(CANDIDATES);
    let names = ["~", "$HOME", "${HOME}"];
    let replaced = folders.filter_map(|folder| {
        let rest = names.iter().find_map(|name| folder.strip_prefix(name))?;
        let is_part = rest.is_empty() || rest.starts_with('/');
        is_part.then(|| home.join(rest.trim_start_matches('/')).join(program))
    });
    let mut replaced = replaced.filter(|path| is_executable(path));
    replaced.next()
}

/// Returns the part of a value that a shell would replace: `~`, or `$NAME` or `${NAME}` with a name in capitals. Any
/// other `$` is ignored, because prices, patterns and passwords can contain it.
fn variable_in(value: &str) -> Option<&str> {
    if value == "~" || value.starts_with("~/") {
        return value.get(..1);
    }
    value
        .match_indices('$')
        .take(CANDIDATES)
        .find_map(|(at, _)| {
            let rest = &value[at + 1..];
            let braced = rest.strip_prefix('{');
            let name = braced.unwrap_or(rest);
            let is_letter = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
            let length = name.len() - name.trim_start_matches(is_letter).len();
            let is_name =
                length > 1 && name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_');
            let end = match braced {
                Some(_) => name[length..].starts_with('}').then_some(at + length + 3),
                None => Some(at + length + 1),
            };
            value.get(at..end.filter(|_| is_name)?)
        })
}

/// Warns about a program in single quotes: a shell replaces nothing there. Only the first word is examined,
/// because an argument in single quotes, such as a program for `jq` or `awk`, is meant literally.
pub(super) fn in_single_quotes(text: &str, format: Format) -> Option<Finding> {
    let (word, _) = text.trim_start().strip_prefix('\'')?.split_once('\'')?;
    Some(quoted_singly(unexpanded(word, format)?))
}

/// Turns the finding about a word of an array into a finding about a word that a shell reads literally.
pub(super) fn quoted_singly(found: Finding) -> Finding {
    let what = found.about;
    if what.starts_with('~') {
        return quoted_tilde(&what);
    }
    let shown = quoted(what.as_bytes(), 80);
    let message = format!("`{shown}` is in single quotes, where a shell expands nothing");
    let code = DiagnosticCode::NotExpanded;
    Finding::warning(code, what, message).help("write double quotes")
}

/// Warns about a word that begins with `~` in quotes. Quotes of both kinds keep a shell from replacing `~`.
pub(super) fn quoted_tilde(word: &str) -> Finding {
    let shown = quoted(word.as_bytes(), 80);
    let message = format!("`{shown}` is in quotes, where a shell does not expand `~`");
    let found = Finding::warning(DiagnosticCode::NotExpanded, word, message);
    match word.strip_prefix("~/") {
        Some(rest) => {
            let rest = quoted(rest.as_bytes(), 80);
            // The file holds the command in a string, so write the quotes with a backslash.
            found.help(format!("write `\\\"$HOME/{rest}\\\"`"))
        }
        None => found.help("write `$HOME` in place of `~`"),
    }
}

#[cfg(test)]
mod tests {
    use super::{in_path, variable_in};

    #[test]
    fn a_variable_in_path_is_told_with_the_path_that_the_hook_gets() {
        let said = |value: &str| in_path("$HOME", "$HOME", value, None).message;
        let message = said("$HOME/bin:$PATH");
        assert!(
            message.contains("`/usr/local/bin:/usr/bin:/bin`"),
            "{message}"
        );
        let message = said("$HOME/bin:/usr/bin");
        assert!(message.contains("without these folders"), "{message}");
    }

    #[test]
    fn a_variable_in_a_value_is_told_from_other_dollar_signs() {
        for (value, part) in [
            ("$HOME/list.txt", Some("$HOME")),
            ("${GITHUB_TOKEN}", Some("${GITHUB_TOKEN}")),
            ("a:$PATH", Some("$PATH")),
            ("~/list.txt", Some("~")),
            ("~", Some("~")),
            ("5$", None),
            ("$5", None),
            ("^a$|^b$", None),
            ("pa$$word$x", None),
            ("${config_dir}/x", None),
            ("${GITHUB", None),
            ("a~/b", None),
            ("", None),
        ] {
            assert_eq!(variable_in(value), part, "{value}");
        }
    }
}
