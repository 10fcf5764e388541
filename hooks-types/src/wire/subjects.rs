//! What the matchers of a hook are tested against.

use serde_json::Value;

use super::{EventRef, wire_of};
use crate::meta::SessionMeta;
use crate::spec::HookSpec;

/// What the matchers of one dialect's hooks are tested against for one event.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Subjects {
    /// Names of the event's target, the hook's dialect's own first.
    pub names: Vec<String>,
    /// The full command text of a shell call.
    pub command_text: Option<String>,
    /// The tool's name and input in the hook's dialect, for `if` rules.
    pub tool: Option<(String, Value)>,
    /// The session's folder, for `if` rules over paths.
    pub cwd: String,
}

/// The subjects of a hook for an event. Native hooks with native events need none of this: their
/// matchers compare [`EventRef::target`] alone.
#[must_use]
pub fn subjects(spec: &HookSpec, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
    match wire_of(spec.form.dialect) {
        Ok(wire) => wire.subjects(&spec.form, event, meta),
        Err(_) => Subjects::default(),
    }
}
