//! What a word that has ended is in its command: its program, an argument, a file it is redirected
//! to, or a variable that it sets.

use super::super::letters::expanded;
use super::super::pattern::is_pattern;
use super::super::word::{Word, assignment, is_name, program_name};
use super::commands::{BEFORE_PROGRAM, DECLARES, GOES, LOOKS_FOR, RUNS, SAYS, SHELLS};
use super::wrapped::is_wrapper;
use super::{Held, LONGEST, Splitter};

impl Splitter<'_> {
    pub(super) fn end(&mut self) {
        let Some(mut word) = self.word.take() else {
            return;
        };
        if word.sets.is_none() && !word.open {
            word.sets = assignment(&word.text).map(|(name, _)| name.to_owned());
        }
        let target = self.target.take();
        word.runs |= target == Some('<');
        self.compares &= word.text != "]]";
        let in_case = std::mem::take(&mut self.is_arm);
        if in_case {
            self.arm(word);
        } else if word.sets.is_some() && (word.program || DECLARES.contains(&&*self.command)) {
            // The program comes behind an assignment.
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

    /// A pattern of `case`: it names no file.
    fn arm(&mut self, word: Word) {
        match &*word.text {
            "esac" => self.arms = self.arms.saturating_sub(1),
            // More of them come.
            _ => self.is_arm = true,
        }
        self.words.push(word);
    }

    fn program(&mut self, mut word: Word) {
        word.runs = true;
        word.is_script = true;
        self.behind_option = false;
        self.had_script = false;
        word.completes = self.modules.completes(&word.text);
        let name = word.text.rsplit('/').next().unwrap_or_default();
        let before = BEFORE_PROGRAM.contains(&name) || word.text.starts_with('-');
        self.at_program = before;
        // `nice -n 5 ./guard.sh`: 5 is no program.
        self.wrapped |= self.wrapper && word.text.starts_with('-');
        word.wrapped = self.wrapped;
        let wraps = is_wrapper(program_name(name));
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
            self.is_name = ["for", "select", "read"].contains(&name);
        }
        self.finish(word);
    }

    /// An argument of a program that starts others, if it may be a program whose own arguments mean
    /// something: `timeout 5 bash guard.sh`.
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

    fn argument(&mut self, mut word: Word) {
        word.completes = self.modules.completes(&word.text);
        if self.wrapped_program(&mut word) {
            return self.finish(word);
        }
        let command = &&*self.command;
        let runs = RUNS.contains(command);
        let option = word.text.starts_with(['-', '+']) && !word.open;
        word.is_talk = LOOKS_FOR.contains(command);
        word.runs = runs || (self.behind_option && !word.is_talk);
        word.of_shell = SHELLS.contains(command);
        word.goes = GOES.contains(command);
        let is_path = word.text.contains('/') || word.before.contains('/');
        let starts = word.wrapped && is_path;
        word.runs |= starts;
        word.is_script = (runs || starts) && !word.goes && !option && !self.had_script;
        self.had_script |= word.is_script;
        self.behind_option = option;
        if SAYS.contains(command) && self.substitutions == 0 {
            word.is_said = true;
        }
        self.is_arm = self.command == "case" && word.text == "in";
        if self.is_name && is_name(&word.text) {
            // What it sets nobody knows.
            let held = Held {
                open: true,
                ..Held::default()
            };
            self.own.insert(word.text.clone(), held);
            self.is_name = self.command == "read";
        }
        self.finish(word);
    }

    /// Takes up a word with what its braces make of it, and sees whether it is a pattern of files.
    fn finish(&mut self, word: Word) {
        if word.special.is_empty() || word.text.len() + word.before.len() > LONGEST {
            return self.words.push(word);
        }
        let left = self.room.words.min(256);
        let before = self.words.len();
        let compares = self.compares || ["[", "test"].contains(&&*self.command);
        let braces_first = word.special.first() == Some(&0);
        for letters in expanded(&word.letters(), left) {
            let mut text = String::new();
            let mut special = Vec::new();
            for (letter, bare) in &letters {
                if *bare {
                    special.push(text.len());
                }
                text.push(*letter);
            }
            let places = text.contains('/') || (!word.program && RUNS.contains(&&*self.command));
            let pattern = is_pattern(&letters) && places && !compares;
            self.words.push(Word {
                relative: word.relative && !(braces_first && text.starts_with(['/', '~'])),
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

    fn set(&mut self, word: &Word) {
        let (Some(name), true) = (&word.sets, word.text.len() <= LONGEST) else {
            return;
        };
        let mut held = Held {
            text: word.text.clone(),
            open: word.open,
        };
        if !word.open
            && let Some((_, value)) = assignment(&word.text)
        {
            held.text = value.to_owned();
            if word
                .text
                .get(name.len()..)
                .is_some_and(|rest| rest.starts_with('+'))
            {
                let before = self.held(name).unwrap_or_default();
                held.text.insert_str(0, &before.text);
                held.open = before.open;
            }
        }
        self.own.insert(name.clone(), held);
    }
}
