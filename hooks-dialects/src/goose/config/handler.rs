//! Reads one handler of goose (the object that configures one hook), and the matchers.

use std::time::Duration;

use hooks_config::format::{Fields, Flaw, Reader, Text};
use hooks_config::{DiagnosticCode, Words};
use hooks_types::HookSpec;
use hooks_types::spec::{
    Handler, Matcher, OnBadPattern, OnFailure, Pattern, PatternSyntax, Program,
};
use hooks_types::text::short_name;

use super::events::EVENTS;
use crate::config::command::{foreign, set_paths, substituted};
use crate::config::entries::{Entries, Handler as At, Matched};
use crate::config::events::Target;
use crate::config::handler::{passed_over, whole_seconds};
use crate::config::{pattern, tool_words};
use crate::goose::TOOLS;

/// The functions that read goose's groups. A group is a matcher with its handlers.
pub(crate) static ENTRIES: Entries = Entries::of(&EVENTS, lower, remark, fill);

/// Warns about a matcher that can never match.
fn remark(reader: &mut Reader<'_>, matched: &Matched<'_>) {
    let Text { text, span, .. } = matched.text;
    if matched.lowered.is_none() {
        return;
    }
    if pattern::remark(reader, matched.lowered.as_ref(), span) {
        if text == "*" {
            reader.help("leave the matcher out, or write `.*`");
        }
        return;
    }
    match matched.target {
        Target::Nothing => {
            let message = format!(
                "{} has nothing to match; the pattern is tested against an empty text",
                matched.event
            );
            reader.warn(DiagnosticCode::NoEffect, span, Words::ours(message));
        }
        Target::Tool => tool_words::remark(reader, text, span, &TOOLS),
        _ => {}
    }
}

/// Reads one handler into `spec`.
fn fill(reader: &mut Reader<'_>, at: &At<'_>, spec: &mut HookSpec) -> Result<(), Flaw> {
    let mut fields = Fields::of(at.node, "a handler")?;
    let kind = fields.text("type")?;
    match kind {
        // goose accepts handlers of these types, but never runs them.
        Some(kind) if matches!(kind.text, "prompt" | "agent" | "http") => {
            passed_over(reader, spec, kind, at.node);
            return Ok(());
        }
        Some(kind) if kind.text != "command" => {
            let message = format!(
                "goose has no handler type `{}`, and silently drops the hook",
                short_name(kind.text)
            );
            return Err(Flaw::new(DiagnosticCode::BadValue, kind.span, message));
        }
        _ => {}
    }
    let text = fields.required("command", "a command handler")?;
    spec.timeout = match fields.get("timeout") {
        Some(node) => whole_seconds(reader, node)?,
        None => Duration::from_secs(30),
    };
    on_failure(reader, at, &mut fields, spec)?;
    let root = reader.place.plugin_root.as_deref();
    let values = [("PLUGIN_ROOT", root)];
    let mut command = foreign(Program::Shell(substituted(text.text, &values)));
    set_paths(&mut command, values);
    spec.handler = Handler::Command(command);
    reader.unread(&fields, "a `command` handler");
    Ok(())
}

/// Converts the matcher of a group of handlers, which is a pattern that can match anywhere in the text; returns `None`
/// if it matches everything.
fn lower(_event: &str, _target: Target, text: &str) -> Option<Matcher> {
    let pattern = || Pattern::new(text, PatternSyntax::Rust).with_on_bad(OnBadPattern::NeverRuns);
    // In goose `*` is an invalid pattern and does not mean "everything". A hook with this matcher never runs.
    (!text.is_empty()).then(|| Matcher::Pattern(pattern()))
}

/// Reads `on_failure`, which says what a failed hook means. goose reads this key only on PreToolUse.
fn on_failure(
    reader: &mut Reader<'_>,
    at: &At<'_>,
    fields: &mut Fields<'_>,
    spec: &mut HookSpec,
) -> Result<(), Flaw> {
    let Some(node) = fields.get("on_failure") else {
        return Ok(());
    };
    if at.event != "PreToolUse" {
        let message = "`on_failure` has an effect only on PreToolUse";
        reader.warn(DiagnosticCode::NoEffect, &node.span, message);
        return Ok(());
    }
    spec.on_failure = match node.text() {
        Some("allow") => OnFailure::Proceed,
        Some("block") => OnFailure::Block,
        _ => {
            let message = "`on_failure` is `allow` or `block`; goose drops the whole file for any \
                           other value";
            return Err(Flaw::new(DiagnosticCode::BadValue, &node.span, message));
        }
    };
    Ok(())
}
