//! Reads Gemini CLI's files, and finds the keys that concern hooks.

use hooks_config::format::{Fields, Flaw, Node, Reader, Switch, at_most, is_comment, wrong_type};
use hooks_config::{DiagnosticCode, Words};
use hooks_types::near::nearest;
use hooks_types::text::short_name;

use super::handler::ENTRIES;

/// Reads `settings.json` or an extension's `hooks.json`.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let mut fields = Fields::of(root, "the file")?;
    if let Some(config) = fields.get("hooksConfig")
        && let Err(flaw) = hooks_config(reader, config)
    {
        reader.flaw(&flaw);
    }
    if let Some(hooks) = fields.get("hooks") {
        misplaced_switches(reader, hooks);
        ENTRIES.walk_but(reader, hooks, SWITCHES);
    }
    ENTRIES.stray_events(reader, &mut fields);
    // Most keys in settings do not concern hooks. So report an unknown key only if it resembles one of these two names.
    for member in fields.unread().filter(|member| !is_comment(&member.key)) {
        let known = ["hooks", "hooksConfig"];
        if let Some(near) = nearest(&member.key, known) {
            let message = format!(
                "unknown key `{}`; it has no effect",
                short_name(&member.key)
            );
            reader.warn(DiagnosticCode::UnknownKey, &member.key_span, message);
            reader.help(Words::ours(format!("did you mean `{near}`?")));
        }
    }
    Ok(())
}

/// Switches (settings that turn hooks off) that were among the event keys in former versions of Gemini CLI.
const SWITCHES: &[&str] = &["enabled", "disabled", "notifications"];

/// Warns about switches (settings that turn hooks off) that are among the event keys.
fn misplaced_switches(reader: &mut Reader<'_>, hooks: &Node) {
    let members = hooks.members().unwrap_or_default();
    for member in members
        .iter()
        .filter(|member| SWITCHES.contains(&member.key.as_str()))
    {
        let message = format!("`{}` has no effect among the events", member.key);
        reader.warn(DiagnosticCode::NoEffect, &member.key_span, message);
        reader.help("it belongs in `hooksConfig`");
    }
}

/// Reads the switches in `hooksConfig`.
fn hooks_config(reader: &mut Reader<'_>, node: &Node) -> Result<(), Flaw> {
    let mut fields = Fields::of(node, "`hooksConfig`")?;
    fields.member("notifications");
    if let Some((enabled, span)) = fields.flag("enabled")? {
        reader.switches.disable_all =
            Some(Switch::new(!enabled, span).with_key("`hooksConfig.enabled = false`"));
    }
    if let Some(disabled) = fields.get("disabled") {
        let items = disabled
            .items()
            .ok_or_else(|| wrong_type(disabled, "`disabled`", "a list of names or commands"))?;
        for (before, item) in items.iter().enumerate() {
            at_most(before + 1, disabled, "`disabled`")?;
            match item.text() {
                Some(text) => reader
                    .switches
                    .disabled_hooks
                    .push(Switch::new(text.to_owned(), &item.span)),
                None => reader.flaw(&wrong_type(item, "an element of `disabled`", "a string")),
            }
        }
    }
    reader.unread(&fields, "`hooksConfig`");
    Ok(())
}
