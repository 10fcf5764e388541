//! One word of a shell text: its quotes, and what is substituted in it.

use super::scan::Scanner;

/// A word without its quotes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// What it says; of what is substituted nothing.
    pub(super) text: String,
    /// Whether it is that text and one word: nothing is substituted, no pattern, no braces.
    pub(super) exact: bool,
    /// Whether something is substituted in it, which may be any text.
    pub(super) substituted: bool,
    /// Whether it says something in escapes that are not decoded here (`$'\x72m'`).
    pub(super) hidden: bool,
    /// Where it begins in the text that was scanned.
    pub(super) start: usize,
    /// How much of `text` stands before the first quote.
    unquoted: usize,
    quoted: bool,
}

impl Word {
    /// Whether it is exact and holds no quote.
    pub(super) fn is_plain(&self) -> bool {
        self.exact && !self.quoted && !self.hidden
    }

    /// Whether it is one of these reserved words; a quoted one is a word like any other.
    pub(super) fn is_reserved(&self, words: &[&str]) -> bool {
        self.is_plain() && words.contains(&self.text.as_str())
    }

    /// `NAME=value`, `NAME+=value`, `NAME[index]=value`.
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

    fn quote(&mut self) {
        self.quoted = true;
        self.unquoted = self.unquoted.min(self.text.len());
    }

    fn substitute(&mut self) {
        self.exact = false;
        self.substituted = true;
        self.unquoted = self.unquoted.min(self.text.len());
    }
}

/// White space and controls that separate words in some shell or locale and not in another.
pub(super) fn is_blank_elsewhere(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n')) || (c.is_whitespace() && !c.is_ascii())
}

impl Scanner<'_, '_> {
    /// The word that begins here; none where there is none.
    pub(super) fn word(&mut self) -> Option<Word> {
        let start = self.at;
        let mut word = Word {
            exact: true,
            start,
            unquoted: usize::MAX,
            ..Word::default()
        };
        let (mut brace, mut bracket) = (false, false);
        while let Some(c) = self.peek() {
            match c {
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
                // Patterns and braces become other words, as far as files and shells say.
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
        // A continued line alone is not a word.
        let empty = word.text.is_empty() && word.is_plain();
        (!empty).then_some(word)
    }

    /// Text between quotes, which may run over lines except where a here-document waits.
    fn literal(&mut self, text: &str, word: &mut Word) -> Option<()> {
        if self.awaits_body() && text.contains('\n') {
            return None;
        }
        word.text.push_str(text);
        self.at += text.len();
        Some(())
    }

    /// What a backslash outside of quotes stands before.
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
                        '$' | '`' | '"' | '\\' => word.text.push(c),
                        c => word.text.extend(['\\', c]),
                    }
                }
            }
        }
    }

    fn backticks(&mut self, word: &mut Word) -> Option<()> {
        word.substitute();
        self.script.substitutes = true;
        self.between_backticks()
    }

    /// What stands behind a `$`.
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
                // A name in it may hold a subscript, and that a command.
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
            Some('[') => return None,
            Some(c) if name(c) => {
                let rest = self.rest();
                self.at += rest.find(|c| !name(c)).unwrap_or(rest.len());
            }
            Some('@' | '*' | '#' | '?' | '!' | '$' | '-') => self.at += 1,
            _ => {
                word.text.push('$');
                return Some(());
            }
        }
        word.substitute();
        self.script.substitutes = true;
        Some(())
    }

    /// `NAME}` and the operators that run nothing.
    fn parameter(&mut self) -> Option<()> {
        let rest = self.rest();
        let inner = &rest[..rest.find('}')?];
        let name = inner.strip_prefix('#').unwrap_or(inner);
        let length = name
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(name.len());
        let (name, operation) = name.split_at(length);
        let special = ["@", "*", "?", "#", ""].contains(&operation) && name.is_empty();
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

    /// `$'...'`.
    fn escapes(&mut self, word: &mut Word) -> Option<()> {
        word.quote();
        self.at += 1;
        let rest = self.rest();
        let inner = &rest[..rest.find('\'')?];
        // A quote behind a backslash ends the text in some shells and not in others.
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
