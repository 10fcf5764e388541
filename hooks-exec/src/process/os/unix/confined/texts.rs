//! Texts that shells split, and what is handed on in them.

use std::path::Path;

use hooks_types::Failure;

use super::Look;
use super::word::{Word, program_name, value_of};
use super::words::{Document, Modules, Split, is_for_a_completer, is_wrapper, substituted, words};

/// Texts within texts.
pub(super) const TEXTS: usize = 4;

/// Behind it stands a process that nobody knows: `/proc/$$/cwd`.
const SOME_PROCESS: &str = "/proc/\0";

/// Which words of a text are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reads {
    /// Every one: a shell gets the text.
    Everything,
    /// Those that a command runs: a shell may get the text, or it is a message.
    Commands,
}

impl Look<'_> {
    /// An argument or a variable's value: a path as it is, or a text that some shell will read.
    pub(super) fn value(&mut self, value: &str) -> Result<(), Failure> {
        let relative = !value.starts_with('/');
        if value.starts_with("~/") {
            // No shell reads it, so it is a folder called `~`.
            for folder in self.folders.clone() {
                self.file(value, &folder, Path::new(value), true)?;
            }
        }
        self.paths(value, value, relative && !value.starts_with('~'))?;
        if !some_shell_reads(value) {
            return Ok(());
        }
        self.text(value, TEXTS, Reads::Everything)?;
        match value_of(value) {
            Some(value) => self.text(value, TEXTS, Reads::Everything),
            None => Ok(()),
        }
    }

    /// Arguments that no shell splits.
    pub(super) fn arguments(&mut self, argv: &[String]) -> Result<(), Failure> {
        let mut modules = Modules::default();
        let mut wrapped = false;
        for argument in argv {
            self.search_also(&Word::plain(argument));
            // `env -C hooks ./guard.sh`, wherever it stands.
            self.folders_in(argument);
        }
        let mut handed_on = false;
        for (place, argument) in argv.iter().enumerate() {
            if !argument.contains('/') {
                self.named_in_search_paths(argument)?;
            }
            if handed_on {
                self.text(argument, TEXTS, Reads::Everything)?;
            }
            handed_on = hands_on(argument);
            self.completes = modules.completes(argument);
            // The program was found already; by a bare name it is no file here.
            if place > 0 || argument.contains('/') {
                self.value(argument)?;
            }
            if wrapped && !argument.contains('/') {
                self.named(argument)?;
            }
            wrapped |= is_wrapper(program_name(argument));
        }
        self.completes = false;
        Ok(())
    }

    /// The words of a text, and of a text in it that another shell gets: `bash -c 'cd hooks; ./guard.sh'`.
    pub(super) fn text(&mut self, text: &str, deep: usize, reads: Reads) -> Result<(), Failure> {
        let variable = self.start.variable;
        let split = words(text, &self.around, variable, &mut self.room);
        self.split(split, deep, reads)
    }

    fn split(&mut self, split: Split, deep: usize, reads: Reads) -> Result<(), Failure> {
        let (words, own, documents) = split;
        for word in &words {
            self.search_also(word);
        }
        self.around.push(own);
        let mut looked = self.all(words, deep, reads);
        for document in documents.iter().filter(|_| deep > 0) {
            looked = looked.and_then(|()| self.document(document, deep - 1, reads));
        }
        self.around.pop();
        looked
    }

    /// A here-document: a program or a shell reads it, so what closes no quote in it closes none
    /// behind it either. What it substitutes runs, quotes or not.
    fn document(&mut self, document: &Document, deep: usize, reads: Reads) -> Result<(), Failure> {
        let Document { text, expands } = document;
        let seen = format!("{text}\0{reads:?}{expands}");
        if !self.seen.insert((seen, true)) {
            return Ok(());
        }
        self.text(text, deep, reads)?;
        if !expands {
            return Ok(());
        }
        let variable = self.start.variable;
        let split = substituted(text, &self.around, variable, &mut self.room);
        self.split(split, deep, reads)
    }

    fn all(&mut self, words: Vec<Word>, deep: usize, reads: Reads) -> Result<(), Failure> {
        let mut handed_on = false;
        for word in words {
            let inner = if handed_on {
                Reads::Everything
            } else {
                Reads::Commands
            };
            let completes = self.completes;
            let sets = word.sets.as_deref();
            self.completes |= word.completes || sets.is_some_and(is_for_a_completer);
            if deep > 0 && !word.is_talk && !word.is_document {
                self.inner(&word, deep - 1, inner)?;
            }
            let looked = self.one(&word, reads);
            self.completes = completes;
            looked?;
            handed_on = hands_on(&word.text)
                || (word.of_shell && is_cluster(&word.text))
                || (handed_on && word.text.starts_with(['-', '+']));
        }
        Ok(())
    }

    fn one(&mut self, word: &Word, reads: Reads) -> Result<(), Failure> {
        let is_left_out = reads == Reads::Commands && !word.runs && !word.goes;
        if is_left_out && !word.wrapped {
            return Ok(());
        }
        if word.wrapped {
            self.folders_in(&word.text);
        }
        let bare = !word.open && !word.text.contains('/');
        if bare {
            self.named_in_search_paths(&word.text)?;
        }
        if bare && (word.program || word.wrapped) {
            self.named(&word.text)?;
        }
        if is_left_out {
            return Ok(());
        }
        if !bare || !word.program {
            self.word(word, reads)?;
        }
        if word.pattern {
            self.pattern(word)?;
        }
        match word.known_parts() {
            Some((letters, begins)) => self.fitting(word, &letters, begins),
            None => Ok(()),
        }
    }

    /// A word that may be a text itself.
    fn inner(&mut self, word: &Word, deep: usize, reads: Reads) -> Result<(), Failure> {
        let is_text = some_shell_reads(&word.text) || some_shell_reads(&word.before);
        if reads == Reads::Commands && !is_text {
            return Ok(());
        }
        let mut text = word.handed_on();
        if word.is_said {
            // `printf './guard.sh\n' | sh`
            text = text.replace("\\n", "\n");
        }
        // `X=1 ./guard.sh` begins with a variable, `x=./guard.sh -v` is the value of one.
        for text in std::iter::once(&*text).chain(value_of(&text)) {
            if self.seen.insert((format!("{text}\0{reads:?}"), true)) {
                self.text(text, deep, reads)?;
            }
        }
        Ok(())
    }

    fn word(&mut self, word: &Word, reads: Reads) -> Result<(), Failure> {
        let text = match word.open {
            true if word.before.ends_with(SOME_PROCESS) => {
                let text = word.text.trim_start_matches('/');
                text.strip_prefix("cwd/").unwrap_or(text)
            }
            true => word.text.trim_start_matches('/'),
            false => &word.text,
        };
        if word.open && (word.goes || !text.is_empty()) {
            // It may stand behind the root of a project or of the repository.
            for root in self.roots() {
                self.file(text, &root, Path::new(text), true)?;
                if word.goes && root.join(text).is_dir() {
                    self.also_in(&root.join(text));
                }
            }
        }
        let paths = self.paths(text, &word.text, word.relative);
        if reads == Reads::Everything || word.goes {
            self.folders_in(text);
        }
        paths
    }
}

/// Whether the next word is a text for another shell.
fn hands_on(word: &str) -> bool {
    (word.starts_with('-') && word.ends_with('c')) || word == "eval"
}

/// `-ce` and `-lc`: options of a shell, of which one is `c`.
fn is_cluster(word: &str) -> bool {
    let letters = word.strip_prefix('-');
    letters.is_some_and(|letters| {
        letters.contains('c') && letters.bytes().all(|letter| letter.is_ascii_alphabetic())
    })
}

/// Whether a shell would make more of it than one word.
fn some_shell_reads(text: &str) -> bool {
    text.contains(|letter: char| letter.is_whitespace() || "$`'\"\\;&|()<>~".contains(letter))
}
