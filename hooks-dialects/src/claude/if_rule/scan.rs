//! Splits a shell text into simple commands, for the part of the grammar that every POSIX-like shell
//! reads alike.
//!
//! [`scan`] returns `None` for every text outside that part. Callers can rely on a result: sh, dash,
//! bash and zsh would run these commands and no others.

use super::redirection::HereDocument;
use super::word::{Word, is_blank_elsewhere};

/// A text whose commands are all known.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Script<'a> {
    /// The commands in the order in which they end, including those in substitutions.
    pub(super) commands: Vec<Simple<'a>>,
    /// Whether the text has a substitution: `$()`, backticks or `$NAME`.
    pub(super) substitutes: bool,
    /// Whether the output of one command is the input of another.
    pub(super) pipes: bool,
}

/// A command without its redirections and the reserved words before it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Simple<'a> {
    /// `NAME=value` before the command.
    pub(super) assigned: Vec<Word>,
    /// The command and its arguments without quotes; empty if there are only assignments.
    pub(super) words: Vec<Word>,
    /// Whether the command's input is in the script: a here-document or a here-string.
    pub(super) fed: bool,
    /// The source text, from its first word to its end.
    pub(super) raw: &'a str,
}

/// Reserved words before or after a command; they are skipped.
const SKIPPED: &[&str] = &[
    "if", "then", "elif", "else", "fi", "while", "until", "do", "done", "!", "{", "}",
];

/// Reserved words whose grammar is not parsed, so the rule matches.
const UNREAD: &[&str] = &["case", "esac", "function", "coproc", "select"];

/// The deepest nesting of substitutions and subshells.
const DEEPEST: usize = 32;

/// Scans a text; returns `None` if a shell may read it differently.
pub(super) fn scan(text: &str) -> Option<Script<'_>> {
    if text.contains('\0') || continues_inside_an_operator(text) {
        return None;
    }
    let mut script = Script::default();
    Scanner {
        text,
        at: 0,
        depth: 0,
        script: &mut script,
        pending: Vec::new(),
    }
    .list(false)?;
    Some(script)
}

/// The state of a scan, or of the scan of a text in backticks.
pub(super) struct Scanner<'a, 'b> {
    /// The scanned text.
    pub(super) text: &'a str,
    /// The byte offset of the next character.
    pub(super) at: usize,
    /// The number of open substitutions and subshells.
    depth: usize,
    /// The result so far.
    pub(super) script: &'b mut Script<'a>,
    /// The here-documents announced on the current line, whose bodies follow it.
    pub(super) pending: Vec<HereDocument>,
}

/// The command being parsed.
#[derive(Default)]
pub(super) struct Open {
    /// The words so far.
    words: Vec<Word>,
    /// Whether no further words may follow: a subshell has ended, or shells differ on `&>`.
    closed: bool,
    /// Whether a redirection was parsed.
    pub(super) redirected: bool,
    /// Whether a here-document or a here-string is its input.
    pub(super) fed: bool,
}

impl<'a> Scanner<'a, '_> {
    /// Returns the next character without taking it.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Returns the text that is not parsed yet.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Takes `expected` if it is next.
    pub(super) fn take(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    /// Returns whether a here-document's body follows the current line.
    pub(super) fn awaits_body(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Parses commands up to the end of the text, or to `)` if `nested`.
    pub(super) fn list(&mut self, nested: bool) -> Option<()> {
        let mut open = Open::default();
        loop {
            let Some(c) = self.peek() else {
                self.finish(open)?;
                return (!nested && self.pending.is_empty()).then_some(());
            };
            match c {
                ' ' | '\t' => self.at += 1,
                '\n' => {
                    self.finish(std::mem::take(&mut open))?;
                    self.at += 1;
                    self.bodies()?;
                }
                '&' if self.rest().starts_with("&>") => {
                    self.at += 1;
                    self.redirection(&mut open)?;
                    // dash reads `&>` as `&` and then a redirection without a command.
                    open.closed = true;
                }
                ';' | '|' | '&' => {
                    // Operators such as `&&` and `|&` are read character by character; the empty command
                    // between the two is dropped. Only a `|` that belongs to `||` must be told from a
                    // pipe.
                    let either =
                        self.rest().starts_with("||") || self.text[..self.at].ends_with('|');
                    self.script.pipes |= c == '|' && !either;
                    self.finish(std::mem::take(&mut open))?;
                    self.at += 1;
                }
                ')' => {
                    self.finish(open)?;
                    self.at += 1;
                    return (nested && self.pending.is_empty()).then_some(());
                }
                '(' => {
                    // `(` after a word would define a function or be a glob of zsh.
                    let first = open.words.iter().all(|word| word.is_reserved(SKIPPED));
                    if !first || open.closed || open.redirected || self.rest().starts_with("((") {
                        return None;
                    }
                    self.at += 1;
                    self.inside(|scanner| scanner.list(true))?;
                    open.closed = true;
                }
                // This `#` starts a comment, because it is at the start of a word: words consume their own `#`.
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                '<' | '>' if !self.rest()[1..].starts_with('(') => self.redirection(&mut open)?,
                c if is_blank_elsewhere(c) => return None,
                _ => self.argument(&mut open)?,
            }
        }
    }

    /// Parses a word of the command, or the file descriptor before a redirection.
    fn argument(&mut self, open: &mut Open) -> Option<()> {
        // A continued line separates words as a blank does.
        if self.rest().starts_with("\\\n") {
            self.at += 2;
            return (!self.awaits_body()).then_some(());
        }
        let word = self.word()?;
        // `2>file`: a number directly before the operator is a file descriptor.
        let redirects = matches!(self.peek(), Some('<' | '>')) && word.is_plain();
        if redirects && word.text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(());
        }
        // `{fd}>file` assigns a variable in some shells and is a word in others.
        if open.closed || (redirects && word.text.starts_with('{')) {
            return None;
        }
        open.words.push(word);
        Some(())
    }

    /// Runs `read` one level deeper.
    pub(super) fn inside(&mut self, read: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        if self.depth >= DEEPEST || self.awaits_body() {
            return None;
        }
        self.depth += 1;
        read(self)?;
        self.depth -= 1;
        Some(())
    }

    /// Parses the commands between backticks.
    pub(super) fn between_backticks(&mut self) -> Option<()> {
        let text = self.rest();
        let end = text.find('`')?;
        let inner = &text[..end];
        // The meaning of a backslash there depends on the text around it.
        if inner.contains('\\') || self.depth >= DEEPEST || self.awaits_body() {
            return None;
        }
        self.at += end + 1;
        Scanner {
            text: inner,
            at: 0,
            depth: self.depth + 1,
            script: &mut *self.script,
            pending: Vec::new(),
        }
        .list(false)
    }

    /// Ends a command: drops reserved words and splits off assignments.
    fn finish(&mut self, open: Open) -> Option<()> {
        let mut words = open.words;
        // Whether `if` and `fi` pair up is not checked: the commands are the same.
        let skipped = words
            .iter()
            .take_while(|word| word.is_reserved(SKIPPED))
            .count();
        words.drain(..skipped);
        if words.first().is_some_and(|word| word.is_reserved(UNREAD)) {
            return None;
        }
        if words.first().is_some_and(|word| word.is_reserved(&["for"])) {
            // In `for NAME do COMMAND` no separator precedes the command.
            let plain = words.len() == 2 || words.get(2).is_some_and(|w| w.is_reserved(&["in"]));
            // A loop variable `PATH` changes all program names after it; zsh reads `path` as the same
            // variable.
            let rebinds = |word: &Word| matches!(&*word.text, "PATH" | "path");
            return (plain && !words.get(1).is_some_and(rebinds)).then_some(());
        }
        // Assignments are only before the command: behind it, `a=b` is an argument.
        let assignments = words.iter().take_while(|word| word.is_assignment()).count();
        let assigned: Vec<Word> = words.drain(..assignments).collect();
        let raw = match words.first() {
            Some(first) => self.text[first.start..self.at].trim(),
            None if assigned.is_empty() => return Some(()),
            None => "",
        };
        self.script.commands.push(Simple {
            assigned,
            words,
            fed: open.fed,
            raw,
        });
        Some(())
    }
}

/// Returns whether a line is continued where shells may join the characters around it: `&\` with `>` on
/// the next line is one operator.
fn continues_inside_an_operator(text: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| "&|;<>()$`!{}".contains(c));
    text.match_indices("\\\n").any(|(at, continued)| {
        let behind = text[at + continued.len()..].chars().next();
        joins(text[..at].chars().next_back()) || joins(behind)
    })
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
