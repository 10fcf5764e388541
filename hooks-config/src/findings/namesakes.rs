//! Finds hooks that have the same name as a hook of another file: entries with `enabled = false`, and hooks of a lower
//! scope that were perhaps meant to replace that hook.
//!
//! Hooks of different files have no relation, even if they have the same name. So `enabled = false` in a project's file
//! does not switch off the user's hook of the same name, although its author probably meant that.

use std::collections::HashMap;
use std::path::Path;

use hooks_types::report::Cause;
use hooks_types::spec::{Liveness, Scope, Source};
use hooks_types::text::{path_in_sentence, quoted};
use hooks_types::{EventName, HookSpec};

use super::Finding;
use crate::diagnostic::DiagnosticCode;
use crate::switched_off::DISABLED;
use crate::trust::is_place;

/// The maximum number of named hooks that are compared with each other. Without a limit, a hostile file could take much
/// time.
const MOST: usize = 1000;

/// The named hooks of a load, by event and name.
pub(super) struct Namesakes<'h>(HashMap<(&'h EventName, &'h str), Vec<&'h HookSpec>>);

impl<'h> Namesakes<'h> {
    /// Collects the hooks that have a name, and not only a position in their file.
    pub(super) fn of(hooks: &'h [HookSpec]) -> Self {
        let mut by_name: HashMap<_, Vec<&HookSpec>> = HashMap::new();
        let named = |hook: &&HookSpec| !is_place(&hook.id, hook.event.wire_name());
        for hook in hooks.iter().filter(named).take(MOST) {
            by_name
                .entry((&hook.event, hook.id.as_str()))
                .or_default()
                .push(hook);
        }
        Self(by_name)
    }

    /// Warns about an entry that is off while a hook of the same name runs. For a running hook, returns a note that a
    /// disabled entry does not switch this hook off, or that this hook does not replace a hook of a higher scope.
    pub(super) fn finding(&self, hook: &HookSpec) -> Option<Finding> {
        let all = self.0.get(&(&hook.event, hook.id.as_str()))?;
        let mut others = all
            .iter()
            .filter(|other| other.source.file != hook.source.file);
        if is_off(hook) {
            let live = others.find(|other| other.liveness == Liveness::Live)?;
            return Some(at_disabled(hook, live));
        }
        if hook.liveness != Liveness::Live {
            return None;
        }
        if let Some(off) = others.clone().find(|other| is_off(other)) {
            return Some(at_live(off));
        }
        // `Scope` is ordered from the highest scope to the lowest, so `<` means a higher scope.
        let above =
            |other: &&&HookSpec| other.liveness == Liveness::Live && other.scope < hook.scope;
        others.find(above).map(|other| beside(other))
    }
}

/// Returns whether the hook's own entry switches it off.
pub(super) fn is_off(hook: &HookSpec) -> bool {
    matches!(&hook.liveness, Liveness::NotLive { cause: Cause::Disabled, reason } if reason == DISABLED)
}

/// Returns the warning that is shown at the entry that is off.
fn at_disabled(hook: &HookSpec, live: &HookSpec) -> Finding {
    let name = quoted(hook.id.as_bytes(), 60);
    let (whose, place) = (owner(live.scope), place(&live.source));
    let message = format!(
        "`enabled = false` switches off this entry only: {whose} hook `{name}` ({place}) still runs"
    );
    // `Scope` is ordered from the highest scope to the lowest, so `<` means a higher scope.
    let help = match live.scope < hook.scope {
        true => format!(
            "{} file cannot switch off {whose} hook; to switch it off, write `enabled = false` in its own entry",
            owner(hook.scope)
        ),
        false => "to switch it off too, write `enabled = false` in its own entry".to_owned(),
    };
    Finding::warning(DiagnosticCode::SwitchedOff, "false", message)
        .in_value_of("enabled")
        .help(help)
}

/// Returns the note that is shown at a hook if a hook of a higher scope with the same name runs too.
fn beside(above: &HookSpec) -> Finding {
    let message = format!(
        "{} hook of the same name ({}) is not replaced: a hook never replaces a hook of another file",
        owner(above.scope),
        place(&above.source)
    );
    let help = "to change or remove the other hook, edit its own entry";
    Finding::note(DiagnosticCode::DuplicateName, "", message).help(help)
}

/// Returns the note that is shown at the hook that runs.
fn at_live(off: &HookSpec) -> Finding {
    let message = format!(
        "this hook runs although {} hook of the same name ({}) has `enabled = false`: that concerns the other entry only",
        owner(off.scope),
        place(&off.source)
    );
    let help = "to switch this hook off, write `enabled = false` in its own entry";
    Finding::note(DiagnosticCode::SwitchedOff, "", message).help(help)
}

/// Returns the place of an entry, as text for a message.
fn place(source: &Source) -> String {
    path_in_sentence(Path::new(&source.to_string()))
}

/// Returns whose file a hook comes from, as the beginning of a noun phrase.
fn owner(scope: Scope) -> &'static str {
    match scope {
        Scope::Managed => "the administrator's",
        Scope::Session => "the agent's",
        Scope::User => "the user's",
        Scope::Project => "the project's",
        Scope::Plugin => "the plugin's",
        _ => "another",
    }
}
