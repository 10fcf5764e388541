//! Reads one handler of Gemini CLI (the object that configures one hook), and the matchers.

use std::time::Duration;

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Kind, Reader, Text};
use hooks_types::HookSpec;
use hooks_types::spec::{Handler, Matcher, OnBadPattern, Pattern, PatternSyntax, Program};
use hooks_types::text::short_name;

use super::events::EVENTS;
use crate::config::command::{foreign, substituted};
use crate::config::entries::{Entries, Handler as At, Matched};
use crate::config::events::Target;
use crate::config::timeout::{Unit, limit_of, read_timeout};
use crate::config::{matcher, pattern, tool_words};
use crate::gemini::TOOLS;

/// The functions that read Gemini CLI's groups. A group is a matcher with its handlers.
pub(crate) static ENTRIES: Entries = Entries {
    group_keys: &["sequential"],
    ..Entries::of(&EVENTS, lower, remark, fill)
};

/// Warns about matchers that can never match.
fn remark(reader: &mut Reader<'_>, matched: &Matched<'_>) {
    let Text { text, span, .. } = matched.text;
    let lowered = matched.lowered.as_ref();
    pattern::remark(reader, lowered, span);
    match (lowered, matched.target) {
        (None, Target::Nothing) if !is_all(text) => {
            matcher::nothing_to_match(reader, matched.event, span);
        }
        (Some(_), Target::OneOf(known)) if !known.contains(&text.trim()) => {
            let rest = format!(
                "never matches {}: the matcher is compared as a whole",
                matched.event
            );
            matcher::unknown_word(reader, (text, &rest), known, span);
        }
        (Some(_), Target::Tool) => tool_words::remark(reader, text, span, &TOOLS),
        _ => {}
    }
}

/// Returns whether a matcher matches everything. White space around the text is ignored.
fn is_all(text: &str) -> bool {
    matches!(text.trim(), "" | "*")
}

/// Converts the matcher of a group of handlers; returns `None` if it matches everything.
pub(super) fn lower(_event: &str, target: Target, text: &str) -> Option<Matcher> {
    let text = text.trim();
    if is_all(text) {
        return None;
    }
    match target {
        Target::Nothing => None,
        // On session events Gemini CLI compares the whole text, so `startup|resume` matches nothing there.
        Target::OneOf(_) => Some(Matcher::Names(vec![text.to_owned()])),
        Target::Tool | Target::CommandText | Target::Free => {
            // If a matcher is not a valid pattern, Gemini CLI compares it as a plain name.
            let pattern =
                Pattern::new(text, PatternSyntax::EcmaScript).with_on_bad(OnBadPattern::Exact);
            Some(Matcher::Pattern(pattern))
        }
    }
}

/// Returns whether the group is `sequential`. A single sequential group makes all hooks of the event run one after
/// another.
fn sequential(at: &At<'_>) -> Result<bool, Flaw> {
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

/// Reads `timeout` in milliseconds. As in JavaScript, a text that contains a number is treated as that number, and
/// `null` as absent.
fn timeout(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Result<Duration, Flaw> {
    let unset = Duration::from_secs(60);
    match fields.get("timeout") {
        Some(node) if matches!(node.kind, Kind::Null) => Ok(unset),
        // Gemini CLI accepts a string that contains a number as that number (measured with version 0.61.0).
        Some(node) => match node.text().and_then(|text| text.trim().parse().ok()) {
            Some(number) => {
                let message = "`timeout` is a string; Gemini CLI reads it as a number";
                reader.warn(DiagnosticCode::WrongType, &node.span, message);
                limit_of(reader, node, "timeout", Unit::Milliseconds, number)
            }
            None => read_timeout(reader, node, "timeout", Unit::Milliseconds),
        },
        None => Ok(unset),
    }
}

/// Reads one handler into `spec`.
fn fill(reader: &mut Reader<'_>, at: &At<'_>, spec: &mut HookSpec) -> Result<(), Flaw> {
    if sequential(at)? {
        spec.options.set("sequential", true);
    }
    let mut fields = Fields::of(at.node, "a handler")?;
    if let Some(name) = fields.text("name")? {
        // `hooksConfig.disabled` refers to hooks by this name. So the name becomes the hook's id.
        spec.id = name.text.to_owned();
    }
    let kind = fields.required("type", "a handler")?;
    spec.timeout = timeout(reader, &mut fields)?;
    fields.member("description");
    // Case matters: Gemini CLI silently drops a handler of type `"Command"` (its source).
    if kind.text != "command" {
        let message = format!(
            "Gemini CLI has no handler type `{}` in files, and silently drops the hook",
            short_name(kind.text)
        );
        return Err(Flaw::new(DiagnosticCode::BadValue, kind.span, message));
    }
    let text = fields.required("command", "a command handler")?;
    let place = reader.place;
    // Only extensions have these placeholders. Environment variables are not replaced here, because the shell expands
    // them.
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
