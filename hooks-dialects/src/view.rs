//! A tool call as the hooks of one agent see it ([`View`]).

use std::borrow::Cow;

use hooks_types::tool::ToolAlias;
use hooks_types::{SessionMeta, ToolCall, ToolInput};
use serde_json::{Map, Value};

use crate::identity;
use crate::known_tools::{Kind, KnownTool};
use crate::tools::Tools;

/// A tool call, and the tools of the agent whose hooks are shown the call.
#[derive(Debug)]
pub(crate) struct View<'a> {
    /// The tools of the agent whose hooks are shown the call.
    pub(crate) tools: &'static Tools,
    /// The tool call.
    pub(crate) call: &'a ToolCall,
    /// The session's facts: its folders, and how the embedding agent declared its tools.
    pub(crate) meta: &'a SessionMeta,
    /// The kind of the tool; `None` if the tool was not recognised.
    pub(crate) known: Option<&'static KnownTool>,
    /// The embedding agent's declaration of the tool; `None` if there is no declaration.
    pub(crate) alias: Option<&'a ToolAlias>,
    /// The input fields of the call; free-form text is under `input`. The map is empty for shell and MCP calls.
    pub(crate) fields: Cow<'a, Map<String, Value>>,
}

impl<'a> View<'a> {
    /// Creates the view, and identifies the tool.
    pub(crate) fn new(tools: &'static Tools, call: &'a ToolCall, meta: &'a SessionMeta) -> Self {
        Self {
            tools,
            call,
            meta,
            known: identity::known(call, &meta.tools),
            alias: meta.tools.get(&call.tool_name),
            fields: own_fields(call),
        }
    }

    /// Returns the view of the same call for Claude Code's hooks. Claude Code's field names are the canonical names.
    pub(crate) fn canonical(&self) -> View<'a> {
        View {
            // Keep the kind of the original view: a replacement must not turn the call into a call of a different kind.
            known: self.known,
            ..View::new(&crate::claude::TOOLS, self.call, self.meta)
        }
    }

    /// Returns whether the tool is of this kind.
    pub(crate) fn is(&self, kind: Kind) -> bool {
        self.known.is_some_and(|tool| tool.kind == kind)
    }

    /// Returns whether the call runs a command.
    pub(crate) fn is_shell(&self) -> bool {
        self.known.is_some_and(|tool| tool.kind.is_shell())
    }

    /// Returns whether the call reads or changes a single file. The `file_path` of such a call is made absolute.
    pub(crate) fn is_of_one_file(&self) -> bool {
        [Kind::Read, Kind::Write, Kind::Edit]
            .iter()
            .any(|kind| self.is(*kind))
    }
}

/// Returns the input as a map of fields; free-form text is the field `input`.
fn own_fields(call: &ToolCall) -> Cow<'_, Map<String, Value>> {
    match &call.input {
        ToolInput::Function(fields) => Cow::Borrowed(fields),
        ToolInput::Custom(text) => {
            Cow::Owned(Map::from_iter([("input".to_owned(), text.as_str().into())]))
        }
        // The fields of shell calls are in `ShellInput`, and arguments of MCP tools are never renamed. So there are no
        // fields here for these two kinds of calls.
        ToolInput::Shell(_) | ToolInput::Mcp { .. } => Cow::Owned(Map::new()),
    }
}
