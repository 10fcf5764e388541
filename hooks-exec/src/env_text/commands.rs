//! Splits shell text into commands, without their redirections and here-documents.

use std::iter::Peekable;
use std::str::Chars;

use super::surroundings::End;
use super::{Reader, Unknowable, Word};

impl<'a> Reader<'a> {
    /// Reads the words of the next command, and the operator that ends it. Returns `None` at the end of the text.
    pub(super) fn command(&mut self) -> Option<(Vec<Word>, End)> {
        let mut words = Vec::new();
        // Whether the last word ends directly before the current character.
        let mut touches = false;
        self.rest.peek()?;
        loop {
            match self.rest.peek() {
                None => return Some((words, End::Line)),
                Some('\n') => {
                    self.rest.next();
                    self.skip_documents();
                    return Some((words, End::Line));
                }
                Some('<' | '>') => self.redirection(&mut words, touches),
                Some('&') => {
                    self.rest.next();
                    match self.rest.peek() {
                        // `&>file` redirects stdout and stderr. This `&` does not end the command.
                        Some('>') => self.redirection(&mut words, false),
                        Some('&') => {
                            self.rest.next();
                            return Some((words, End::And));
                        }
                        _ => return Some((words, End::Background)),
                    }
                }
                Some('(') => match self.is_arithmetic() {
                    true => self.substitution(),
                    false => {
                        self.rest.next();
                        return Some((words, End::Open));
                    }
                },
                Some('|') => {
                    self.rest.next();
                    let end = match self.rest.next_if(|c| "|&".contains(*c)) {
                        Some('|') => End::Or,
                        _ => End::Pipe,
                    };
                    return Some((words, end));
                }
                Some(')') => {
                    self.rest.next();
                    return Some((words, End::Close));
                }
                Some(';') => {
                    self.rest.next();
                    return Some((words, End::Line));
                }
                Some(' ' | '\t' | '\r') => {
                    self.rest.next();
                }
                Some('#') => while self.rest.next_if(|c| *c != '\n').is_some() {},
                Some(_) => {
                    words.push(self.word());
                    touches = true;
                    continue;
                }
            }
            touches = false;
        }
    }

    /// Skips a redirection and its file, because they are not words of the command. If no blank separates the
    /// redirection from the last word, `touches` is true. A number before the operator is then the redirected file
    /// descriptor (`2>file`), and a process substitution belongs to the last word (`a<(b)`).
    fn redirection(&mut self, words: &mut Vec<Word>, touches: bool) {
        let reads = self.rest.next() == Some('<');
        if self.rest.peek() == Some(&'(') {
            self.substitution();
            // A process substitution becomes the name of a pipe, which only the shell knows. So the value of the whole
            // word is not known.
            if let Some(Ok(word)) = words.pop_if(|_| touches) {
                words.push(Err(Unknowable::of(&word)));
            }
            return;
        }
        let is_number = |word: &mut Word| {
            word.as_ref()
                .is_ok_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
        };
        if touches {
            words.pop_if(is_number);
        }
        let twice = self.rest.next_if(|c| *c == if reads { '<' } else { '>' });
        if reads && twice.is_some() && self.rest.next_if_eq(&'<').is_none() {
            return self.announce();
        }
        // The second character of `>&2`, `>|file` and `<>file` belongs to the operator.
        self.rest.next_if(|c| "&|>".contains(*c));
        while self.rest.next_if(|c| " \t\r".contains(*c)).is_some() {}
        // The file of a redirection is not a word of the command, so drop it.
        let _ = self.word();
    }

    /// Reads the end mark of a here-document. The lines of the document follow the current line.
    fn announce(&mut self) {
        let tabs = self.rest.next_if_eq(&'-').is_some();
        while self.rest.next_if(|c| " \t\r".contains(*c)).is_some() {}
        let mut end = String::new();
        while let Some(c) = self.rest.next_if(|c| !" \t\r\n;&|()<>".contains(*c)) {
            match c {
                '\'' | '"' => end.extend(self.up_to(c)),
                '\\' => end.extend(self.rest.next()),
                c => end.push(c),
            }
        }
        self.documents.push((end, tabs));
    }

    /// Returns whether `((` comes next, which begins arithmetic. In arithmetic `<<` is a shift, not the
    /// start of a here-document.
    fn is_arithmetic(&self) -> bool {
        let mut ahead = self.rest.clone();
        ahead.next() == Some('(') && ahead.next() == Some('(')
    }

    /// Skips the lines of the here-documents that the previous line announced, because these lines are data. If an end
    /// mark is missing, no lines are skipped for it, because its `<<` was not a here-document (as in `let x=1<<3`).
    fn skip_documents(&mut self) {
        for (end, tabs) in std::mem::take(&mut self.documents) {
            if let Some(behind) = self.behind_document(&end, tabs) {
                self.rest = behind;
            }
        }
    }

    /// Returns the text after the line that ends a here-document; `None` if there is no such line. Returns an empty
    /// text if the limit for searches is used up.
    fn behind_document(&mut self, end: &str, tabs: bool) -> Option<Peekable<Chars<'a>>> {
        let mut behind = self.rest.clone();
        let mut length = 0_usize;
        while behind.peek().is_some() {
            let line: String = behind.by_ref().take_while(|c| *c != '\n').collect();
            length = length.saturating_add(line.len() + 1);
            let line = line.trim_end_matches('\r');
            let line = match tabs {
                true => line.trim_start_matches('\t'),
                false => line,
            };
            if line == end {
                return Some(behind);
            }
            if length > self.searchable {
                // The limit for searches is used up, so it is not known where the here-document ends. Treat the rest of
                // the text as data, because a value may be used only if it is known for sure.
                return Some("".chars().peekable());
            }
        }
        self.searchable -= length;
        None
    }
}
