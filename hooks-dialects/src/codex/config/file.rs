//! Reads Codex's files, and finds the keys that concern hooks.

use std::time::Duration;

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Kind, Node, Reader, Switch, at_most, wrong_type};
use hooks_types::EventName;
use hooks_types::dialect::{Spelling, WireForm};
use hooks_types::spec::{Handler, PayloadChannel, Program};
use hooks_types::text::short_name;

use super::handler::ENTRIES;
use crate::config::command::foreign;
use crate::config::manifest::manifest;

/// Reads the file as `config.toml`, a manifest or a `hooks.json`, depending on its name.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let name = reader.place.file_name();
    if name.ends_with(".toml") {
        config(reader, root)
    } else if name == "plugin.json" {
        manifest(reader, root, &ENTRIES)
    } else {
        hooks_json(reader, root)
    }
}

/// Reads a `hooks.json`.
fn hooks_json(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let mut fields = Fields::of(root, "the file")?;
    fields.member("description");
    match fields.get("hooks") {
        Some(hooks) => ENTRIES.walk(reader, hooks),
        None => reader.no_hooks(),
    }
    ENTRIES.stray_events(reader, &mut fields);
    // Codex drops the whole file if it has an unknown key, and continues without the file's hooks (measured). Here the
    // hooks are kept.
    for member in fields.unread() {
        let message = format!(
            "unknown key `{}`; Codex drops the whole file because of it, while here the file's hooks are used",
            short_name(&member.key)
        );
        reader.warn(DiagnosticCode::UnknownKey, &member.key_span, message);
    }
    Ok(())
}

/// Reads `config.toml`. Most keys there do not concern hooks.
fn config(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let mut fields = Fields::of(root, "the file")?;
    if let Some(off) = fields.get("features").and_then(feature) {
        let (off, key) = off;
        if let Kind::Bool(on) = off.kind {
            let said = match key {
                FORMER => "`features.codex_hooks = false`",
                _ => "`features.hooks = false`",
            };
            reader.switches.disable_all = Some(Switch::new(!on, &off.span).with_key(said));
        } else {
            let named = match key {
                FORMER => "`features.codex_hooks`",
                _ => "`features.hooks`",
            };
            reader.flaw(&wrong_type(off, named, "true or false"));
        }
    }
    // Versions of Codex before 0.134 read the selected profile from this table.
    let profiles = fields.get("profiles").and_then(Node::members);
    for member in profiles.unwrap_or_default() {
        let off = member.node.get("features").and_then(feature);
        if let Some(Kind::Bool(false)) = off.map(|(off, _)| &off.kind) {
            let profiles = &mut reader.switches.off_in_profiles;
            at_most(profiles.len() + 1, &member.node, "`profiles`")?;
            profiles.push(Switch::new(member.key.to_string(), &member.key_span));
        }
    }
    if let Some(notify) = fields.get("notify") {
        legacy_notify(reader, notify);
    }
    let hooks = fields.get("hooks");
    ENTRIES.stray_events(reader, &mut fields);
    let Some(hooks) = hooks else {
        return Ok(());
    };
    // `hooks.state` is not an event: Codex records there which hooks are trusted or disabled.
    ENTRIES.walk_but(reader, hooks, &["state"]);
    for member in hooks
        .get("state")
        .and_then(Node::members)
        .unwrap_or_default()
    {
        state(reader, &member.key, &member.node)?;
    }
    Ok(())
}

/// The former name of the key `hooks` in the table `features`.
const FORMER: &str = "codex_hooks";

/// Returns the value in the table `features` that switches hooks on or off, and its key. The key has a current and a
/// former name.
fn feature(features: &Node) -> Option<(&Node, &'static str)> {
    let mut keys = ["hooks", FORMER].into_iter();
    keys.find_map(|key| Some((features.get(key)?, key)))
}

/// Reads the user's switch for one hook. The key of the switch names the hook by the hook's position in a file.
fn state(reader: &mut Reader<'_>, position: &str, node: &Node) -> Result<(), Flaw> {
    if let Some(Kind::Bool(false)) = node.get("enabled").map(|found| &found.kind) {
        at_most(
            reader.switches.disabled_positions.len() + 1,
            node,
            "`state`",
        )?;
        reader
            .switches
            .disabled_positions
            .push(Switch::new(position.to_owned(), &node.span));
    }
    Ok(())
}

/// Reads `notify`: a program that runs in the background at the end of a turn and gets the event as its last argument.
fn legacy_notify(reader: &mut Reader<'_>, node: &Node) {
    let argv: Option<Vec<String>> = node
        .items()
        .map(|items| {
            items
                .iter()
                .map(|item| item.text().map(str::to_owned))
                .collect()
        })
        .unwrap_or_default();
    let mut spec = reader.spec(EventName::AfterAgent, "agent-turn-complete", &node.span);
    spec.id = "notify".to_owned();
    match argv.filter(|argv| !argv.is_empty()) {
        Some(argv) => {
            let mut command = foreign(Program::Argv(argv));
            // Do as Codex does: pass the payload as the last argument of the program, and do not wait for the program
            // to end.
            command.payload = PayloadChannel::LastArgument;
            spec.handler = Handler::Command(command);
            spec.form =
                WireForm::native(&EventName::AfterAgent).with_spelling(Spelling::LegacyNotify);
            spec.background = true;
            spec.timeout = Duration::from_secs(600);
            reader.keep(spec, &node.span);
        }
        None => {
            let flaw = wrong_type(node, "`notify`", "a list of program and arguments");
            reader.flaw(&flaw);
            reader.keep_unusable(spec, &node.span, &flaw);
        }
    }
}
