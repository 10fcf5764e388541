//! The pattern of a rule over commands, and the words of a command that it may be about.
//!
//! A rule names a command and may have arguments. It is compared with a command as a whole and, for a
//! program that may run its arguments, with the words from each argument on that names the rule's
//! command.

use super::programs::{self, base};
use super::word::Word;
use crate::claude::glob::{covers, covers_path};

/// The most positions in one command at which a rule is tried. It bounds the work; a command with more
/// positions counts as a match.
const MOST_PLACES: usize = 8;

/// A rule's pattern, in the forms in which it is compared.
pub(super) struct CommandPattern {
    /// The rule with single blanks, in up to four forms: with and without quotes, and with the name as written and as
    /// [`base`] returns it.
    patterns: Vec<String>,
    /// The command's name; may contain `*`.
    name: String,
    /// Whether the rule has more than the name.
    pub(super) arguments: bool,
    /// The first word after the name, unless it is an option or starts with `*`.
    second: Option<String>,
}

impl CommandPattern {
    /// Parses the text between the parentheses of a `Bash(...)` rule.
    pub(super) fn new(text: &str) -> Self {
        let text = match text.strip_suffix(":*") {
            Some(start) => format!("{start} *"),
            None => text.to_owned(),
        };
        // The forms are with and without quotes, each with the name as written and in its base form.
        let mut patterns = Vec::new();
        let unquoted = text.replace(['\'', '"', '\\'], "");
        for text in [text, unquoted] {
            let words: Vec<&str> = text.split_whitespace().collect();
            patterns.push(words.join(" "));
            if let Some((name, arguments)) = words.split_first() {
                let name = base(name);
                patterns.push([&[name.as_str()], arguments].concat().join(" "));
            }
        }
        let last = patterns.last().cloned().unwrap_or_default();
        let (name, arguments) = last.split_once(' ').unwrap_or((&last, ""));
        // Used to find the subcommand behind options: `git -C x push`.
        let second = arguments.split(' ').next().filter(|word| {
            let plain = !word.is_empty() && !word.starts_with(['-', '*']);
            plain && !name.contains('*')
        });
        Self {
            name: name.to_owned(),
            arguments: !matches!(arguments, "" | "*") || name.contains('*'),
            second: second.map(str::to_owned),
            patterns,
        }
    }

    /// Returns whether the pattern matches a command line; a final ` *` may match nothing.
    pub(super) fn covers_text(&self, text: &str) -> bool {
        self.patterns.iter().any(|pattern| {
            let whole = |pattern: &str| covers(pattern, text);
            whole(pattern) || pattern.strip_suffix(" *").is_some_and(whole)
        })
    }

    /// Returns whether the pattern matches a command of these words, joined by single blanks.
    fn covers_words(&self, name: &str, arguments: &[Word]) -> bool {
        let mut text = name.to_owned();
        for word in arguments {
            text.push(' ');
            text.push_str(&word.text);
        }
        self.covers_text(&text)
    }

    /// Returns whether the pattern's name matches a program.
    pub(super) fn names(&self, word: &str) -> bool {
        covers(&self.name, &base(word))
    }

    /// Returns whether the pattern matches a command, also if the options before its second word are
    /// left out.
    pub(super) fn covers_at(&self, name: &str, arguments: &[Word]) -> bool {
        if self.covers_words(&base(name), arguments) || self.covers_words(name, arguments) {
            return true;
        }
        if !self.names(name) {
            return false;
        }
        // The shell may turn such a word into any text, also into the one in the rule.
        if arguments.iter().any(|word| !word.exact) {
            return true;
        }
        // Options may stand between the command and the second word of the rule.
        let (Some(second), true) = (
            &self.second,
            arguments
                .first()
                .is_some_and(|word| word.text.starts_with('-')),
        ) else {
            return false;
        };
        let mut places = arguments
            .iter()
            .enumerate()
            .filter(|(_, word)| covers(second, &word.text));
        let tried = places
            .by_ref()
            .take(MOST_PLACES)
            .any(|(at, _)| self.covers_words(&base(name), &arguments[at..]));
        tried || places.next().is_some()
    }

    /// Returns whether the named command is one of the arguments, or part of one.
    pub(super) fn is_among(&self, arguments: &[Word]) -> bool {
        let mut places = arguments
            .iter()
            .enumerate()
            .filter(|(_, word)| self.is_in(word));
        let tried = places.by_ref().take(MOST_PLACES).any(|(at, word)| {
            // The rest of the words is compared as if the named command started here.
            let whole = word.exact && self.names(&word.text);
            !whole || !self.arguments || self.covers_at(&word.text, &arguments[at + 1..])
        });
        tried || places.next().is_some()
    }

    /// Returns whether a word of an unknown program may become the command's name, or a path to it.
    pub(super) fn may_become(&self, word: &Word) -> bool {
        let last = word.text.rsplit(['/', '\\']).next().unwrap_or(&word.text);
        let open = last.contains(['*', '?', '[', '{', '}']);
        match word.substituted {
            _ if word.exact => programs::is_stream(&word.text),
            // The written characters are in the result in this order, with any others between them.
            true => open || self.name.contains('*') || is_spread_over(last, &self.name),
            false if word.text.contains('{') => {
                let written = word.text.to_ascii_lowercase();
                let mut needed = self.name.chars();
                last.contains(['*', '?', '[']) || needed.all(|c| c == '*' || written.contains(c))
            }
            false => self.globbed(last),
        }
    }

    /// Returns whether a word contains the name, alone or in a text that some program may run.
    pub(super) fn is_in(&self, word: &Word) -> bool {
        let splits = |c: char| !(c.is_alphanumeric() || "_.+-".contains(c));
        // `-Srm` may be the option `-S` with the value `rm`.
        let behind_option = |token: &str| {
            let rest = token.strip_prefix('-')?;
            let value = rest.get(1..).filter(|_| !rest.starts_with('-'))?;
            Some(self.names(value))
        };
        let in_text = |text: &str| {
            text.split(splits)
                .filter(|token| !token.is_empty())
                .any(|token| self.names(token) || behind_option(token) == Some(true))
        };
        let text = &word.text;
        // A program that runs the text removes the quotes in it.
        let unquoted = || text.replace(['\'', '"', '\\'], "");
        let matched = || !word.exact && text.rsplit_once('/').is_some_and(|(_, p)| self.globbed(p));
        self.names(text)
            || in_text(text)
            || (text.contains(['\'', '"', '\\']) && in_text(&unquoted()))
            || matched()
    }

    /// Returns whether a path in a quoted text is a glob that may become the name when it is run.
    pub(super) fn is_matched(&self, word: &Word) -> bool {
        let names = |token: &str| {
            let last = token.rsplit_once('/').map(|(_, last)| last);
            last.is_some_and(|last| last.contains(['*', '?', '[']) && self.globbed(last))
        };
        word.text.contains('/') && word.text.split_whitespace().any(names)
    }

    /// Returns whether the last part of a path is a glob that may become the name.
    fn globbed(&self, pattern: &str) -> bool {
        pattern.contains(['[', '{'])
            || (pattern != "*" && pattern.contains(['*', '?']) && covers_path(pattern, &self.name))
    }
}

/// Returns whether the characters of `part` are in `name` in this order: the written `r` of `r$x` may
/// become `rm`.
fn is_spread_over(part: &str, name: &str) -> bool {
    let mut name = name.chars();
    let mut part = part.chars().flat_map(char::to_lowercase);
    part.all(|c| name.any(|other| other == c))
}
