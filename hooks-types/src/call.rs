//! A tool call: its name, its id, and its complete input in one of four kinds.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One call of a tool, as the agent is about to run it (or has run it).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ToolCall {
    /// The id that the agent gave to this call. If the call is blocked, the agent's response to the
    /// model has this id.
    pub call_id: String,
    /// The tool's name in the agent. A tool of an MCP server has the name `mcp__<server>__<tool>`.
    pub tool_name: String,
    /// The complete input of the tool.
    pub input: ToolInput,
}

/// The input of a tool. Its kind decides how a modification replaces the input and how the agent
/// answers a refused call.
///
/// The input is kept complete and structured, because a hook can judge only the input that it sees.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new kind of call must be looked at in every dialect"
)]
pub enum ToolInput {
    /// Arguments of a function tool, as one object.
    Function(Map<String, Value>),
    /// Free-form text of a custom tool.
    Custom(String),
    /// A command to run, as a list of arguments and not as one text.
    Shell(ShellInput),
    /// A tool of an MCP server.
    #[non_exhaustive]
    Mcp {
        /// The server, as configured in the agent.
        server: String,
        /// The tool, as the server names it.
        tool: String,
        /// The arguments. `None` means that the call has no arguments, which is distinct from an
        /// empty object.
        arguments: Option<Map<String, Value>>,
    },
}

/// A shell call with every argument that the model or the agent set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ShellInput {
    /// Program and arguments.
    pub command: Vec<String>,
    /// The folder to run in, if the call names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workdir: Option<String>,
    /// The time limit of the command in milliseconds, if the call sets one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// Every other argument, untouched.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

words! {
    /// The kind of a tool call.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new kind of call must be looked at in every dialect"
    )]
    CallKind {
        /// The kind of [`ToolInput::Function`].
        Function = "function",
        /// The kind of [`ToolInput::Custom`].
        Custom = "custom",
        /// The kind of [`ToolInput::Shell`].
        Shell = "shell",
        /// The kind of [`ToolInput::Mcp`].
        Mcp = "mcp",
    }
}

impl ToolCall {
    /// Creates a call with an input of any kind.
    pub fn new(call_id: impl Into<String>, tool_name: impl Into<String>, input: ToolInput) -> Self {
        Self {
            call_id: call_id.into(),
            tool_name: tool_name.into(),
            input,
        }
    }

    /// Creates a call of a function tool.
    pub fn function(
        call_id: impl Into<String>,
        tool_name: impl Into<String>,
        arguments: Map<String, Value>,
    ) -> Self {
        Self::new(call_id, tool_name, ToolInput::Function(arguments))
    }

    /// Creates a call of a tool that takes free-form text.
    pub fn custom(
        call_id: impl Into<String>,
        tool_name: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self::new(call_id, tool_name, ToolInput::Custom(text.into()))
    }

    /// Creates a shell call.
    pub fn shell(
        call_id: impl Into<String>,
        tool_name: impl Into<String>,
        shell: ShellInput,
    ) -> Self {
        Self::new(call_id, tool_name, ToolInput::Shell(shell))
    }

    /// Creates a call of an MCP server's tool, named `mcp__<server>__<tool>`.
    pub fn mcp(
        call_id: impl Into<String>,
        server: impl Into<String>,
        tool: impl Into<String>,
        arguments: Option<Map<String, Value>>,
    ) -> Self {
        let (server, tool) = (server.into(), tool.into());
        let name = format!("mcp__{server}__{tool}");
        Self::new(
            call_id,
            name,
            ToolInput::Mcp {
                server,
                tool,
                arguments,
            },
        )
    }
}

impl ShellInput {
    /// Creates a command from a program and its arguments.
    pub fn new<S: Into<String>>(command: impl IntoIterator<Item = S>) -> Self {
        Self {
            command: command.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }

    setters! {
        /// Sets the folder to run in.
        fn with_workdir(workdir: impl Into<String>) = Some(workdir.into());
    }
}

impl ToolInput {
    /// Returns the kind of this call.
    pub fn kind(&self) -> CallKind {
        match self {
            Self::Function(_) => CallKind::Function,
            Self::Custom(_) => CallKind::Custom,
            Self::Shell(_) => CallKind::Shell,
            Self::Mcp { .. } => CallKind::Mcp,
        }
    }
}
