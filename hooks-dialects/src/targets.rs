//! Finds the texts that matchers are tested against, for every dialect.
//!
//! Every agent's `subjects` method starts from [`subjects`] here and adds the agent's own rules. On events with a tool
//! call, matchers are tested against the tool's names; in some agents also against a command text, a path or a prompt.
//! On all other events, they are tested against the event's target, such as the source of a session.
//!
//! A hook whose matcher does not match is skipped without any message. So if a call can be read in several ways, such
//! as an MCP name that can be split in two ways or a call with two commands, the matcher is tested against every
//! reading.

use hooks_types::text::short_name;
use hooks_types::tool::Undeclared;
use hooks_types::wire::ToolIdentity;
use hooks_types::wire::{EventRef, Likeness, Subjects, UndeclaredTool};
use hooks_types::{DialectRef, EventName, SessionMeta, ToolCall, ToolInput};

use crate::claude;
use crate::identity::{self, Identity};
use crate::known_tools::{Kind, KnownTool};
use crate::project;
use crate::required_fields::{declares, declares_apart, literal};
use crate::shell_text;
use crate::tools::{Tools, mcp_with_underscores};
use crate::view::View;

/// Returns the texts that matchers are tested against: the names in this dialect, the command text of a shell call, and
/// the session's folders.
///
/// `event` can come from any agent. If the dialect's own agent sent the event, an MCP tool has only the name that this
/// agent gives it, and every tool is treated as declared.
pub(crate) fn subjects(tools: &'static Tools, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
    let mut subjects = Subjects::default();
    subjects.cwd.clone_from(&meta.cwd);
    subjects.project_dir.clone_from(&meta.project_dir);
    // Events without a call are matched by their own target, such as the source of a session.
    let Some(call) = event.call() else {
        subjects.names.extend(event.target().map(str::to_owned));
        return subjects;
    };
    let view = View::new(tools, call, meta);
    // If the agent itself sent the event, its hooks know an MCP tool under exactly one name.
    let own = event.origin() == Some(&DialectRef::of(tools.dialect));
    subjects.names = match call.input {
        ToolInput::Mcp { .. } if own => vec![tools.name_of(call, &meta.tools)],
        _ => names(&view),
    };
    let others = other_servers(event, call).into_iter();
    // The agent's name for an MCP tool can be split in several ways. A wrong split must not make a guard for one server
    // miss the call, so add the names of all splits.
    let others = others.map(|(server, tool)| (tools.mcp)(&server, &tool));
    subjects.names.extend(
        others
            .filter(|name| !subjects.names.contains(name))
            .collect::<Vec<_>>(),
    );
    subjects.command_text = command_text(tools, call, meta);
    // The agent that sent the event knows its own tools, so none of them is undeclared.
    if !own {
        subjects.undeclared = undeclared(&view, event, tools);
    }
    subjects
}

/// Returns the names of a tool that matchers are tested against.
///
/// A tool whose name belongs to the dialect has only that name: a second name would let a pattern such as
/// `^(?!read_file)` match a `read_file` call. Any other tool has its own name and the dialect's name for tools of its
/// kind; a tool that applies patches also has the dialect's names for writes and edits.
pub(crate) fn names(view: &View<'_>) -> Vec<String> {
    let (tools, call) = (view.tools, view.call);
    let name = tools.name_of(call, &view.meta.tools);
    let patches = view.patch().is_some();
    // Usually the tool already has the dialect's name for it. Then it needs no other name.
    if name == call.tool_name && (!patches || tools.edits_are_patches) {
        return vec![name];
    }
    let mut kinds: Vec<Kind> = view.known.map(|tool| tool.kind).into_iter().collect();
    if patches {
        kinds.extend([Kind::Write, Kind::Edit]);
    }
    // Leave out the name `PowerShell`: this tool runs commands too, but not in a POSIX shell.
    let theirs = kinds.iter().flat_map(|kind| tools.names_of(*kind));
    let theirs = theirs.filter(|name| **name != "PowerShell").copied();
    let hub = claude::TOOLS.name_of(call, &view.meta.tools);
    // If the dialect's agent has no patch tool, it has no name for a tool that applies patches. So leave `name` out.
    let unnamed = |tool: &KnownTool| patches && tools.names_of(tool.kind).is_empty();
    let named = !view.known.is_some_and(unnamed);
    let mut names: Vec<&str> = named.then_some(name.as_str()).into_iter().collect();
    names.extend(theirs);
    names.extend(view.known.map(|_| hub.as_str()));
    names.push(&call.tool_name);
    distinct(names)
}

/// Returns every split of an MCP tool's name into server and tool, for an agent whose names do not show where the
/// server ends. Copilot's `a-b-c` is the tool `b-c` of server `a`, or the tool `c` of server `a-b`.
fn other_servers(event: EventRef<'_>, call: &ToolCall) -> Vec<(String, String)> {
    let of_origin = |agent: &&&Tools| event.origin() == Some(&DialectRef::of(agent.dialect));
    let agent = crate::agent::AGENTS.iter().find(of_origin);
    agent.map_or_else(Vec::new, |agent| agent.meanings(call))
}

/// Returns the names in their order, without duplicates and empty names.
fn distinct<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names {
        if !name.is_empty() && !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
    }
    found
}

/// Returns the names of a call's tool for hooks of `hooks.toml`: its canonical name and the name in Claude Code. So one
/// `hooks.toml` guards the same tools in every agent. For an undeclared tool, returns the tools that it resembles.
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
    // Matchers of `hooks.toml` spell the names of MCP tools as Claude Code does.
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

/// Returns the known tools that an undeclared tool might be (its likenesses). Returns `None` on an event that cannot
/// stop a call. Each likeness has the tool's names in the dialect, in Claude Code and in the matchers of `hooks.toml`.
///
/// If the matcher of an enforcing hook names one of the likenesses, the router blocks the call: the hook judges such
/// tools, but this call cannot be shown to the hook without a declaration. The advice in each likeness contains the
/// line of code that declares the tool. An embedding agent can turn the block into a message with
/// `ToolNames::undeclared`.
fn undeclared(
    view: &View<'_>,
    event: EventRef<'_>,
    tools: &'static Tools,
) -> Option<UndeclaredTool> {
    let (own, declared) = (&view.call.tool_name, &view.meta.tools);
    // A block can prevent a call only on these two events. On all other events, the call has already run or there is no
    // call.
    let waits = matches!(
        event.name(),
        EventName::PreToolUse | EventName::PermissionRequest
    );
    if !waits
        || !matches!(
            identity::identify(view.call, declared),
            Identity::Undeclared
        )
    {
        return None;
    }
    let likeness = |(tool, key): (&KnownTool, &str)| {
        let theirs = tools.names_of(tool.kind).iter();
        let names = theirs.chain(claude::TOOLS.names_of(tool.kind)).copied();
        let names = distinct(names.chain([tool.canonical]));
        let cure = match event.origin() {
            Some(_) => judges_as_it_is(own),
            None => format!(
                "if so, declare it: {}; if it is a tool that only this agent has, declare it so: {}",
                declares(own, tool, None),
                declares_apart(own),
            ),
        };
        let advice = format!(
            "the tool `{}` is not declared, and its field `{}` suggests that it is the tool `{}`, which a hook \
             guards; {cure}",
            short_name(own),
            short_name(key),
            tool.canonical,
        );
        Likeness::new(tool.canonical, names, advice)
    };
    let mut found = UndeclaredTool::default();
    found.blocks = declared.undeclared() == Undeclared::Block;
    found.has_known_name = identity::is_known_name(own);
    found.like = identity::alike(&view.fields).map(likeness).collect();
    Some(found)
}

/// Returns the advice on an undeclared tool, for a call that an agent sent as a payload. The user of this agent cannot
/// write declarations in Rust, but can let a hook judge the call unchanged: see `Subjects::undeclared`.
fn judges_as_it_is(own: &str) -> String {
    let matcher = match identity::is_known_name(own) {
        // A known agent has a tool of this name, but with different fields. A hook with this name in its matcher would
        // expect the known agent's fields. So advise a hook without a matcher.
        true => "leave out its `matcher`".to_owned(),
        false => format!("add {} to its `matcher`", literal(own)),
    };
    format!("to let a hook judge this call, {matcher}: it then gets the tool's own name and fields")
}

/// Returns the command text of a call that runs a command. The call can have any kind of input and any spelling of the
/// field. Returns `None` for tools that run no command.
pub(crate) fn command_text(
    tools: &'static Tools,
    call: &ToolCall,
    meta: &SessionMeta,
) -> Option<String> {
    let view = View::new(tools, call, meta);
    if !view.is_shell() {
        return None;
    }
    // A call that cannot be shown to hooks is refused when its payload is encoded. But first a matcher must select the
    // hook, so test matchers against every command that the call can run.
    let Ok(projected) = project::project(tools, call, meta) else {
        return view.every_command();
    };
    if let ToolInput::Shell(shell) = &call.input {
        return Some(shell_text::of_call(call, shell));
    }
    // A tool that runs commands can also have an input that is not a `ShellInput`. For such a call, return the text
    // that hooks see, after fields were renamed and joined.
    projected.input.get("command")?.as_str().map(str::to_owned)
}
