//! The single commands in a command text, as far as a permission rule needs them.

use std::iter::Peekable;
use std::str::Chars;

/// What a command text consists of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// Each command, trimmed, those inside `$()` and backticks too.
    pub(super) commands: Vec<String>,
    /// Whether something is substituted: `$()`, backticks or `$VAR`.
    pub(super) substitutes: bool,
}

/// Words and signs before a command that are not part of it.
const BEFORE: &[&str] = &[
    "then", "do", "else", "elif", "if", "while", "until", "!", "{", "time",
];

/// How deep substitutions may nest before the text counts as unreadable.
const DEPTH: usize = 32;

/// Splits at `&&`, `||`, `;`, `|`, `|&`, `&`, newlines and parentheses outside of quotes. None: the
/// text cannot be read (an open quote or parenthesis).
pub(super) fn parts(text: &str) -> Option<Parts> {
    let mut parts = Parts::default();
    let mut reader = Reader {
        rest: text.chars().peekable(),
        depth: 0,
    };
    reader.commands(&mut parts, None)?;
    Some(parts)
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    depth: usize,
}

impl Reader<'_> {
    /// Reads commands up to `end`.
    fn commands(&mut self, parts: &mut Parts, end: Option<char>) -> Option<()> {
        let mut command = String::new();
        let mut open = 0_usize;
        while let Some(c) = self.rest.next() {
            match c {
                c if Some(c) == end && open == 0 => {
                    push(parts, &command);
                    return Some(());
                }
                '\\' => {
                    command.push(c);
                    command.extend(self.rest.next());
                }
                '\'' => self.single_quoted(&mut command)?,
                '"' => self.double_quoted(parts, &mut command)?,
                '$' => self.dollar(parts, &mut command)?,
                '`' => self.substitution(parts, &mut command, '`')?,
                '(' => {
                    open += 1;
                    push(parts, &std::mem::take(&mut command));
                }
                ')' => {
                    open = open.checked_sub(1)?;
                    push(parts, &std::mem::take(&mut command));
                }
                '&' if command.ends_with('>') || self.rest.peek() == Some(&'>') => command.push(c),
                ';' | '&' | '|' | '\n' => push(parts, &std::mem::take(&mut command)),
                c => command.push(c),
            }
        }
        push(parts, &command);
        (end.is_none() && open == 0).then_some(())
    }

    fn single_quoted(&mut self, command: &mut String) -> Option<()> {
        command.push('\'');
        loop {
            let c = self.rest.next()?;
            command.push(c);
            if c == '\'' {
                return Some(());
            }
        }
    }

    fn double_quoted(&mut self, parts: &mut Parts, command: &mut String) -> Option<()> {
        command.push('"');
        loop {
            match self.rest.next()? {
                '"' => {
                    command.push('"');
                    return Some(());
                }
                '\\' => {
                    command.push('\\');
                    command.push(self.rest.next()?);
                }
                '$' => self.dollar(parts, command)?,
                '`' => self.substitution(parts, command, '`')?,
                c => command.push(c),
            }
        }
    }

    fn dollar(&mut self, parts: &mut Parts, command: &mut String) -> Option<()> {
        command.push('$');
        match self.rest.peek() {
            Some('(') => {
                self.rest.next();
                self.substitution(parts, command, ')')
            }
            Some(c) if c.is_alphanumeric() || "_{@*#?!$-".contains(*c) => {
                parts.substitutes = true;
                Some(())
            }
            _ => Some(()),
        }
    }

    /// The commands of a substitution stand beside those around it.
    fn substitution(&mut self, parts: &mut Parts, command: &mut String, end: char) -> Option<()> {
        parts.substitutes = true;
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        self.commands(parts, Some(end))?;
        self.depth -= 1;
        command.push(end);
        Some(())
    }
}

fn push(parts: &mut Parts, command: &str) {
    let mut rest = command.trim();
    loop {
        let word = rest.split_whitespace().next().unwrap_or_default();
        if !(BEFORE.contains(&word) || is_assignment(word)) {
            break;
        }
        rest = after_word(rest);
    }
    if !rest.is_empty() {
        parts.commands.push(rest.to_owned());
    }
}

/// `NAME=value`.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// What follows the first word; a quoted value with spaces belongs to it.
fn after_word(text: &str) -> &str {
    let mut quote = None;
    let end = text.char_indices().find(|(_, c)| match (quote, *c) {
        (None, '\'' | '"') => {
            quote = Some(*c);
            false
        }
        (Some(open), c) if c == open => {
            quote = None;
            false
        }
        (None, c) => c.is_whitespace(),
        _ => false,
    });
    end.map_or("", |(at, _)| text[at..].trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(text: &str) -> Vec<String> {
        parts(text).unwrap().commands
    }

    #[test]
    fn splits_where_a_shell_does() {
        for (text, expected) in [
            ("a && b || c; d | e |& f & g\nh", "a|b|c|d|e|f|g|h"),
            ("echo 'a && b' \"c; d\"", "echo 'a && b' \"c; d\""),
            ("X=1 Y='a b' make all", "make all"),
            ("if true; then rm -rf x; fi", "true|rm -rf x|fi"),
            ("(cd a; ls)", "cd a|ls"),
            ("make > log 2>&1", "make > log 2>&1"),
            ("a \\; b", "a \\; b"),
        ] {
            assert_eq!(commands(text).join("|"), expected, "{text}");
        }
    }

    #[test]
    fn commands_inside_substitutions_count() {
        assert_eq!(commands("echo $(git push) x"), ["git push", "echo $) x"]);
        assert_eq!(commands("echo \"`rm a`\""), ["rm a", "echo \"`\""]);
        assert!(parts("echo $HOME").unwrap().substitutes);
        assert!(!parts("echo '$HOME' 5$").unwrap().substitutes);
    }

    #[test]
    fn what_cannot_be_read_is_said_to_be_so() {
        for text in ["echo 'a", "echo \"a", "echo $(ls", "a)", "(a", "echo `a"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
