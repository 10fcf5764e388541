//! Reads one entry of Cursor's `hooks.json`, and its matcher.

use std::time::Duration;

use hooks_config::format::{Fields, Flaw, Kind, Place, Reader, Text, wrong_type};
use hooks_config::{DiagnosticCode, Words};
use hooks_types::HookSpec;
use hooks_types::spec::{
    Handler, Matcher, OnFailure, Pattern, PatternSyntax, Program, Subject, WorkDir,
};
use hooks_types::text::short_name;

use super::events::{EVENTS, alias};
use crate::config::command::{foreign, set_paths};
use crate::config::entries::{Entries, Handler as At, Matched, Nesting};
use crate::config::events::Target;
use crate::config::handler::{for_executor, timeout_or};
use crate::config::timeout::Unit;
use crate::config::{pattern, tool_words};
use crate::cursor::TOOLS;
use crate::cursor::events::{Says, TABLE};

/// The functions that read Cursor's entries, which are handlers without groups.
pub(crate) static ENTRIES: Entries = Entries {
    nesting: Nesting::Flat,
    alias,
    ..Entries::of(&EVENTS, lower, remark, fill)
};

/// The time limit of a hook without `timeout`. Cursor documents no default; the defaults of other agents are between 30
/// seconds and 10 minutes.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

/// The default limit on how often a hook can make the agent go on.
const LOOP_LIMIT: u32 = 5;

/// Warns about a matcher that can never match or is ignored.
fn remark(reader: &mut Reader<'_>, matched: &Matched<'_>) {
    let Text { text, span, .. } = matched.text;
    pattern::remark(reader, matched.lowered.as_ref(), span);
    if matched.target == Target::Tool {
        tool_words::remark(reader, text, span, &TOOLS);
    }
    if matched.lowered.is_none() && !matches!(text, "" | "*") {
        let message = format!(
            "{} has nothing to match; the hook always runs",
            matched.event
        );
        reader.warn(DiagnosticCode::NoEffect, span, Words::ours(message));
    }
}

/// Reads one entry into `spec`.
fn fill(reader: &mut Reader<'_>, at: &At<'_>, spec: &mut HookSpec) -> Result<(), Flaw> {
    let node = at.node;
    let mut fields = Fields::of(node, "an entry")?;
    fields.member("matcher");
    spec.timeout = timeout_or(reader, &mut fields, Unit::Seconds, DEFAULT_TIMEOUT)?;
    if let Some((true, _)) = fields.flag("failClosed")? {
        spec.on_failure = OnFailure::Block;
    }
    loop_limit(reader, at.event, &mut fields, spec)?;
    let kind = fields.text("type")?;
    spec.handler = match kind.map_or("command", |kind| kind.text) {
        "command" => {
            let text = fields.required("command", "an entry")?;
            let mut command = foreign(Program::Shell(text.text.to_owned()));
            surroundings(&mut command, reader.place);
            Handler::Command(command)
        }
        "prompt" => {
            fields.required("prompt", "a prompt entry")?;
            fields.member("model");
            let span = kind.map_or(&node.span, |kind| kind.span);
            for_executor(reader, ("prompt", "entry"), span, node)
        }
        unknown => {
            let unknown = short_name(unknown);
            let message = format!("Cursor has no entry type `{unknown}`");
            let span = kind.map_or(&node.span, |kind| kind.span);
            return Err(Flaw::new(DiagnosticCode::BadValue, span, message));
        }
    };
    // An entry with a `hooks` key is a group, as in Claude Code's files. Cursor does not read groups, so warn.
    if fields.member("hooks").is_some() {
        let message = "Cursor's format has no groups: `hooks` inside an entry is not read";
        reader.warn(DiagnosticCode::NoEffect, &node.span, message);
    }
    reader.unread(&fields, "an entry");
    Ok(())
}

/// Reads `loop_limit`; `null` means no limit.
fn loop_limit(
    reader: &mut Reader<'_>,
    event: &str,
    fields: &mut Fields<'_>,
    spec: &mut HookSpec,
) -> Result<(), Flaw> {
    let given = fields.member("loop_limit");
    let loops = TABLE.row(event).says == Says::FollowUp;
    if loops {
        // Cursor limits how often each hook of these events can make the agent go on (its documentation). So the limit
        // is set even if the file does not have the key.
        spec.options.set("loop_limit", LOOP_LIMIT);
    }
    let Some(given) = given else { return Ok(()) };
    if !loops {
        let message =
            format!("`loop_limit` has an effect only on stop and subagentStop, not on {event}");
        reader.warn(DiagnosticCode::NoEffect, &given.key_span, message);
        return Ok(());
    }
    let limit = match &given.node.kind {
        Kind::Null => None,
        Kind::Number(number) => number.as_u64().and_then(|limit| u32::try_from(limit).ok()),
        _ => return Err(wrong_type(&given.node, "`loop_limit`", "a number or null")),
    };
    if limit.is_none() && given.node.kind != Kind::Null {
        let message = "`loop_limit` is not a whole number in range";
        return Err(Flaw::new(
            DiagnosticCode::BadValue,
            &given.node.span,
            message,
        ));
    }
    spec.options.set("loop_limit", limit);
    Ok(())
}

/// Converts the matcher of an entry; returns `None` if it matches everything or the event has nothing to match. Cursor
/// does not document whether patterns are anchored; the documented examples work only without anchors.
pub(super) fn lower(_event: &str, target: Target, text: &str) -> Option<Matcher> {
    let subject = match target {
        _ if matches!(text, "" | "*") => return None,
        Target::Nothing => return None,
        Target::CommandText => Subject::CommandText,
        Target::Tool | Target::OneOf(_) | Target::Free => Subject::Names,
    };
    Some(Matcher::Pattern(
        Pattern::new(text, PatternSyntax::EcmaScript).with_subject(subject),
    ))
}

/// Sets the working folder, and the variables for the project's root. A project's hooks run in the project's root, and
/// all other hooks in the folder of their file.
fn surroundings(command: &mut hooks_types::spec::Command, place: &Place) {
    let folder = place.folder.as_deref();
    // Cursor runs the user's hooks in `~/.cursor`, even if a project is open (its documentation).
    let users_own = place
        .home
        .as_ref()
        .is_some_and(|home| folder == Some(home.join(".cursor").as_path()));
    let own_folder = users_own || place.scope == hooks_types::spec::Scope::Managed;
    let dir = match &place.project_root {
        Some(root) if !own_folder => Some(root.as_path()),
        _ => folder,
    };
    if let Some(dir) = dir {
        command.work_dir = WorkDir::Fixed(dir.to_path_buf());
    }
    let root = place.project_root.as_deref().filter(|_| !own_folder);
    let project = ["CURSOR_PROJECT_DIR", "CLAUDE_PROJECT_DIR"].map(|name| (name, root));
    set_paths(command, project);
}
