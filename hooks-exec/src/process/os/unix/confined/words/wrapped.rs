//! Programs that start others, and interpreters that complete what they are given.

use super::super::word::program_name;
use super::commands::{COMPLETES, OPTIONS_OF_COMPLETERS, SUBCOMMANDS, WRAPPERS};

/// Whether a program starts another one that is named in its arguments.
pub(in super::super) fn is_wrapper(name: &str) -> bool {
    WRAPPERS.contains(&name)
}

/// Whether a variable holds options of an interpreter that completes paths of modules.
pub(in super::super) fn is_for_a_completer(variable: &str) -> bool {
    OPTIONS_OF_COMPLETERS.contains(&variable)
}

/// Which words of a command an interpreter may complete to the path of a module: what it runs, and
/// the values of its options. What the module itself is given, nobody completes.
#[derive(Debug, Default, Clone, Copy)]
pub(in super::super) struct Modules {
    /// The interpreter was named.
    on: bool,
    /// It has been given what it runs.
    had: bool,
    behind_option: bool,
}

impl Modules {
    /// Whether the command's next word may be completed.
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
