//! Reads the root of a native file: `[hooks]` and `notify`. Other keys belong to the agent, or are
//! mistakes.
//!
//! The same text can be a file of ours or an agent's whole configuration, so most unknown root keys cannot be judged
//! here. A key that looks like hooks in the wrong place is always reported: `[hook]`, `[[pre_tool_use]]`,
//! `[agent.hooks.stop]`. These hooks would never run.

use std::ops::Range;

use hooks_types::EventName;
use hooks_types::near::{bare, folded, nearest};
use hooks_types::text::quoted;

use super::lower::lower;
use super::notify::NotifyToml;
use super::other::ours;
use super::table::{KEYS, Table};
use crate::bounds::check_placeholders;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::format::{Kind, Member, Node, parse_toml};
use crate::lines::Lines;
use crate::loaded::{Loaded, LoadedFile};
use crate::options::{LoadOptions, OwnKeys};
use crate::words::Words;

/// Parses the text of a native file. Reads `[hooks]` and `notify`. Other root keys belong to the agent
/// ([`LoadOptions::own_keys`]); hooks below such a key are an error. This function is pure: it uses only its arguments.
///
/// Reports all flaws of the text at once, up to 200. An unusable entry is kept as a hook that always fails
/// ([`Loaded::hooks_despite_errors`]). A text that is not TOML, or that exceeds a limit (docs/limits.md), yields one
/// error and no hooks.
#[must_use]
pub fn parse(text: &str, options: &LoadOptions) -> Loaded {
    let folder = options.config_dir.as_deref();
    let longest = folder.map_or(0, |folder| folder.as_os_str().len());
    // Check the limits before a tree is built, because a tree takes much memory.
    let parsed = check_placeholders(text, longest).and_then(|()| parse_toml(text));
    let root = match parsed {
        Ok(root) => root,
        Err(flaw) => return refused(text, options, flaw),
    };
    let hooks = root.member("hooks");
    // A file without `[hooks]` is valid: an agent's configuration can hold `notify` only, or nothing of
    // ours.
    let mut table = hooks.map_or_else(Table::default, |hooks| Table::read(&hooks.node));
    let notify = root.member("notify").and_then(|member| {
        let start = Some(member.key_span.start);
        match NotifyToml::read(&member.node) {
            Ok(notify) => Some((notify, start)),
            Err(problem) => {
                table.flaws.push(problem);
                None
            }
        }
    });
    if let Kind::Table(members) = &root.kind {
        // Look at all other keys, even in an agent's own file: hooks under a misspelt key `hooks` never run, and can be
        // guards.
        let others = members
            .iter()
            .filter(|member| !matches!(&*member.key, "hooks" | "notify"));
        table
            .flaws
            .extend(others.filter_map(|member| misplaced(member, options)));
    }
    lower(&table, notify.as_ref(), options, text)
}

/// Returns the flaw of a root key that is not ours, if the key looks like a mistake. In a file of ours, every unknown
/// key except `$schema` is a mistake: an error if its value runs something, else a warning.
fn misplaced(member: &Member, options: &LoadOptions) -> Option<Flaw> {
    let unknown = |help: String| {
        let shown = quoted(member.key.as_bytes(), 60);
        let message = format!("`{shown}` at the root is not read");
        Flaw::new(DiagnosticCode::UnknownKey, &member.key_span, message)
            .with_help(Words::ours(help))
    };
    if let Some(meant) = nearest(&member.key, ["hooks"]) {
        return Some(unknown(format!("did you mean `{meant}`?")));
    }
    if let Some((event, span)) = strayed(member) {
        let flaw = unknown(format!("write [[hooks.{}]]", event.wire_name()));
        return Some(Flaw { span, ..flaw });
    }
    // `modify = true` can be an agent's own key. Only a list can be a misspelt `notify`.
    if matches!(member.node.kind, Kind::List(_))
        && let Some(meant) = nearest(&member.key, ["notify"])
    {
        return Some(unknown(format!("did you mean `{meant}`?")));
    }
    if KEYS.contains(&&*member.key) {
        let help = format!("`{}` belongs under [hooks]", member.key);
        return Some(unknown(help).without_effect());
    }
    if options.own_keys == OwnKeys::Some || &*member.key == "$schema" {
        return None;
    }
    let flaw = unknown(HELP.to_owned());
    // Only hooks are read from this file. So a value that runs something was meant as a hook, and its loss is an error.
    let runs = runs(member) || runs_something(&member.node);
    Some(if runs { flaw } else { flaw.into_warning() })
}

/// The advice for an unknown key at the root.
const HELP: &str = "hooks are in [[hooks.EVENT]] and their common keys in [hooks]; besides these there \
                    is `notify`";

/// Returns whether a value contains a hook, under any key. Such a value below an unknown root key is a lost hook.
fn runs_something(node: &Node) -> bool {
    match &node.kind {
        Kind::Table(members) => members
            .iter()
            .any(|member| runs(member) || runs_something(&member.node)),
        Kind::List(items) => items.iter().any(runs_something),
        _ => false,
    }
}

/// Returns whether a member of a table is the command or the endpoint of a hook.
fn runs(member: &Member) -> bool {
    // Accept only these exact words. `comment` and `commander` are close to `command`, and an error about such a key
    // would make the whole load unusable.
    match (&*folded(&member.key), &member.node.kind) {
        ("command" | "cmd", Kind::Text(text)) => !text.trim().is_empty(),
        ("command" | "cmd", Kind::List(words)) => !words.is_empty(),
        ("http", Kind::Table(members)) => members.iter().any(|member| folded(&member.key) == "url"),
        _ => false,
    }
}

/// Returns whether a key is `command` or `http`, or a typo of either word.
fn names_a_handler(member: &Member) -> bool {
    let is_near = |key: &&str| nearest(&member.key, [*key]).is_some();
    ["command", "http"].iter().any(is_near)
}

/// Finds hooks of an event at or below a root key, where they are not read. Returns the event and the
/// key's range.
///
/// An agent's own configuration can use the same words (`[ui.notification]`). So a key is reported only if its value
/// looks like hooks. For an event that can block, every list and every table is reported, because a lost guard is worse
/// than a false alarm.
fn strayed(member: &Member) -> Option<(&'static EventName, Range<usize>)> {
    // `["hooks.pre_tool_use"]` is a single key that contains a dot. So look only at the part after the last dot.
    let name = member.key.rsplit('.').next().unwrap_or_default();
    let found = match ours(name) {
        Some(event) if event.traits().gates() => may_hold(&member.node).then_some(event),
        Some(event) => looks_like_hooks(&member.node).then_some(event),
        None if looks_like_hooks(&member.node) => {
            let names = || EventName::ALL.iter();
            // Look for typos of long names only: a short name such as `stop` is similar to too many
            // ordinary words.
            let long = bare(&member.key).len() > 8;
            let near = nearest(&member.key, names().map(EventName::wire_name));
            let near = near.filter(|_| long);
            near.and_then(|near| names().find(|event| event.wire_name() == near))
        }
        None => None,
    };
    found
        .map(|event| (event, member.key_span.clone()))
        .or_else(|| below(&member.node))
}

/// Finds hooks of an event anywhere below a value. Lists are searched too: `[[profiles]]` can have hooks.
fn below(node: &Node) -> Option<(&'static EventName, Range<usize>)> {
    match &node.kind {
        Kind::Table(members) => members.iter().find_map(strayed),
        Kind::List(items) => items.iter().find_map(below),
        _ => None,
    }
}

/// Returns whether a value can hold entries. A plain value such as `stop = true` is an agent's own setting.
fn may_hold(node: &Node) -> bool {
    matches!(node.kind, Kind::List(_) | Kind::Table(_))
}

/// Returns whether a value has the shape of entries: a list with tables, or a table with a handler.
fn looks_like_hooks(node: &Node) -> bool {
    match &node.kind {
        Kind::List(items) => items.iter().any(|item| matches!(item.kind, Kind::Table(_))),
        Kind::Table(members) => members.iter().any(names_a_handler),
        _ => false,
    }
}

/// Returns the result for a text that is not TOML or exceeds a limit: one error, and no hooks. The error
/// forbids the use of the load, because it is unknown which guards the file was meant to hold.
pub(super) fn refused(text: &str, options: &LoadOptions, mut flaw: Flaw) -> Loaded {
    // toml_edit reports a repeated key as a syntax error. This crate has a code of its own for a repeated key, so set
    // this code.
    if flaw.message.starts_with("duplicate key") {
        flaw.code = DiagnosticCode::DuplicateKey;
    }
    let mut loaded = Loaded::default();
    let found = flaw.into_diagnostic(&options.file, text, &Lines::of(text));
    loaded.diagnostics.push(found);
    // List the file although nothing of it is usable: its text is needed to show the diagnostic.
    loaded.files.push(LoadedFile::new(
        std::sync::Arc::clone(&options.file),
        hooks_types::DialectRef::NATIVE,
        0,
        text.into(),
    ));
    loaded
}

#[cfg(test)]
#[path = "root_tests.rs"]
mod tests;
