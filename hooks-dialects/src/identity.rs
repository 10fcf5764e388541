//! Identifies the kind of tool that a call is for.
//!
//! The kind of the input is examined first (MCP tools and shell calls), then the embedding agent's declaration, then
//! the tool's name together with the call's fields: some agent must have a tool with this name and these fields. A tool
//! that is not recognised keeps its name and fields; [`alike`] finds the known tools that such a tool resembles.

use hooks_types::tool::{ToolAlias, ToolNames, canonical_tool};
use hooks_types::{ToolCall, ToolInput};
use serde_json::{Map, Value};

use crate::agent::AGENTS;
use crate::known_tools::{KNOWN_TOOLS, Kind, KnownTool};
use crate::patch;
use crate::spellings::{folded, keys_of, spellings};
use crate::tools::Tools;

/// The result of identifying the tool of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Identity {
    /// A tool of one of the known kinds, such as a shell.
    Known(&'static KnownTool),
    /// A tool that does not belong to a known kind: an MCP tool, or a tool that the embedding agent declared as its
    /// own.
    Apart,
    /// The tool is neither declared nor recognised, so it keeps its name and its fields.
    Undeclared,
}

/// Identifies the tool of a call: by the kind of its input, by the agent's declaration, or by a tool
/// name of any agent together with that tool's fields. Fields alone never identify a tool.
pub(crate) fn identify(call: &ToolCall, names: &ToolNames) -> Identity {
    let fields = match &call.input {
        ToolInput::Mcp { .. } => return Identity::Apart,
        ToolInput::Shell(_) => return Identity::Known(Kind::Shell.tool()),
        ToolInput::Function(fields) => Some(fields),
        // A call with a free-form text has no fields, so only the name of its tool can identify it.
        ToolInput::Custom(_) => None,
    };
    // If the embedding agent declares this tool as its own, that overrides every guess by the tool's name.
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

impl Tools {
    /// Returns the agent's name for the tool of a call; an unknown tool keeps its own name.
    pub(crate) fn name_of(&self, call: &ToolCall, names: &ToolNames) -> String {
        self.name_as(known(call, names), call, names)
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

/// Returns whether a tool of this name types text into a running shell. Such a tool obeys the text even if the call
/// also has a `command`.
pub(crate) fn types_into_a_shell(name: &str) -> bool {
    knows(Kind::TypedShell.tool(), name)
}

/// Returns the kind of a tool with this name in any agent or in the matchers of `hooks.toml`.
pub(crate) fn kind_anywhere(name: &str) -> Option<Kind> {
    let mut tools = KNOWN_TOOLS.iter();
    // `Todo` and `Question` have an empty canonical name, which must not match an empty tool name.
    let found = tools.find(|tool| tool.canonical == name || knows(tool, name));
    found.filter(|_| !name.is_empty()).map(|tool| tool.kind)
}

/// Returns whether any agent has a tool of this name.
pub(crate) fn is_known_name(name: &str) -> bool {
    KNOWN_TOOLS.iter().any(|tool| knows(tool, name))
}

/// Returns whether the tools of these two names are of the same kind, such as `Bash` and `shell`. Each name can be from
/// any agent.
#[must_use]
pub fn is_same_kind(one: &str, other: &str) -> bool {
    let kind = kind_anywhere(one);
    kind.is_some() && kind == kind_anywhere(other)
}

/// Returns whether two names are spellings of the same field of a tool, such as `path` and `file_path`. Each name can
/// be from any agent.
#[must_use]
pub fn is_same_field(one: &str, other: &str) -> bool {
    let mut fields = KNOWN_TOOLS.iter().flat_map(|tool| tool.fields);
    fields.any(|field| {
        let is_spelling = |name: &str| {
            let mut others = field.others.split_whitespace();
            // In tools that search or list files, `path` is a folder. In all other tools `path` means `file_path`.
            let is_path = name == "path" && field.name == "file_path";
            field.name == name || is_path || others.any(|other| other == name)
        };
        is_spelling(one) && is_spelling(other)
    })
}

/// Returns the kind for a name with which an embedding agent declares a tool (`ToolNames`): a canonical name, or a tool
/// name of Claude Code.
fn vocabulary(name: &str) -> Option<&'static KnownTool> {
    let canonical = canonical_tool(name);
    let mut tools = KNOWN_TOOLS.iter();
    let found = tools.find(|tool| Some(tool.canonical) == canonical);
    found.or_else(|| crate::claude::TOOLS.kind_of(name).map(Kind::tool))
}

/// Returns the kind that an alias (the embedding agent's declaration of a tool) names. If several kinds fit the
/// declared name, the tool's own name and the call's fields decide.
fn declared(
    own: &str,
    alias: &ToolAlias,
    fields: Option<&Map<String, Value>>,
) -> Option<&'static KnownTool> {
    let tool = vocabulary(&alias.name)?;
    // Tools that edit files by patch are often declared as plain edits. Their patch is under the field that is declared
    // as `command`. So an edit tool with such a declaration counts as a patch tool.
    let patches = alias.fields.values().any(|name| name == "command")
        || (is_patch_name(own) && !fields.is_some_and(|own| has(tool, &alias.name, own)));
    match tool.kind {
        Kind::Write | Kind::Edit if patches => Some(Kind::Patch.tool()),
        Kind::Shell if knows(Kind::TypedShell.tool(), own) => Some(Kind::TypedShell.tool()),
        _ => Some(tool),
    }
}

/// Editor tools whose field `command` names the operation. A call is an edit unless `command` says that it reads or
/// creates a file.
const EDITORS: &str = "str_replace_editor str-replace-editor str_replace_based_edit_tool fs_write";

/// Returns the kind of an undeclared tool: the kind for which some agent uses this tool name, if the call has the
/// fields of that kind.
fn named(name: &str, fields: Option<&Map<String, Value>>) -> Option<&'static KnownTool> {
    let Some(fields) = fields else {
        // Of the known tools, only shell and patch tools take a free-form text. So look only among these.
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

/// Returns whether a call has the fields that hooks for this kind of tool read.
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
    // Each group lists alternatives, such as `new_string` or `edits`. The call needs only one of them.
    let met = |group: &&[&str]| group.iter().any(&there) || is_empty_file(group, own);
    required.iter().all(met)
}

/// Returns whether this group of fields can be missing in a call: a call that writes a file and has only a path creates
/// an empty file, so it hides no content from hooks.
pub(crate) fn is_empty_file(group: &[&str], own: &Map<String, Value>) -> bool {
    group.contains(&"content") && own.len() == 1
}

/// Returns the kinds of tools that an undeclared call resembles. Each kind comes with the key by which hooks of such
/// tools would judge the call.
pub(crate) fn alike(own: &Map<String, Value>) -> impl Iterator<Item = (&'static KnownTool, &str)> {
    KNOWN_TOOLS.iter().filter_map(move |tool| {
        // Hooks judge a call by the first field of the tool's kind: a path, a command or an address. So compare the
        // call's keys with the spellings of this field.
        let field = tool.fields.first()?;
        let names: Vec<String> = spellings(field).map(folded).collect();
        let judged = |(key, value): &(&String, &Value)| {
            let patches = || value.as_str().is_some_and(patch::is_patch);
            match tool.kind {
                // The field names of a patch tool are common in other tools. So only a text in patch format identifies
                // a patch tool.
                Kind::Patch => patches(),
                // `TypedShell` has the same fields as `Shell`, whose row is already in the result.
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
#[path = "identity_tests.rs"]
mod tests;
