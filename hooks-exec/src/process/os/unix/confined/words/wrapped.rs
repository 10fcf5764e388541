//! Programs that start other programs, and interpreters that complete the path of a module.

use super::super::word::program_name;
use super::commands::{COMPLETES, OPTIONS_OF_COMPLETERS, SHELLS, SUBCOMMANDS, WRAPPERS};

/// Returns whether a program is a shell.
pub(in super::super) fn is_shell(name: &str) -> bool {
    SHELLS.contains(&name)
}

/// Returns whether a program starts another program that its arguments name.
pub(in super::super) fn is_wrapper(name: &str) -> bool {
    WRAPPERS.contains(&name)
}

/// Returns whether a variable holds options of an interpreter that completes the path of a module (`./guard` to
/// `./guard.js`).
pub(in super::super) fn is_for_a_completer(variable: &str) -> bool {
    OPTIONS_OF_COMPLETERS.contains(&variable)
}

/// Tells which words of a command an interpreter can complete to the path of a module: the module that it runs, and
/// the values of its options. Arguments of the module are not completed.
#[derive(Debug, Default, Clone, Copy)]
pub(in super::super) struct Modules {
    /// Whether one of the words so far is an interpreter that completes paths (`node ./guard` runs `./guard.js`).
    on: bool,
    /// Whether one of the words so far is the module that the interpreter runs.
    had: bool,
    /// Whether the previous word was an option.
    behind_option: bool,
}

impl Modules {
    /// Returns whether an interpreter can complete the next word of the command to the path of a module.
    pub(in super::super) fn completes(&mut self, word: &str) -> bool {
        let option = word.starts_with('-');
        let completes = self.on && (option || self.behind_option || !self.had);
        self.had |= self.on && !option && !self.behind_option && !SUBCOMMANDS.contains(&word);
        self.behind_option = option;
        if COMPLETES.contains(&program_name(word)) {
            *self = Self {
                on: true,
                ..Self::default()
            };
        }
        completes
    }
}
