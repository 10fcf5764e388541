//! What matchers are tested against, as far as dialects share it.

use hooks_types::tool::Undeclared;
use hooks_types::wire::ToolIdentity;
use hooks_types::wire::{EventRef, Likeness, Subjects, UndeclaredTool};
use hooks_types::{DialectRef, EventName, SessionMeta, ToolCall, ToolInput};

use crate::claude;
use crate::known_tools::{Kind, KnownTool};
use crate::project;
use crate::required_fields::{declares, declares_apart};
use crate::shell_text;
use crate::tools::{self, Identity, Tools, mcp_with_underscores};
use crate::view::View;

/// The dialect's names for the event's target, the command text of a shell call and the folder.
pub(crate) fn subjects(tools: &'static Tools, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
    let mut subjects = Subjects::default();
    subjects.cwd.clone_from(&meta.cwd);
    subjects.project_dir.clone_from(&meta.project_dir);
    let Some(call) = event.call() else {
        subjects.names.extend(event.target().map(str::to_owned));
        return subjects;
    };
    let view = View::new(tools, call, meta);
    // An agent's own hooks know its tools, those of servers by one name.
    let own = event.origin() == Some(&DialectRef::of(tools.dialect));
    subjects.names = match call.input {
        ToolInput::Mcp { .. } if own => vec![tools.name_of(call, &meta.tools)],
        _ => names(&view),
    };
    let others = other_servers(event, call).into_iter();
    let others = others.map(|(server, tool)| (tools.mcp)(&server, &tool));
    subjects.names.extend(
        others
            .filter(|name| !subjects.names.contains(name))
            .collect::<Vec<_>>(),
    );
    subjects.command_text = command_text(tools, call, meta);
    if !own {
        subjects.undeclared = undeclared(&view, event, tools);
    }
    subjects
}

/// A tool that the dialect itself knows goes by that one name: another would let a pattern such as
/// `^(?!read_file)` fit through the back door. Any other goes by what the dialect calls such a
/// tool, and by its own; what applies a patch by what the dialect calls its writes and edits too.
pub(crate) fn names(view: &View<'_>) -> Vec<String> {
    let (tools, call) = (view.tools, view.call);
    let name = tools.name_of(call, &view.meta.tools);
    let patches = view.patch().is_some();
    if name == call.tool_name && (!patches || tools.edits_are_patches) {
        return vec![name];
    }
    let mut kinds: Vec<Kind> = view.known.map(|tool| tool.kind).into_iter().collect();
    if patches {
        kinds.extend([Kind::Write, Kind::Edit]);
    }
    // Another shell's name is no other name of this one.
    let theirs = kinds.iter().flat_map(|kind| tools.names_of(*kind));
    let theirs = theirs.filter(|name| **name != "PowerShell").copied();
    let hub = claude::TOOLS.name_of(call, &view.meta.tools);
    // An agent without tools that patch has no name for this one.
    let unnamed = |tool: &KnownTool| patches && tools.names_of(tool.kind).is_empty();
    let named = !view.known.is_some_and(unnamed);
    let mut names: Vec<&str> = named.then_some(name.as_str()).into_iter().collect();
    names.extend(theirs);
    names.extend(view.known.map(|_| hub.as_str()));
    names.push(&call.tool_name);
    distinct(names)
}

/// What else a tool of a server may be, where its agent's name for it does not tell where the server ends.
fn other_servers(event: EventRef<'_>, call: &ToolCall) -> Vec<(String, String)> {
    let of_origin = |agent: &&&Tools| event.origin() == Some(&DialectRef::of(agent.dialect));
    let agent = crate::AGENTS.iter().find(of_origin);
    agent.map_or_else(Vec::new, |agent| agent.meanings(call))
}

fn distinct<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names {
        if !name.is_empty() && !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
    }
    found
}

/// What the tool of a call is for native hooks: its canonical name and Claude Code's, or what it
/// could be. One `hooks.toml` guards the same tools in every agent.
pub(crate) fn identity(event: EventRef<'_>, call: &ToolCall, meta: &SessionMeta) -> ToolIdentity {
    let view = View::new(&claude::TOOLS, call, meta);
    let mut identity = ToolIdentity::default();
    let hub = claude::TOOLS.name_of(call, &meta.tools);
    let mut names = vec![hub.as_str()];
    names.extend(view.known.map(|tool| tool.canonical));
    if view.patch().is_some() {
        names.extend(["apply_patch", "write_file", "edit_file", "Write", "Edit"]);
    }
    let server = match &call.input {
        ToolInput::Mcp { server, tool, .. } => mcp_with_underscores(server, tool),
        _ => String::new(),
    };
    names.push(&server);
    let others = other_servers(event, call);
    let others: Vec<String> = others
        .iter()
        .map(|(server, tool)| mcp_with_underscores(server, tool))
        .collect();
    names.extend(others.iter().map(String::as_str));
    identity.names = distinct(names);
    identity.undeclared = undeclared(&view, event, &claude::TOOLS);
    identity
}

/// What the tool of a call could be where nobody said what it is, on events that wait for leave. Each
/// such tool goes by its names in the dialect, in Claude Code and in native matchers.
fn undeclared(
    view: &View<'_>,
    event: EventRef<'_>,
    tools: &'static Tools,
) -> Option<UndeclaredTool> {
    let (own, declared) = (&view.call.tool_name, &view.meta.tools);
    let waits = matches!(
        event.name(),
        EventName::PreToolUse | EventName::PermissionRequest
    );
    if !waits || !matches!(tools::identify(view.call, declared), Identity::Undeclared) {
        return None;
    }
    let likeness = |(tool, key): (&KnownTool, &str)| {
        let theirs = tools.names_of(tool.kind).iter();
        let names = theirs.chain(claude::TOOLS.names_of(tool.kind)).copied();
        let names = distinct(names.chain([tool.canonical]));
        let advice = format!(
            "nobody declared what the tool `{own}` is, and hooks of a tool `{}` would judge it by \
             its field `{key}`; declare it: {}, or say that other agents have no such tool: {}",
            tool.canonical,
            declares(own, tool, None),
            declares_apart(own),
        );
        Likeness::new(tool.canonical, names, advice)
    };
    let mut found = UndeclaredTool::default();
    found.blocks = declared.undeclared() == Undeclared::Block;
    found.has_known_name = tools::is_known_name(own);
    found.like = tools::alike(&view.fields).map(likeness).collect();
    Some(found)
}

/// The text of a shell call, whatever kind of call it is and however it spells its command.
pub(crate) fn command_text(
    tools: &'static Tools,
    call: &ToolCall,
    meta: &SessionMeta,
) -> Option<String> {
    let view = View::new(tools, call, meta);
    if !view.is_shell() {
        return None;
    }
    let Ok(projected) = project::project(tools, call, meta) else {
        return view.every_command();
    };
    if let ToolInput::Shell(shell) = &call.input {
        return Some(shell_text::of_call(call, shell));
    }
    projected.input.get("command")?.as_str().map(str::to_owned)
}
