//! The variables that a hook's program gets, and those of this process that it names but does not inherit.

use std::collections::BTreeSet;
use std::path::Path;

use hooks_config::{expanded_variables, reads_variable};
use hooks_types::env::environment;
use hooks_types::spec::{Command, InheritEnv, Program};
use hooks_types::text::in_quotes;
use hooks_types::{HookSpec, Payload};

use super::scripts;

/// The maximum number of inherited variables that the advice for `inherit_env` repeats.
const MOST_INHERITED: usize = 40;

/// Variables that shells set themselves, so that a shell script has them in any case.
#[rustfmt::skip]
const OF_SHELLS: &[&str] = &[
    // Set by most shells.
    "PWD", "OLDPWD", "SHLVL", "IFS", "PPID", "UID", "EUID", "RANDOM", "SECONDS", "LINENO",
    "HOSTNAME", "OPTARG", "OPTIND", "REPLY", "COLUMNS", "LINES",
    // Set by bash.
    "PIPESTATUS", "FUNCNAME", "BASH", "BASHPID", "BASH_SOURCE", "BASH_VERSION", "BASH_REMATCH",
    "OSTYPE", "HOSTTYPE", "MACHTYPE", "_",
];

/// The variables that a hook's program gets.
pub(super) struct Given<'s> {
    /// Variables that are set for each run, by us or by `env` in the hook's entry.
    pub(super) own: BTreeSet<String>,
    /// Which variables of this process are passed on to the hook.
    pub(super) inherits: &'s InheritEnv,
}

impl<'s> Given<'s> {
    /// Collects the variables that this hook gets for this payload.
    pub(super) fn of(spec: &HookSpec, command: &'s Command, payload: &Payload) -> Self {
        let mut own: BTreeSet<String> = environment(spec, payload).vars.into_keys().collect();
        own.extend(command.env.keys().cloned());
        Self {
            own,
            inherits: &command.inherit_env,
        }
    }

    fn inherits(&self, name: &str) -> bool {
        match self.inherits {
            InheritEnv::All => true,
            InheritEnv::Only(names) => names.iter().any(|known| known == name),
            _ => false,
        }
    }

    /// Returns whether the program gets this variable: from us, by inheritance, or from its shell.
    pub(super) fn has(&self, name: &str) -> bool {
        let is_set = || std::env::var_os(name).is_some();
        self.own.contains(name)
            || OF_SHELLS.contains(&name)
            || name.starts_with("AGENT_HOOKS_")
            || (self.inherits(name) && is_set())
    }

    /// Returns a list of names for `inherit_env` that keeps everything that the hook inherits now, and adds `more`. The
    /// list does not depend on the variables of this process, because the agent's process can have others.
    pub(super) fn with(&self, more: &BTreeSet<String>) -> String {
        let mut names = vec!["PATH", "HOME"];
        let mut left_out = false;
        if let InheritEnv::Only(inherited) = self.inherits {
            // A stranger can have written this list, so its length is bounded.
            left_out = inherited.len() > MOST_INHERITED;
            names.extend(inherited.iter().take(MOST_INHERITED).map(String::as_str));
        }
        names.extend(more.iter().map(String::as_str));
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(*name));
        let mut names: Vec<String> = names.iter().map(|name| in_quotes(name, 60)).collect();
        names.extend(left_out.then(|| "...".to_owned()));
        names.join(", ")
    }

    /// Returns the variables that are set in this process and that the hook reads, but does not inherit.
    ///
    /// Scripts are searched only for variables that are set in this process. A script sets many variables of its own,
    /// so a name that is not set in this process does not show that the hook lacks a variable.
    pub(super) fn dropped(&self, command: &Command, payload: &Payload) -> BTreeSet<String> {
        let hidden = self.hidden();
        let mut dropped = BTreeSet::new();
        if let Program::Shell(text) = &command.program {
            let expanded = expanded_variables(text).into_iter();
            dropped.extend(expanded.filter(|name| hidden.contains(name)));
        }
        for text in texts(command, payload) {
            let named = hidden.iter().filter(|name| reads_variable(&text, name));
            dropped.extend(named.cloned());
        }
        dropped
    }

    /// Returns the variables that are set in this process and that the hook does not inherit.
    fn hidden(&self) -> Vec<String> {
        let all = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        all.filter(|name| !self.has(name)).collect()
    }
}

/// Returns the texts of the scripts that a command names, and the text of a program in its words.
fn texts(command: &Command, payload: &Payload) -> Vec<String> {
    let mut texts = scripts(command, Path::new(&payload.meta.cwd));
    // The word behind `-c` or `-e` is a program's text too.
    if let Program::Argv(argv) = &command.program {
        let inline = argv.windows(2).filter_map(|pair| match pair {
            [option, text] if matches!(option.as_str(), "-c" | "-e" | "-lc") => Some(text),
            _ => None,
        });
        texts.extend(inline.cloned());
    }
    texts
}
