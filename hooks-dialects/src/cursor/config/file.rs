//! Cursor's `hooks.json`.

use std::time::Duration;

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Kind, Member, Node, Place, Reader, wrong_type};
use hooks_types::{
    Alphabet, Handler, HookSpec, Matcher, OnFailure, OtherHandler, Pattern, Program, Subject,
    WorkDir,
};

use super::events::{EVENTS, alias, loops};
use crate::config::command::foreign;
use crate::config::events::{EventKey, Target, event_key};
use crate::config::timeout::{Unit, read_timeout};
use crate::config::{pattern, tool_words};

/// Undocumented; other agents' limits lie between 30 seconds and 10 minutes.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

/// Claude Code's word for a kind of tool and Cursor's.
const WORDS: &[(&str, &str)] = &[("Bash", "Shell"), ("Edit", "Write"), ("MultiEdit", "Write")];

/// How often a hook may send the agent on unless it says otherwise.
const LOOP_LIMIT: u32 = 5;

pub(super) fn read(reader: &mut Reader<'_>, root: &Node) {
    if let Err(flaw) = file(reader, root) {
        reader.lose(&flaw);
    }
}

fn file(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let mut fields = Fields::of(root, "the file")?;
    fields.member("$schema");
    match fields.get("version") {
        None => {
            let message = "`version` is missing; Cursor expects `\"version\": 1`";
            reader.warn(DiagnosticCode::MissingKey, &(0..0), message);
        }
        Some(version) => {
            if !matches!(&version.kind, Kind::Number(one) if one.as_u64() == Some(1)) {
                let message = "Cursor knows `version` 1 only, and may not read this file";
                reader.warn(DiagnosticCode::BadValue, &version.span, message);
            }
        }
    }
    let hooks = fields.get("hooks");
    reader.unread(&fields, "a hooks file");
    let Some(hooks) = hooks else {
        reader.no_hooks();
        return Ok(());
    };
    let members = hooks
        .members()
        .ok_or_else(|| wrong_type(hooks, "`hooks`", "an object of events"))?;
    for member in members {
        if let Some(key) = event_key(reader, member, EVENTS) {
            if let (EventKey::Unknown, Some(own)) = (key, alias(&member.key)) {
                reader.help(format!("there it is `{own}`"));
            }
            event(reader, member, key);
        }
    }
    Ok(())
}

fn event(reader: &mut Reader<'_>, member: &Member, key: EventKey<'_>) {
    let Some(entries) = member.node.items() else {
        let what = format!("`{}`", member.key);
        let flaw = wrong_type(&member.node, &what, "a list of entries");
        if let EventKey::Unknown = key {
            return reader.flaw(&flaw);
        }
        let mut spec = reader.spec(key.event(&member.key), &member.key, &member.node.span);
        // A matcher that can be read limits what fails.
        let matcher = Fields::of(&member.node, &what).and_then(|mut fields| fields.text("matcher"));
        let matcher = matcher.ok().flatten();
        spec.matchers
            .extend(matcher.and_then(|text| lower(key.target(), text.text)));
        return reader.keep_read(spec, &member.node.span, Err(flaw));
    };
    for node in entries {
        let mut spec = reader.spec(key.event(&member.key), &member.key, &node.span);
        let read = entry(reader, member, key, node, &mut spec);
        reader.keep_read(spec, &node.span, read);
    }
}

fn entry(
    reader: &mut Reader<'_>,
    member: &Member,
    key: EventKey<'_>,
    node: &Node,
    spec: &mut HookSpec,
) -> Result<(), Flaw> {
    let mut fields = Fields::of(node, "an entry")?;
    if let Some(text) = fields.text("matcher")? {
        reader.copies(text, 1)?;
        let lowered = lower(key.target(), text.text);
        pattern::remark(reader, lowered.as_ref(), text.span);
        if key.target() == Target::Tool {
            tool_words::remark(reader, text.text, text.span, "Cursor", WORDS);
        }
        match lowered {
            Some(matcher) => spec.matchers.push(matcher),
            None if matches!(text.text, "" | "*") => {}
            None => {
                let message = format!("{} has nothing to match; the hook always runs", member.key);
                reader.warn(DiagnosticCode::NoEffect, text.span, message);
            }
        }
    }
    spec.timeout = match fields.get("timeout") {
        Some(node) => read_timeout(reader, node, "timeout", Unit::Seconds)?,
        None => DEFAULT_TIMEOUT,
    };
    if let Some((true, _)) = fields.flag("failClosed")? {
        spec.on_failure = OnFailure::Block;
    }
    loop_limit(reader, &member.key, &mut fields, spec)?;
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
            let message = "a `prompt` entry needs an executor of the embedding agent; without one it fails, visibly";
            let span = kind.map_or(&node.span, |kind| kind.span);
            reader.warn(DiagnosticCode::UnsupportedHandler, span, message);
            Handler::Other(OtherHandler::new("prompt", node.to_map()))
        }
        unknown => {
            let message = format!("Cursor has no entry type `{unknown}`");
            let span = kind.map_or(&node.span, |kind| kind.span);
            return Err(Flaw::new(DiagnosticCode::BadValue, span, message));
        }
    };
    if fields.member("hooks").is_some() {
        let message = "Cursor's entries are flat: `hooks` inside one is not read";
        reader.warn(DiagnosticCode::NoEffect, &node.span, message);
    }
    reader.unread(&fields, "an entry");
    Ok(())
}

fn loop_limit(
    reader: &mut Reader<'_>,
    event: &str,
    fields: &mut Fields<'_>,
    spec: &mut HookSpec,
) -> Result<(), Flaw> {
    let given = fields.member("loop_limit");
    if loops(event) {
        spec.options.set("loop_limit", LOOP_LIMIT);
    }
    let Some(given) = given else { return Ok(()) };
    if !loops(event) {
        let message = format!("`loop_limit` counts on stop and subagentStop, not on {event}");
        reader.warn(DiagnosticCode::NoEffect, &given.key_span, message);
        return Ok(());
    }
    let limit = match &given.node.kind {
        Kind::Null => None,
        Kind::Number(number) => number.as_u64().and_then(|limit| u32::try_from(limit).ok()),
        _ => return Err(wrong_type(&given.node, "`loop_limit`", "a number or null")),
    };
    if limit.is_none() && given.node.kind != Kind::Null {
        let message = "`loop_limit` is no whole number that can be counted to";
        return Err(Flaw::new(
            DiagnosticCode::BadValue,
            &given.node.span,
            message,
        ));
    }
    spec.options.set("loop_limit", limit);
    Ok(())
}

/// The matcher of an entry; none where it fits everything, or nothing is tested. Anchoring is not
/// documented, and the examples work unanchored only.
pub(super) fn lower(target: Target, text: &str) -> Option<Matcher> {
    let subject = match target {
        _ if matches!(text, "" | "*") => return None,
        Target::Nothing => return None,
        Target::CommandText => Subject::CommandText,
        Target::Tool | Target::OneOf(_) | Target::Free => Subject::Names,
    };
    Some(Matcher::Pattern(
        Pattern::new(text, Alphabet::EcmaScript).with_subject(subject),
    ))
}

/// A project's hooks run in the project's root, all others in the folder of their file.
fn surroundings(command: &mut hooks_types::Command, place: &Place) {
    let folder = place.folder.as_deref();
    let users_own = place
        .home
        .as_ref()
        .is_some_and(|home| folder == Some(home.join(".cursor").as_path()));
    let own_folder = users_own || place.scope == hooks_types::Scope::Managed;
    let dir = match &place.project_root {
        Some(root) if !own_folder => Some(root.as_path()),
        _ => folder,
    };
    if let Some(dir) = dir {
        command.work_dir = WorkDir::Fixed(dir.to_path_buf());
    }
    if let Some(root) = place.project_root.as_ref().filter(|_| !own_folder) {
        for name in ["CURSOR_PROJECT_DIR", "CLAUDE_PROJECT_DIR"] {
            command
                .env
                .insert(name.to_owned(), root.display().to_string());
        }
    }
}
