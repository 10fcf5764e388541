//! The words of a command that could name a file.
//!
//! More rather than less: a word that names no file costs one look, a file that no word names is not
//! covered. Nothing is expanded; what stands behind an expansion is tried as a path below the root,
//! so that `$CLAUDE_PROJECT_DIR/hooks/x.sh` names `hooks/x.sh` whatever the variable is called.

use std::collections::BTreeSet;

use hooks_types::spec::{Command, Program};

use super::targets::without_targets;
use super::unseen::is_interpreter;

/// Words of one command: a text with more is no text that a person can agree to.
const MOST: usize = 8192;

/// Longer than any path that a system takes.
const LONGEST: usize = 4096;

/// Texts within texts: `bash -c "sh -c './x.sh'"`.
const DEPTH: usize = 4;

/// What separates words, or may stand before or behind one.
const SEPARATORS: &str = " \t\r\n\"'`;&|()<>{}$,:=!\\@";

/// Words that make a script of what follows them.
const SHELLS: &[&str] = &["sh", "bash", "dash", "zsh", "ksh", "fish", ".", "source"];

/// The words of a command.
#[derive(Debug, Default)]
pub(super) struct Words {
    names: BTreeSet<String>,
    /// Those that would be a program, or a script that an interpreter is given.
    run: BTreeSet<String>,
    /// There were more than are looked at.
    pub(super) too_many: bool,
}

impl Words {
    /// Every word of a command that could name a file.
    pub(super) fn of(command: &Command) -> Self {
        let mut words = Self::default();
        match &command.program {
            Program::Argv(argv) => {
                argv.iter().for_each(|word| words.text(word, DEPTH));
                words.modules(argv);
                words.programs(argv);
            }
            Program::Shell(text) => {
                words.add(text);
                words.programs(&split(text));
                words.text(&without_targets(text), DEPTH);
            }
            // What cannot be read cannot be covered.
            _ => words.too_many = true,
        }
        command
            .env
            .values()
            .for_each(|value| words.text(value, DEPTH));
        words
    }

    /// The words, each once.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether what a word names would run: as a program, or as the script of an interpreter.
    pub(super) fn runs(&self, word: &str) -> bool {
        // A word may be what stands behind a variable.
        let mut run = self.run.iter().filter_map(|run| run.strip_suffix(word));
        run.any(|before| before.is_empty() || before.ends_with('/') || word.starts_with('/'))
    }

    fn programs(&mut self, words: &[String]) {
        for (at, word) in words.iter().enumerate() {
            let name = word.rsplit('/').next().unwrap_or(word);
            if at == 0 {
                self.run.insert(word.clone());
            }
            if SHELLS.contains(&name) || is_interpreter(name) {
                let mut behind = words[at + 1..].iter();
                self.run
                    .extend(behind.find(|word| !word.starts_with('-')).cloned());
            }
        }
    }

    fn text(&mut self, text: &str, depth: usize) {
        self.add(text);
        if !text.contains(|letter| SEPARATORS.contains(letter)) {
            return;
        }
        self.pieces(text);
        if depth == 0 {
            return;
        }
        let split = split(text);
        self.modules(&split);
        // Quotes do not count here: a part too many is no harm.
        for part in text.split([';', '&', '|', '(', ')', '`', '\n']) {
            self.programs(&self::split(part));
        }
        for word in split {
            self.braces(&word, DEPTH);
            if word != text {
                self.text(&word, depth - 1);
            }
        }
    }

    /// The files of modules that an interpreter is told to run by their names: `python3 -m guard`,
    /// `perl -MGuard`.
    fn modules(&mut self, words: &[String]) {
        for (at, word) in words.iter().enumerate() {
            let next = || words.get(at + 1).map(String::as_str);
            let python = word.strip_prefix("-m").and_then(|rest| match rest {
                "" => next(),
                name => Some(name),
            });
            if let Some(name) = python {
                self.python(name);
            }
            let perl = word.strip_prefix("-M").or(word.strip_prefix("-m"));
            if let Some(name) = perl.filter(|name| !name.is_empty()) {
                let name = name.trim_start_matches('-').split('=').next();
                let path = name.unwrap_or_default().replace("::", "/");
                self.keep(&format!("{path}.pm"));
            }
        }
    }

    /// A module is a file, or a folder whose `__main__.py` runs; each package on the way runs too.
    fn python(&mut self, name: &str) {
        let path = name.replace('.', "/");
        if path.len() > LONGEST || path.is_empty() {
            return;
        }
        self.keep(&format!("{path}.py"));
        self.keep(&format!("{path}/__main__.py"));
        for (end, _) in path.match_indices('/').chain([(path.len(), "")]) {
            self.keep(&format!("{}/__init__.py", &path[..end]));
        }
    }

    /// Whether any word is one of these.
    pub(super) fn has(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.names.contains(*word))
    }

    /// Whether any word ends like this.
    pub(super) fn has_ending(&self, ending: &str) -> bool {
        self.names.iter().any(|name| name.ends_with(ending))
    }

    /// What stands between separators, and behind the name of a variable.
    fn pieces(&mut self, text: &str) {
        let mut behind_dollar = false;
        for piece in text.split_inclusive(|letter| SEPARATORS.contains(letter)) {
            let end = piece.char_indices().next_back();
            let end = end.filter(|(_, letter)| SEPARATORS.contains(*letter));
            let word = end.map_or(piece, |(at, _)| &piece[..at]);
            self.add(word);
            if behind_dollar {
                let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
                self.add(word.trim_start_matches(is_name));
            }
            behind_dollar = end.is_some_and(|(_, letter)| letter == '$');
        }
    }

    /// A word with braces stands for one with each of the alternatives.
    fn braces(&mut self, word: &str, depth: usize) {
        let Some((before, rest)) = word.split_once('{').filter(|_| depth > 0) else {
            return;
        };
        let Some((inside, behind)) = rest.split_once('}') else {
            return;
        };
        for part in inside.split(',') {
            let one = format!("{before}{part}{behind}");
            self.add(&one);
            self.braces(&one, depth - 1);
        }
    }

    fn add(&mut self, word: &str) {
        self.keep(word);
        // `-fx.awk` is an option with its value.
        if let Some(value) = word.strip_prefix('-').and_then(|rest| rest.get(1..)) {
            self.keep(value);
        }
    }

    fn keep(&mut self, word: &str) {
        if word.is_empty() || word.len() > LONGEST || word.contains('\0') {
            return;
        }
        if self.names.len() < MOST {
            self.names.insert(word.to_owned());
        } else if !self.names.contains(word) {
            self.too_many = true;
        }
    }
}

/// Splits a text as a POSIX shell does: quotes and backslashes taken off, operators apart.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = text.chars();
    let mut quote = None;
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\'' | '"', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (letter, Some(open)) if letter == open => quote = None,
            ('\\', None | Some('"')) => match letters.next() {
                Some('\n') | None => {}
                Some(plain) => word.get_or_insert_default().push(plain),
            },
            (letter, None) if letter.is_whitespace() || ";&|()<>`".contains(letter) => {
                words.extend(word.take());
            }
            (letter, _) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
