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
    /// The project's root, where it is known, for those too.
    pub project_dir: Option<String>,
    /// What the tool could be, where nobody said what it is.
    pub undeclared: Option<UndeclaredTool>,
}

/// A tool that nobody declared, in a call that waits for leave. It keeps its name and its fields.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct UndeclaredTool {
    /// Whether a hook that guards a tool it could be blocks the call; otherwise the call runs and
    /// observers are told.
    pub blocks: bool,
    /// Whether some agent has a tool of this name, with other fields: a matcher that fits the name
    /// may then mean that tool.
    pub has_known_name: bool,
    /// Whether a hook's event is for calls of a kind that this could be: every hook of it is concerned,
    /// whatever its matcher is.
    pub concerns_all: bool,
    /// The tools it could be, because it has a field that their guards judge by.
    pub like: Vec<Likeness>,
}

/// A tool that an undeclared one could be.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Likeness {
    /// The tool, by its canonical name.
    pub tool: String,
    /// Its names in the hook's dialect.
    pub names: Vec<String>,
    /// Why the call cannot run past a hook over that tool, and what the agent has to write.
    pub advice: String,
}

impl Likeness {
    /// A tool by its names, and what to write.
    pub fn new(tool: impl Into<String>, names: Vec<String>, advice: String) -> Self {
        let tool = tool.into();
        Self {
            tool,
            names,
            advice,
        }
    }
}

impl Subjects {
    /// The same event, had its tool these names and an input that nobody knows.
    pub fn named(&self, names: Vec<String>) -> Self {
        let tool = names.first().map(|name| (name.clone(), Value::Null));
        Self {
            applies: self.applies,
            names,
            command_text: None,
            tool,
            cwd: self.cwd.clone(),
            project_dir: self.project_dir.clone(),
            undeclared: None,
        }
    }
}

/// What the tool of a call is called by other agents, or what it could be.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ToolIdentity {
    /// Its names beside its own: canonical, and as other agents call it.
    pub names: Vec<String>,
    /// What it could be, where nobody said what it is.
    pub undeclared: Option<UndeclaredTool>,
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
            project_dir: None,
            undeclared: None,
        }
    }
}

/// The events that a hook is for: its own first, and what its agent tells under the same name
/// (Gemini CLI's `AfterTool` tells of failed tools too).
pub fn events_of(spec: &HookSpec) -> Vec<EventName> {
    match spec.form.dialect.get() {
        Some(dialect) => dialect.events(spec),
        None => vec![spec.event.clone()],
    }
}

/// The subjects of a hook for an event. Native hooks with native events need none of this: their
/// matchers compare [`EventRef::target`] alone.
pub fn subjects(spec: &HookSpec, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
    match spec.form.dialect.get() {
        Some(dialect) => dialect.subjects(&spec.form, event, meta),
        None => Subjects::default(),
    }
}
