//! Finds the places where a shell text sets, reads or names a variable.

use std::ops::Range;

use super::lost_variable::is_alone;
use super::shell_text::Shell;
use crate::variables_read::is_of_name;

/// What a text does with a name at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mention {
    /// The text sets the variable for the commands behind it.
    Set,
    /// The text reads the variable.
    Read,
    /// The name has another use, such as `read NAME` or `export NAME=1`: it can be set there, or read.
    Named,
}

/// Words that can precede an assignment.
const BEFORE: &[&str] = &[
    "then", "do", "else", "local", "readonly", "declare", "typeset",
];

/// Commands that set the variables that they name, also if a name is in quotes: `declare "value=$(cat)"`.
const SETTERS: &[&str] = &[
    "declare",
    "export",
    "for",
    "getopts",
    "local",
    "mapfile",
    "printf",
    "read",
    "readarray",
    "readonly",
    "select",
    "typeset",
    "unset",
];

/// Commands that run a text in quotes, which can set a variable anywhere: `let "n = 1"`.
const RUNS: &[&str] = &["let", "trap"];

/// Returns whether a command sets the variable whose name is in quotes after `command`, which is the command's text up
/// to that name.
pub(super) fn sets_in_quotes(command: &str) -> bool {
    let words = || command.split_whitespace();
    let quote = command.strip_suffix(['"', '\'']);
    let is_first = quote.is_some_and(|before| before.ends_with([' ', '\t']));
    words().any(|word| RUNS.contains(&word))
        || is_first
            && words().any(|word| SETTERS.contains(&word))
            && (!words().any(|word| word == "printf") || words().any(|word| word == "-v"))
}

/// The maximum number of bytes of a command that are examined before a name in quotes.
pub(super) const COMMAND: usize = 300;

/// The maximum number of bytes of a value that are examined.
const VALUE: usize = 2000;

/// Returns each name that the text sets, reads or names, with its place. A comment has no names. A word in quotes does
/// not count as a name, unless it can name a variable there (`$((n + 1))`, `--arg n`).
pub(super) fn mentions<'t>(shell: &Shell<'t>) -> Vec<(&'t str, usize, Mention)> {
    let bodies: Vec<(&Range<usize>, bool)> = shell
        .documents
        .iter()
        .map(|document| {
            let end = shell.text(&(document.at..document.behind));
            (&document.body, end.contains(['\'', '"', '\\']))
        })
        .collect();
    let (text, plain) = (shell.text.as_bytes(), shell.plain.as_bytes());
    let sign = |at: usize| text.get(at).copied().unwrap_or(0);
    let (mut found, mut quote, mut body, mut line, mut at) = (Vec::new(), None, 0, 0, 0);
    while at < text.len() {
        let start = at;
        at += 1;
        let mark = plain.get(start).copied().unwrap_or(0);
        match (quote, sign(start)) {
            (_, b'\n') => line = at,
            (None, b'\'' | b'"') if mark == sign(start) => quote = Some(mark),
            (Some(open), _) if mark == open => quote = None,
            _ => {}
        }
        if !is_of_name(sign(start).into()) {
            continue;
        }
        while is_of_name(sign(at).into()) {
            at += 1;
        }
        if mark == b' ' || sign(start).is_ascii_digit() {
            continue;
        }
        while bodies.get(body).is_some_and(|(body, _)| body.end <= start) {
            body += 1;
        }
        let document = bodies.get(body).filter(|(body, _)| body.contains(&start));
        let place = Place {
            shell,
            line,
            name: start..at,
            quote: match document {
                Some((_, is_quoted)) => Some(if *is_quoted { b'\'' } else { b'"' }),
                None => quote,
            },
        };
        if let (Some(name), Some(mention)) = (shell.text.get(start..at), place.mention()) {
            found.push((name, start, mention));
        }
    }
    found
}

/// A word of a text that can be the name of a variable.
struct Place<'s, 't> {
    shell: &'s Shell<'t>,
    /// The byte offset at which the line of the word begins.
    line: usize,
    name: Range<usize>,
    /// The quotation mark of the quoted text around the word; `None` outside of quotes.
    quote: Option<u8>,
}

impl Place<'_, '_> {
    /// Returns how the text uses the name; `None` if the word is only a part of a quoted text.
    fn mention(&self) -> Option<Mention> {
        let before = self.shell.text.get(self.line..self.name.start)?;
        let after = self.shell.text.get(self.name.end..)?;
        // A line can be long, so look only at the last bytes before the name.
        let near = before
            .get(before.len().saturating_sub(VALUE)..)
            .unwrap_or_default();
        let braced = near.strip_suffix('#').unwrap_or(near).strip_suffix('{');
        let dollar = braced.unwrap_or(near).strip_suffix('$');
        if let Some(dollar) = dollar {
            let default = after.strip_prefix(':').unwrap_or(after);
            return match self.quote {
                _ if dollar.ends_with('\\') => {
                    Some(Mention::Named).filter(|_| self.quote.is_none())
                }
                // In single quotes, only the command of a `trap` reads the variable, when the trap runs. Any other text
                // there can be code of another language.
                Some(b'\'') => near
                    .trim_start()
                    .starts_with("trap ")
                    .then_some(Mention::Read),
                _ if braced.is_some() && default.starts_with('=') => Some(Mention::Named),
                _ => Some(Mention::Read),
            };
        }
        // Skip a field of a filter, such as `jq .name`.
        if near.ends_with('.') {
            return None;
        }
        if self.quote.is_some() {
            let signs = ["((", "${", "--arg", "$(", "`"];
            let is_named =
                signs.iter().any(|sign| near.contains(sign)) || sets_in_quotes(self.command());
            return is_named.then_some(Mention::Named);
        }
        Some(match self.is_assigned(after) {
            true => Mention::Set,
            false => Mention::Named,
        })
    }

    /// Returns the text between the start of the word's command and the word, with its quotes marked. Lines that a
    /// backslash joins count as one line.
    fn command(&self) -> &str {
        let plain = self.shell.plain.as_str();
        let start = self.name.start.saturating_sub(COMMAND);
        let before = plain.get(start..self.name.start).unwrap_or_default();
        before
            .rsplit(['\n', ';', '|', '&', '(', '`', '{'])
            .next()
            .unwrap_or_default()
    }

    /// Returns whether the text sets the name here, for all commands behind it.
    fn is_assigned(&self, after: &str) -> bool {
        let plain = self.shell.plain.as_str();
        let before = plain.get(self.line..self.name.start).unwrap_or_default();
        let before = before.trim_end_matches([' ', '\t']);
        let begins = before.is_empty()
            || before.ends_with([';', '&', '|', '{', ')', '('])
            || BEFORE.iter().any(|word| {
                let rest = before.strip_suffix(word);
                rest.is_some_and(|rest| !rest.ends_with(|c: char| is_of_name(c) || c == '-'))
            });
        let sign = after.strip_prefix('+').unwrap_or(after);
        let is_set = sign.starts_with('=') && !before.ends_with("((");
        let value = self.name.end + (after.len() - sign.len()) + 1;
        let end = plain.len().min(value + VALUE);
        begins && is_set && plain.get(value..end).is_some_and(is_alone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_set_read_or_named() {
        let of = |text: &str| -> Vec<String> {
            let found = mentions(&Shell::of(text));
            let found = found.into_iter();
            found
                .map(|(name, _, mention)| format!("{name} {mention:?}"))
                .collect()
        };
        for (text, found) in [
            ("a=1; b+=\"$a x\" # c", vec!["a Set", "b Set", "a Read"]),
            ("a=1 run", vec!["a Named", "run Named"]),
            ("local a='b c'", vec!["local Named", "a Set"]),
            ("${#a} ${b:-c}", vec!["a Read", "b Read", "c Named"]),
            ("'$a' \"b $c\" .d", vec!["c Read"]),
            (
                "x <<E\na $b\nE\n",
                vec!["x Named", "E Named", "b Read", "E Named"],
            ),
            ("x <<'E'\n$b\nE\n", vec!["x Named", "E Named"]),
        ] {
            assert_eq!(of(text), found, "{text}");
        }
    }
}
