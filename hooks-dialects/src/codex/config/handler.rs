//! Reads one handler of Codex: the object that configures one hook.

use std::time::Duration;

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Kind, Node, Place, Reader};
use hooks_types::HookSpec;
use hooks_types::spec::{Handler, Program};
use hooks_types::text::short_name;

use super::events::{EVENTS, is_hasty, snake_case};
use super::matcher;
use crate::codex::events::TABLE;
use crate::config::command::{foreign, set_paths, substituted};
use crate::config::entries::{Entries, Handler as At};
use crate::config::handler::{for_executor, passed_over, whole_seconds};

/// The functions that read Codex's groups. A group is a matcher with its handlers.
pub(crate) static ENTRIES: Entries = Entries {
    // Returns the end of this handler's key in `hooks.state`, the table in which Codex records trusted and disabled
    // hooks. The key starts with the path of the handler's file.
    position: |at| {
        Some(format!(
            "{}:{}:{}",
            snake_case(at.event),
            at.group,
            at.index
        ))
    },
    ..Entries::of(&EVENTS, matcher::lower, matcher::remark, fill)
};

/// Reads one handler into `spec`.
fn fill(reader: &mut Reader<'_>, at: &At<'_>, spec: &mut HookSpec) -> Result<(), Flaw> {
    let mut fields = Fields::of(at.node, "a handler")?;
    let kind = fields.required("type", "a handler")?;
    let node = fields.get("timeout");
    spec.timeout = timeout(reader, at.event, node)?;
    spec.status_message = fields
        .text("statusMessage")?
        .map(|text| text.text.to_owned());
    spec.handler = match kind.text {
        "command" => command(reader, at, &mut fields, spec)?,
        "mcp_tool" => {
            fields.required("server", "an mcp_tool handler")?;
            fields.required("tool", "an mcp_tool handler")?;
            fields.member("input");
            for_executor(reader, (kind.text, "handler"), kind.span, at.node)
        }
        // Codex accepts handlers of these types, but never runs them.
        "prompt" | "agent" => {
            passed_over(reader, spec, kind, at.node);
            return Ok(());
        }
        unknown => {
            let unknown = short_name(unknown);
            let message = format!(
                "Codex has no handler type `{unknown}`, and drops the whole file because of it"
            );
            return Err(Flaw::new(DiagnosticCode::BadValue, kind.span, message));
        }
    };
    refuse_narrowing(&fields)?;
    unconditional(reader, &mut fields);
    reader.unread(&fields, &format!("a `{}` handler", kind.text));
    Ok(())
}

/// Refuses an entry with `args`. Codex ignores this key and runs `command` without the arguments, although the author
/// meant them.
fn refuse_narrowing(fields: &Fields<'_>) -> Result<(), Flaw> {
    let Some(member) = fields.unread().find(|member| member.key == "args") else {
        return Ok(());
    };
    let message =
        "Codex ignores `args` and would run the command without them, so the entry is refused here";
    Err(Flaw::new(
        DiagnosticCode::UnknownKey,
        &member.key_span,
        message,
    ))
}

/// Warns about `if`, a key of Claude Code that Codex ignores.
fn unconditional(reader: &mut Reader<'_>, fields: &mut Fields<'_>) {
    if let Some(member) = fields.member("if") {
        let message =
            "Codex does not support `if`: the hook runs on every call that its matcher matches";
        reader.warn(DiagnosticCode::UnknownKey, &member.key_span, message);
    }
}

/// Reads `timeout`, in whole seconds.
fn timeout(reader: &mut Reader<'_>, event: &str, node: Option<&Node>) -> Result<Duration, Flaw> {
    let hasty = is_hasty(event);
    let Some(node) = node else {
        return Ok(Duration::from_secs(if hasty { 1 } else { 600 }));
    };
    // Codex reads 0 as one second (measured).
    let limit = if node.to_value() == 0 {
        let message = "`timeout = 0` means 1 second";
        reader.warn(DiagnosticCode::BadValue, &node.span, message);
        Duration::from_secs(1)
    } else {
        whole_seconds(reader, node)?
    };
    let most = Duration::from_secs(3);
    // Codex shortens the limit of these events to 3 seconds.
    if hasty && limit > most {
        let message = format!("Codex limits the hooks of {event} to 3 seconds");
        reader.warn(DiagnosticCode::NoEffect, &node.span, message);
        return Ok(most);
    }
    Ok(limit)
}

/// Reads a `command` handler.
fn command(
    reader: &mut Reader<'_>,
    at: &At<'_>,
    fields: &mut Fields<'_>,
    spec: &mut HookSpec,
) -> Result<Handler, Flaw> {
    let mut text = fields.required("command", "a command handler")?.text;
    for key in ["commandWindows", "command_windows"] {
        if let Some(windows) = fields.text(key)?
            && cfg!(windows)
        {
            text = windows.text;
        }
    }
    if let Some((true, span)) = fields.flag("async")? {
        // Codex runs the hooks of these events in the foreground, whatever the file says.
        if is_hasty(at.event) {
            let message = format!(
                "Codex always waits for the hooks of {}, so `async` is ignored",
                at.event
            );
            reader.warn(DiagnosticCode::NoEffect, span, message);
        } else {
            spec.background = true;
        }
    }
    if let Some(limit) = fields.get("additionalContextLimit") {
        let span = &limit.span;
        if TABLE.find(at.event).is_some_and(|row| row.context) {
            spec.options.set("context_chars", context_chars(limit)?);
        } else {
            let message = format!("{} takes no context, so it needs no limit", at.event);
            reader.warn(DiagnosticCode::NoEffect, span, message);
        }
    }
    let place = reader.place;
    let text = substituted(text, &plugin_values(place));
    let mut command = foreign(Program::Shell(text));
    let root = place.project_root.as_deref();
    let project = ["CODEX_PROJECT_DIR", "CLAUDE_PROJECT_DIR"].map(|name| (name, root));
    set_paths(&mut command, project);
    set_paths(&mut command, plugin_values(place));
    Ok(Handler::Command(command))
}

/// Converts a context limit from tokens to characters, with four characters per token as in Codex. A limit of 0 means
/// no limit.
fn context_chars(limit: &Node) -> Result<usize, Flaw> {
    let tokens = match &limit.kind {
        Kind::Number(number) => number.as_u64(),
        _ => None,
    };
    match tokens {
        Some(0) => Ok(usize::MAX),
        Some(tokens) => Ok(usize::try_from(tokens)
            .unwrap_or(usize::MAX)
            .saturating_mul(4)),
        None => {
            let message = "`additionalContextLimit` must be a whole number of tokens; Codex drops the whole file for any other value";
            Err(Flaw::new(DiagnosticCode::WrongType, &limit.span, message))
        }
    }
}

/// Returns the variables of a plugin's hooks, each with its value if the value is known.
fn plugin_values(place: &Place) -> [(&'static str, Option<&std::path::Path>); 4] {
    let (root, data) = (place.plugin_root.as_deref(), place.plugin_data.as_deref());
    [
        ("PLUGIN_ROOT", root),
        ("CLAUDE_PLUGIN_ROOT", root),
        ("PLUGIN_DATA", data),
        ("CLAUDE_PLUGIN_DATA", data),
    ]
}
