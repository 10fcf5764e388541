//! One handler of Claude Code.

use std::time::Duration;

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Reader, Text};
use hooks_types::{Cause, Handler, HookSpec, Liveness, Matcher, OnFailure, OtherHandler};

use super::events::{EVENTS, default_timeout, takes_handler, takes_if, takes_on_failure};
use super::{command, http, matcher};
use crate::claude::if_rule;
use crate::config::events::{EventKey, EventRow, Target};
use crate::config::groups::{Grouped, InGroup};
use crate::config::timeout::{Unit, read_timeout};

/// Claude Code's groups.
#[derive(Debug)]
pub(crate) struct Claude;

impl Grouped for Claude {
    fn rows(&self) -> &'static [EventRow] {
        EVENTS
    }

    fn group(&self, reader: &mut Reader<'_>, key: EventKey<'_>, text: Option<Text<'_>>) {
        matcher::remark(reader, key, text);
    }

    fn matcher(&self, event: &str, target: Target, text: &str) -> Option<Matcher> {
        matcher::lower(event, target, text)
    }

    fn fill(
        &self,
        reader: &mut Reader<'_>,
        at: &InGroup<'_, '_>,
        spec: &mut HookSpec,
    ) -> Result<(), Flaw> {
        fill(reader, at, spec)
    }
}

fn fill(reader: &mut Reader<'_>, at: &InGroup<'_, '_>, spec: &mut HookSpec) -> Result<(), Flaw> {
    let mut fields = Fields::of(at.node, "a handler")?;
    let kind = fields.required("type", "a handler")?;
    spec.timeout = match fields.get("timeout") {
        Some(node) => read_timeout(reader, node, "timeout", Unit::Seconds)?,
        None => Duration::from_secs(default_timeout(at.name, kind.text)),
    };
    spec.status_message = fields
        .text("statusMessage")?
        .map(|text| text.text.to_owned());
    condition(reader, at, &mut fields, spec)?;
    spec.handler = match kind.text {
        "command" => command::lower(reader, at.name, &mut fields, spec)?,
        "http" => http::lower(reader, &mut fields)?,
        "prompt" => other(
            reader,
            at,
            &mut fields,
            kind,
            &["prompt"],
            &["model", "continueOnBlock"],
        )?,
        "agent" => other(reader, at, &mut fields, kind, &["prompt"], &["model"])?,
        "mcp_tool" => other(
            reader,
            at,
            &mut fields,
            kind,
            &["server", "tool"],
            &["input"],
        )?,
        unknown => {
            let message = format!("Claude Code has no handler type `{unknown}`");
            return Err(Flaw::new(DiagnosticCode::BadValue, kind.span, message));
        }
    };
    on_failure(reader, at, &mut fields, kind.text, spec)?;
    if let Some((true, span)) = fields.flag("once")? {
        let message =
            "`once` works in the frontmatter of skills only; here the hook runs every time";
        reader.warn(DiagnosticCode::NoEffect, span, message);
    }
    if !takes_handler(at.name, kind.text) && matches!(at.key, EventKey::Known(_)) {
        never(
            reader,
            spec,
            kind,
            format!("{} takes no `{}` handlers", at.name, kind.text),
        );
    }
    reader.unread(&fields, &format!("a `{}` handler", kind.text));
    Ok(())
}

/// Lists a hook that Claude Code documents never to run.
fn never(reader: &mut Reader<'_>, spec: &mut HookSpec, at: Text<'_>, reason: String) {
    reader.warn(
        DiagnosticCode::NoEffect,
        at.span,
        format!("{reason}; this hook never runs"),
    );
    spec.liveness = Liveness::NotLive {
        cause: Cause::NeverRuns,
        reason,
    };
}

fn condition(
    reader: &mut Reader<'_>,
    at: &InGroup<'_, '_>,
    fields: &mut Fields<'_>,
    spec: &mut HookSpec,
) -> Result<(), Flaw> {
    let Some(rule) = fields.text("if")?.filter(|rule| !rule.text.is_empty()) else {
        return Ok(());
    };
    spec.options.set("if", rule.text);
    if !takes_if(at.name) {
        let reason = format!("`if` is not looked at on {}", at.name);
        never(reader, spec, rule, reason);
    } else if let Some(slip) = if_rule::slip(rule.text) {
        let message = format!(
            "{}; the hook runs on every call that its matcher fits",
            slip.problem
        );
        reader.warn(DiagnosticCode::BadMatcher, rule.span, message);
        if let Some(near) = slip.near {
            reader.help(format!("did you mean `{near}`?"));
        }
    }
    Ok(())
}

fn on_failure(
    reader: &mut Reader<'_>,
    at: &InGroup<'_, '_>,
    fields: &mut Fields<'_>,
    kind: &str,
    spec: &mut HookSpec,
) -> Result<(), Flaw> {
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
            let message = format!("`onFailure` is `continue` or `block`, not `{other}`");
            return Err(Flaw::new(DiagnosticCode::BadValue, policy.span, message));
        }
    };
    if spec.background && wanted == OnFailure::Block {
        let message = "`onFailure` is ignored beside `async`: nobody waits for the hook";
        reader.warn(DiagnosticCode::NoEffect, policy.span, message);
    } else if !takes_on_failure(at.name) {
        let message = format!("`onFailure` is ignored on {}", at.name);
        reader.warn(DiagnosticCode::NoEffect, policy.span, message);
    } else {
        spec.on_failure = wanted;
    }
    Ok(())
}

/// A handler only an embedder's executor may know.
fn other(
    reader: &mut Reader<'_>,
    at: &InGroup<'_, '_>,
    fields: &mut Fields<'_>,
    kind: Text<'_>,
    required: &[&'static str],
    optional: &[&'static str],
) -> Result<Handler, Flaw> {
    for key in required {
        fields.required(key, &format!("a {} handler", kind.text))?;
    }
    for key in optional {
        fields.member(key);
    }
    let message = format!(
        "a `{}` handler needs an executor of the embedding agent; without one it fails, visibly",
        kind.text
    );
    reader.warn(DiagnosticCode::UnsupportedHandler, kind.span, message);
    Ok(Handler::Other(OtherHandler::new(
        kind.text,
        at.node.to_map(),
    )))
}
