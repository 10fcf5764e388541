//! The values that a hook's matchers are tested against.

use serde_json::Value;

use super::EventRef;
use crate::event::EventName;
use crate::meta::SessionMeta;
use crate::spec::HookSpec;

/// The values that matchers of one dialect are tested against, for one event.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Subjects {
    /// Whether the hook's form applies to this event. If not, the hook does not match, regardless of its matchers. For
    /// example, Cursor fires some events only for one kind of call: it does not fire `beforeShellExecution` for a file
    /// read.
    pub applies: bool,
    /// The names of the event's target (such as a tool). The target's names in the hook's dialect come first.
    pub names: Vec<String>,
    /// The full command text of a shell call.
    pub command_text: Option<String>,
    /// The tool's name and input in the hook's dialect, for `if` rules.
    pub tool: Option<(String, Value)>,
    /// The session's folder, for `if` rules about paths.
    pub cwd: String,
    /// The project's root if known, for `if` rules about paths.
    pub project_dir: Option<String>,
    /// The tools that the call's tool could be, if the agent did not declare the tool.
    pub undeclared: Option<UndeclaredTool>,
}

/// An undeclared tool in a call on a gate (an event that waits for the hooks' decision). Hooks see the tool unchanged,
/// with the agent's name and fields.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct UndeclaredTool {
    /// Whether the call is blocked if a hook guards one of the possible tools. If false, the call runs, and observers
    /// are notified.
    pub blocks: bool,
    /// Whether a known agent has a tool of this name, but the fields of this call do not fit that tool. If so, a
    /// matcher for the name could mean the known agent's tool.
    pub has_known_name: bool,
    /// Whether the hook's event is about one kind of call (such as shell commands), and this call could be of this
    /// kind. If so, the call concerns every hook of the event, regardless of the hook's matcher.
    pub concerns_all: bool,
    /// The tools that the undeclared tool could be. Hooks that guard one of these tools judge a field that this call
    /// also has.
    pub like: Vec<Likeness>,
}

/// A tool that an undeclared tool could be.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Likeness {
    /// The canonical name of the tool.
    pub tool: String,
    /// The names of the tool in the hook's dialect.
    pub names: Vec<String>,
    /// A text for messages: why a hook for the possible tool must judge the call, and how to
    /// declare the undeclared tool.
    pub advice: String,
}

impl Likeness {
    /// Creates a known tool that an undeclared tool could be.
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
    /// Returns a copy of the subjects for a tool with these names and with an unknown input.
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

/// The names of a call's tool in addition to the agent's own name and, for an undeclared tool, the known tools that it
/// could be.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ToolIdentity {
    /// The tool's canonical name and its names in other agents.
    pub names: Vec<String>,
    /// The tools that the call's tool could be, if the agent did not declare the tool.
    pub undeclared: Option<UndeclaredTool>,
}

impl Default for Subjects {
    /// Returns subjects without values and with `applies` set to `true`.
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

/// Returns the events on which a hook runs: the event in the hook's spec, and any further event that the hook's agent
/// sends under the name of this event (Gemini CLI's `AfterTool` also reports failed tools).
pub fn events_of(spec: &HookSpec) -> Vec<EventName> {
    match spec.form.dialect.get() {
        Some(dialect) => dialect.events(spec),
        None => vec![spec.event.clone()],
    }
}

/// Returns the subjects of a hook for an event. For native hooks on native events, subjects are not needed: their
/// matchers only compare [`EventRef::target`].
pub fn subjects(spec: &HookSpec, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
    match spec.form.dialect.get() {
        Some(dialect) => dialect.subjects(&spec.form, event, meta),
        None => Subjects::default(),
    }
}
