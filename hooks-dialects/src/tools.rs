//! The names of one agent's tools and the spellings of their fields.
//!
//! If an agent has no name for a kind of tool, payloads carry Claude Code's name (see [`Tools::name_as`]).

use std::fmt;

use hooks_types::dialect::Dialect;
use hooks_types::tool::ToolNames;
use hooks_types::{ToolCall, ToolInput};

pub(crate) use crate::known_tools::Kind;
use crate::known_tools::KnownTool;

/// One agent's tools: its names for the kinds of tools that most agents have, and its spellings of their fields.
#[derive(Debug)]
pub(crate) struct Tools {
    /// The agent's name as messages show it.
    pub(crate) title: &'static str,
    /// The agent's dialect.
    pub(crate) dialect: &'static dyn Dialect,
    /// The agent's names for tools of each kind, the current name first.
    pub(crate) names: &'static [(Kind, &'static [&'static str])],
    /// The names of the agent's tools that `names` does not list, separated by spaces.
    pub(crate) further: &'static str,
    /// Names that the agent's settings accept for its tools, and that its hooks never see.
    #[cfg(feature = "config")]
    pub(crate) in_settings: &'static [(&'static str, Kind)],
    /// Pairs of a canonical field name and the agent's spelling. Fields without a pair keep the canonical name.
    pub(crate) fields: &'static [(&'static str, &'static str)],
    /// The agent's tools for which hooks read different fields than for most tools of the same kind. Each tool is
    /// listed with the fields that hooks read.
    pub(crate) required: &'static [(&'static str, &'static [&'static [&'static str]])],
    /// Builds the agent's name for an MCP tool from the server's name and the tool's name.
    pub(crate) mcp: fn(server: &str, tool: &str) -> String,
    /// The separator between server and tool in the agent's names of MCP tools, if a server's or tool's name can
    /// contain the same character. A joined name then does not show where the server's name ends. `None` if the
    /// separator is unambiguous.
    pub(crate) mcp_joint: Option<char>,
    /// The field of the shell tool that holds the working folder; `None` if the tool has no such field.
    pub(crate) workdir: Option<&'static str>,
    /// The field of the shell tool that holds the time limit, in milliseconds.
    pub(crate) timeout: &'static str,
    /// Whether the agent's hooks are shown writes and edits as patches.
    pub(crate) edits_are_patches: bool,
}

impl fmt::Display for Tools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.dialect.name())
    }
}

/// Returns the name of an MCP tool as `mcp__<server>__<tool>`.
pub(crate) fn mcp_with_underscores(server: &str, tool: &str) -> String {
    format!("mcp__{server}__{tool}")
}

/// Splits a name of the form `mcp__<server>__<tool>` into server and tool.
pub(crate) fn split_mcp(name: &str) -> Option<(&str, &str)> {
    let (server, tool) = name.strip_prefix("mcp__")?.split_once("__")?;
    (!server.is_empty() && !tool.is_empty()).then_some((server, tool))
}

impl Tools {
    /// Creates a table without tool names for an agent.
    pub(crate) const fn new(
        title: &'static str,
        dialect: &'static dyn Dialect,
        mcp: fn(&str, &str) -> String,
    ) -> Self {
        Self {
            title,
            dialect,
            names: &[],
            further: "",
            #[cfg(feature = "config")]
            in_settings: &[],
            fields: &[],
            required: &[],
            mcp,
            mcp_joint: None,
            workdir: None,
            timeout: "timeout_ms",
            edits_are_patches: false,
        }
    }

    /// Returns the agent's names for tools of a kind, the current name first.
    pub(crate) fn names_of(&self, kind: Kind) -> &'static [&'static str] {
        let kind = match kind {
            // Agents have no separate name for a tool that types text into a shell, so such a tool has the names of the
            // shell tool.
            Kind::TypedShell => Kind::Shell,
            // Codex has one tool for all changes of files; its input is a patch.
            Kind::Write | Kind::Edit if self.edits_are_patches => Kind::Patch,
            kind => kind,
        };
        let found = self.names.iter().find(|(known, _)| *known == kind);
        found.map_or(&[], |(_, names)| names)
    }

    /// Returns the kind of the agent's own tool of this name.
    pub(crate) fn kind_of(&self, name: &str) -> Option<Kind> {
        let mut known = self.names.iter();
        let found = known.find(|(_, names)| names.contains(&name));
        found.map(|(kind, _)| *kind)
    }

    /// Returns whether the agent itself has a tool of this name.
    pub(crate) fn is_own(&self, name: &str) -> bool {
        self.kind_of(name).is_some() || self.further.split_whitespace().any(|own| own == name)
    }

    /// Returns the agent's spelling of a canonical field name.
    pub(crate) fn field(&self, name: &'static str) -> &'static str {
        let found = self.fields.iter().find(|(known, _)| *known == name);
        found.map_or(name, |(_, own)| own)
    }

    /// Returns every (server, tool) pair that the agent's name for this MCP tool can mean. With the separator `-`,
    /// `a-b-c` can be tool `b-c` of server `a`, or tool `c` of server `a-b`. Returns an empty list if the separator is
    /// unambiguous.
    pub(crate) fn meanings(&self, call: &ToolCall) -> Vec<(String, String)> {
        let (ToolInput::Mcp { server, tool, .. }, Some(joint)) = (&call.input, self.mcp_joint)
        else {
            return Vec::new();
        };
        // The call's split into server and tool was a guess, so every split of the whole name is returned.
        let name = format!("{server}{joint}{tool}");
        let splits = name
            .match_indices(joint)
            .map(|(at, joint)| (name[..at].to_owned(), name[at + joint.len()..].to_owned()));
        splits
            .filter(|(server, tool)| !server.is_empty() && !tool.is_empty())
            .collect()
    }

    /// Returns the agent's name for the tool of a call. `known` is the kind of the tool; a tool without a kind keeps its
    /// own name.
    pub(crate) fn name_as(
        &self,
        known: Option<&KnownTool>,
        call: &ToolCall,
        names: &ToolNames,
    ) -> String {
        // All agents use the name that the server gave its MCP tool. They differ only in how they join it to the
        // server's name.
        if let ToolInput::Mcp { server, tool, .. } = &call.input {
            return (self.mcp)(server, tool);
        }
        let alias = names.get(&call.tool_name).map(|alias| alias.name.as_str());
        let said = alias.unwrap_or(&call.tool_name);
        let Some(tool) = known else {
            return said.to_owned();
        };
        let own = self.names_of(tool.kind);
        let among = |name: &&str| own.contains(name);
        // If the agent has no name for this kind of tool, Claude Code's name is used.
        let hub = crate::claude::TOOLS.names_of(tool.kind).first().copied();
        // If the call already has one of the agent's names, keep this name: a payload must be written as it was read.
        let kept = [Some(call.tool_name.as_str()), alias, hub];
        let kept = kept.into_iter().flatten().find(among);
        let usual = kept.or(own.first().copied()).or(hub);
        usual.unwrap_or(said).to_owned()
    }
}

#[cfg(test)]
#[path = "tools_page_tests.rs"]
mod page_tests;
