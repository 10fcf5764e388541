//! Collects, in one pass over a text, the variables that it reads, gives a default for, and sets itself.
//!
//! Use this to compare a text with many names: to search the text once for each name takes quadratic time.

use std::collections::BTreeSet;

use super::names_in_shell::{COMMAND, sets_in_quotes};
use super::variables::has_default;
use crate::variables_read::is_of_name;

/// Commands that set the variables that they name.
const SETTERS: &[&str] = &[
    "for",
    "read",
    "select",
    "getopts",
    "mapfile",
    "readarray",
    "local",
    "declare",
    "typeset",
    "readonly",
    "unset",
];

/// The variables that a text names.
#[derive(Debug, Default)]
pub(super) struct Reads<'t> {
    /// The names that the text reads.
    read: BTreeSet<&'t str>,
    /// The names that have a default somewhere in the text.
    defaulted: BTreeSet<&'t str>,
    /// The names that the text sets itself.
    set: BTreeSet<&'t str>,
}

impl<'t> Reads<'t> {
    /// Collects the variables of a text without comments.
    pub(super) fn of(text: &'t str) -> Self {
        let mut reads = Self::default();
        let (mut at, mut in_setter) = (0, false);
        while let Some(gap) = text[at..].find(is_of_name) {
            let start = at + gap;
            let is_end = |c: char| matches!(c, '\n' | ';' | '&' | '|' | '(' | ')');
            in_setter &= !text[at..start].contains(is_end);
            let behind = &text[start..];
            let end = behind
                .find(|c| !is_of_name(c))
                .map_or(text.len(), |len| start + len);
            reads.word(
                (&text[..start], &text[start..end], &text[end..]),
                &mut in_setter,
            );
            at = end;
        }
        reads
    }

    /// Adds one word, with the texts before and after it. `in_setter` tells whether a command of [`SETTERS`] names the
    /// word.
    fn word(&mut self, (before, word, after): (&str, &'t str, &str), in_setter: &mut bool) {
        // Keep these signs equal to the signs in `reads_variable`.
        if before.ends_with(['"', '\'']) && is_set_in_quotes(before) {
            self.set.insert(word);
        } else if before.ends_with(['$', '{', '"', '\'', '.']) {
            self.read.insert(word);
            // `"$A" = 1` and `env.A == 1` compare the value, so they set nothing.
            let compares = || {
                let rest = after.trim_start_matches(['"', '\'', ')', ']', ' ']);
                rest.starts_with("==") || before.ends_with('$') && rest.starts_with('=')
            };
            if has_default(after) && !compares() {
                self.defaulted.insert(word);
            }
        } else if after.starts_with('=') || *in_setter && word != "in" {
            self.set.insert(word);
        } else {
            *in_setter = SETTERS.contains(&word);
        }
    }

    /// Yields the names that the text reads and does not set, each with whether it has a default in the text.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'t str, bool)> {
        let open = self.read.iter().filter(|name| !self.set.contains(*name));
        open.map(|name| (*name, self.defaulted.contains(name)))
    }
}

/// Returns whether a command such as `declare "NAME=1"` sets the name in quotes that follows this text.
fn is_set_in_quotes(before: &str) -> bool {
    let mut start = before.len().saturating_sub(COMMAND);
    while !before.is_char_boundary(start) {
        start += 1;
    }
    let mut commands = before[start..].rsplit(['\n', ';', '|', '&', '(', ')', '`', '{', '[']);
    let command = commands.next().unwrap_or_default();
    let is_word = command.trim_end_matches(['"', '\'']).ends_with([' ', '\t']);
    is_word && !command.contains(" in ") && sets_in_quotes(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_is_told_from_a_default_and_from_a_variable_of_the_text() {
        let of = |text| Reads::of(text).iter().collect::<Vec<_>>();
        for text in [
            "echo $OUT",
            "echo \"${OUT}\"",
            "[ \"$OUT\" = 1 ]",
            "process.env.OUT === '1'",
            "OUT = os.environ[\"OUT\"]",
            "for x in $OUT; do echo; done",
            "printf \"OUT %s\" \"$OUT\"",
            "printf '%s' \"OUT\"; echo $OUT",
            "for x in [\"OUT\"]: os.environ[\"OUT\"]",
            "read x; echo OUT $OUT",
        ] {
            assert!(of(text).contains(&("OUT", false)), "{text}");
        }
        for text in [
            "echo ${OUT:-0}; echo $OUT",
            "os.environ.get(\"OUT\", \"\")",
            "process.env.OUT ?? 1",
        ] {
            assert!(of(text).contains(&("OUT", true)), "{text}");
        }
        for text in [
            "OUT=1; echo $OUT",
            "for OUT in a b; do echo $OUT; done",
            "while IFS= read -r A OUT; do echo $OUT; done",
            "local A OUT; echo $OUT",
            "declare \"OUT=$(cat)\"; echo $OUT",
            "export \"OUT=1\"; echo $OUT",
            "printf -v \"OUT\" %s a; echo $OUT",
            "read -r \"OUT\"; echo $OUT",
            "echo OUT",
            "echo $OUTS $AN_OUT",
        ] {
            assert!(of(text).iter().all(|(name, _)| *name != "OUT"), "{text}");
        }
    }
}
