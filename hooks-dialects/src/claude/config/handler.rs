//! Reads one handler of Claude Code: the object that configures one hook.

use std::path::Path;
use std::time::Duration;

use hooks_config::format::{Fields, Flaw, Kind, Place, Reader, Text, is_own_bridge};
use hooks_config::{DiagnosticCode, Words};
use hooks_types::HookSpec;
use hooks_types::spec::{Handler, OnFailure};
use hooks_types::text::short_name;
use serde_json::Value;

use super::events::{EVENTS, default_timeout, takes_handler, takes_if, takes_on_failure};
use super::{command, http, matcher};
use crate::claude::if_rule;
use crate::claude::wire::IF_FOLDERS;
use crate::config::entries::{Entries, Handler as At};
use crate::config::handler::{for_executor, never, timeout_or};
use crate::config::timeout::Unit;

/// The code for warnings about keys that have no effect.
const NO_EFFECT: DiagnosticCode = DiagnosticCode::NoEffect;

/// The functions that read Claude Code's groups. A group is a matcher with its handlers.
pub(crate) static ENTRIES: Entries = Entries::of(&EVENTS, matcher::lower, matcher::remark, fill);

/// Reads one handler into `spec`.
fn fill(reader: &mut Reader<'_>, at: &At<'_>, spec: &mut HookSpec) -> Result<(), Flaw> {
    if let Some(matcher) = at
        .group_node
        .get("matcher")
        .filter(|node| matches!(node.kind, Kind::Null))
    {
        let message = "`matcher` is null; Claude Code drops the group, while here the group matches everything";
        reader.error(DiagnosticCode::WrongType, &matcher.span, message);
    }
    let mut fields = Fields::of(at.node, "a handler")?;
    let kind = fields.required("type", "a handler")?;
    let unset = Duration::from_secs(default_timeout(at.event, kind.text));
    spec.timeout = timeout_or(reader, &mut fields, Unit::Seconds, unset)?;
    spec.status_message = fields
        .text("statusMessage")?
        .map(|text| text.text.to_owned());
    condition(reader, at, &mut fields, spec)?;
    spec.handler = match kind.text {
        "command" => command::lower(reader, at.event, &mut fields, spec)?,
        "http" => http::lower(reader, &mut fields)?,
        _ => other(reader, at, &mut fields, kind)?,
    };
    on_failure(reader, at, &mut fields, kind.text, spec)?;
    // This library does not read the frontmatter of skills, so `once` has no effect here.
    if let Some((true, span)) = fields.flag("once")? {
        let message =
            "`once` works in the frontmatter of skills only; here the hook runs every time";
        reader.warn(DiagnosticCode::NoEffect, span, message);
    }
    // A handler of an unknown event is kept, whatever its type: the event can belong to a newer version of Claude Code,
    // which might run handlers of this type.
    if !takes_handler(at.event, kind.text) && at.known {
        let reason = format!(
            "{} does not support `{}` handlers",
            at.event,
            short_name(kind.text)
        );
        never(reader, spec, NO_EFFECT, kind.span, &reason);
    }
    reader.unread(&fields, &format!("a `{}` handler", kind.text));
    Ok(())
}

/// Reads `if`, the permission rule that decides whether the hook runs.
fn condition(
    reader: &mut Reader<'_>,
    at: &At<'_>,
    fields: &mut Fields<'_>,
    spec: &mut HookSpec,
) -> Result<(), Flaw> {
    let Some(rule) = fields.text("if")?.filter(|rule| !rule.text.is_empty()) else {
        return Ok(());
    };
    spec.options.set("if", rule.text);
    if if_rule::counts_from_a_folder(rule.text) {
        spec.options.set(IF_FOLDERS, folders(reader.place));
    }
    if !takes_if(at.event) {
        let reason = format!("`if` is ignored on {}", at.event);
        never(reader, spec, NO_EFFECT, rule.span, &reason);
    } else if let Some(slip) = if_rule::slip(rule.text) {
        let message = format!(
            "{}, so `if` cannot be read and the hook runs on every call that its matcher matches",
            slip.problem
        );
        reader.warn(DiagnosticCode::BadMatcher, rule.span, message);
        if let Some(near) = slip.near {
            reader.help(format!("did you mean `{near}`?"));
        } else if let Some(meant) = if_rule::with_tool(rule.text) {
            reader.help(format!("write the tool too: `{meant}`"));
        }
    }
    Ok(())
}

/// Returns the folders to which paths in an `if` rule can be relative: the project's folder, the file's folder and, if
/// the file is in a hidden folder such as `.claude`, the parent of the hidden folder.
fn folders(place: &Place) -> Vec<Value> {
    let file = place.folder.as_deref();
    let hidden = |folder: &&Path| {
        folder
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
    };
    let around = file.filter(hidden).and_then(Path::parent);
    let known = [place.project_root.as_deref(), around, file];
    let mut folders: Vec<Value> = Vec::new();
    for folder in known
        .into_iter()
        .flatten()
        .filter(|folder| folder.is_absolute())
    {
        let folder = Value::from(folder.to_string_lossy());
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// Reads `onFailure`, which says what a failed hook means.
fn on_failure(
    reader: &mut Reader<'_>,
    at: &At<'_>,
    fields: &mut Fields<'_>,
    kind: &str,
    spec: &mut HookSpec,
) -> Result<(), Flaw> {
    // The hook reference defines `onFailure` for these types only. On any other type it stays unread, and is reported
    // as an unknown key.
    if !matches!(kind, "command" | "http" | "mcp_tool") {
        return Ok(());
    }
    let Some(policy) = fields.text("onFailure")? else {
        return Ok(());
    };
    let wanted = match policy.text {
        "block" => OnFailure::Block,
        "continue" => OnFailure::Proceed,
        other => {
            let other = short_name(other);
            let message = format!("`onFailure` is `continue` or `block`, not `{other}`");
            return Err(Flaw::new(DiagnosticCode::BadValue, policy.span, message));
        }
    };
    if spec.background && wanted == OnFailure::Block {
        let message = "`onFailure` is ignored beside `async`: the agent does not wait for the hook";
        reader.warn(DiagnosticCode::NoEffect, policy.span, message);
    } else if !takes_on_failure(at.event) && is_own_bridge(&spec.handler) {
        // The entry of our own bridge (this project's program, run as a hook) gets no warning: `install` writes the
        // same entry for every gate (an event before an action).
    } else if !takes_on_failure(at.event) {
        let message = format!("`onFailure` is ignored on {}", at.event);
        reader.warn(DiagnosticCode::NoEffect, policy.span, message);
    } else {
        spec.on_failure = wanted;
    }
    Ok(())
}

/// The types of handlers that this library does not run. An embedder needs its own executor (code that runs hooks) for
/// them. Each row has the type, its required keys and its optional keys.
const OTHERS: &[(&str, &[&str], &[&str])] = &[
    ("prompt", &["prompt"], &["model", "continueOnBlock"]),
    ("agent", &["prompt"], &["model"]),
    ("mcp_tool", &["server", "tool"], &["input"]),
];

/// Reads a handler of one of the types in [`OTHERS`].
fn other(
    reader: &mut Reader<'_>,
    at: &At<'_>,
    fields: &mut Fields<'_>,
    kind: Text<'_>,
) -> Result<Handler, Flaw> {
    let known = OTHERS.iter().find(|(name, ..)| *name == kind.text);
    let Some((name, required, optional)) = known else {
        let message = format!(
            "Claude Code has no handler type `{}`",
            short_name(kind.text)
        );
        return Err(Flaw::new(DiagnosticCode::BadValue, kind.span, message));
    };
    for key in *required {
        fields.required(key, Words::ours(format!("a {name} handler")))?;
    }
    for key in *optional {
        fields.member(key);
    }
    let what = (kind.text, "handler");
    Ok(for_executor(reader, what, kind.span, at.node))
}
