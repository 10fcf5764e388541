//! One handler of Gemini CLI, and its matchers.

use std::time::Duration;

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Kind, Reader, Text};
use hooks_types::{Alphabet, Handler, HookSpec, Matcher, OnBadPattern, Pattern, Program};

use super::events::EVENTS;
use crate::config::command::{foreign, substituted};
use crate::config::events::{EventKey, EventRow, Target};
use crate::config::groups::{Grouped, InGroup};
use crate::config::pattern;
use crate::config::timeout::{Unit, read_timeout};
use crate::config::tool_words;

/// Gemini CLI's groups.
#[derive(Debug)]
pub(crate) struct Gemini;

impl Grouped for Gemini {
    fn rows(&self) -> &'static [EventRow] {
        EVENTS
    }

    fn group_keys(&self) -> &'static [&'static str] {
        &["sequential"]
    }

    fn group(&self, reader: &mut Reader<'_>, key: EventKey<'_>, matcher: Option<Text<'_>>) {
        let EventKey::Known(row) = key else { return };
        let Some(Text { text, span, .. }) = matcher else {
            return;
        };
        let lowered = lower(row.target, text);
        pattern::remark(reader, lowered.as_ref(), span);
        match (lowered, row.target) {
            (None, Target::Nothing) if !is_all(text) => {
                let message = format!("{} has nothing to match; the matcher is ignored", row.name);
                reader.warn(DiagnosticCode::NoEffect, span, message);
            }
            (Some(_), Target::OneOf(known)) if !known.contains(&text.trim()) => {
                let message = format!("`{text}` never fits {}: it is compared whole", row.name);
                reader.warn(DiagnosticCode::BadMatcher, span, message);
                reader.help(format!("known are {}", known.join(", ")));
            }
            (Some(_), Target::Tool) => tool_words::remark(reader, text, span, "Gemini CLI", WORDS),
            _ => {}
        }
    }

    fn matcher(&self, _event: &str, target: Target, text: &str) -> Option<Matcher> {
        lower(target, text)
    }

    fn fill(
        &self,
        reader: &mut Reader<'_>,
        at: &InGroup<'_, '_>,
        spec: &mut HookSpec,
    ) -> Result<(), Flaw> {
        if sequential(at)? {
            spec.options.set("sequential", true);
        }
        fill(reader, at, spec)
    }
}

fn is_all(text: &str) -> bool {
    matches!(text.trim(), "" | "*")
}

/// The matcher of a group; none where it fits everything.
pub(super) fn lower(target: Target, text: &str) -> Option<Matcher> {
    let text = text.trim();
    if is_all(text) {
        return None;
    }
    match target {
        Target::Nothing => None,
        Target::OneOf(_) => Some(Matcher::Names(vec![text.to_owned()])),
        Target::Tool | Target::CommandText | Target::Free => {
            let pattern = Pattern::new(text, Alphabet::EcmaScript).with_on_bad(OnBadPattern::Exact);
            Some(Matcher::Pattern(pattern))
        }
    }
}

/// Claude Code's word and Gemini CLI's.
const WORDS: &[(&str, &str)] = &[
    ("Bash", "run_shell_command"),
    ("Write", "write_file"),
    ("Edit", "replace"),
    ("MultiEdit", "replace"),
    ("Read", "read_file"),
    ("Grep", "grep_search"),
];

/// One group that says so puts all hooks of the event in turn.
fn sequential(at: &InGroup<'_, '_>) -> Result<bool, Flaw> {
    match at
        .group_node
        .get("sequential")
        .map(|node| (&node.kind, &node.span))
    {
        None | Some((Kind::Bool(false) | Kind::Null, _)) => Ok(false),
        Some((Kind::Bool(true), _)) => Ok(true),
        Some((_, span)) => {
            let message = "`sequential` is not true or false";
            Err(Flaw::new(DiagnosticCode::WrongType, span, message))
        }
    }
}

fn fill(reader: &mut Reader<'_>, at: &InGroup<'_, '_>, spec: &mut HookSpec) -> Result<(), Flaw> {
    let mut fields = Fields::of(at.node, "a handler")?;
    if let Some(name) = fields.text("name")? {
        spec.id = name.text.to_owned();
    }
    let kind = fields.required("type", "a handler")?;
    spec.timeout = match fields.get("timeout") {
        Some(node) => read_timeout(reader, node, "timeout", Unit::Milliseconds)?,
        None => Duration::from_secs(60),
    };
    fields.member("description");
    if kind.text != "command" {
        let message = format!(
            "Gemini CLI has no handler type `{}` in files, and drops the hook in silence",
            kind.text
        );
        return Err(Flaw::new(DiagnosticCode::BadValue, kind.span, message));
    }
    let text = fields.required("command", "a command handler")?;
    let place = reader.place;
    let placeholders = [
        ("extensionPath", place.plugin_root.as_deref()),
        (
            "workspacePath",
            place
                .plugin_root
                .as_ref()
                .and(place.project_root.as_deref()),
        ),
    ];
    let mut command = foreign(Program::Shell(substituted(text.text, &placeholders)));
    command.env = fields.text_map("env")?;
    spec.handler = Handler::Command(command);
    reader.unread(&fields, "a `command` handler");
    Ok(())
}
