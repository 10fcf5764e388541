//! Explains why a hook might have let a call pass: its script compares the command, or its beginning, with a text, but
//! the payload holds the command as a list of words.
//!
//! | script | compares |
//! |---|---|
//! | `[[ "$cmd" == "git push"* ]]`, `case "$cmd" in "git push"*)` | the beginning |
//! | `cmd.startswith("git push")`, `grep -q '^git push'` | the beginning |
//! | `[ "$cmd" = 'git push' ]`, `if cmd == "git push":` | the whole command |
//!
//! This is a guess, and the sentence says so. The text must fit the text that the list's shell runs, or the words of
//! the list as one text.

use hooks_types::text::{quoted, short_name};
use hooks_types::wire::encode;
use serde_json::Value;

use super::Recorded;
use super::if_found::blocks_if_found;
use super::word_list::{LONG, List, TEXTS, lists_of, quotations_within};

/// Signs that a script makes one text of the list, or takes an element of it.
const TAKES_APART: &[&str] = &[
    "join",
    ".[",
    "command[",
    "command\"][",
    "command'][",
    "command\")[",
    "command')[",
];

/// Signs that a script compares each element of a list.
const LOOPS: &[&str] = &[
    "any(",
    " in cmd",
    " in command",
    "| last",
    "| first",
    ".some(",
    ".at(",
];

/// A text of a script that the beginning of a command, or the whole command, is compared with.
#[derive(Debug, PartialEq, Eq)]
struct Compared<'s> {
    text: &'s str,
    is_whole: bool,
}

impl Recorded {
    /// Returns a sentence that says that the script compares a list with a text. `None` unless the hook let the call
    /// pass.
    pub(super) fn compares_list(&self) -> Option<String> {
        if !self.heard.as_ref()?.lets_pass || !self.could_block() {
            return None;
        }
        let mut sources = self.scripts();
        sources.extend(self.command_texts());
        let is_apart = |source: &String| {
            let mut signs = TAKES_APART.iter().chain(LOOPS);
            signs.any(|sign| source.contains(sign))
        };
        if sources.iter().any(is_apart) {
            return None;
        }
        let bytes = encode(&self.payload, &self.spec.form).ok()?;
        let payload = serde_json::from_slice::<Value>(&bytes).ok()?;
        let lists = lists_of(&payload);
        let lines = sources.iter().flat_map(|source| source.lines());
        let code = lines.filter(|line| !line.trim_start().starts_with('#'));
        let code: Vec<&str> = code.collect();
        let numbered = code.iter().enumerate();
        let (compared, list) = numbered
            .flat_map(|(at, line)| compared_in(line).map(move |compared| (at, compared)))
            .take(TEXTS)
            // Where the comparison lets a call pass, it is not the reason why this call passed.
            .filter(|(at, compared)| blocks_if_found(&code, *at, compared.text) != Some(false))
            .map(|(_, compared)| compared)
            .find_map(|compared| {
                let fits = |list: &&List<'_>| {
                    let key = list
                        .path
                        .as_deref()
                        .and_then(|path| path.rsplit('.').next());
                    let is_read =
                        key.is_some_and(|key| sources.iter().any(|source| source.contains(key)));
                    is_read && compared.fits(list)
                };
                let list = lists.iter().find(fits)?;
                Some((compared, list))
            })?;
        let text = quoted(compared.text.as_bytes(), LONG);
        let what = match compared.is_whole {
            true => "the command",
            false => "the beginning of the command",
        };
        let joined = match self.is_in_python(&sources) {
            true => "`\" \".join(command)`".to_owned(),
            false => list.joining(),
        };
        Some(format!(
            "`{}` let the call pass; that could be because it compares {what} with `{text}`, and the payload holds the \
             command as a list of words: {}; if the comparison is to block the call, compare all words: {joined} makes \
             one text of them, in which `{text}` can be anywhere",
            short_name(&self.spec.id),
            quoted(list.shown().as_bytes(), LONG),
        ))
    }
}

impl Compared<'_> {
    /// Returns whether the comparison was meant for this list: it fits the text that a shell of the list runs, or the
    /// words of the list as one text.
    fn fits(&self, list: &List<'_>) -> bool {
        let fits = |command: &str| match self.is_whole {
            true => command == self.text,
            false => command.starts_with(self.text),
        };
        let text = match list.words {
            [_, option, text] => option
                .as_str()
                .filter(|it| it.starts_with('-') && it.ends_with('c'))
                .and(text.as_str()),
            _ => None,
        };
        fits(text.unwrap_or(&list.joined))
    }
}

/// Returns the texts between quotes on a line that a command seems to be compared with, from its beginning.
fn compared_in(line: &str) -> impl Iterator<Item = Compared<'_>> {
    quotations_within(line)
        .filter_map(move |(before, text, after)| {
            let before = before.trim_end();
            let is_open = after.starts_with('*');
            if let Some(pattern) = text.strip_prefix('^').filter(|_| line.contains("grep")) {
                let pattern = pattern.trim_end_matches(['$', '*', '.']);
                return Some(Compared {
                    text: pattern,
                    is_whole: false,
                });
            }
            if [".startswith(", ".startswith((", ".startsWith("]
                .iter()
                .any(|call| before.ends_with(call))
            {
                return Some(Compared {
                    text,
                    is_whole: false,
                });
            }
            let is_test = before.ends_with("==") || before.ends_with(" =");
            let is_case = || {
                let begins = before.is_empty()
                    || before.ends_with([';', '|', '('])
                    || before.ends_with(" in");
                let rest = after.trim_start_matches('*').trim_start();
                begins && rest.starts_with([')', '|']) && !rest.starts_with("||")
            };
            (is_test || is_case()).then_some(Compared {
                text,
                is_whole: !is_open,
            })
        })
        .filter(|compared| !compared.text.trim().is_empty() && compared.text.len() <= LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<(&str, bool)> {
        compared_in(line).map(|it| (it.text, it.is_whole)).collect()
    }

    #[test]
    fn texts_that_are_compared_from_the_beginning_are_found_in_each_language() {
        for line in [
            "if [[ \"$cmd\" == \"git push\"* ]]; then",
            "case \"$cmd\" in \"git push\"*) exit 2;; esac",
            "  'git push'*)",
            "\"rm x\"* | \"git push\"*) exit 2 ;;",
            "if cmd.startswith(\"git push\"):",
            "if cmd.startswith((\"git push\", \"x\")):",
            "if (cmd.startsWith('git push')) {",
            "echo \"$cmd\" | grep -q '^git push'",
        ] {
            assert!(
                found(line).contains(&("git push", false)),
                "{line}: {:?}",
                found(line)
            );
        }
        for line in [
            "[ \"$(jq -r .tool_input.command)\" = 'git push' ] && exit 2",
            "if cmd == \"git push\":",
            "if (cmd === 'git push') {",
            "case \"$cmd\" in \"git push\") exit 2;; esac",
        ] {
            assert!(
                found(line).contains(&("git push", true)),
                "{line}: {:?}",
                found(line)
            );
        }
    }

    #[test]
    fn texts_that_can_be_anywhere_are_not_found() {
        for line in [
            "[[ \"$cmd\" == *\"git push\"* ]]",
            "case \"$cmd\" in *\"git push\"*) exit 2;; esac",
            "grep -q 'git push' && exit 2",
            "echo \"git push\" >&2",
            "if \"git push\" in cmd:",
            "x=\"git push\"",
        ] {
            let texts: Vec<_> = found(line);
            assert!(
                texts.iter().all(|(text, _)| *text != "git push"),
                "{line}: {texts:?}"
            );
        }
    }
}
