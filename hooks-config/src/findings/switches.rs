//! Finds switches: settings that turn hooks off.
//!
//! A hook that is off is listed as such, but a list of hooks that do not run is easily overlooked. So the switch
//! itself is reported once, in the file that sets it, with the number of hooks that it turns off.

use hooks_types::HookSpec;
use hooks_types::report::Cause;
use hooks_types::spec::Liveness;
use hooks_types::text::path_in_sentence;

use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};
use crate::loaded::LoadedFile;
use crate::switched_off::SET_IN_OWN_FILE;

/// The keys that switch off more than one entry: our own key, and the key that several agents share. `enabled = false`
/// of a single entry is a deliberate choice and is not reported.
const SWITCHES: &[&str] = &["disable_all", "disableAllHooks"];

/// Warns about a switch in this file, with the number of hooks that it turns off.
pub(super) fn findings(file: &LoadedFile, hooks: &[HookSpec]) -> Option<Diagnostic> {
    let span = file.switch.clone()?;
    let mut keys = hooks.iter().filter_map(|hook| key_in(file, hook));
    let key = keys.next()?;
    let hooks = match 1 + keys.count() {
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
            span,
        )
        .with_help("remove this key to let them run"),
    )
}

/// Returns the key of this file that switches the hook off, if one does.
///
/// Each agent has its own rules for switches, and only the hook's reason records which file switched it off. So a key
/// of this file is returned only if the reason names the file.
fn key_in(file: &LoadedFile, hook: &HookSpec) -> Option<&'static str> {
    let Liveness::NotLive { cause, reason } = &hook.liveness else {
        return None;
    };
    let is_own = hook.source.file.as_ref() == Some(&file.path);
    // The reason can name the line of the switch after the file.
    let without_line = match reason.rsplit_once(':') {
        Some((before, line)) if line.parse::<u32>().is_ok() => before,
        _ => reason.as_str(),
    };
    let place = format!(" in {}", path_in_sentence(&file.path));
    let names_file = [reason.as_str(), without_line]
        .iter()
        .any(|said| said.ends_with(&place))
        || is_own && *reason == SET_IN_OWN_FILE;
    let mut keys = SWITCHES.iter().copied();
    keys.find(|key| reason.starts_with(&format!("`{key}`")))
        .filter(|_| *cause == Cause::Disabled && names_file)
}
