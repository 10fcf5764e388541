//! What the matchers of a hook are tested against.

use serde_json::Value;

use super::EventRef;
use crate::event::EventName;
use crate::meta::SessionMeta;
use crate::spec::HookSpec;

/// What the matchers of one dialect's hooks are tested against for one event.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Subjects {
    /// Whether the hook's form is for this event at all; where it is not, the hook does not match,
    /// whatever its matchers say. Cursor has forms for one kind of call each:
    /// `beforeShellExecution` is never told of a file read.
    pub applies: bool,
    /// Names of the event's target, the hook's dialect's own first.
    pub names: Vec<String>,
    /// The full command text of a shell call.
    pub command_text: Option<String>,
    /// The tool's name and input in the hook's dialect, for `if` rules.
    pub tool: Option<(String, Value)>,
    /// The session's folder, for `if` rules over paths.
    pub cwd: String,
}

impl Default for Subjects {
    /// Nothing to test, on an event that the form is for.
    fn default() -> Self {
        Self {
            applies: true,
            names: Vec::new(),
            command_text: None,
            tool: None,
            cwd: String::new(),
        }
    }
}

/// The events that a hook is for: its own first, and what its agent tells under the same name
/// (Gemini CLI's `AfterTool` tells of failed tools too).
#[must_use]
pub fn events_of(spec: &HookSpec) -> Vec<EventName> {
    match spec.form.dialect.get() {
        Some(dialect) => dialect.events(spec),
        None => vec![spec.event.clone()],
    }
}

/// The subjects of a hook for an event. Native hooks with native events need none of this: their
/// matchers compare [`EventRef::target`] alone.
#[must_use]
pub fn subjects(spec: &HookSpec, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
    match spec.form.dialect.get() {
        Some(dialect) => dialect.subjects(&spec.form, event, meta),
        None => Subjects::default(),
    }
}
