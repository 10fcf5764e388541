//! The variables that the words of a command set, remove or make uncertain.

use super::super::word::{Word, assignment, is_name, program_name};
use super::commands::{CLEARS, KEEPS, LOCAL, NAMES_ONE, READ_START_FILES, SHELLS, START_FILES};
use super::wrapped::is_wrapper;
use super::{ALL_VARIABLES, Held, LONGEST_PATH, Own, Splitter};

impl Splitter<'_> {
    /// Treats the hook's variables as uncertain if the program that this command starts might get them with different
    /// values or not at all. This can happen if the command is known to remove or change variables, or if one of its
    /// options can remove variables.
    pub(super) fn keep_variables(&mut self, word: &Word) {
        let name = program_name(&word.text);
        let removes = self.clears && (word.open || word.text.starts_with('-'));
        if removes || CLEARS.contains(&name) || READ_START_FILES.contains(&name) {
            self.doubt_all();
        }
        self.clears |= may_remove(name);
    }

    /// Records the variable that an argument names, for a command that changes variables.
    pub(super) fn named_variable(&mut self, word: &Word, option: bool, is_value: bool) {
        let local = LOCAL.contains(&&*self.command);
        if option {
            let has = |letter: char| word.text.contains(letter);
            // After `export -n NAME`, later programs no longer get the variable. So treat the next word as a variable
            // that the command changes.
            self.is_name |= self.command == "export" && has('n');
            // With `declare -n` the variable becomes a second name of a variable that is not known here. So an
            // assignment can now change any variable.
            if local && has('n') {
                self.doubt_all();
            }
        } else if self.is_name && is_name(&word.text) && !word.open {
            // `for`, `select` and `read` set the variable to a value that is known only when the command runs.
            // `local` hides the value that the variable had.
            self.record(word.text.clone(), Held::unknown());
            self.is_name = !NAMES_ONE.contains(&&*self.command);
        } else if self.is_name && !NAMES_ONE.contains(&&*self.command) && (word.open || !is_value) {
            // The name of the variable is computed, so the command might change any variable.
            self.doubt_all();
        }
    }

    /// Records the variable that a word sets.
    pub(super) fn set(&mut self, word: &Word) {
        let (Some(name), true) = (&word.sets, word.text.len() <= LONGEST_PATH) else {
            return;
        };
        let mut held = Held {
            text: word.text.clone(),
            open: word.open,
            sure: false,
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
        self.record(name.clone(), held);
    }
}

/// Returns whether a program that starts another program has options to remove variables from the started program's
/// environment.
fn may_remove(name: &str) -> bool {
    is_wrapper(name) && !KEEPS.contains(&name)
}

/// Returns whether an option of `env` removes variables from the environment of the program that `env` starts.
fn removes_variables(option: &str) -> bool {
    let letters = option.strip_prefix('-');
    letters.is_some_and(|letters| {
        let long = ["-ignore-environment", "-unset"];
        // Options are grouped, as in `-vi`, so search the letters of the group.
        letters.is_empty()
            || long.iter().any(|long| letters.starts_with(long))
            || (!letters.starts_with('-') && letters.contains(['i', 'u']))
    })
}

/// Returns whether a shell with this option reads a start file, which can set any variable: as a login shell, as an
/// interactive shell, or because the option names the file.
pub(super) fn reads_start_files(option: &str) -> bool {
    let long = ["--login", "--interactive", "--rcfile", "--init-file"];
    let is_long = long.iter().any(|long| option.starts_with(long));
    let letters = option.strip_prefix('-');
    is_long || letters.is_some_and(|it| !it.starts_with('-') && it.contains(['l', 'i']))
}

/// Returns the variables that the arguments of a command can set or remove, as in `env X=1 bash -c '...'`. The command
/// is started without a shell.
pub(in super::super) fn set_by_arguments(argv: &[String]) -> Own {
    let mut own = Own::new();
    let mut clears = false;
    let mut of_shell = false;
    for argument in argv {
        let name = program_name(argument);
        let assigned = assignment(argument).map(|(name, _)| name);
        let starts = (of_shell && reads_start_files(argument))
            || READ_START_FILES.contains(&name)
            || assigned.is_some_and(|name| START_FILES.contains(&name));
        if let Some((name, value)) = assignment(argument) {
            let held = Held {
                text: value.to_owned(),
                ..Held::default()
            };
            own.insert(name.to_owned(), held);
        }
        let removes = removes_variables(argument) || (clears && argument.starts_with('-'));
        if starts || removes || CLEARS.contains(&name) {
            own.insert(ALL_VARIABLES.to_owned(), Held::unknown());
        }
        clears |= may_remove(name);
        of_shell |= SHELLS.contains(&name);
    }
    own
}
