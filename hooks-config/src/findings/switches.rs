//! Finds switches that turn hooks off.

use hooks_types::HookSpec;
use hooks_types::report::Cause;
use hooks_types::spec::Liveness;

use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};
use crate::loaded::LoadedFile;

/// The keys that switch off more than one entry.
const SWITCHES: &[&str] = &["disable_all", "disableAllHooks"];

/// Warns about a switch in this file, with the number of hooks that it turns off.
pub(super) fn findings(file: &LoadedFile, hooks: &[HookSpec]) -> Option<Diagnostic> {
    let named = |hook: &&HookSpec| match &hook.liveness {
        Liveness::NotLive { cause, reason } => {
            *cause == Cause::Disabled && SWITCHES.iter().any(|key| reason.contains(key))
        }
        Liveness::Live => false,
        _ => false,
    };
    let off = hooks.iter().filter(named).count();
    let (key, at) = SWITCHES
        .iter()
        .find_map(|key| Some((*key, file.text.find(key)?)))
        .filter(|_| off > 0)?;
    let hooks = match off {
        1 => "1 hook is".to_owned(),
        many => format!("{many} hooks are"),
    };
    let message = format!("`{key}`: {hooks} off");
    Some(
        Diagnostic::new(
            DiagnosticCode::SwitchedOff,
            Severity::Warning,
            message,
            &file.path,
            &file.text,
            at..at + key.len(),
        )
        .with_help("take the key out to let them run"),
    )
}
