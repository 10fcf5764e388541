//! Reads the words of commands: removes quotes and expands variables.

use super::{Reader, Unknowable, Word, is_name_start};
use crate::ansi;

impl<'a> Reader<'a> {
    /// Reads one word, removes its quotes and expands variables.
    pub(super) fn word(&mut self) -> Word {
        let mut word = String::new();
        let mut known = true;
        // A carriage return ends a word too. In a file with Windows line ends it would otherwise become part of a
        // value.
        while let Some(c) = self.rest.next_if(|c| !" \t\r\n;&|()<>".contains(*c)) {
            match c {
                '\'' => word.extend(self.up_to('\'')),
                '"' => known &= self.double_quoted(&mut word),
                '\\' => match self.rest.next() {
                    Some('\n') | None => {}
                    Some(c) => word.push(c),
                },
                '$' if self.rest.next_if_eq(&'\'').is_some() => {
                    known &= self.ansi_quoted(&mut word);
                }
                '$' => known &= self.variable(&mut word),
                '`' => {
                    self.up_to('`').for_each(drop);
                    known = false;
                }
                c => word.push(c),
            }
        }
        // The name is returned even if the value is not known, because the caller needs the name to drop the variable's
        // earlier value.
        if known {
            Ok(word)
        } else {
            Err(Unknowable::of(&word))
        }
    }

    /// Reads the characters before the next `end` and consumes `end`.
    pub(super) fn up_to(&mut self, end: char) -> impl Iterator<Item = char> {
        self.rest.by_ref().take_while(move |c| *c != end)
    }

    /// Reads the rest of a double-quoted string. Returns `false` if its value cannot be known.
    fn double_quoted(&mut self, word: &mut String) -> bool {
        let mut known = true;
        while let Some(c) = self.rest.next() {
            match c {
                '"' => break,
                '\\' => match self.rest.next() {
                    Some('\n') | None => {}
                    Some(c @ ('"' | '\\' | '$' | '`')) => word.push(c),
                    Some(c) => word.extend(['\\', c]),
                },
                '$' => known &= self.variable(word),
                '`' => {
                    self.up_to('`').for_each(drop);
                    known = false;
                }
                c => word.push(c),
            }
        }
        known
    }

    /// Reads the rest of `$'…'`, the form in which shells print values with control characters. Returns `false` if
    /// its value cannot be known.
    fn ansi_quoted(&mut self, word: &mut String) -> bool {
        let decoded = ansi::decode_exactly(&mut self.rest);
        word.push_str(decoded.as_deref().unwrap_or_default());
        decoded.is_some()
    }

    /// Expands the variable after a `$`. Returns `false` if its value cannot be known.
    fn variable(&mut self, word: &mut String) -> bool {
        let name: String = match self.rest.peek() {
            Some('{') => {
                self.rest.next();
                self.up_to('}').collect()
            }
            // The output of a command is known only after the command has run, so the value is unknown.
            Some('(') => {
                self.substitution();
                return false;
            }
            Some(c) if is_name_start(*c) => {
                let mut name = String::new();
                while let Some(c) = self
                    .rest
                    .next_if(|c| is_name_start(*c) || c.is_ascii_digit())
                {
                    name.push(c);
                }
                name
            }
            // Only the shell knows positional and special parameters, so the value is unknown.
            Some('0'..='9' | '?' | '!' | '#' | '*' | '@' | '$' | '-') => {
                self.rest.next();
                return false;
            }
            // A dollar that begins no expansion is literal.
            _ => {
                word.push('$');
                return true;
            }
        };
        // One limit covers all expansions of the file together: repeated references to a long value could otherwise
        // exhaust the memory.
        let value = self.vars.get(&name);
        let left = value.and_then(|value| self.expandable.checked_sub(value.len()));
        let (Some(value), Some(left)) = (value, left) else {
            return false;
        };
        word.push_str(value);
        self.expandable = left;
        true
    }

    /// Skips the parentheses of `$(…)`, `<(…)` or `((…))` and the text inside them, including nested parentheses.
    pub(super) fn substitution(&mut self) {
        let mut open = 0_usize;
        for c in self.rest.by_ref() {
            match c {
                '(' => open += 1,
                ')' => open = open.saturating_sub(1),
                _ => continue,
            }
            if open == 0 {
                return;
            }
        }
    }
}
