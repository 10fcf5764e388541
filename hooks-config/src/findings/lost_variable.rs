//! Finds a variable that a loop behind a pipe sets and that the script reads after the loop. Each part of a pipe is a
//! subshell, so the value is lost. This is a guess, so it is reported as a note.
//!
//! | text | what happens |
//! |---|---|
//! | `git diff \| while read -r f; do found=1; done; [ "$found" ]` | `found` is not set after the loop |
//! | `while read -r f; do found=1; done < <(git diff)` | no subshell, so this is not a mistake |
//!
//! A variable that is set again after the loop is not reported. A variable that has a value before the loop is reported
//! only if this value is an initial one, such as `0`: otherwise the loop can use the name for something else.

use std::ops::Range;

use hooks_types::spec::Command;
use hooks_types::text::quoted;

use super::script::Scripts;
use super::shell_of::{RunBy, shell_texts};
use super::shell_text::Shell;
use super::{CANDIDATES, Finding};
use crate::diagnostic::DiagnosticCode;

/// The maximum number of loops of a script, and of variables of a loop, that are examined.
const MOST: usize = 8;

/// The words that begin a loop, and need a `done`.
const LOOPS: &[&str] = &["while", "until", "for", "select"];

/// Values to which a script often sets a variable before a loop changes the variable.
const BEGINNINGS: &[&str] = &["", "0", "false", "no", "()"];

/// Commands that set the variables that they name.
const SETS: &[&str] = &[
    "read ",
    "for ",
    "local ",
    "mapfile ",
    "unset ",
    "declare ",
    "typeset ",
    "readonly ",
    "readarray ",
    "getopts ",
    "select ",
    "let ",
];

/// Signs that the last part of a pipe does not run in a subshell: a setting of bash, or another shell.
const NO_SUBSHELL: &[&str] = &["lastpipe", "zsh", "ksh"];

/// Returns a note about the first variable of the hook's shell texts that is lost behind a pipe.
pub(super) fn finding(command: &Command, scripts: &Scripts<'_>) -> Option<Finding> {
    let texts = shell_texts(command, scripts, "done");
    // The last part of a pipe is not a subshell in zsh and ksh.
    let mut texts = texts
        .iter()
        .filter(|text| !matches!(text.run_by, RunBy::Zsh | RunBy::Ksh));
    let (name, line, run_by) = texts.find_map(|text| {
        let (name, line) = lost_variable(text)?;
        Some((name, line, text.run_by))
    })?;
    let name = quoted(name.as_bytes(), 40);
    let place = line.map_or_else(String::new, |line| format!("line {line}: "));
    let message = format!(
        "{place}the loop behind a pipe sets `{name}`, but the loop is a subshell: after `done`, `{name}` has its old value"
    );
    let help = match run_by {
        RunBy::Bash => "feed the loop without a pipe: `while ...; do ...; done < <(...)`",
        _ => "let the loop print the value, and store it: `value=$(... | while ...; do ...; done)`",
    };
    Some(Finding::note(DiagnosticCode::LostExit, "", message).help(help))
}

/// Returns the first variable that is lost behind a pipe, with the number of the line of its loop in a text of several
/// lines.
fn lost_variable(text: &str) -> Option<(String, Option<usize>)> {
    if NO_SUBSHELL.iter().any(|sign| text.contains(sign)) {
        return None;
    }
    let shell = Shell::of(text);
    let plain = shell.plain.as_str();
    let code = shell.without_comments();
    let expanded = without_single_quotes(&code);
    let pipes = plain.match_indices('|').take(CANDIDATES);
    let loops = pipes.filter_map(|(at, _)| piped_loop(plain, at));
    // Each loop and each of its variables is searched for in the whole text, so bound their numbers.
    loops.take(MOST).find_map(|body| {
        let lines = text.trim().contains('\n');
        let line = lines.then(|| shell.line(body.start));
        let names = set_in(plain.get(body.clone())?);
        let (before, after) = (code.get(..body.start)?, code.get(body.end..)?);
        let read = expanded.get(body.end..)?;
        let mut names = names.into_iter().take(MOST);
        let name = names
            .find(|name| !has_value(before, name) && !is_set(after, name) && is_read(read, name))?;
        Some((name.to_owned(), line))
    })
}

/// Returns the range of the loop that begins behind the pipe at this place, up to its `done`.
fn piped_loop(plain: &str, at: usize) -> Option<Range<usize>> {
    let behind = plain.get(at + 1..)?;
    let word = behind.split_whitespace().next()?;
    if plain[..at].ends_with('|') || !LOOPS.contains(&word) {
        return None;
    }
    let mut depth = 0_usize;
    let mut end = at + 1;
    for part in behind.split_inclusive(|c: char| c.is_whitespace() || matches!(c, ';' | ')' | '('))
    {
        end += part.len();
        match part.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ')' | '(')) {
            "do" => depth += 1,
            "done" if depth == 1 => return Some(at + 1..end),
            "done" => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

/// Returns the variables that a loop sets for all later commands, and not only for one command (`A=1 program`).
fn set_in(body: &str) -> Vec<&str> {
    let places = body.match_indices('=').take(10 * CANDIDATES);
    let names = places.filter_map(|(at, _)| {
        let before = body[..at].trim_end_matches('+');
        let start = before
            .rfind(|c: char| !is_of_name(c))
            .map_or(0, |at| at + 1);
        let name = &before[start..];
        let is_first = before[..start].trim_end_matches([' ', '\t']);
        let words = ["then", "do", "else", "export"];
        let begins = is_first.ends_with(['\n', ';', '&', '|', '{', ')'])
            || words.iter().any(|word| is_first.ends_with(word));
        let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
        (begins && is_name && is_alone(&body[at + 1..])).then_some(name)
    });
    names.filter(|name| *name != "IFS").collect()
}

/// Returns whether no command follows a value on its line.
pub(super) fn is_alone(value: &str) -> bool {
    let mut open = 0_usize;
    for (at, sign) in value.char_indices() {
        match sign {
            '(' => open += 1,
            ')' if open > 0 => open -= 1,
            ' ' | '\t' if open == 0 => {
                let rest = value[at..].trim_start_matches([' ', '\t']);
                return rest.is_empty() || rest.starts_with(['\n', ';', '&', '|', '}', ')']);
            }
            '\n' | ';' | ')' if open == 0 => return true,
            _ => {}
        }
    }
    true
}

/// Returns whether the text before the loop gives a variable a value that is not one of `BEGINNINGS`.
fn has_value(before: &str, name: &str) -> bool {
    let mut values = assigned(before, name);
    values.any(|value| {
        let end = value.find(|c: char| c.is_whitespace() || c == ';');
        let value = value[..end.unwrap_or(value.len())].trim_matches(['"', '\'']);
        !BEGINNINGS.contains(&value)
    })
}

/// Returns whether a variable is set in this text.
fn is_set(text: &str, name: &str) -> bool {
    let sets =
        |line: &str| line.contains("printf -v") || SETS.iter().any(|word| line.contains(word));
    let is_named = |line: &str| sets(line) && has_word(line, name);
    assigned(text, name).next().is_some() || text.split(['\n', ';']).any(is_named)
}

/// Returns whether a text has a name as a word, without `$` before it.
fn has_word(text: &str, name: &str) -> bool {
    let mut words = text.split(|c: char| !is_of_name(c) && c != '$');
    words.any(|word| word == name)
}

/// Returns the texts behind `NAME=` and `NAME+=`.
fn assigned<'t>(text: &'t str, name: &str) -> impl Iterator<Item = &'t str> {
    let places = text.match_indices(name).take(10 * CANDIDATES);
    places.filter_map(move |(at, found)| {
        let before = text[..at].chars().next_back();
        let is_own = before.is_none_or(|c| !is_of_name(c) && !matches!(c, '$' | '{' | '-'));
        let behind = &text[at + found.len()..];
        let behind = behind.strip_prefix('+').unwrap_or(behind);
        let value = behind
            .strip_prefix('=')
            .filter(|value| !value.starts_with('='))?;
        is_own.then_some(value)
    })
}

/// Returns a text of the same length with blanks in place of the characters in single quotes.
fn without_single_quotes(text: &str) -> String {
    let mut open = None;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let was_open = open;
        match (open, c) {
            (None, '\'' | '"') => open = Some(c),
            (Some(quote), c) if quote == c => open = None,
            _ => {}
        }
        match was_open == Some('\'') && open == Some('\'') {
            true => out.extend(std::iter::repeat_n(' ', c.len_utf8())),
            false => out.push(c),
        }
    }
    out
}

/// Returns whether a text reads a variable: `$NAME` or `${NAME...}`.
fn is_read(text: &str, name: &str) -> bool {
    let places = text.match_indices(name).take(10 * CANDIDATES);
    let read = places.filter(|(at, found)| {
        let before = text[..*at].trim_end_matches('#');
        let begins = before.ends_with('$') || before.ends_with("${");
        begins && !text[at + found.len()..].starts_with(is_of_name)
    });
    read.take(1).count() > 0
}

/// Returns whether a variable's name can contain this character.
fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_a_piped_loop_sets_is_lost() {
        for (text, name) in [
            (
                "git diff --name-only | while read -r f; do\n  [ \"$f\" = C ] && found=1\ndone\nif [ \"$found\" = 1 ]; then exit 0; fi",
                "found",
            ),
            (
                "found=0\njq -r '.a[]' | while read -r l; do case $l in *x*) found=1;; esac; done; [ $found = 1 ] && exit 2",
                "found",
            ),
            (
                "a |\n  while read -r l; do\n  for x in $l; do n=\"$n $x\"; done\ndone\necho \"${n}\"",
                "n",
            ),
            (
                "a | while read -r l; do reason=$(b \"$l\"); done\n[ -n \"$reason\" ] && echo $reason",
                "reason",
            ),
            ("a | for x in b; do y+=1; done; echo ${#y}", "y"),
        ] {
            let found = lost_variable(text).map(|(name, _)| name);
            assert_eq!(found.as_deref(), Some(name), "{text}");
        }
    }

    #[test]
    fn a_variable_that_is_not_lost_or_not_read_is_fine() {
        for text in [
            "while read -r f; do found=1; done < <(git diff)\necho $found",
            "a | while read -r f; do found=1; echo $found; done\nexit 0",
            "a | while read -r f; do found=1; done\nfound=2\necho $found",
            "a | while read -r f; do n=1; done\nfor n in a b; do echo $n; done",
            "name=$(b)\na | while read -r f; do name=$(basename $f); done\necho $name",
            "a | while read -r f; do LC_ALL=C sort $f; done\necho $LC_ALL",
            "a | while IFS= read -r f; do b; done\necho $IFS",
            "a | { while read -r f; do found=1; done; echo ok; }",
            "shopt -s lastpipe\na | while read -r f; do found=1; done\necho $found",
            "#!/bin/zsh\na | while read -r f; do found=1; done\necho $found",
            "a || while read -r f; do found=1; done\necho $found",
            "a | while read -r f; do found=1; done\n# $found\n",
            "a | while read -r f; do n=1; done\nawk '{ print $n }' f",
            "a | while read -r f; do [ $f = x ] && [ $y == 1 ]; done; echo $y",
            "x=$(a | while read -r f; do n=1; done)\necho $x",
            "a | while read -r f; do",
            "| while done done",
            "",
        ] {
            assert_eq!(lost_variable(text), None, "{text}");
        }
    }
}
