//! Lays out sentences for a terminal. Without a width, each sentence stays on one line.

use serde::de::IgnoredAny;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The minimum number of columns for text after an indent, even in a narrower terminal.
const LEAST: usize = 8;
/// How many columns further a command to copy is indented than its sentence.
const COMMAND_INDENT: usize = 2;

/// Lays out a sentence that this program wrote, as an indented paragraph within `room` columns.
pub(crate) fn paragraph(text: &str, indent: usize, room: Option<usize>) -> String {
    behind(&" ".repeat(indent), text, indent, room)
}

/// Lays out a sentence of ours after `said`, which begins the same line. Further lines are indented.
///
/// Within `room` columns the text wraps at spaces. Paths, `file:line` and code that fits a line are never broken. The
/// last command of ours in the text, if it ends its clause, gets a line of its own without the backticks, so that it
/// can be copied in one piece. Only the last command gets a line, because quoted foreign text comes before it, and
/// a command in a quoted name must not look like our advice.
pub(crate) fn behind(said: &str, text: &str, indent: usize, room: Option<usize>) -> String {
    laid_out(said, text, indent, room, true)
}

/// Like [`paragraph`], for a text that hooks or files have written: no command in it gets a line of its own.
pub(crate) fn quoted_paragraph(text: &str, indent: usize, room: Option<usize>) -> String {
    laid_out(&" ".repeat(indent), text, indent, room, false)
}

/// Like [`behind`], for a text from hooks or files: commands in the text get no line of their own.
pub(crate) fn quoted_behind(said: &str, text: &str, indent: usize, room: Option<usize>) -> String {
    laid_out(said, text, indent, room, false)
}

/// Lays out the text after `said`. `is_ours` says that the text's last command may get a line of its own.
fn laid_out(said: &str, text: &str, indent: usize, room: Option<usize>, is_ours: bool) -> String {
    let Some(room) = room else {
        let space = format!("{}{}", " ".repeat(indent), mark(is_ours));
        let mut lines = text.split('\n');
        let mut page = said.to_owned() + lines.next().unwrap_or_default();
        for line in lines {
            page += format!("\n{space}{line}").trim_end_matches(' ');
        }
        return page + "\n";
    };
    // Colour codes take no columns, so count without them.
    let before = anstream::adapter::strip_str(said).to_string();
    let mut page = Page {
        text: said.to_owned(),
        is_begun: !before.trim().is_empty(),
        taken: before.width(),
        indent,
        room: room.max(indent + LEAST),
    };
    let last = text.split('\n').count() - 1;
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            page.end_line();
            page.text.push_str(mark(is_ours));
            page.taken += mark(is_ours).len();
        }
        page.add(line, is_ours && at == last);
    }
    page.text.push('\n');
    page.text
}

/// Returns the mark before every line but the first of a text. In a quotation the mark shows that the line is not ours.
fn mark(is_ours: bool) -> &'static str {
    match is_ours {
        true => "",
        false => "| ",
    }
}

/// A text that is being laid out, and the state of its last line.
struct Page {
    text: String,
    /// Whether the last line of the text has words after its indent.
    is_begun: bool,
    /// How many columns of the last line are taken.
    taken: usize,
    indent: usize,
    room: usize,
}

impl Page {
    /// Ends the last line, without trailing spaces, and starts a new, indented line.
    fn end_line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n(' ', self.indent));
        (self.is_begun, self.taken) = (false, self.indent);
    }

    /// Adds a line of the text. With `lifts`, the line's last command gets a line of its own.
    fn add(&mut self, line: &str, lifts: bool) {
        let words = words(line, self.room - self.indent);
        let lifted = words
            .iter()
            .rposition(|word| command(word).is_some())
            .filter(|_| lifts);
        let mut is_first = true;
        for (at, word) in words.iter().enumerate() {
            let is_last = at + 1 == words.len();
            let command = command(word)
                .filter(|command| lifted == Some(at) && (command.ends_clause || is_last));
            match command {
                Some(command) => {
                    self.add_command(command.text);
                    if !is_last {
                        self.end_line();
                    }
                    is_first = true;
                }
                None => {
                    let before = at.checked_sub(1).and_then(|before| words.get(before));
                    self.add_word(word, is_first, before.is_some_and(|it| suggests(it)));
                    is_first = false;
                }
            }
        }
    }

    /// Adds a command on a line of its own, after a colon.
    fn add_command(&mut self, command: &str) {
        if self.is_begun {
            if self.taken < self.room && self.text.ends_with(char::is_alphanumeric) {
                self.text.push(':');
            }
            self.end_line();
        }
        self.text.extend(std::iter::repeat_n(' ', COMMAND_INDENT));
        self.text.push_str(command);
    }

    /// Adds a word, on a new line if it does not fit. A word to copy, such as code or a path, is never broken.
    fn add_word(&mut self, word: &str, is_first: bool, is_suggested: bool) {
        let needed = word.width();
        let gap = usize::from(!is_first);
        if self.is_begun && self.taken + gap + needed > self.room && !word.is_empty() {
            self.end_line();
        } else if gap > 0 {
            self.text.push(' ');
            self.taken += 1;
        }
        self.is_begun |= !word.is_empty();
        if is_whole(word) || (is_suggested && word.trim_start_matches('`').starts_with(['{', '[']))
        {
            self.text.push_str(word);
            self.taken += needed;
            return;
        }
        // A word that is wider than a line is broken anywhere. In JSON, break after a comma if the next object or list,
        // up to its first comma, then fits on the new line.
        let mut is_start = false;
        for (at, c) in word.char_indices() {
            if is_start && word.starts_with(['{', '[']) {
                let part = word[at..].split_inclusive(',').next().unwrap_or_default();
                let fits = self.indent + part.width() <= self.room;
                if fits && self.taken + part.width() > self.room {
                    self.end_line();
                    self.is_begun = true;
                }
            }
            is_start = c == ',';
            let wide = c.width().unwrap_or_default();
            if self.taken > self.indent && self.taken + wide > self.room {
                self.end_line();
                self.is_begun = true;
            }
            self.text.push(c);
            self.taken += wide;
        }
    }
}

/// Returns whether a word suggests what follows it. A JSON object or array that follows is to be copied, so it is one
/// word and is never broken.
fn suggests(word: &str) -> bool {
    matches!(
        word,
        "print" | "write" | "answer" | "print:" | "write:" | "object:" | "array:" | "entry:"
    )
}

/// Returns the length of the JSON object or array that a text begins with, if there is one. The length includes
/// backticks around the JSON.
fn json_length(text: &str) -> Option<usize> {
    let json = text.strip_prefix('`').unwrap_or(text);
    if !json.starts_with(['{', '[']) {
        return None;
    }
    let mut values = serde_json::Deserializer::from_str(json).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    let end = text.len() - json.len() + values.byte_offset();
    Some(end + usize::from(text[end..].starts_with('`')))
}

/// Returns whether a word is something to copy or look up, and so is never broken: code, an option, a path or a place
/// in a file. Parts of a JSON value may be broken.
fn is_whole(word: &str) -> bool {
    word.matches('`').nth(1).is_some()
        || word.starts_with("--")
        || (word.contains(['/', ':']) && !word.contains('"'))
}

/// Splits a line into words. Code between backticks is part of one word if it fits `room` or is a command of ours;
/// other code that does not fit wraps like any text.
fn words(line: &str, room: usize) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(offset) = line[at..].find([' ', '`']) {
        let sign = at + offset;
        at = sign + 1;
        if line[sign..].starts_with('`') {
            // Treat a backtick without a second backtick after it as an ordinary character.
            at += code_end(&line[at..], room).map_or(0, |end| end + 1);
        } else {
            words.push(&line[start..sign]);
            start = at;
            let is_suggested = words.last().is_some_and(|word| suggests(word));
            let json = is_suggested.then(|| json_length(&line[start..])).flatten();
            at += json.unwrap_or_default();
        }
    }
    words.push(&line[start..]);
    words
}

/// Returns the position of the closing backtick of a quoted code. `code` begins after the opening backtick. In a
/// command or an option of ours, a backtick between quotes is part of the code, because the name of a folder can
/// contain a backtick.
fn code_end(code: &str, room: usize) -> Option<usize> {
    if !code.starts_with(OURS) && !code.starts_with(OPTION) {
        // Search no further than `room` characters. This also keeps the work linear in a text with many backticks.
        let within = code.char_indices().take(room).find(|(_, c)| *c == '`');
        return within.map(|(end, _)| end);
    }
    // Follow the quoting that `shell_words` writes: no escapes in `'...'`, backslash escapes in `$'...'` and outside
    // quotes.
    let mut rest = code.char_indices().take(LONGEST_COMMAND).peekable();
    let (mut quoted, mut escapes, mut last) = (false, false, ' ');
    while let Some((at, c)) = rest.next() {
        match c {
            '`' if !quoted => return Some(at),
            '\'' => {
                (quoted, escapes) = (!quoted, !quoted && last == '$');
            }
            '\\' if !quoted || escapes => {
                rest.next();
            }
            _ => {}
        }
        last = c;
    }
    None
}

/// The maximum length, in characters, of a `hooks` command in a text: two paths and some words.
const LONGEST_COMMAND: usize = 9000;

/// The beginning of every command of this program.
const OURS: &str = "hooks ";

/// The beginning of our option that names a folder.
const OPTION: &str = "--project ";

/// A word of a text that is a whole `hooks` command between backticks.
struct Command<'a> {
    text: &'a str,
    /// Whether punctuation follows the command. Then the command is not part of a longer clause.
    ends_clause: bool,
}

/// Returns the command if the word is a `hooks` command between backticks, with nothing but punctuation behind it.
fn command(word: &str) -> Option<Command<'_>> {
    let code = word.strip_prefix('`')?;
    // With a room of 0, `code_end` finds an end only for commands and options of ours, so other text in backticks is
    // not taken for a command.
    let end = code_end(code, 0).filter(|_| code.starts_with(OURS))?;
    let behind = &code[end + 1..];
    behind
        .chars()
        .all(|c| matches!(c, ';' | ',' | '.' | ':'))
        .then_some(Command {
            text: &code[..end],
            ends_clause: !behind.is_empty(),
        })
}

#[cfg(test)]
#[path = "prose_tests.rs"]
mod tests;
