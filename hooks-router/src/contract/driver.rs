//! What an embedder writes to have his agent checked.

use async_trait::async_trait;
use hooks_types::{EventName, ToolCall, ToolInput};
use serde_json::Value;

use crate::router::Router;

/// Runs the agent that is checked. Implement it with `#[async_trait]`, of the crate `async-trait`.
///
/// Everything between the model and the tools must be the code that you ship: what a driver builds
/// by itself is proven of the driver alone.
#[async_trait]
pub trait Driver: Send + Sync {
    /// Every way on which a call reaches a tool: built-in tools, MCP servers, tools of plugins, each
    /// again in a subagent. What is missing here is not proven.
    fn paths(&self) -> Vec<ToolPath>;

    /// The events that a run of the agent fires, beside those of tool calls. By default SessionStart,
    /// UserPromptSubmit and Stop. An agent that names Stop, or SubagentStop for its subagents, is
    /// held to going on when a hook objects.
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

/// One way on which a call reaches a tool.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ToolPath {
    /// What the list calls it.
    pub name: String,
    /// A harmless call. The tool must answer it with a text of its own, of eight characters or more,
    /// that stands nowhere in its input.
    pub call: ToolCall,
    /// Another harmless input of the same tool.
    pub other: ToolInput,
    /// An input on which the tool fails, where it can.
    pub failing: Option<ToolInput>,
    /// Whether the call is made by a subagent.
    pub in_subagent: bool,
}

impl ToolPath {
    /// A path with a call and another input for the same tool.
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
    pub fn failing_on(mut self, input: ToolInput) -> Self {
        self.failing = Some(input);
        self
    }

    /// Says that a subagent makes the call.
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
    /// On which path the calls are made.
    pub path: ToolPath,
    /// The hooks of this run.
    pub router: Router,
    /// What the user asks for, before anything else.
    pub prompt: String,
    /// The calls that the model makes together, in its first turn; on a path of a subagent the
    /// subagent's model. At every turn after that the model has nothing more to do. The ids may be
    /// replaced by your own.
    pub calls: Vec<ToolCall>,
}

/// What the agent did.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Ran {
    /// What the tool of the path ran on, noted by the tool itself.
    pub executed: Vec<Executed>,
    /// What was put before a model, subagents' models included: one text for each request, the whole
    /// conversation as it stood. Texts must not be shortened.
    pub requests: Vec<String>,
}

impl Ran {
    /// What the tool ran on, and what the model read.
    pub fn new(executed: Vec<Executed>, requests: Vec<String>) -> Self {
        Self { executed, requests }
    }
}

/// One run of a tool.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Executed {
    /// The input, as [`ToolInput::to_value`] writes it.
    pub input: Value,
    /// The text that the tool returned, or its error.
    pub output: String,
}

impl Executed {
    /// A run of a tool.
    pub fn new(input: Value, output: impl Into<String>) -> Self {
        Self {
            input,
            output: output.into(),
        }
    }
}
