//! Reads the quotes, operators, comments and here-documents of a shell text.

use std::collections::BTreeSet;

use super::Lost;
use super::group::{Group, Open};
use super::settings::Settings;

/// The state of the scan through one shell text.
pub(super) struct Scan<'t> {
    pub(super) rest: &'t str,
    pub(super) groups: Vec<Group>,
    /// The functions whose body contains an `exit 2` outside of subshells.
    pub(super) functions: BTreeSet<String>,
    /// Whether `return 2` is looked for, in place of `exit 2`.
    pub(super) counts_returns: bool,
    /// The functions that return 2, and the name of the function among them that was called last.
    pub(super) returning: BTreeSet<String>,
    pub(super) returned: Option<String>,
    /// The name of the function whose body comes next.
    pub(super) named: Option<String>,
    pub(super) word: String,
    pub(super) before: String,
    /// The end markers of the here-documents that begin after the current line.
    pub(super) documents: Vec<String>,
    pub(super) found: Option<Lost>,
    /// The character that was read last, or a blank if an operator was read.
    pub(super) sign: char,
    pub(super) settings: Settings,
}

impl<'t> Scan<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            rest: text,
            groups: vec![Group::new(Open::Text)],
            functions: BTreeSet::new(),
            counts_returns: false,
            returning: BTreeSet::new(),
            returned: None,
            named: None,
            word: String::new(),
            before: String::new(),
            documents: Vec::new(),
            found: None,
            sign: ' ',
            settings: Settings::of(text),
        }
    }
}

impl Scan<'_> {
    /// Returns the innermost group. The outermost group is never closed.
    pub(super) fn top(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group::new(Open::Text));
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn skip_past(&mut self, end: &str) {
        let at = self.rest.find(end);
        self.rest = at.map_or("", |at| &self.rest[at + end.len()..]);
    }

    /// Reads one character or operator. Returns `None` at the end of the text.
    pub(super) fn step(&mut self) -> Option<()> {
        let sign = self.rest.chars().next()?;
        self.sign = ' ';
        if self.top().open == Open::Quote {
            self.in_quote(sign);
            return Some(());
        }
        if self.eat("$((") {
            self.skip_past("))");
            self.word.push('$');
        } else if self.eat("$(") || self.eat("<(") || self.eat(">(") {
            self.word.push('$');
            self.open(Open::Substitution);
        } else if self.eat("<<<") {
            self.end_word();
        } else if self.eat("<<") {
            self.document();
        } else if self.eat("&&") || self.eat("||") {
            self.end_word();
            self.used();
        } else if self.eat(";;") {
            self.end_word();
            self.end_list();
        } else if self.eat("&>") || self.eat(">&") || self.eat("<&") {
            self.end_word();
        } else if self.eat("((") {
            self.skip_past("))");
        } else {
            self.rest = &self.rest[sign.len_utf8()..];
            self.sign = sign;
            self.plain(sign);
        }
        Some(())
    }

    fn plain(&mut self, sign: char) {
        match sign {
            '\\' => {
                let next = self.rest.chars().next();
                self.rest = &self.rest[next.map_or(0, char::len_utf8)..];
                // Do not add a backslash before a line end to the word: it only continues the line.
                if next != Some('\n') {
                    self.word.push('\\');
                }
            }
            '\'' => {
                self.skip_past("'");
                self.word.push('\'');
            }
            '"' => {
                self.word.push('"');
                self.groups.push(Group::new(Open::Quote));
            }
            '`' if self.top().open == Open::Backquote => {
                self.end_word();
                self.close(Open::Backquote);
            }
            '`' => {
                self.word.push('$');
                self.open(Open::Backquote);
            }
            '#' if self.word.is_empty() => {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                self.rest = &self.rest[end..];
            }
            '(' if !self.word.is_empty() && self.rest.trim_start().starts_with(')') => {
                self.skip_past(")");
                self.named = Some(std::mem::take(&mut self.word));
                self.top().at_command = true;
            }
            '(' => {
                self.end_word();
                self.open(Open::Paren);
            }
            ')' => {
                self.end_word();
                let is_pattern = self.top().open == Open::Case;
                match is_pattern {
                    true => self.fresh(),
                    false => self.close_round(),
                }
            }
            '|' => {
                self.end_word();
                let pipefail = self.settings.pipefail;
                let top = self.top();
                let is_lost = top.in_list || top.pending.is_some();
                (top.in_list, top.pending) = (false, None);
                match (is_lost, pipefail) {
                    // With `pipefail`, a pipe ends with the exit code of its failed part. So the code is not lost yet.
                    (true, true) => top.pending = Some(Lost::Pipe),
                    (true, false) => top.dropped = Some(Lost::Pipe),
                    _ => {}
                }
                (top.at_command, top.behind_pipe) = (true, true);
            }
            '&' => {
                self.end_word();
                let top = self.top();
                let is_lost = top.in_list || top.pending.is_some();
                if is_lost && !self.settings.use_code(Lost::Background) {
                    self.found = Some(Lost::Background);
                }
                self.fresh();
            }
            ';' => {
                self.end_word();
                self.end_list();
                self.top().behind_pipe = false;
            }
            '\n' => {
                self.end_word();
                self.end_list();
                self.skip_documents();
            }
            sign if sign.is_whitespace() => self.end_word(),
            sign => self.word.push(sign),
        }
    }

    fn in_quote(&mut self, sign: char) {
        if self.eat("\\\"") || self.eat("\\\\") || self.eat("\\$") || self.eat("\\`") {
            return;
        }
        if self.eat("$((") {
            self.skip_past("))");
        } else if self.eat("$(") {
            self.open(Open::Substitution);
        } else {
            self.rest = &self.rest[sign.len_utf8()..];
            if sign == '"' {
                let closed = self.groups.pop();
                // A quoted text is a part of a word and not a command, so an exit code in it is passed
                // on unchanged.
                let left = closed.and_then(|quote| quote.pending.or(quote.dropped));
                let top = self.top();
                top.pending = left.or(top.pending);
            }
        }
    }

    /// Reads the end marker of a here-document. The document itself begins on the next line.
    fn document(&mut self) {
        self.end_word();
        let _ = self.eat("-");
        self.rest = self.rest.trim_start_matches(' ');
        let end = self
            .rest
            .find(|c: char| c.is_whitespace() || ";|&)<>".contains(c));
        let (name, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        self.documents.push(name.replace(['\'', '"', '\\'], ""));
    }

    fn skip_documents(&mut self) {
        for end in std::mem::take(&mut self.documents) {
            loop {
                let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
                self.rest = rest;
                if line.trim() == end || rest.is_empty() {
                    break;
                }
            }
        }
    }
}
