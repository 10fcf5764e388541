//! One agent's tool names, and the identification of a call's tool among the shared kinds.

use std::fmt;

use hooks_types::dialect::Dialect;
use hooks_types::tool::{ToolAlias, ToolNames, canonical_tool};
use hooks_types::{ToolCall, ToolInput};
use serde_json::{Map, Value};

use crate::AGENTS;
use crate::field_names::{folded, keys_of};
pub(crate) use crate::known_tools::Kind;
use crate::known_tools::{Field, KNOWN_TOOLS, KnownTool};
use crate::patch;

/// One agent's tools: its names for the shared kinds of tools, and its spellings of their fields.
#[derive(Debug)]
pub(crate) struct Tools {
    /// The agent's dialect.
    pub(crate) dialect: &'static dyn Dialect,
    /// The agent's names for each kind, the current name first.
    pub(crate) names: &'static [(Kind, &'static [&'static str])],
    /// The agent's spelling of fields, by canonical name; other fields keep the canonical name.
    pub(crate) fields: &'static [(&'static str, &'static str)],
    /// The fields that hooks of some tools read, where they differ from those of the kind; keyed by the
    /// agent's tool name.
    pub(crate) required: &'static [(&'static str, &'static [&'static [&'static str]])],
    /// Builds the agent's name for a tool of an MCP server.
    pub(crate) mcp: fn(server: &str, tool: &str) -> String,
    /// The separator between server and tool in the agent's names, if server and tool may contain it
    /// too. Such a name does not show where the server ends.
    pub(crate) mcp_joint: Option<char>,
    /// The shell tool's field for the folder; `None` if it has none.
    pub(crate) workdir: Option<&'static str>,
    /// The shell tool's field for the time limit in milliseconds.
    pub(crate) timeout: &'static str,
    /// Whether the agent's hooks read writes and edits as patches.
    pub(crate) edits_are_patches: bool,
}

impl fmt::Display for Tools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.dialect.name())
    }
}

/// Returns `mcp__<server>__<tool>`.
pub(crate) fn mcp_with_underscores(server: &str, tool: &str) -> String {
    format!("mcp__{server}__{tool}")
}

/// Splits a name of the form `mcp__<server>__<tool>` into server and tool.
pub(crate) fn split_mcp(name: &str) -> Option<(&str, &str)> {
    let (server, tool) = name.strip_prefix("mcp__")?.split_once("__")?;
    (!server.is_empty() && !tool.is_empty()).then_some((server, tool))
}

impl Tools {
    /// Creates the table of an agent without names for any tool.
    pub(crate) const fn new(dialect: &'static dyn Dialect, mcp: fn(&str, &str) -> String) -> Self {
        Self {
            dialect,
            names: &[],
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
            // Hooks know no tool for typed text, so it has the names of shells.
            Kind::TypedShell => Kind::Shell,
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

    /// Returns the agent's spelling of a field, given its canonical name.
    pub(crate) fn field(&self, name: &'static str) -> &'static str {
        let found = self.fields.iter().find(|(known, _)| *known == name);
        found.map_or(name, |(_, own)| own)
    }

    /// Returns every (server, tool) pair that the agent's name for this MCP tool may mean.
    pub(crate) fn meanings(&self, call: &ToolCall) -> Vec<(String, String)> {
        let (ToolInput::Mcp { server, tool, .. }, Some(joint)) = (&call.input, self.mcp_joint)
        else {
            return Vec::new();
        };
        let name = format!("{server}{joint}{tool}");
        let splits = name
            .match_indices(joint)
            .map(|(at, joint)| (name[..at].to_owned(), name[at + joint.len()..].to_owned()));
        splits
            .filter(|(server, tool)| !server.is_empty() && !tool.is_empty())
            .collect()
    }

    /// Returns the agent's name for the tool of a call; an unknown tool keeps its own name.
    pub(crate) fn name_of(&self, call: &ToolCall, names: &ToolNames) -> String {
        self.name_as(known(call, names), call, names)
    }

    /// Like `name_of`, for a tool whose kind is already identified.
    pub(crate) fn name_as(
        &self,
        known: Option<&KnownTool>,
        call: &ToolCall,
        names: &ToolNames,
    ) -> String {
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
        let hub = crate::claude::TOOLS.names_of(tool.kind).first().copied();
        // Prefers a name that the call already has, so that a round trip keeps it.
        let kept = [Some(call.tool_name.as_str()), alias, hub];
        let kept = kept.into_iter().flatten().find(among);
        let usual = kept.or(own.first().copied()).or(hub);
        usual.unwrap_or(said).to_owned()
    }
}

/// What is known about the tool of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Identity {
    /// A tool of a kind that hooks know.
    Known(&'static KnownTool),
    /// An MCP tool, or one declared as a tool that other agents do not have.
    Apart,
    /// Not declared and not recognised: the tool keeps its name and its fields.
    Undeclared,
}

/// Identifies the tool of a call: by the kind of its input, by the agent's declaration, or by a tool
/// name of any agent together with that tool's fields. Fields alone never identify a tool.
pub(crate) fn identify(call: &ToolCall, names: &ToolNames) -> Identity {
    let fields = match &call.input {
        ToolInput::Mcp { .. } => return Identity::Apart,
        ToolInput::Shell(_) => return Identity::Known(Kind::Shell.tool()),
        ToolInput::Function(fields) => Some(fields),
        ToolInput::Custom(_) => None,
    };
    if names.is_own(&call.tool_name) {
        return Identity::Apart;
    }
    match names.get(&call.tool_name) {
        Some(alias) => {
            declared(&call.tool_name, alias, fields).map_or(Identity::Apart, Identity::Known)
        }
        None => named(&call.tool_name, fields).map_or(Identity::Undeclared, Identity::Known),
    }
}

/// Returns the kind of the tool of a call, if it is known.
pub(crate) fn known(call: &ToolCall, names: &ToolNames) -> Option<&'static KnownTool> {
    match identify(call, names) {
        Identity::Known(tool) => Some(tool),
        Identity::Apart | Identity::Undeclared => None,
    }
}

/// Returns whether the call is known to run a command.
pub(crate) fn is_shell(call: &ToolCall, names: &ToolNames) -> bool {
    known(call, names).is_some_and(|tool| tool.kind.is_shell())
}

/// Returns whether a tool of this name runs commands in any agent.
pub(crate) fn is_shell_name(name: &str) -> bool {
    let mut shells = KNOWN_TOOLS.iter().filter(|tool| tool.kind.is_shell());
    shells.any(|tool| knows(tool, name))
}

/// Returns whether a tool of this name applies patches in any agent.
pub(crate) fn is_patch_name(name: &str) -> bool {
    knows(Kind::Patch.tool(), name)
}

/// Returns whether a tool of this name types text into a running shell. Such a tool obeys that text,
/// whatever its `command` field holds.
pub(crate) fn types_into_a_shell(name: &str) -> bool {
    knows(Kind::TypedShell.tool(), name)
}

/// Returns the kind of a tool with this name in any agent or in native matchers.
pub(crate) fn kind_anywhere(name: &str) -> Option<Kind> {
    let mut tools = KNOWN_TOOLS.iter();
    let found = tools.find(|tool| tool.canonical == name || knows(tool, name));
    found.filter(|_| !name.is_empty()).map(|tool| tool.kind)
}

/// Returns whether any agent has a tool of this name.
pub(crate) fn is_known_name(name: &str) -> bool {
    KNOWN_TOOLS.iter().any(|tool| knows(tool, name))
}

/// Returns the kind of a name used in `ToolNames` declarations: a canonical name, or Claude Code's.
fn vocabulary(name: &str) -> Option<&'static KnownTool> {
    let canonical = canonical_tool(name);
    let mut tools = KNOWN_TOOLS.iter();
    let found = tools.find(|tool| Some(tool.canonical) == canonical);
    found.or_else(|| crate::claude::TOOLS.kind_of(name).map(Kind::tool))
}

/// Returns the kind that an alias declares, corrected by the call where the declaration is too coarse.
fn declared(
    own: &str,
    alias: &ToolAlias,
    fields: Option<&Map<String, Value>>,
) -> Option<&'static KnownTool> {
    let tool = vocabulary(&alias.name)?;
    // Tools that edit by patch are often declared as plain edits; the patch is then under `command`.
    let patches = alias.fields.values().any(|name| name == "command")
        || (is_patch_name(own) && !fields.is_some_and(|own| has(tool, &alias.name, own)));
    match tool.kind {
        Kind::Write | Kind::Edit if patches => Some(Kind::Patch.tool()),
        Kind::Shell if knows(Kind::TypedShell.tool(), own) => Some(Kind::TypedShell.tool()),
        _ => Some(tool),
    }
}

/// Editor tools that name the operation in their `command` field.
const EDITORS: &str = "str_replace_editor str-replace-editor str_replace_based_edit_tool fs_write";

/// Returns the kind of an undeclared tool: a tool name of any agent, with that tool's fields.
fn named(name: &str, fields: Option<&Map<String, Value>>) -> Option<&'static KnownTool> {
    let Some(fields) = fields else {
        // A single text may be a command or a patch; no other kind takes free-form text.
        let told = |tool: &&KnownTool| tool.kind == Kind::Patch || tool.kind.is_shell();
        return KNOWN_TOOLS
            .iter()
            .filter(told)
            .find(|tool| knows(tool, name));
    };
    let told = fields.get("command").and_then(Value::as_str);
    let told = match told.filter(|_| EDITORS.split(' ').any(|editor| editor == name)) {
        Some("view") => Some(Kind::Read),
        Some("create") => Some(Kind::Write),
        Some("str_replace" | "insert" | "append") => Some(Kind::Edit),
        _ => None,
    };
    let mut tools = KNOWN_TOOLS.iter();
    tools.find(|tool| {
        let named = told.map_or_else(|| knows(tool, name), |kind| tool.kind == kind);
        named && has(tool, name, fields)
    })
}

/// Returns whether any agent uses this name for a tool of this kind.
fn knows(tool: &KnownTool, name: &str) -> bool {
    let own = |agent: &&Tools| {
        let mut names = agent.names.iter();
        names.any(|(kind, names)| *kind == tool.kind && names.contains(&name))
    };
    tool.others.split_whitespace().any(|other| other == name) || AGENTS.iter().any(own)
}

/// Returns whether a call has the fields that hooks of a tool read.
fn has(tool: &KnownTool, name: &str, own: &Map<String, Value>) -> bool {
    let special = AGENTS
        .iter()
        .flat_map(|agent| agent.required)
        .find(|(known, _)| *known == name);
    let required = special.map_or(tool.required, |(_, required)| required);
    let there = |field: &&str| match tool.field(field) {
        Some(field) => !keys_of(field, own, None, "").is_empty(),
        None => own.get(*field).is_some_and(|value| !value.is_null()),
    };
    let met = |group: &&[&str]| group.iter().any(&there) || is_empty_file(group, own);
    required.iter().all(met)
}

/// Returns whether a path alone satisfies the group: a call to write an empty file hides no content.
pub(crate) fn is_empty_file(group: &[&str], own: &Map<String, Value>) -> bool {
    group.contains(&"content") && own.len() == 1
}

/// Returns every spelling of a field in any agent, the canonical name first.
pub(crate) fn spellings(field: &Field) -> impl Iterator<Item = &'static str> {
    let (name, others) = (field.name, field.others);
    let agents = AGENTS.iter().filter_map(move |agent| {
        let own = agent.field(name);
        (own != name).then_some(own)
    });
    std::iter::once(name)
        .chain(agents)
        .chain(others.split_whitespace())
}

/// Returns the kinds of tools that an undeclared call resembles, each with the key by which hooks would
/// judge it.
pub(crate) fn alike(own: &Map<String, Value>) -> impl Iterator<Item = (&'static KnownTool, &str)> {
    KNOWN_TOOLS.iter().filter_map(move |tool| {
        let field = tool.fields.first()?;
        let names: Vec<String> = spellings(field).map(folded).collect();
        let judged = |(key, value): &(&String, &Value)| {
            let patches = || value.as_str().is_some_and(patch::is_patch);
            match tool.kind {
                // A patch tool shares its field names with many other tools, so only the patch text
                // identifies it.
                Kind::Patch => patches(),
                Kind::TypedShell => false,
                Kind::Write | Kind::Edit if patches() => true,
                _ => !value.is_null() && names.contains(&folded(key)),
            }
        };
        let (key, _) = own.iter().find(judged)?;
        Some((tool, key.as_str()))
    })
}

#[cfg(test)]
#[path = "tools_page_tests.rs"]
mod page_tests;
#[cfg(test)]
#[path = "tools_tests.rs"]
mod tests;
