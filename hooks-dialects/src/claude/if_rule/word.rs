//! Parses one word of a shell text with its quotes and substitutions.
//!
//! A word consists of its text, and of flags for the parts that only the shell can complete: globs, braces,
//! substitutions, and escapes that are not decoded here.

use super::scan::Scanner;

/// A word of a shell text, with the quotes removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// The text of the word, without the results of its substitutions.
    pub(super) text: String,
    /// Whether the shell uses exactly this text as one word, because it contains no substitution, glob or brace.
    pub(super) exact: bool,
    /// Whether the word contains a substitution, whose result can be any text.
    pub(super) substituted: bool,
    /// Whether the word contains escapes that are not decoded here (`$'\x72m'`).
    pub(super) hidden: bool,
    /// The byte offset of the word in the text being scanned.
    pub(super) start: usize,
    /// The length of the part of `text` before the first quote or substitution, in bytes.
    unquoted: usize,
    /// Whether any part of the word was quoted.
    quoted: bool,
}

impl Word {
    /// Returns whether the word is exact and no part of it was quoted.
    pub(super) fn is_plain(&self) -> bool {
        self.exact && !self.quoted && !self.hidden
    }

    /// Returns whether the word is one of these reserved words. A reserved word that is quoted is an ordinary word.
    pub(super) fn is_reserved(&self, words: &[&str]) -> bool {
        self.is_plain() && words.contains(&self.text.as_str())
    }

    /// Returns whether the word is `NAME=value`, `NAME+=value` or `NAME[index]=value`.
    pub(super) fn is_assignment(&self) -> bool {
        let head = &self.text[..self.unquoted];
        let Some((name, _)) = head.split_once('=') else {
            return false;
        };
        let name = name.strip_suffix('+').unwrap_or(name);
        let name = match name.split_once('[') {
            Some((name, index)) if index.ends_with(']') => name,
            Some(_) => return false,
            None => name,
        };
        let letter = |c: char| c.is_ascii_alphabetic() || c == '_';
        name.starts_with(letter) && name.chars().all(|c| letter(c) || c.is_ascii_digit())
    }

    /// Marks the word as quoted from the current position on.
    fn quote(&mut self) {
        self.quoted = true;
        self.unquoted = self.unquoted.min(self.text.len());
    }

    /// Marks the word as a word that contains a substitution.
    fn substitute(&mut self) {
        self.exact = false;
        self.substituted = true;
        self.unquoted = self.unquoted.min(self.text.len());
    }
}

/// Returns whether a character separates words in some shells or locales and not in others.
pub(super) fn is_blank_elsewhere(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n')) || (c.is_whitespace() && !c.is_ascii())
}

impl Scanner<'_, '_> {
    /// Parses the word at the current position. Returns `None` if there is no word, or if it cannot be parsed.
    pub(super) fn word(&mut self) -> Option<Word> {
        let start = self.at;
        let mut word = Word {
            exact: true,
            start,
            unquoted: usize::MAX,
            ..Word::default()
        };
        // A `[` makes a glob only together with a `]`, and braces expand only with `,` or `..`. So remember whether a
        // `[` or a brace is open.
        let (mut brace, mut bracket) = (false, false);
        while let Some(c) = self.peek() {
            match c {
                // In a process substitution such as `<(ls)`, the shell runs the commands, and the word becomes a path.
                // So parse the commands, and mark the word as substituted.
                '<' | '>' if self.at == start && self.rest()[1..].starts_with('(') => {
                    self.at += 2;
                    word.substitute();
                    self.script.substitutes = true;
                    self.script.pipes = true;
                    self.inside(|scanner| scanner.list(true))?;
                    continue;
                }
                ' ' | '\t' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>' => break,
                c if is_blank_elsewhere(c) => return None,
                '\\' => {
                    self.at += 1;
                    self.escaped(&mut word)?;
                    continue;
                }
                '\'' => {
                    self.at += 1;
                    word.quote();
                    let rest = self.rest();
                    let inner = &rest[..rest.find('\'')?];
                    self.literal(inner, &mut word)?;
                    self.at += 1;
                    continue;
                }
                '"' => {
                    self.at += 1;
                    self.double_quoted(&mut word)?;
                    continue;
                }
                '$' => {
                    self.at += 1;
                    self.dollar(&mut word, false)?;
                    continue;
                }
                '`' => {
                    self.at += 1;
                    self.backticks(&mut word)?;
                    continue;
                }
                // The shell can expand a glob or braces to different words. So the word is not exact.
                '*' | '?' => word.exact = false,
                '[' => bracket = true,
                ']' if bracket => word.exact = false,
                '{' => brace = true,
                ',' if brace => word.exact = false,
                '.' if brace && self.rest().starts_with("..") => word.exact = false,
                _ => {}
            }
            word.text.push(c);
            self.at += c.len_utf8();
        }
        word.unquoted = word.unquoted.min(word.text.len());
        // If there was only a backslash at the end of a line, there is no word.
        let empty = word.text.is_empty() && word.is_plain();
        (!empty).then_some(word)
    }

    /// Adds text from between quotes to the word. The text must not contain a line end if the current line has
    /// announced a here-document.
    fn literal(&mut self, text: &str, word: &mut Word) -> Option<()> {
        if self.awaits_body() && text.contains('\n') {
            return None;
        }
        word.text.push_str(text);
        self.at += text.len();
        Some(())
    }

    /// Parses the character after a backslash outside quotes.
    fn escaped(&mut self, word: &mut Word) -> Option<()> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        if c == '\n' {
            return (!self.awaits_body()).then_some(());
        }
        word.quote();
        word.text.push(c);
        Some(())
    }

    /// Parses text in double quotes, where only `$`, backticks and some backslash escapes are special.
    fn double_quoted(&mut self, word: &mut Word) -> Option<()> {
        word.quote();
        loop {
            let rest = self.rest();
            let text = &rest[..rest.find(['"', '\\', '$', '`'])?];
            self.literal(text, word)?;
            let c = self.peek()?;
            self.at += 1;
            match c {
                '"' => return Some(()),
                '$' => self.dollar(word, true)?,
                '`' => self.backticks(word)?,
                _ => {
                    let c = self.peek()?;
                    self.at += c.len_utf8();
                    match c {
                        '\n' if self.awaits_body() => return None,
                        '\n' => {}
                        // In double quotes a backslash only escapes these characters; before any other character it is
                        // ordinary text.
                        '$' | '`' | '"' | '\\' => word.text.push(c),
                        c => word.text.extend(['\\', c]),
                    }
                }
            }
        }
    }

    /// Parses a substitution in backticks.
    fn backticks(&mut self, word: &mut Word) -> Option<()> {
        word.substitute();
        self.script.substitutes = true;
        self.between_backticks()
    }

    /// Parses the text after a `$`.
    fn dollar(&mut self, word: &mut Word, quoted: bool) -> Option<()> {
        let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        match self.peek() {
            Some('\'') if !quoted => return self.escapes(word),
            Some('"') if !quoted => {
                self.at += 1;
                return self.double_quoted(word);
            }
            Some('(') if self.take("((") => {
                let rest = self.rest();
                let sum = &rest[..rest.find("))")?];
                // Accept no names in `$((...))`: the value of a variable can contain a subscript, and a subscript can
                // contain a command.
                if !sum
                    .chars()
                    .all(|c| c.is_ascii_digit() || "+-*/% \t".contains(c))
                {
                    return None;
                }
                self.at += sum.len() + 2;
            }
            Some('(') => {
                self.at += 1;
                self.inside(|scanner| scanner.list(true))?;
            }
            Some('{') => {
                self.at += 1;
                self.parameter()?;
            }
            // `$[...]` is arithmetic in bash, but ordinary text in other shells. So give up.
            Some('[') => return None,
            Some(c) if name(c) => {
                let rest = self.rest();
                self.at += rest.find(|c| !name(c)).unwrap_or(rest.len());
            }
            // This is a special parameter, such as `$?`. Skip its character.
            Some('@' | '*' | '#' | '?' | '!' | '$' | '-') => self.at += 1,
            _ => {
                // A `$` without a name after it is an ordinary character.
                word.text.push('$');
                return Some(());
            }
        }
        word.substitute();
        self.script.substitutes = true;
        Some(())
    }

    /// Parses the rest of `${NAME}`. Only operators that run no command are accepted.
    fn parameter(&mut self) -> Option<()> {
        let rest = self.rest();
        let inner = &rest[..rest.find('}')?];
        let name = inner.strip_prefix('#').unwrap_or(inner);
        let length = name
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(name.len());
        let (name, operation) = name.split_at(length);
        // A special parameter such as `${#}` has no name. In `${#NAME}`, the length of a variable, the `#` was removed
        // above.
        let special = ["@", "*", "?", "#", ""].contains(&operation) && name.is_empty();
        // `safe` excludes quotes, `$`, backticks and `@`. Quotes, `$` and backticks can begin a nested text, and `@`
        // can make the shell evaluate the value, as in `${x@P}`.
        let safe = |c: char| c.is_ascii_alphanumeric() || "_./,+= %#^-".contains(c);
        let operation = [":-", ":+", ":=", ":?"]
            .into_iter()
            .find_map(|operator| operation.strip_prefix(operator))
            .unwrap_or(operation);
        if !special && (name.is_empty() || !operation.chars().all(safe)) {
            return None;
        }
        self.at += inner.len() + 1;
        Some(())
    }

    /// Parses `$'...'`, a quoted text with escapes.
    fn escapes(&mut self, word: &mut Word) -> Option<()> {
        word.quote();
        self.at += 1;
        let rest = self.rest();
        let inner = &rest[..rest.find('\'')?];
        // The text up to this quote ends in a backslash. Shells differ in whether such a quote ends the text, so give
        // up.
        if inner.ends_with('\\') {
            return None;
        }
        if inner.contains('\\') {
            word.exact = false;
            word.hidden = true;
        }
        self.literal(inner, word)?;
        self.at += 1;
        Some(())
    }
}
