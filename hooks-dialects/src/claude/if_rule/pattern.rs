//! The pattern of a rule over commands, and its comparison with the words of a command.
//!
//! A rule names a command and can add arguments. It is compared with the whole command line. If a program can run its
//! arguments, the rule is also compared with the part of the command line that starts at each argument with the name of
//! the rule's command.

use super::programs::{self, base};
use super::word::Word;
use crate::claude::glob::{covers, covers_path};

/// The maximum number of words in one command at which the rule's command can start. From each of these words on, the
/// command is compared with the rule, so the maximum bounds the work. A command with more such words is treated as a
/// match.
const MOST_PLACES: usize = 8;

/// The pattern of a rule, in the forms in which it is compared with commands.
pub(super) struct CommandPattern {
    /// The rule with single blanks in up to four forms: with and without quotes, each with the name as written and as
    /// [`base`] returns it.
    patterns: Vec<String>,
    /// The name of the command in the rule; can contain `*`.
    name: String,
    /// Whether the rule contains arguments after the name.
    pub(super) arguments: bool,
    /// The first word after the name. `None` if this word is an option or starts with `*`, or if the name contains `*`.
    second: Option<String>,
}

impl CommandPattern {
    /// Parses the text between the parentheses of a `Bash(...)` rule.
    pub(super) fn new(text: &str) -> Self {
        let text = match text.strip_suffix(":*") {
            Some(start) => format!("{start} *"),
            None => text.to_owned(),
        };
        // Each pattern is the rule with or without its quotes, and with the program's name as it is written or as
        // `base` returns it.
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
        // The second word is used to find a subcommand behind options, as in `git -C x push`.
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

    /// Returns whether the pattern matches a whole command line. A final ` *` in the pattern also matches a command
    /// line that ends there.
    pub(super) fn covers_text(&self, text: &str) -> bool {
        self.patterns.iter().any(|pattern| {
            let whole = |pattern: &str| covers(pattern, text);
            whole(pattern) || pattern.strip_suffix(" *").is_some_and(whole)
        })
    }

    /// Returns whether the pattern matches a command with this name and these arguments, joined by single blanks.
    fn covers_words(&self, name: &str, arguments: &[Word]) -> bool {
        let mut text = name.to_owned();
        for word in arguments {
            text.push(' ');
            text.push_str(&word.text);
        }
        self.covers_text(&text)
    }

    /// Returns whether the name in the rule matches a program.
    pub(super) fn names(&self, word: &str) -> bool {
        covers(&self.name, &base(word))
    }

    /// Returns whether the pattern matches a command, either as it is or without the options before the rule's second
    /// word.
    pub(super) fn covers_at(&self, name: &str, arguments: &[Word]) -> bool {
        if self.covers_words(&base(name), arguments) || self.covers_words(name, arguments) {
            return true;
        }
        if !self.names(name) {
            return false;
        }
        // The shell can turn a word that is not exact (it holds a variable, a glob or the like) into any text,
        // including the text in the rule.
        if arguments.iter().any(|word| !word.exact) {
            return true;
        }
        // In a command, there can be options between the program's name and the rule's second word, as in `git -C x
        // push`. So look for the second word behind the options, and compare the rule with the words from there on.
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

    /// Returns whether the rule matches a command that starts at one of the arguments. Also returns `true` if the name
    /// of the rule's command is only a part of an argument.
    pub(super) fn is_among(&self, arguments: &[Word]) -> bool {
        let mut places = arguments
            .iter()
            .enumerate()
            .filter(|(_, word)| self.is_in(word));
        let tried = places.by_ref().take(MOST_PLACES).any(|(at, word)| {
            // The rule is compared with the remaining words as if the command started at this argument.
            let whole = word.exact && self.names(&word.text);
            !whole || !self.arguments || self.covers_at(&word.text, &arguments[at + 1..])
        });
        tried || places.next().is_some()
    }

    /// Returns whether an argument of an unknown program can become the name of the rule's command, or a path to it.
    /// Also returns `true` for the path of an open file, such as `/dev/stdin`, because the file can contain any
    /// command.
    pub(super) fn may_become(&self, word: &Word) -> bool {
        let last = word.text.rsplit(['/', '\\']).next().unwrap_or(&word.text);
        let open = last.contains(['*', '?', '[', '{', '}']);
        match word.substituted {
            _ if word.exact => programs::is_stream(&word.text),
            // A substitution can insert any text, but the literal characters of the word stay, in the same order. So
            // check whether the command's name contains the literal characters in this order.
            true => open || self.name.contains('*') || is_spread_over(last, &self.name),
            false if word.text.contains('{') => {
                let written = word.text.to_ascii_lowercase();
                let mut needed = self.name.chars();
                last.contains(['*', '?', '[']) || needed.all(|c| c == '*' || written.contains(c))
            }
            false => self.globbed(last),
        }
    }

    /// Returns whether a word contains the name of the rule's command, either as the whole word or in a text that some
    /// program can run.
    pub(super) fn is_in(&self, word: &Word) -> bool {
        let splits = |c: char| !(c.is_alphanumeric() || "_.+-".contains(c));
        // `-Srm` can be the option `-S` with the value `rm`, so a name after an option letter is compared too.
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
        // A program that runs this text as a command removes the quotes. So compare the text without quotes too.
        let unquoted = || text.replace(['\'', '"', '\\'], "");
        let matched = || !word.exact && text.rsplit_once('/').is_some_and(|(_, p)| self.globbed(p));
        self.names(text)
            || in_text(text)
            || (text.contains(['\'', '"', '\\']) && in_text(&unquoted()))
            || matched()
    }

    /// Returns whether a quoted text contains a path that is a glob pattern and can become the command's name when the
    /// text is run.
    pub(super) fn is_matched(&self, word: &Word) -> bool {
        let names = |token: &str| {
            let last = token.rsplit_once('/').map(|(_, last)| last);
            last.is_some_and(|last| last.contains(['*', '?', '[']) && self.globbed(last))
        };
        word.text.contains('/') && word.text.split_whitespace().any(names)
    }

    /// Returns whether the last part of a path is a glob pattern that can become the command's name.
    fn globbed(&self, pattern: &str) -> bool {
        pattern.contains(['[', '{'])
            || (pattern != "*" && pattern.contains(['*', '?']) && covers_path(pattern, &self.name))
    }
}

/// Returns whether `name` contains the literal characters of `part` in the same order. For example, the only literal
/// character of `r$x` is `r`, so this word can become `rm`.
fn is_spread_over(part: &str, name: &str) -> bool {
    let mut name = name.chars();
    let mut part = part.chars().flat_map(char::to_lowercase);
    part.all(|c| name.any(|other| other == c))
}
