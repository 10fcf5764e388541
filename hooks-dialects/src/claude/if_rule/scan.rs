//! Splits a shell text into simple commands, for the part of the shell grammar that every POSIX-like shell reads in the
//! same way.
//!
//! [`scan`] returns `None` for any other text. If it returns commands, callers can rely on them: sh, dash, bash and zsh
//! would run these commands and no others.

use super::redirection::HereDocument;
use super::word::{Word, is_blank_elsewhere};

/// The commands of a shell text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Script<'a> {
    /// The commands, including commands in substitutions, ordered by their ends in the text.
    pub(super) commands: Vec<Simple<'a>>,
    /// Whether the text contains a substitution: `$()`, backticks or `$NAME`.
    pub(super) substitutes: bool,
    /// Whether the text pipes the output of one command into a second command.
    pub(super) pipes: bool,
}

/// A simple command, without its redirections and the reserved words before it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Simple<'a> {
    /// The assignments `NAME=value` before the command's name.
    pub(super) assigned: Vec<Word>,
    /// The command's name and its arguments, without quotes; empty if there are only assignments.
    pub(super) words: Vec<Word>,
    /// Whether the text itself contains the command's input, as a here-document or a here-string.
    pub(super) fed: bool,
    /// The text of the command as written, from its first word to its end.
    pub(super) raw: &'a str,
}

/// Reserved words before or after a command; they are skipped, because they do not change which commands there are.
const SKIPPED: &[&str] = &[
    "if", "then", "elif", "else", "fi", "while", "until", "do", "done", "!", "{", "}",
];

/// Reserved words whose grammar is not parsed. For a text with one of them, [`scan`] returns `None`.
const UNREAD: &[&str] = &["case", "esac", "function", "coproc", "select"];

/// The deepest nesting of substitutions and subshells that is parsed.
const DEEPEST: usize = 32;

/// Scans a text; returns `None` if shells can read it in different ways.
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

/// The state while a text, or the part of a text in backticks, is scanned.
pub(super) struct Scanner<'a, 'b> {
    /// The text being scanned.
    pub(super) text: &'a str,
    /// The byte offset of the next character.
    pub(super) at: usize,
    /// The number of substitutions and subshells around the current position.
    depth: usize,
    /// The commands found so far.
    pub(super) script: &'b mut Script<'a>,
    /// The here-documents that the current line announces. Their bodies start on the next line.
    pub(super) pending: Vec<HereDocument>,
}

/// The command that is being parsed.
#[derive(Default)]
pub(super) struct Open {
    /// The words parsed so far.
    words: Vec<Word>,
    /// Whether the command must not have further words. This is the case after a subshell, and after `&>`, which shells
    /// read differently.
    closed: bool,
    /// Whether the command has a redirection.
    pub(super) redirected: bool,
    /// Whether the command's input is a here-document or a here-string.
    pub(super) fed: bool,
}

impl<'a> Scanner<'a, '_> {
    /// Returns the next character without consuming it.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Returns the text that is not parsed yet.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Consumes `expected` if the text continues with it, and returns whether it does.
    pub(super) fn take(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    /// Returns whether the current line has announced a here-document.
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
                    // bash reads `&>` as one redirection. dash reads it as `&` and a redirection without a command. A
                    // word after it would be an argument in bash and a command in dash, so accept no more words.
                    open.closed = true;
                }
                ';' | '|' | '&' => {
                    // Operators such as `&&` and `|&` are read one character at a time. The empty command between the
                    // two characters is dropped. But a `|` that is part of `||` must not count as a pipe.
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
                    // A `(` after a word would begin a function, or a glob pattern in zsh. So give up.
                    let first = open.words.iter().all(|word| word.is_reserved(SKIPPED));
                    if !first || open.closed || open.redirected || self.rest().starts_with("((") {
                        return None;
                    }
                    self.at += 1;
                    self.inside(|scanner| scanner.list(true))?;
                    open.closed = true;
                }
                // This `#` begins a comment, because a `#` inside a word was already read with its word.
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                '<' | '>' if !self.rest()[1..].starts_with('(') => self.redirection(&mut open)?,
                c if is_blank_elsewhere(c) => return None,
                _ => self.argument(&mut open)?,
            }
        }
    }

    /// Parses a word of the command, or a file descriptor in front of a redirection.
    fn argument(&mut self, open: &mut Open) -> Option<()> {
        // Between words, a backslash at the end of a line has the effect of a blank.
        if self.rest().starts_with("\\\n") {
            self.at += 2;
            return (!self.awaits_body()).then_some(());
        }
        let word = self.word()?;
        // `2>file`: a number directly before the operator is a file descriptor, so it is not kept as a word.
        let redirects = matches!(self.peek(), Some('<' | '>')) && word.is_plain();
        if redirects && word.text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(());
        }
        // `{fd}>file` assigns the variable `fd` in some shells, and `{fd}` is an ordinary word in others. So give up.
        if open.closed || (redirects && word.text.starts_with('{')) {
            return None;
        }
        open.words.push(word);
        Some(())
    }

    /// Calls `read` one nesting level deeper. Returns `None` if the nesting is too deep, or if the current line has
    /// announced a here-document.
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
        // Inside backticks, the meaning of a backslash depends on the text around the backticks. So give up.
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

    /// Ends a command: drops reserved words and separates the assignments from the words.
    fn finish(&mut self, open: Open) -> Option<()> {
        let mut words = open.words;
        // Whether each `if` has its `fi` is not checked, because that does not change which commands the text contains.
        let skipped = words
            .iter()
            .take_while(|word| word.is_reserved(SKIPPED))
            .count();
        words.drain(..skipped);
        if words.first().is_some_and(|word| word.is_reserved(UNREAD)) {
            return None;
        }
        if words.first().is_some_and(|word| word.is_reserved(&["for"])) {
            // In `for NAME do COMMAND`, no separator precedes the command. So accept only `for NAME` alone and `for
            // NAME in`.
            let plain = words.len() == 2 || words.get(2).is_some_and(|w| w.is_reserved(&["in"]));
            // If the loop variable is `PATH`, each round of the loop can run different programs under the same names.
            // In zsh, `path` is the same variable. So give up.
            let rebinds = |word: &Word| matches!(&*word.text, "PATH" | "path");
            return (plain && !words.get(1).is_some_and(rebinds)).then_some(());
        }
        // Only words before the command are assignments; after it, `a=b` is an argument.
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

/// Returns whether a line ends in a backslash between two characters that a shell can join to one operator. For
/// example, `&\` followed by `>` on the next line is one operator.
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
