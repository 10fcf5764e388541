//! Gives a finished word its role in the command: program, argument, file of a redirection, or variable.
//!
//! The first word that is not an assignment is the program. The meaning of the other words depends on the program:
//! arguments of `bash` are scripts, arguments of `cd` are folders, arguments of `echo` are messages, and arguments of
//! `timeout` can be a program with its arguments. The lists in [`commands`](super::commands) contain these programs.
//! The arguments of programs that are in no list are tried as paths.

use super::super::letters::expanded;
use super::super::pattern::is_pattern;
use super::super::word::{Word, assignment, program_name};
use super::changed_variables::reads_start_files;
use super::commands::{
    BEFORE_PROGRAM, CHANGES_ANY, DECLARES, GOES, LOCAL, LOOKS_FOR, NAMES, RUNS, SAYS, SHELLS,
};
use super::wrapped::is_wrapper;
use super::{Held, LONGEST_PATH, Splitter};

impl Splitter<'_> {
    /// Ends the current word, if there is one.
    pub(super) fn end(&mut self) {
        let Some(mut word) = self.word.take() else {
            return;
        };
        if word.sets.is_none() && !word.open {
            word.sets = assignment(&word.text).map(|(name, _)| name.to_owned());
        }
        let target = self.target.take();
        // A shell can read commands from the file of `<`, so check it as a file that is run. The file of `>` is
        // only written.
        word.runs |= target == Some('<');
        self.compares &= word.text != "]]";
        let in_case = std::mem::take(&mut self.is_arm);
        if in_case {
            self.arm(word);
        } else if word.sets.is_some() && (word.program || DECLARES.contains(&&*self.command)) {
            // The word is an assignment. If the assignment was in the position of a program, the program can still
            // follow, so the next word is in this position too.
            self.at_program |= word.program;
            self.set(&word);
            word.program = false;
            word.runs = true;
            self.words.push(word);
        } else if word.program {
            self.program(word);
        } else if target.is_some() {
            self.finish(word);
        } else {
            self.argument(word);
        }
    }

    /// Adds a pattern of a `case`, which does not name a file.
    fn arm(&mut self, word: Word) {
        match &*word.text {
            "esac" => self.arms = self.arms.saturating_sub(1),
            // This word does not end the pattern (only `)` does), so the next word also belongs to a pattern.
            _ => self.is_arm = true,
        }
        self.words.push(word);
    }

    /// Adds a word that is the program of a command.
    fn program(&mut self, mut word: Word) {
        word.runs = true;
        word.is_script = true;
        self.behind_option = false;
        self.had_script = false;
        word.completes = self.modules.completes(&word.text);
        let name = word.text.rsplit('/').next().unwrap_or_default();
        let before = BEFORE_PROGRAM.contains(&name) || word.text.starts_with('-');
        self.at_program = before;
        // In `nice -n 5 ./guard.sh` the word after the option is not the program. So after an option, treat every word
        // as a possible program.
        self.wrapped |= self.wrapper && word.text.starts_with('-');
        word.wrapped = self.wrapped;
        let wraps = is_wrapper(program_name(name));
        if CHANGES_ANY.contains(&name) {
            self.doubt_all();
        }
        self.keep_variables(&word);
        self.wrapper |= wraps;
        if !before {
            self.wrapped |= wraps;
            self.command = program_name(name).to_owned();
            self.feeds |= self.is_piped && (RUNS.contains(&&*self.command) || word.open);
            match name {
                "[[" => self.compares = true,
                "case" => self.arms += 1,
                "esac" => self.arms = self.arms.saturating_sub(1),
                _ => {}
            }
            self.is_name = NAMES.contains(&name) || LOCAL.contains(&name);
        }
        self.finish(word);
    }

    /// Returns whether an argument of a wrapper (a program that starts a program) is the program to start, such as
    /// `bash` in `timeout 5 bash guard.sh`. This is assumed only for programs whose arguments have a known meaning. The
    /// words after the argument are then treated as arguments of the started program.
    fn wrapped_program(&mut self, word: &mut Word) -> bool {
        word.wrapped = self.wrapped && !word.text.starts_with('-');
        let name = program_name(&word.text);
        let names = |list: &[&str]| !word.open && list.contains(&name);
        let runs = names(RUNS) && !names(GOES) && !names(&["for", "."]);
        if !word.wrapped || !(runs || names(SHELLS) || names(SAYS) || names(LOOKS_FOR)) {
            return false;
        }
        self.feeds |= self.is_piped && runs;
        self.command = name.to_owned();
        self.wrapped = false;
        self.behind_option = false;
        self.had_script = false;
        word.runs = true;
        true
    }

    /// Adds a word that is an argument of the current command.
    fn argument(&mut self, mut word: Word) {
        word.completes = self.modules.completes(&word.text);
        if self.wrapped {
            self.keep_variables(&word);
        }
        if self.wrapped_program(&mut word) {
            return self.finish(word);
        }
        let command = &&*self.command;
        let runs = RUNS.contains(command);
        let option = word.text.starts_with(['-', '+']) && !word.open;
        word.is_talk = LOOKS_FOR.contains(command);
        // The value of an option can be a script or a program, as in `make -f x`.
        word.runs = runs || (self.behind_option && !word.is_talk);
        word.of_shell = SHELLS.contains(command);
        if word.of_shell && reads_start_files(&word.text) {
            self.doubt_all();
        }
        let command = &&*self.command;
        word.goes = GOES.contains(command);
        let is_path = word.text.contains('/') || word.before.contains('/');
        let starts = word.wrapped && is_path;
        word.runs |= starts;
        word.is_script = (runs || starts) && !word.goes && !option && !self.had_script;
        self.had_script |= word.is_script;
        let is_value = std::mem::replace(&mut self.behind_option, option);
        if SAYS.contains(command) && self.substitutions == 0 {
            word.is_said = true;
        }
        if word.goes && !option {
            // Record `.` as the new folder. Each word is tried in every folder to which the command can `cd`, so `.` then
            // stands for each of them.
            let folder = Held {
                text: ".".to_owned(),
                ..Held::default()
            };
            self.record("PWD".to_owned(), folder);
        }
        if self.command == "printf" && word.text == "-v" {
            // With `-v`, `printf` prints nothing and sets a variable. So the next word is the variable's name.
            self.command.clear();
            self.is_name = true;
        }
        // After `case NAME in` the first pattern follows.
        self.is_arm = self.command == "case" && word.text == "in";
        self.named_variable(&word, option, is_value);
        self.finish(word);
    }

    /// Adds a word, or the words that its braces expand to, and records which of them are patterns for files.
    fn finish(&mut self, word: Word) {
        if word.special.is_empty() || word.text.len() + word.before.len() > LONGEST_PATH {
            return self.words.push(word);
        }
        // All words of the command share one limit for the words that braces add (`room.words`). So one word may add at
        // most 256 words: later words then also have room.
        let left = self.room.words.min(256);
        let before = self.words.len();
        let compares = self.compares || ["[", "test"].contains(&&*self.command);
        let braces_first = word.special.first() == Some(&0);
        for (place, letters) in expanded(&word.letters(), left).iter().enumerate() {
            // `{bash,guard.sh}` is a program and its first argument.
            let program = word.program && place == 0;
            let mut text = String::new();
            let mut special = Vec::new();
            for (letter, bare) in letters {
                if *bare {
                    special.push(text.len());
                }
                text.push(*letter);
            }
            // A pattern without a slash is data for most commands (`grep *.c`). So search for its files only if the
            // command runs its arguments.
            let places = text.contains('/') || (!word.program && RUNS.contains(&&*self.command));
            let pattern = is_pattern(letters) && places && !compares;
            self.words.push(Word {
                // A brace at the beginning, as in `{/a,b}`, can make the word absolute.
                relative: word.relative && !(braces_first && text.starts_with(['/', '~'])),
                program,
                wrapped: word.wrapped || program != word.program,
                pattern,
                text,
                special,
                sets: word.sets.clone(),
                before: word.before.clone(),
                moving: Vec::new(),
                ..word
            });
        }
        let made = (self.words.len() - before).saturating_sub(1);
        self.room.words = self.room.words.saturating_sub(made);
    }
}
