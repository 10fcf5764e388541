//! Copilot's files: which of their keys are about hooks, flat and grouped entries.

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Kind, Member, Node, Reader, Switch, Text, wrong_type};

use super::events::EVENTS;
use super::{handler, matcher};
use crate::config::events::{EventKey, event_key};

pub(super) fn read(reader: &mut Reader<'_>, root: &Node) {
    if let Err(flaw) = file(reader, root) {
        reader.lose(&flaw);
    }
}

/// Whether the file is Copilot's settings, of which hooks are one key among others.
fn is_settings(reader: &Reader<'_>) -> bool {
    let name = reader.place.file_name();
    name.starts_with("settings") || name == "config.json"
}

fn file(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let settings = is_settings(reader);
    let mut fields = Fields::of(root, "the file")?;
    fields.member("$schema");
    fields.member("description");
    if let Some(version) = fields.get("version")
        && !settings
        && !matches!(&version.kind, Kind::Number(one) if one.as_u64() == Some(1))
    {
        let message = "Copilot knows `version` 1 only and drops the file; here its hooks count";
        reader.error(DiagnosticCode::BadValue, &version.span, message);
    }
    match fields.flag("disableAllHooks") {
        Ok(found) => {
            reader.switches.disable_all = found.map(|(value, span)| Switch::new(value, span));
        }
        Err(flaw) => reader.flaw(&flaw),
    }
    let hooks = fields.get("hooks");
    if !settings {
        reader.unread(&fields, "a hooks file");
    }
    let Some(hooks) = hooks else {
        if !settings {
            reader.no_hooks();
        }
        return Ok(());
    };
    let members = hooks
        .members()
        .ok_or_else(|| wrong_type(hooks, "`hooks`", "an object of events"))?;
    let broken_before = reader.errors();
    for member in members {
        if let Some(key) = event_key(reader, member, EVENTS) {
            event(reader, member, key);
        }
    }
    if settings && reader.errors() > broken_before {
        let message = "Copilot drops all hooks of its settings when one entry is broken; here the others count";
        reader.warn(DiagnosticCode::Deviation, &hooks.span, message);
    }
    Ok(())
}

fn event(reader: &mut Reader<'_>, member: &Member, key: EventKey<'_>) {
    let Some(entries) = member.node.items() else {
        let what = format!("`{}`", member.key);
        let flaw = wrong_type(&member.node, &what, "a list of entries");
        if let EventKey::Known(_) = key {
            refuse(reader, member, key, (&member.node, flaw));
        } else {
            reader.flaw(&flaw);
        }
        return;
    };
    for node in entries {
        match node.get("hooks") {
            Some(inner) => group(reader, member, key, (node, inner)),
            None => entry(reader, member, key, (node, node)),
        }
    }
}

/// Claude Code's group around entries.
fn group(
    reader: &mut Reader<'_>,
    member: &Member,
    key: EventKey<'_>,
    (node, inner): (&Node, &Node),
) {
    let Some(entries) = inner.items() else {
        let flaw = wrong_type(inner, "`hooks` of a group", "a list of entries");
        return refuse(reader, member, key, (node, flaw));
    };
    if let Ok(mut fields) = Fields::of(node, "a group") {
        fields.member("matcher");
        fields.member("hooks");
        reader.unread(&fields, "a matcher group");
    }
    for one in entries {
        entry(reader, member, key, (one, node));
    }
}

/// Keeps one hook that always fails for a value whose entries cannot be told. A matcher that can be
/// read limits it.
fn refuse(
    reader: &mut Reader<'_>,
    member: &Member,
    key: EventKey<'_>,
    (node, flaw): (&Node, Flaw),
) {
    let mut spec = reader.spec(key.event(&member.key), &member.key, &node.span);
    if let Ok(Some(text)) = matcher_of(node) {
        spec.matchers
            .extend(matcher::lower(&member.key, key.target(), text.text));
    }
    reader.keep_read(spec, &node.span, Err(flaw));
}

fn matcher_of(node: &Node) -> Result<Option<Text<'_>>, Flaw> {
    Fields::of(node, "an entry").and_then(|mut fields| fields.text("matcher"))
}

/// One entry, with the object that holds its matcher: itself, or its group.
fn entry(
    reader: &mut Reader<'_>,
    member: &Member,
    key: EventKey<'_>,
    (node, matched): (&Node, &Node),
) {
    let mut spec = reader.spec(key.event(&member.key), &member.key, &node.span);
    let read = matcher_of(matched).and_then(|text| {
        if let Some(text) = text {
            reader.copies(text, 1)?;
            let target = key.target();
            matcher::remark(reader, &member.key, target, text);
            spec.matchers
                .extend(matcher::lower(&member.key, target, text.text));
        }
        handler::fill(reader, &member.key, node, &mut spec)
    });
    reader.keep_read(spec, &node.span, read);
}
