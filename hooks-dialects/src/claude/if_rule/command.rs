//! A permission rule over commands against a command text.
//!
//! # What is read
//!
//! A shell text is split into its simple commands by [`scan`], which reads the part of the grammar
//! that all POSIX-like shells agree on: words with their quotes and escapes, separators, pipes,
//! redirections, here-documents, comments, assignments, `if`, `while`, `for`, groups, subshells and
//! substitutions. Quotes and repeated blanks are taken out before the rule is compared, and the text
//! as it stands is compared as well. The rule *does not fit* only where all of this holds:
//!
//! - the whole text could be read (functions, `case`, `coproc`, `$((name))`, `${x@P}`, a carriage
//!   return and whatever else is not listed above are not read, so the rule fits);
//! - every command's name is a plain word;
//! - the rule covers no command, also behind options (`git -C x push` is a `git push`);
//! - no program but those that only take data is given a here-document;
//! - no command is a shell, `eval`, `source`, `ssh`, `alias`, a `sed` or `tar` that is told to run
//!   something, or an interpreter that is given anything but the plain name of a file;
//! - the command that the rule names is nowhere in the arguments of a program that might run it:
//!   every program counts as one but a short list (`echo`, `grep`, `git commit` ...);
//! - a known wrapper (`env`, `sudo`, `find` ...) has no argument that is substituted, nor has a
//!   variable that names a program (`GIT_EDITOR`);
//! - a wrapper that adds arguments (`xargs`, `find`) is not given the command that the rule names,
//!   nor `{}` as a command;
//! - no program but those that only take data is given a word that may become that command by
//!   substitution, as a pattern or by braces, or a path of an open file (`/dev/stdin`);
//! - where output is piped, nothing that any command prints names it, unless all are programs that
//!   only take data.
//!
//! What a script, a Makefile or an alias of the user's own does is not seen.
//!
//! # Why no shell parser
//!
//! The published parsers are large (a PEG or a C grammar), licensed otherwise, or abandoned, recurse
//! without a bound and accept one shell's grammar. What a guard needs is the opposite: a small
//! grammar, linear time, and "no" for everything else.

use super::glob::{Star, covers};
use super::programs::{self, COMPLETES, EXECUTES, FED, Kind, OF_BUILTINS, base};
use super::scan::{Simple, scan};
use super::word::Word;

/// The most places of one command at which a rule is tried.
const MOST_PLACES: usize = 8;

/// Whether the rule `rule` of a shell tool fits a text for a shell like bash.
pub(super) fn fits(rule: &str, text: &str) -> bool {
    let rule = Rule::new(rule);
    let Some(script) = scan(text) else {
        return true;
    };
    if script.substitutes && rule.arguments {
        return true;
    }
    let rebinds = |command: &Simple<'_>| {
        let words = command.assigned.iter().chain(&command.words);
        words.clone().any(|word| word.text.starts_with("PATH="))
    };
    // `printf` decodes what a backslash stands before.
    let prints = |word: &Word| rule.is_in(word) || word.hidden || word.text.contains('\\');
    let brings = |command: &Simple<'_>| command.fed || command.words.iter().skip(1).any(prints);
    let around = Around {
        familiar: !script.commands.iter().any(rebinds),
        brings: script.pipes && script.commands.iter().any(brings),
    };
    rule.covers_text(text.trim())
        || script
            .commands
            .iter()
            .any(|command| rule.may_run(command, around))
}

/// What the text around a command makes of it.
#[derive(Clone, Copy)]
struct Around {
    /// Programs are those of the system.
    familiar: bool,
    /// Through a pipe may come what the rule names, or a here-document.
    brings: bool,
}

/// A rule's pattern in the ways in which it is compared.
struct Rule {
    /// Single blanks, and the name as [`base`] writes it.
    patterns: Vec<String>,
    /// The name of the command; may hold `*`.
    name: String,
    /// Whether it says more than the name.
    arguments: bool,
    /// The first word behind the name, where it is not an option or a `*`.
    second: Option<String>,
}

impl Rule {
    fn new(text: &str) -> Self {
        let text = match text.strip_suffix(":*") {
            Some(start) => format!("{start} *"),
            None => text.to_owned(),
        };
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

    fn covers_text(&self, text: &str) -> bool {
        self.patterns.iter().any(|pattern| {
            let whole = |pattern: &str| covers(pattern, text, Star::Anything);
            whole(pattern) || pattern.strip_suffix(" *").is_some_and(whole)
        })
    }

    /// Whether it covers a command of these words, written in one line with single blanks.
    fn covers_words(&self, name: &str, arguments: &[Word]) -> bool {
        let mut text = name.to_owned();
        for word in arguments {
            text.push(' ');
            text.push_str(&word.text);
        }
        self.covers_text(&text)
    }

    fn names(&self, word: &str) -> bool {
        covers(&self.name, &base(word), Star::Anything)
    }

    /// Whether a command may be, or may run, what the rule is about.
    fn may_run(&self, command: &Simple<'_>, around: Around) -> bool {
        let set = |word: &Word| self.is_in(word) || runs_text(word) || sets_program(word);
        if command.assigned.iter().any(set) {
            return true;
        }
        let Some((first, arguments)) = command.words.split_first() else {
            return false;
        };
        let opaque = |c: char| matches!(c, '=' | '%' | '!');
        let unexpanded = first.text.starts_with('~') && !first.text.contains('/');
        if !first.exact || first.text.is_empty() || first.text.starts_with(opaque) || unexpanded {
            return true;
        }
        if self.covers_text(command.raw) || self.covers_at(&first.text, arguments) {
            return true;
        }
        let texts: Vec<&str> = arguments.iter().map(|word| word.text.as_str()).collect();
        let trusted = around.familiar && command.assigned.is_empty();
        match programs::kind(&first.text, &texts) {
            Kind::Data if trusted => false,
            Kind::Runs => true,
            Kind::Interpreter
                if programs::is_given_text(&texts, |at| {
                    arguments.get(at).is_some_and(|w| w.exact)
                }) =>
            {
                true
            }
            Kind::Wrapper if runs_anything(&base(&first.text), arguments) => true,
            Kind::Wrapper if self.is_completed(&base(&first.text), arguments) => true,
            Kind::Unknown if arguments.iter().any(|word| self.may_become(word)) => true,
            // What reads its input as data is known.
            _ if command.fed || around.brings => true,
            _ => {
                let shell = |word: &Word| programs::is_shell(&word.text);
                let runs = |word: &Word| {
                    runs_text(word) || sets_program(word) || shell(word) || self.is_matched(word)
                };
                arguments.iter().any(runs) || self.is_among(arguments)
            }
        }
    }

    /// Whether it covers a command, also without the options between its name and what follows.
    fn covers_at(&self, name: &str, arguments: &[Word]) -> bool {
        if self.covers_words(&base(name), arguments) || self.covers_words(name, arguments) {
            return true;
        }
        if !self.names(name) {
            return false;
        }
        if arguments.iter().any(|word| !word.exact) {
            return true;
        }
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
            .filter(|(_, word)| covers(second, &word.text, Star::Anything));
        let tried = places
            .by_ref()
            .take(MOST_PLACES)
            .any(|(at, _)| self.covers_words(&base(name), &arguments[at..]));
        tried || places.next().is_some()
    }

    /// Whether what it names is an argument, or stands in one.
    fn is_among(&self, arguments: &[Word]) -> bool {
        let mut places = arguments
            .iter()
            .enumerate()
            .filter(|(_, word)| self.is_in(word));
        let tried = places.by_ref().take(MOST_PLACES).any(|(at, word)| {
            let whole = word.exact && self.names(&word.text);
            !whole || !self.arguments || self.covers_at(&word.text, &arguments[at + 1..])
        });
        tried || places.next().is_some()
    }

    /// Whether a wrapper that adds arguments of its own to a command is given what it names.
    fn is_completed(&self, wrapper: &str, arguments: &[Word]) -> bool {
        let named = |word: &Word| self.names(&word.text) || self.is_matched(word);
        COMPLETES.contains(&wrapper) && arguments.iter().any(named)
    }

    /// Whether a word of a program that nothing is known of may become the name, or a path to it.
    fn may_become(&self, word: &Word) -> bool {
        let last = word.text.rsplit(['/', '\\']).next().unwrap_or(&word.text);
        let open = last.contains(['*', '?', '[', '{', '}']);
        match word.substituted {
            _ if word.exact => programs::is_stream(&word.text),
            // What is written stands in it in this order, and anything between.
            true => open || self.name.contains('*') || is_spread_over(last, &self.name),
            false if word.text.contains('{') => {
                let written = word.text.to_ascii_lowercase();
                let mut needed = self.name.chars();
                last.contains(['*', '?', '[']) || needed.all(|c| c == '*' || written.contains(c))
            }
            false => self.globbed(last),
        }
    }

    /// Whether a word holds the name, as itself or in a text that some program may run.
    fn is_in(&self, word: &Word) -> bool {
        let splits = |c: char| !(c.is_alphanumeric() || "_.+-".contains(c));
        // `-Srm` is the option `-S` and what it is given.
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
        let unquoted = || text.replace(['\'', '"', '\\'], "");
        let matched = || !word.exact && text.rsplit_once('/').is_some_and(|(_, p)| self.globbed(p));
        self.names(text)
            || in_text(text)
            || (text.contains(['\'', '"', '\\']) && in_text(&unquoted()))
            || matched()
    }

    /// Whether a path in a quoted text is a pattern that may become the name where it is run.
    fn is_matched(&self, word: &Word) -> bool {
        let names = |token: &str| {
            let last = token.rsplit_once('/').map(|(_, last)| last);
            last.is_some_and(|last| last.contains(['*', '?', '[']) && self.globbed(last))
        };
        word.text.contains('/') && word.text.split_whitespace().any(names)
    }

    /// Whether the last part of a path is a pattern that may become the name.
    fn globbed(&self, pattern: &str) -> bool {
        pattern.contains(['[', '{'])
            || (pattern != "*"
                && pattern.contains(['*', '?'])
                && covers(pattern, &self.name, Star::WithinFolder))
    }
}

/// Whether the characters of `part` stand in `name` in this order.
fn is_spread_over(part: &str, name: &str) -> bool {
    let mut name = name.chars();
    let mut part = part.chars().flat_map(char::to_lowercase);
    part.all(|c| name.any(|other| other == c))
}

/// Whether a word is text in which something is substituted once more when it is run.
fn runs_text(word: &Word) -> bool {
    let begins = |c: char| c.is_ascii_alphanumeric() || "_({'\"@*".contains(c);
    let mut behind = word.text.split('$').skip(1);
    word.hidden || word.text.contains('`') || behind.any(|text| text.starts_with(begins))
}

/// Whether a word gives a variable that names a program a value that is not read here.
fn sets_program(word: &Word) -> bool {
    let Some((variable, value)) = word.text.split_once('=') else {
        return false;
    };
    let alias = variable.starts_with("GIT_CONFIG") && value.contains("alias.");
    let unread = !word.exact && (variable.is_empty() || programs::names_program(variable));
    alias || unread
}

/// Whether a wrapper is given something that is not read here in place of a command.
fn runs_anything(wrapper: &str, arguments: &[Word]) -> bool {
    let unread = |at: usize, word: &Word| {
        let next: Vec<&str> = arguments
            .get(at + 1)
            .map(|word| word.text.as_str())
            .into_iter()
            .collect();
        let kind = match programs::is_awk(&word.text) {
            true => Kind::Runs,
            false => programs::kind(&word.text, &next),
        };
        !word.exact
            || word.text.contains(['$', '`'])
            || (kind == Kind::Runs && (word.text != "." || OF_BUILTINS.contains(&wrapper)))
            || (kind == Kind::Interpreter
                && programs::is_given_text(&next, |next| {
                    arguments.get(at + 1 + next).is_some_and(|word| word.exact)
                }))
            || (kind == Kind::Wrapper && FED.contains(&wrapper))
    };
    // `-exec {}`: what is found is the program.
    let begins = |word: &Word| {
        EXECUTES.contains(&word.text.as_str())
            || programs::kind(&word.text, &[]) == Kind::Wrapper
            || word.text.starts_with("--")
    };
    let found = || {
        let is_found = |pair: &[Word]| pair[1].text.contains("{}") && begins(&pair[0]);
        COMPLETES.contains(&wrapper) && arguments.windows(2).any(is_found)
    };
    let replaced = |word: &Word| {
        let options = ["-I", "-i", "-J", "--replace", "{"];
        FED.contains(&wrapper) && options.iter().any(|option| word.text.starts_with(option))
    };
    arguments
        .iter()
        .enumerate()
        .any(|(at, word)| unread(at, word) || replaced(word))
        || found()
}

#[cfg(test)]
#[path = "command_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "fed_tests.rs"]
mod fed_tests;
