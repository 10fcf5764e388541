//! The trait through which the contract suite runs the agent that it checks, and the types of its arguments and
//! results.

use async_trait::async_trait;
use hooks_types::{EventName, ToolCall, ToolInput};
use serde_json::Value;

use crate::router::Router;

/// Runs the agent that is checked. Implement this trait with `#[async_trait]` of the crate `async-trait`.
///
/// Everything between the model and the tools must be the code that you ship. If the driver has its own code in that
/// place, the suite proves something about the driver and not about the agent.
#[async_trait]
pub trait Driver: Send + Sync {
    /// Returns every way in which a call can reach a tool: built-in tools, MCP servers, tools of plugins, and each of
    /// them in a subagent. A way that is missing here is not checked.
    fn paths(&self) -> Vec<ToolPath>;

    /// Returns the events that a run of the agent fires besides the events of tool calls. The default is SessionStart,
    /// UserPromptSubmit and Stop. If the agent lists Stop, or SubagentStop for its subagents, it must go on when a hook
    /// blocks that event.
    fn events(&self) -> Vec<EventName> {
        vec![
            EventName::SessionStart,
            EventName::UserPromptSubmit,
            EventName::Stop,
        ]
    }

    /// Runs the agent once, from its start to its end.
    async fn run(&self, trial: Trial) -> Ran;
}

/// One way by which a call reaches a tool.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ToolPath {
    /// The path's name in the list of results.
    pub name: String,
    /// A harmless call. The tool's output for this call must be a text of at least eight characters that does not
    /// occur in the call's input.
    pub call: ToolCall,
    /// A harmless input of the same tool that differs from the input of `call`.
    pub other: ToolInput,
    /// An input on which the tool fails; `None` if the tool cannot fail.
    pub failing: Option<ToolInput>,
    /// Whether the call is made by a subagent.
    pub in_subagent: bool,
}

impl ToolPath {
    /// Creates a path with a call, and with a second input (`other`) for the same tool.
    pub fn new(name: impl Into<String>, call: ToolCall, other: ToolInput) -> Self {
        Self {
            name: name.into(),
            call,
            other,
            failing: None,
            in_subagent: false,
        }
    }

    /// Sets an input on which the tool fails.
    #[must_use]
    pub fn with_failing(mut self, input: ToolInput) -> Self {
        self.failing = Some(input);
        self
    }

    /// Marks the path as one on which a subagent makes the calls.
    #[must_use]
    pub fn in_subagent(mut self) -> Self {
        self.in_subagent = true;
        self
    }
}

/// One run of the agent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Trial {
    /// The path on which the calls are made.
    pub path: ToolPath,
    /// The hooks of this run.
    pub router: Router,
    /// The user's first prompt.
    pub prompt: String,
    /// The calls that the model makes together in its first turn; on a path of a subagent, the subagent's model makes
    /// them. In every later turn the model makes no call, so the agent stops. You may replace the ids of the calls.
    pub calls: Vec<ToolCall>,
}

/// What the agent did in a run.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Ran {
    /// The runs of the path's tool, recorded by the tool itself.
    pub executed: Vec<Executed>,
    /// Every request to a model, including subagents' models: one text per request, with the whole conversation up to
    /// that request. Texts must not be shortened.
    pub requests: Vec<String>,
}

impl Ran {
    /// Creates the record of a run.
    pub fn new(executed: Vec<Executed>, requests: Vec<String>) -> Self {
        Self { executed, requests }
    }
}

/// One run of a tool.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Executed {
    /// The input, in the form of [`ToolInput::to_value`].
    pub input: Value,
    /// The text that the tool returned, or its error.
    pub output: String,
}

impl Executed {
    /// Creates the record of a tool's run.
    pub fn new(input: Value, output: impl Into<String>) -> Self {
        Self {
            input,
            output: output.into(),
        }
    }
}
