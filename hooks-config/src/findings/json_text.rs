//! Finds a value that `jq` prints as JSON, with quotes around a text, and that a test then compares with a word without
//! quotes: the value begins with `"`, so the test never succeeds. This is a guess, so it is reported as a note.
//!
//! | text | what happens |
//! |---|---|
//! | `c=$(jq .tool_input.command)`, and then `[[ $c == git* ]]` | the value is `"git push"`, with its quotes |
//! | `ok=$(jq .ok)`, and then `[ "$ok" = true ]` | `true` has no quotes, so this is not a mistake |

use hooks_types::HookSpec;
use hooks_types::text::quoted;

use super::names_in_shell::{Mention, mentions};
use super::script::{Scripts, command};
use super::shell_of::shell_texts;
use super::shell_text::Shell;
use super::unprinted_json::closing_of;
use super::{CANDIDATES, Finding};
use crate::diagnostic::DiagnosticCode;

/// Options of `jq` after which its output can be without quotes.
const WITHOUT_QUOTES: &[&str] = &["--raw-output", "--join-output", "--raw-output0"];

/// Words that `jq` prints without quotes.
const JSON_WORDS: &[&str] = &["true", "false", "null"];

/// The maximum number of bytes of a value that are examined.
const VALUE: usize = 2000;

/// Returns a note about the first test in the hook's shell texts that compares JSON output of `jq` with a word without
/// quotes.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let texts = shell_texts(command(hook)?, scripts, "jq");
    let found = texts.iter().find_map(|text| compared(text))?;
    let name = quoted(found.name.as_bytes(), 40);
    let message = format!(
        "line {}: `{name}` never begins with `{}`, because `jq` without `-r` prints a text with quotes around it",
        found.line,
        quoted(found.word.as_bytes(), 40),
    );
    let help = format!("write `jq -r` in line {}", found.set_at);
    Some(Finding::note(DiagnosticCode::PayloadShape, "", message).help(help))
}

/// A test that compares a JSON text with a word.
#[derive(Debug, PartialEq, Eq)]
struct Compared {
    name: String,
    /// The line that sets the variable.
    set_at: usize,
    /// The line of the test.
    line: usize,
    /// The beginning of the word or pattern.
    word: String,
}

/// Returns the first test of a text that compares the output of `jq` with a word without quotes.
fn compared(text: &str) -> Option<Compared> {
    let shell = Shell::of(text);
    let code = shell.without_comments();
    let all = mentions(&shell);
    let values = all
        .iter()
        .filter(|(_, _, mention)| *mention == Mention::Set);
    let mut values = values.take(10 * CANDIDATES).filter(|(name, at, _)| {
        let start = at + name.len();
        let value = text
            .get(start..text.len().min(start + VALUE))
            .unwrap_or_default();
        is_json(value.split('\n').next().unwrap_or_default())
    });
    values.by_ref().take(CANDIDATES).find_map(|(name, at, _)| {
        // Skip a variable that the text also sets or names elsewhere: its value can be different at the test.
        let mut others = all
            .iter()
            .filter(|(other, place, _)| other == name && place != at);
        if !others.all(|(_, _, mention)| *mention == Mention::Read) {
            return None;
        }
        let reads = all
            .iter()
            .filter(|(other, place, _)| other == name && place > at);
        let mut reads = reads.take(CANDIDATES);
        let (place, word) =
            reads.find_map(|(_, place, _)| Some((*place, tested(&code, *place, name)?)))?;
        Some(Compared {
            name: (*name).to_owned(),
            set_at: shell.line(*at),
            line: shell.line(place),
            word,
        })
    })
}

/// Returns whether a value, with the `=` before it, is the output of `jq` in JSON.
fn is_json(value: &str) -> bool {
    let value = value
        .strip_prefix('=')
        .unwrap_or_default()
        .trim_start_matches('"');
    let Some(inner) = value
        .starts_with("$(")
        .then(|| closing_of(value, 1))
        .flatten()
        .and_then(|end| value.get(2..end))
    else {
        return false;
    };
    let Some(words) = shlex::split(inner) else {
        return false;
    };
    // The last program of a pipe prints the value.
    let start = words
        .iter()
        .rposition(|word| word.ends_with('|') && word.len() == 1);
    let mut own = words
        .iter()
        .skip(start.map_or(0, |at| at + 1))
        .map(String::as_str);
    if own.next() != Some("jq") {
        return false;
    }
    own.all(|word| {
        let short = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
        !WITHOUT_QUOTES.contains(&word)
            && !short.is_some_and(|letters| letters.contains(['r', 'j']))
            && !word.ends_with(';')
            && !["&&", "||", "halt_error", "input_line"].contains(&word)
    })
}

/// Returns the beginning of the word with which a test compares the variable that is read at this place.
fn tested(code: &str, at: usize, name: &str) -> Option<String> {
    let (before, after) = (code.get(..at)?, code.get(at + name.len()..)?);
    let line = before.rsplit('\n').next()?;
    let line = line
        .get(line.len().saturating_sub(200)..)
        .unwrap_or_default();
    let (open, after) = match line.strip_suffix("${") {
        Some(open) => (open, after.strip_prefix('}')?),
        None => (line.strip_suffix('$')?, after),
    };
    let (open, after) = match open.strip_suffix('"') {
        Some(open) => (open, after.strip_prefix('"')?),
        None => (open, after),
    };
    let open = open.trim_end();
    if open.ends_with("case") {
        let patterns = after.trim_start().strip_prefix("in")?.trim_start();
        // Look only at a `case` whose first pattern ends on its line.
        let first = patterns.lines().next()?.split(')').next()?;
        let mut words = first.split('|').map(|word| beginning(word.trim()));
        let word = words.next()??;
        return words.all(|word| word.is_some()).then_some(word);
    }
    if !(open.ends_with('[') || open.ends_with("test") || open.ends_with('!')) {
        return None;
    }
    let after = after.strip_prefix(' ')?.trim_start();
    let operators = ["== ", "= ", "=~ ^"].into_iter();
    let mut rests = operators.filter_map(|operator| after.strip_prefix(operator));
    beginning(rests.next()?.trim_start())
}

/// Returns the beginning of a word or pattern. Returns `None` if `jq` could print a JSON text that begins in this way.
fn beginning(word: &str) -> Option<String> {
    let word = word.strip_prefix(['"', '\'']).unwrap_or(word);
    let is_part = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    let start = &word[..word.find(|c| !is_part(c)).unwrap_or(word.len())];
    let begins = start.starts_with(|c: char| c.is_alphabetic() || c == '/');
    // `true`, `false` and `null` are JSON, and so a beginning of one of them proves nothing.
    let is_json = JSON_WORDS.iter().any(|known| known.starts_with(start));
    (begins && !is_json).then(|| start.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_json_text_that_is_compared_with_a_word_is_found() {
        for (text, line, word) in [
            (
                "#!/bin/bash\ncmd=$(jq .tool_input.command)\nif [[ \"$cmd\" == git\\ push* ]]; then exit 2; fi",
                3,
                "git",
            ),
            (
                "i=$(cat)\nt=$(echo \"$i\" | jq '.tool_name')\n[ \"$t\" = \"Bash\" ] && exit 2",
                3,
                "Bash",
            ),
            (
                "f=\"$(jq -c .f)\"; [[ ${f} =~ ^/etc ]] && exit 2",
                1,
                "/etc",
            ),
            (
                "f=$(jq .f)\ncase \"$f\" in rm*|git*) exit 2;; esac",
                2,
                "rm",
            ),
            ("f=$(jq .f)\ncase $f in\n  rm*) exit 2;;\nesac", 2, "rm"),
        ] {
            let found = compared(text).map(|found| (found.line, found.word));
            assert_eq!(found, Some((line, word.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_value_without_quotes_or_a_word_with_quotes_is_fine() {
        for text in [
            "c=$(jq -r .c)\n[[ $c == git* ]]",
            "c=$(jq -er .c)\n[[ $c == git* ]]",
            "c=$(jq --raw-output .c)\n[[ $c == git* ]]",
            "c=$(jq .c | tr -d '\"')\n[[ $c == git* ]]",
            "c=$(jq .c)\nc=${c//\\\"/}\n[[ $c == git* ]]",
            "c=$(jq .c)\n[[ $c == *git* ]]",
            "c=$(jq .c)\n[[ $c == '\"git'* ]]",
            "c=$(jq .c)\n[[ $c == \\\"git* ]]",
            "c=$(jq .c)\n[ \"$c\" = true ]",
            "c=$(jq .c)\n[ \"$c\" = null ] || [ $c = 12 ]",
            "c=$(jq .c)\n[ \"$c\" != Bash ]",
            "c=$(jq .c)\ncase $c in *git*) exit 2;; esac",
            "c=$(jq .c)\necho \"$c = git\"",
            "c=$(jq .c)\nread -r c\n[[ $c == git* ]]",
            "c=$(yq .c)\n[[ $c == git* ]]",
            "c=$(jq .c",
            "c=$(jq .c)\n[[ $c ==",
            "",
        ] {
            assert_eq!(compared(text), None, "{text}");
        }
    }
}
