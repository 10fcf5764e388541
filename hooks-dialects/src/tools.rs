//! One agent's tools, and which of the shared kinds a tool call is.

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
    /// Whose tools these are.
    pub(crate) dialect: &'static dyn Dialect,
    /// Its names for each kind, today's first.
    pub(crate) names: &'static [(Kind, &'static [&'static str])],
    /// Its spelling of fields, by canonical name; any other field has its canonical name.
    pub(crate) fields: &'static [(&'static str, &'static str)],
    /// What hooks of some of its tools read, where that differs from the kind's.
    pub(crate) required: &'static [(&'static str, &'static [&'static [&'static str]])],
    /// How it names a tool of an MCP server.
    pub(crate) mcp: fn(server: &str, tool: &str) -> String,
    /// What joins server and tool in its names where either may hold it too: nobody can tell then where
    /// the server ends.
    pub(crate) mcp_joint: Option<char>,
    /// The field of its shell tool for the folder; `None` where it has none.
    pub(crate) workdir: Option<&'static str>,
    /// The field of its shell tool for the limit in milliseconds.
    pub(crate) timeout: &'static str,
    /// Whether its hooks read writes and edits as patches.
    pub(crate) edits_are_patches: bool,
}

impl fmt::Display for Tools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.dialect.name())
    }
}

/// `mcp__<server>__<tool>`.
pub(crate) fn mcp_with_underscores(server: &str, tool: &str) -> String {
    format!("mcp__{server}__{tool}")
}

/// Server and tool of a name of the form `mcp__<server>__<tool>`.
pub(crate) fn split_mcp(name: &str) -> Option<(&str, &str)> {
    let (server, tool) = name.strip_prefix("mcp__")?.split_once("__")?;
    (!server.is_empty() && !tool.is_empty()).then_some((server, tool))
}

impl Tools {
    /// An agent without names for any tool.
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

    /// Its names for tools of a kind, today's first.
    pub(crate) fn names_of(&self, kind: Kind) -> &'static [&'static str] {
        let kind = match kind {
            Kind::TypedShell => Kind::Shell,
            Kind::Write | Kind::Edit if self.edits_are_patches => Kind::Patch,
            kind => kind,
        };
        let found = self.names.iter().find(|(known, _)| *known == kind);
        found.map_or(&[], |(_, names)| names)
    }

    /// The kind of its own tool of this name.
    pub(crate) fn kind_of(&self, name: &str) -> Option<Kind> {
        let mut known = self.names.iter();
        let found = known.find(|(_, names)| names.contains(&name));
        found.map(|(kind, _)| *kind)
    }

    /// Its spelling of a field, by canonical name.
    pub(crate) fn field(&self, name: &'static str) -> &'static str {
        let found = self.fields.iter().find(|(known, _)| *known == name);
        found.map_or(name, |(_, own)| own)
    }

    /// Every server and tool that its name for a tool of a server may mean.
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

    /// What it calls the tool of a call: its own name for such a tool, or for an undeclared tool the
    /// name it has.
    pub(crate) fn name_of(&self, call: &ToolCall, names: &ToolNames) -> String {
        self.name_as(known(call, names), call, names)
    }

    /// What it calls the tool of a call of this kind.
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
        let kept = [Some(call.tool_name.as_str()), alias, hub];
        let kept = kept.into_iter().flatten().find(among);
        let usual = kept.or(own.first().copied()).or(hub);
        usual.unwrap_or(said).to_owned()
    }
}

/// What is known of the tool of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Identity {
    /// It is a tool of a kind that hooks know.
    Known(&'static KnownTool),
    /// A tool of a server, or declared as one that other agents do not have.
    Apart,
    /// Nobody said what it is: it keeps its name and its fields.
    Undeclared,
}

/// What the tool of a call is: by the kind of the call, as the agent declared, or by the name of a
/// tool of some agent together with that tool's fields. Never by fields alone.
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

/// The known kind of the tool of a call.
pub(crate) fn known(call: &ToolCall, names: &ToolNames) -> Option<&'static KnownTool> {
    match identify(call, names) {
        Identity::Known(tool) => Some(tool),
        Identity::Apart | Identity::Undeclared => None,
    }
}

/// Whether the call is known to run a command.
pub(crate) fn is_shell(call: &ToolCall, names: &ToolNames) -> bool {
    known(call, names).is_some_and(|tool| tool.kind.is_shell())
}

/// Whether a tool of this name runs commands in some agent.
pub(crate) fn is_shell_name(name: &str) -> bool {
    let mut shells = KNOWN_TOOLS.iter().filter(|tool| tool.kind.is_shell());
    shells.any(|tool| knows(tool, name))
}

/// Whether a tool of this name applies a patch.
pub(crate) fn is_patch_name(name: &str) -> bool {
    knows(Kind::Patch.tool(), name)
}

/// Whether a tool of this name types text into a shell that runs: it obeys that text, whatever
/// stands under `command`.
pub(crate) fn types_into_a_shell(name: &str) -> bool {
    knows(Kind::TypedShell.tool(), name)
}

/// The kind of a tool that is called so in some agent or in native matchers.
pub(crate) fn kind_anywhere(name: &str) -> Option<Kind> {
    let mut tools = KNOWN_TOOLS.iter();
    let found = tools.find(|tool| tool.canonical == name || knows(tool, name));
    found.filter(|_| !name.is_empty()).map(|tool| tool.kind)
}

/// Whether some agent has a tool of this name.
pub(crate) fn is_known_name(name: &str) -> bool {
    KNOWN_TOOLS.iter().any(|tool| knows(tool, name))
}

/// The kind of a name that stands for a tool in `ToolNames`: canonical, or Claude Code's.
fn vocabulary(name: &str) -> Option<&'static KnownTool> {
    let canonical = canonical_tool(name);
    let mut tools = KNOWN_TOOLS.iter();
    let found = tools.find(|tool| Some(tool.canonical) == canonical);
    found.or_else(|| crate::claude::TOOLS.kind_of(name).map(Kind::tool))
}

fn declared(
    own: &str,
    alias: &ToolAlias,
    fields: Option<&Map<String, Value>>,
) -> Option<&'static KnownTool> {
    let tool = vocabulary(&alias.name)?;
    // An edit whose text is under `command` is a patch.
    let patches = alias.fields.values().any(|name| name == "command")
        || (is_patch_name(own) && !fields.is_some_and(|own| has(tool, &alias.name, own)));
    match tool.kind {
        Kind::Write | Kind::Edit if patches => Some(Kind::Patch.tool()),
        Kind::Shell if knows(Kind::TypedShell.tool(), own) => Some(Kind::TypedShell.tool()),
        _ => Some(tool),
    }
}

/// Editors that are told in `command` what to do with a file.
const EDITORS: &str = "str_replace_editor str-replace-editor str_replace_based_edit_tool fs_write";

fn named(name: &str, fields: Option<&Map<String, Value>>) -> Option<&'static KnownTool> {
    let Some(fields) = fields else {
        // Text may be a command or a patch; nothing else is told by one text.
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

/// Whether any agent calls such a tool so.
fn knows(tool: &KnownTool, name: &str) -> bool {
    let own = |agent: &&Tools| {
        let mut names = agent.names.iter();
        names.any(|(kind, names)| *kind == tool.kind && names.contains(&name))
    };
    tool.others.split_whitespace().any(|other| other == name) || AGENTS.iter().any(own)
}

/// Whether a call has the fields of a tool.
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

/// Whether a path alone meets the group: a file without content, in which nothing is hidden.
pub(crate) fn is_empty_file(group: &[&str], own: &Map<String, Value>) -> bool {
    group.contains(&"content") && own.len() == 1
}

/// Every spelling of a field in any agent, its canonical name first.
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

/// The kinds of tools that hooks guard by a field of this call, where nobody said what its tool is,
/// with that field.
pub(crate) fn alike(own: &Map<String, Value>) -> impl Iterator<Item = (&'static KnownTool, &str)> {
    KNOWN_TOOLS.iter().filter_map(move |tool| {
        let field = tool.fields.first()?;
        let names: Vec<String> = spellings(field).map(folded).collect();
        let judged = |(key, value): &(&String, &Value)| {
            let patches = || value.as_str().is_some_and(patch::is_patch);
            match tool.kind {
                // Its fields are called as those of many other tools; its patch tells it.
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
