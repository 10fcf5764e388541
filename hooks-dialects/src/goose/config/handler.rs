//! One handler of goose, and its matchers.

use std::time::Duration;

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Kind, Node, Reader, Text};
use hooks_types::{
    Alphabet, Cause, Handler, HookSpec, Liveness, Matcher, OnBadPattern, OnFailure, OtherHandler,
    Pattern, Program,
};

use crate::config::command::{foreign, substituted};
use crate::config::events::{EventKey, EventRow, Target};
use crate::config::groups::{Grouped, InGroup};
use crate::config::timeout::{Unit, read_timeout};
use crate::config::{pattern, tool_words};
use crate::goose::events;

/// goose's groups.
#[derive(Debug)]
pub(crate) struct Goose;

impl Grouped for Goose {
    fn rows(&self) -> &'static [EventRow] {
        events::IN_FILES
    }

    fn group(&self, reader: &mut Reader<'_>, key: EventKey<'_>, matcher: Option<Text<'_>>) {
        let EventKey::Known(row) = key else { return };
        let Some(Text { text, span, .. }) = matcher else {
            return;
        };
        let Some(lowered) = lower(text) else { return };
        if pattern::remark(reader, Some(&lowered), span) {
            if text == "*" {
                reader.help("leave the matcher out, or write `.*`");
            }
            return;
        }
        match row.target {
            Target::Nothing => {
                let message = format!(
                    "{} has nothing to match; the pattern is tested against an empty text",
                    row.name
                );
                reader.warn(DiagnosticCode::NoEffect, span, message);
            }
            Target::Tool => tool_words::remark(reader, text, span, "goose", WORDS),
            _ => {}
        }
    }

    fn matcher(&self, _event: &str, _target: Target, text: &str) -> Option<Matcher> {
        lower(text)
    }

    fn fill(
        &self,
        reader: &mut Reader<'_>,
        at: &InGroup<'_, '_>,
        spec: &mut HookSpec,
    ) -> Result<(), Flaw> {
        let mut fields = Fields::of(at.node, "a handler")?;
        let kind = fields.text("type")?;
        match kind {
            Some(kind) if matches!(kind.text, "prompt" | "agent" | "http") => {
                passed_over(reader, at, kind, spec);
                return Ok(());
            }
            Some(kind) if kind.text != "command" => {
                let message = format!(
                    "goose has no handler type `{}`, and drops the hook in silence",
                    kind.text
                );
                return Err(Flaw::new(DiagnosticCode::BadValue, kind.span, message));
            }
            _ => {}
        }
        let text = fields.required("command", "a command handler")?;
        spec.timeout = timeout(reader, fields.get("timeout"))?;
        on_failure(reader, at, &mut fields, spec)?;
        let root = reader.place.plugin_root.as_deref();
        let text = substituted(text.text, &[("PLUGIN_ROOT", root)]);
        let mut command = foreign(Program::Shell(text));
        if let Some(root) = root {
            let root = root.display().to_string();
            command.env.insert("PLUGIN_ROOT".to_owned(), root);
        }
        spec.handler = Handler::Command(command);
        reader.unread(&fields, "a `command` handler");
        Ok(())
    }
}

/// Claude Code's word and goose's.
const WORDS: &[(&str, &str)] = &[
    ("Bash", "developer__shell"),
    ("Write", "developer__write"),
    ("Edit", "developer__edit"),
    ("MultiEdit", "developer__edit"),
];

/// The matcher of a group: a pattern that may fit anywhere; `None` where it fits everything.
fn lower(text: &str) -> Option<Matcher> {
    let pattern = || Pattern::new(text, Alphabet::Rust).with_on_bad(OnBadPattern::NeverRuns);
    (!text.is_empty()).then(|| Matcher::Pattern(pattern()))
}

/// Handlers of the Open Plugins specification that goose reads and does not run.
fn passed_over(reader: &mut Reader<'_>, at: &InGroup<'_, '_>, kind: Text<'_>, spec: &mut HookSpec) {
    let reason = format!("goose reads `{}` handlers and skips them", kind.text);
    let message = format!("{reason}; this hook never runs");
    reader.warn(DiagnosticCode::UnsupportedHandler, kind.span, message);
    spec.liveness = Liveness::NotLive {
        cause: Cause::NeverRuns,
        reason,
    };
    spec.handler = Handler::Other(OtherHandler::new(kind.text, at.node.to_map()));
}

/// Whole seconds.
fn timeout(reader: &mut Reader<'_>, node: Option<&Node>) -> Result<Duration, Flaw> {
    let Some(node) = node else {
        return Ok(Duration::from_secs(30));
    };
    let whole = match &node.kind {
        Kind::Number(number) => number.as_u64(),
        _ => None,
    };
    if whole.is_none() {
        let message =
            "`timeout` is a whole number of seconds; goose drops the whole file for any other";
        return Err(Flaw::new(DiagnosticCode::WrongType, &node.span, message));
    }
    read_timeout(reader, node, "timeout", Unit::Seconds)
}

/// What a hook that cannot decide means; goose reads it on PreToolUse only.
fn on_failure(
    reader: &mut Reader<'_>,
    at: &InGroup<'_, '_>,
    fields: &mut Fields<'_>,
    spec: &mut HookSpec,
) -> Result<(), Flaw> {
    let Some(node) = fields.get("on_failure") else {
        return Ok(());
    };
    if at.name != "PreToolUse" {
        let message = "`on_failure` counts on PreToolUse only";
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
