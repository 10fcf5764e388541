//! Reads Claude Code's files, and finds the keys that concern hooks.
//!
//! Settings files contain `hooks`, switches that turn hooks off, and many other keys. A plugin has a `hooks.json`
//! without such switches, or a manifest.

use hooks_config::format::{
    Fields, Flaw, Kind, Member, Node, Reader, Switch, at_most, is_comment, wrong_type,
};
use hooks_config::{DiagnosticCode, Words};

use hooks_types::near::{letters, nearest};
use hooks_types::text::short_name;

use super::handler::ENTRIES;
use crate::config::manifest::manifest;

/// The settings keys that concern hooks.
const ABOUT_HOOKS: &[&str] = &[
    "hooks",
    "disableAllHooks",
    "allowManagedHooksOnly",
    "allowedHttpHookUrls",
    "httpHookAllowedEnvVars",
    "enabledPlugins",
];

/// Reads the file as a manifest, a plugin's `hooks.json` or settings, depending on its name.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    match reader.place.file_name() {
        "plugin.json" => manifest(reader, root, &ENTRIES),
        "hooks.json" => wrapper(reader, root),
        _ => settings(reader, root),
    }
}

/// Reads `settings.json` or one of its variants; most keys in these files do not concern hooks.
fn settings(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let mut fields = Fields::of(root, "the file")?;
    // Look for misplaced events first: `stray_events` reports them and marks their keys as read, so the loop does not
    // report them a second time.
    ENTRIES.stray_events(reader, &mut fields);
    for member in fields.unread() {
        settings_key(reader, member);
    }
    switches(reader, &mut fields);
    if let Some(hooks) = fields.get("hooks") {
        ENTRIES.walk(reader, hooks);
    }
    Ok(())
}

/// Warns about a key without effect whose author probably meant a key for hooks.
fn settings_key(reader: &mut Reader<'_>, member: &Member) {
    let key = member.key.as_str();
    if ABOUT_HOOKS.contains(&key) {
        return;
    }
    let code = DiagnosticCode::UnknownKey;
    if is_comment(key) {
        if key != "$schema" {
            let key = short_name(key);
            let message = format!("`{key}` is not a setting; read as a comment");
            reader.note(code, &member.key_span, message);
        }
        return;
    }
    // Settings have many unrelated keys, so an unknown key is reported only if it resembles an event or a setting for
    // hooks.
    let looks_like_event = is_like_event(key) && holds_entries(&member.node);
    if looks_like_event {
        let message = format!(
            "`{}` has no effect here; events belong under `hooks`",
            short_name(key)
        );
        reader.warn(code, &member.key_span, message);
        reader.help("write { \"hooks\": { \"EVENT\": [...] } }");
    } else if let Some(near) = nearest(key, ABOUT_HOOKS.iter().copied()) {
        let message = format!("unknown key `{}`; it has no effect", short_name(key));
        reader.warn(code, &member.key_span, message);
        reader.help(Words::ours(format!("did you mean `{near}`?")));
    }
}

/// Returns whether a value has entries that run something, as the value of an event has.
fn holds_entries(node: &Node) -> bool {
    let members = node.members().unwrap_or_default();
    let inside = members.iter().map(|member| &member.node);
    let inside = inside.chain(node.items().unwrap_or_default());
    node.runs() || inside.into_iter().any(Node::runs)
}

/// Returns whether a key was probably meant as an event name, such as `stop`, `pre-tool` or `PreToolUse`.
fn is_like_event(key: &str) -> bool {
    let begins = |name: &str| {
        let mut name = letters(name);
        letters(key).all(|letter| name.next() == Some(letter))
    };
    let names = ENTRIES.rows().iter().map(|row| row.name);
    letters(key).count() >= 4 && (names.clone().any(begins) || nearest(key, names).is_some())
}

/// Reads the keys that switch hooks on or off, or limit them.
fn switches(reader: &mut Reader<'_>, fields: &mut Fields<'_>) {
    let flag = |reader: &mut Reader<'_>,
                found: Result<Option<(bool, &std::ops::Range<usize>)>, Flaw>| {
        match found {
            Ok(found) => found.map(|(value, span)| Switch::new(value, span)),
            Err(flaw) => {
                reader.flaw(&flaw);
                None
            }
        }
    };
    let off = flag(reader, fields.flag("disableAllHooks"));
    reader.switches.disable_all = off.map(|off| off.with_key("`disableAllHooks`"));
    if let Some(only) = flag(reader, fields.flag("allowManagedHooksOnly")) {
        if reader.place.scope != hooks_types::spec::Scope::Managed {
            let message = "`allowManagedHooksOnly` has an effect only in managed settings";
            reader.warn(DiagnosticCode::NoEffect, &only.span, message);
        }
        // The key is recorded for a file of any scope, but `settle` obeys it only in the administrator's files.
        reader.switches.managed_only = Some(only);
    }
    plugins(reader, fields);
    reader.switches.http_urls = list(reader, fields, "allowedHttpHookUrls");
    reader.switches.http_env = list(reader, fields, "httpHookAllowedEnvVars");
}

/// Reads the names of the plugins that are enabled or disabled.
fn plugins(reader: &mut Reader<'_>, fields: &mut Fields<'_>) {
    let Some(node) = fields.get("enabledPlugins") else {
        return;
    };
    let Some(members) = node.members() else {
        let flaw = wrong_type(
            node,
            "`enabledPlugins`",
            "an object of names and true or false",
        );
        return reader.flaw(&flaw);
    };
    if let Err(flaw) = at_most(members.len(), node, "`enabledPlugins`") {
        return reader.flaw(&flaw);
    }
    for member in members {
        let named = Switch::new(member.key.clone(), &member.key_span);
        match member.node.kind {
            Kind::Bool(false) => reader.switches.disabled_plugins.push(named),
            // Only `false` disables a plugin. Any other value, such as a list of versions, means that the plugin is
            // enabled.
            _ => reader.switches.enabled_plugins.push(named),
        }
    }
}

/// Reads a list of allowed values. A list that cannot be read is an error and allows nothing, because it is unknown
/// which values it should exclude.
fn list(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
) -> Option<Vec<String>> {
    let read = fields.texts(key).and_then(|found| {
        if let (Some(texts), Some(node)) = (&found, fields.get(key)) {
            at_most(texts.len(), node, &format!("`{key}`"))?;
        }
        Ok(found)
    });
    match read {
        Ok(found) => found.map(|texts| texts.iter().map(|text| text.text.to_owned()).collect()),
        Err(flaw) => {
            reader.lose(&flaw);
            Some(Vec::new())
        }
    }
}

/// Reads a plugin's `hooks.json`.
fn wrapper(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let mut fields = Fields::of(root, "the file")?;
    fields.member("description");
    fields.member("$schema");
    match fields.get("hooks") {
        Some(hooks) => ENTRIES.walk(reader, hooks),
        None => reader.no_hooks(),
    }
    reader.unread(&fields, "a hooks file");
    Ok(())
}
