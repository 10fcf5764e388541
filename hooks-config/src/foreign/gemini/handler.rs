//! One handler of Gemini CLI, and its matchers.

use std::time::Duration;

use hooks_types::{Alphabet, Handler, HookSpec, Matcher, OnBadPattern, Pace, Pattern, Program};

use super::events::EVENTS;
use crate::diagnostic::DiagnosticCode;
use crate::foreign::command::{foreign, substituted};
use crate::foreign::events::{EventKey, EventRow, Target};
use crate::foreign::fields::{Fields, Text};
use crate::foreign::groups::{Grouped, InGroup};
use crate::foreign::reader::{Flaw, Reader};
use crate::foreign::timeout::{Unit, read_timeout};
use crate::foreign::tree::Kind;

/// Gemini CLI's groups.
pub(super) struct Gemini;

impl Grouped for Gemini {
    fn rows(&self) -> &'static [EventRow] {
        EVENTS
    }

    fn group_keys(&self) -> &'static [&'static str] {
        &["sequential"]
    }

    fn group(&self, reader: &mut Reader<'_>, key: EventKey<'_>, matcher: Option<Text<'_>>) {
        let EventKey::Known(row) = key else { return };
        let Some(Text { text, span }) = matcher else {
            return;
        };
        match (lower(row.target, text), row.target) {
            (None, Target::Nothing) if !is_all(text) => {
                let message = format!("{} has nothing to match; the matcher is ignored", row.name);
                reader.warn(DiagnosticCode::NoEffect, span, message);
            }
            (Some(_), Target::OneOf(known)) if !known.contains(&text.trim()) => {
                let message = format!("`{text}` never fits {}: it is compared whole", row.name);
                reader.warn(DiagnosticCode::BadMatcher, span, message);
                reader.help(format!("known are {}", known.join(", ")));
            }
            (Some(_), Target::Tool) => tool_names(reader, text, span),
            _ => {}
        }
    }

    fn handler(&self, reader: &mut Reader<'_>, at: &InGroup<'_, '_>) {
        let mut spec = reader.spec(at.key.event(at.name), at.name, &at.node.span);
        let span = &at.node.span;
        match at.matcher {
            Err(flaw) => return reader.keep_unusable(spec, span, flaw),
            Ok(text) => spec
                .matchers
                .extend(text.and_then(|found| lower(at.key.target(), found.text))),
        }
        match sequential(at).and_then(|pace| {
            spec.pace = pace;
            fill(reader, at, &mut spec)
        }) {
            Ok(()) => reader.keep(spec, span),
            Err(flaw) => {
                reader.flaw(&flaw);
                reader.keep_unusable(spec, span, &flaw);
            }
        }
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
            let pattern = Pattern::new(text, Alphabet::EcmaScript).when_bad(OnBadPattern::Exact);
            Some(Matcher::Pattern(pattern))
        }
    }
}

/// Claude Code's names of tools, which fit none here.
fn tool_names(reader: &mut Reader<'_>, text: &str, span: &std::ops::Range<usize>) {
    for part in text.split('|').map(str::trim) {
        let own = match part {
            "Bash" => "run_shell_command",
            "Write" => "write_file",
            "Edit" | "MultiEdit" => "replace",
            "Read" => "read_file",
            "Grep" => "grep_search",
            _ => continue,
        };
        let message = format!("`{part}` is no tool of Gemini CLI");
        reader.warn(DiagnosticCode::BadMatcher, span, message);
        reader.help(format!("there it is `{own}`"));
    }
}

/// One group that says so puts all hooks of the event in turn.
fn sequential(at: &InGroup<'_, '_>) -> Result<Pace, Flaw> {
    match at
        .group_node
        .get("sequential")
        .map(|node| (&node.kind, &node.span))
    {
        None | Some((Kind::Bool(false) | Kind::Null, _)) => Ok(Pace::Together),
        Some((Kind::Bool(true), _)) => Ok(Pace::InTurnMerged),
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
