//! Checks shell texts, and the texts within them that other shells or programs read.
//!
//! A second shell might read any argument with blanks or quotes as a shell text. So an argument with blanks or quotes
//! is checked as a shell text too. If it is not certain that a shell reads the argument, only the words that a shell
//! would run as commands are checked. Otherwise messages such as `echo "do not run ./guard.sh"` would be refused
//! ([`Reads`]).

use std::path::Path;

use hooks_types::Failure;

use super::Look;
use super::word::{Word, program_name, value_of};
use super::words::{
    Choices, Document, Modules, Split, Splits, Variables, is_for_a_completer, is_shell, is_wrapper,
    set_by_arguments, substituted, words,
};

/// The maximum depth at which shell texts within shell texts are checked.
pub(super) const TEXTS: usize = 4;

/// The beginning of a path through `/proc` for a process whose number is unknown, as in `/proc/$$/cwd`.
const SOME_PROCESS: &str = "/proc/\0";

/// Which words of a shell text are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reads {
    /// Every word, because a shell reads the text.
    Everything,
    /// Only the words that a command runs, because the text might be a message that no shell reads.
    Commands,
}

impl Look<'_> {
    /// Checks an argument or a variable's value as a path. If the value looks like a shell text, also checks it as a
    /// shell text.
    pub(super) fn value(&mut self, value: &str) -> Result<(), Failure> {
        let relative = !value.starts_with('/');
        if value.starts_with("~/") {
            // Without a shell, `~` is not expanded: it is the name of a folder. So look for a folder `~` in every
            // folder.
            for folder in self.folders.clone() {
                self.file(value, &folder, Path::new(value), true)?;
            }
        }
        self.paths(value, value, relative && !value.starts_with('~'))?;
        if !some_shell_reads(value) {
            return Ok(());
        }
        self.text(value, TEXTS, Reads::Everything)?;
        // In `--run=./guard.sh x` the value after the `=` can be a shell text too. So check the value as a shell text.
        match value_of(value) {
            Some(value) => self.text(value, TEXTS, Reads::Everything),
            None => Ok(()),
        }
    }

    /// Checks the arguments of a command that is started without a shell.
    pub(super) fn arguments(&mut self, argv: &[String]) -> Result<(), Failure> {
        let mut modules = Modules::default();
        let mut wrapped = false;
        self.around.push(set_by_arguments(argv));
        for argument in argv {
            self.search_also(&Word::plain(argument));
            // Collect all folders first: in `env ./guard.sh -C hooks` the argument `hooks` is the folder in which the
            // earlier argument `./guard.sh` is found.
            self.folders_in(argument);
        }
        let (mut handed_on, mut of_shell) = (false, false);
        for (place, argument) in argv.iter().enumerate() {
            if !argument.contains('/') {
                self.named_in_search_paths(argument)?;
            }
            // The argument after `-c` or `eval` is always a shell text, even if it has no blanks or quotes.
            if handed_on {
                self.text(argument, TEXTS, Reads::Everything)?;
            }
            // Options can come between `-c` and its text. So expect the text also after an option.
            handed_on = hands_on(argument)
                || (of_shell && is_cluster(argument))
                || (handed_on && argument.starts_with(['-', '+']));
            of_shell |= is_shell(program_name(argument));
            self.completes = modules.completes(argument);
            // Skip the program if its name has no slash: the program was already checked in the folders of `PATH`, and
            // is not looked up in the working folder.
            if place > 0 || argument.contains('/') {
                self.value(argument)?;
            }
            if wrapped && !argument.contains('/') {
                self.named(argument)?;
            }
            wrapped |= is_wrapper(program_name(argument));
        }
        self.completes = false;
        self.around.pop();
        Ok(())
    }

    /// Checks the words of a shell text, and the words of shell texts inside it, as in `bash -c 'cd hooks;
    /// ./guard.sh'`. `deep` is the number of nested levels that may still be checked.
    pub(super) fn text(&mut self, text: &str, deep: usize, reads: Reads) -> Result<(), Failure> {
        self.readings(text, deep, reads, words)
    }

    /// Checks a text once for each combination of values and defaults that a shell could choose in it.
    fn readings(
        &mut self,
        text: &str,
        deep: usize,
        reads: Reads,
        splits: Splits,
    ) -> Result<(), Failure> {
        let outer = self.reading;
        let mut choices = Choices::default();
        let looked = loop {
            let variables = Variables {
                value: self.start.variable,
                of_agents: self.confinement.home_variables(),
            };
            let split = splits(text, &self.around, variables, &mut self.room, &mut choices);
            let looked = self.split(split, deep, reads);
            if looked.is_err() || !choices.again() || !self.room.has_reading(text.len()) {
                break looked;
            }
            self.last_reading += 1;
            self.reading = self.last_reading;
        };
        self.reading = outer;
        looked
    }

    /// Returns whether a text must be checked because it is new. A text with expansions is checked once
    /// for each reading of the enclosing text, because a variable can have another value in each reading.
    fn is_new(&mut self, text: &str, how: &str) -> bool {
        let reading = match text.contains(['$', '`']) {
            true => self.reading,
            false => 0,
        };
        self.seen.insert((format!("{text}\0{how}{reading}"), true))
    }

    /// Checks the words and the here-documents into which a shell text was split.
    fn split(&mut self, split: Split, deep: usize, reads: Reads) -> Result<(), Failure> {
        let (words, own, documents) = split;
        // Handle assignments of `PATH` first: their order in the text need not be the order in which a shell runs
        // them.
        for word in &words {
            self.search_also(word);
        }
        // Variables of this text are visible in the inner texts. So add the variables while the inner texts are
        // checked.
        self.around.push(own);
        let mut looked = self.all(words, deep, reads);
        for document in documents.iter().filter(|_| deep > 0) {
            looked = looked.and_then(|()| self.document(document, deep - 1, reads));
        }
        self.around.pop();
        looked
    }

    /// Checks a here-document. The document is split separately, because a quote that is not closed in the document
    /// does not continue after the document. If a shell expands the document, it is split a second time, only for its
    /// substitutions, because these run even inside quotes.
    fn document(&mut self, document: &Document, deep: usize, reads: Reads) -> Result<(), Failure> {
        let Document {
            text,
            expands,
            is_operand,
        } = document;
        if !self.is_new(text, &format!("{reads:?}{expands}{is_operand}")) {
            return Ok(());
        }
        if !is_operand {
            self.text(text, deep, reads)?;
        }
        match expands {
            true => self.readings(text, deep, reads, substituted),
            false => Ok(()),
        }
    }

    /// Checks the words of a shell text in order.
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
            // No shell reads a message, and `document` checks the text of a here-document. So skip both here.
            if deep > 0 && !word.is_talk && !word.is_document {
                self.inner(&word, deep - 1, inner)?;
            }
            let looked = self.one(&word, reads);
            self.completes = completes;
            looked?;
            // Options can come between `-c` and its text, as in `bash -c -e './guard.sh'`. So expect the text also
            // after an option.
            handed_on = hands_on(&word.text)
                || (word.of_shell && is_cluster(&word.text))
                || (handed_on && word.text.starts_with(['-', '+']));
        }
        Ok(())
    }

    /// Checks one word in every way in which a command can use it: as a folder, a program, a path or a pattern.
    fn one(&mut self, word: &Word, reads: Reads) -> Result<(), Failure> {
        let is_left_out = reads == Reads::Commands && !word.runs && !word.goes;
        if is_left_out && !word.wrapped {
            return Ok(());
        }
        if word.wrapped {
            self.folders_in(&word.text);
        }
        // A shell searches only words without a slash in `PATH`.
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

    /// Checks the word as a shell text, if a shell might read it as one.
    fn inner(&mut self, word: &Word, deep: usize, reads: Reads) -> Result<(), Failure> {
        let is_text = some_shell_reads(&word.text) || some_shell_reads(&word.before);
        if reads == Reads::Commands && !is_text {
            return Ok(());
        }
        let mut text = word.handed_on();
        if word.is_said {
            // `printf` turns `\n` into a line end, as in `printf './guard.sh\n' | sh`. So do the same here.
            text = text.replace("\\n", "\n");
        }
        // Check the whole text, and also the value after its `=`: in `X=1 ./guard.sh` the whole text is a command, but
        // in `x=./guard.sh -v` only the value is a command.
        for text in std::iter::once(&*text).chain(value_of(&text)) {
            if self.is_new(text, &format!("{reads:?}")) {
                self.text(text, deep, reads)?;
            }
        }
        Ok(())
    }

    /// Checks a word as a path. If the command can `cd` to it, also checks it as a folder.
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
            // The unknown part of the word can be the root of a project or of the repository. So try the known part in
            // each root.
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

/// Returns whether the word after `word` is a text for a shell, as after `-c` or `eval`.
fn hands_on(word: &str) -> bool {
    // Shells group their options (`-ec`), so this matches any option that ends in `c`.
    (word.starts_with('-') && word.ends_with('c')) || word == "eval"
}

/// Returns whether a word is a group of shell options that contains `c`, such as `-ce` or `-lc`.
fn is_cluster(word: &str) -> bool {
    let letters = word.strip_prefix('-');
    letters.is_some_and(|letters| {
        letters.contains('c') && letters.bytes().all(|letter| letter.is_ascii_alphabetic())
    })
}

/// Returns whether a text contains characters that are special to a shell. If so, the text can be more than one plain
/// word.
fn some_shell_reads(text: &str) -> bool {
    text.contains(|letter: char| letter.is_whitespace() || "$`'\"\\;&|()<>~".contains(letter))
}
