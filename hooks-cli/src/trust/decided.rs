//! The commands about earlier decisions: `hooks trust list`, `show` and `revoke`.
//!
//! They read the trust store. `list` also reads the hook files around the working folder, to show the hooks that wait
//! for a decision. The project of a decision need not exist any more: the decisions about a deleted folder stay until
//! they are revoked.

use std::path::{Path, PathBuf};

use hooks_config::{StorePlace, TrustEntry, TrustListing, TrustStatus, TrustStore, WaitingHook};
use hooks_types::text::{short_name, visible_json, visible_name};

use super::find::{found_here, project};
use super::keeper::store_place;
use super::page::Page;
use super::shown;
use super::states::shown_state;
use crate::cli::{Files, Output, TrustHooks, TrustPlace, TrustShow};
use crate::configuration::{Whereabouts, places};
use crate::exit_code;
use crate::failure::Failure;
use crate::show::{columns, event_named, print_out};

/// Lists all decisions, and those hooks around the working folder that wait for a decision.
///
/// # Errors
///
/// The store cannot be read, or no home folder is known.
pub(super) fn list(output: &Output) -> Result<u8, Failure> {
    let store = read()?;
    let found = found_here()?.trust;
    let listing = TrustListing::new(&store, &found);
    if output.is_json() {
        let json = serde_json::to_string(&listing)
            .map_err(|error| Failure::new(format!("cannot write the list: {error}")))?;
        return say(&(visible_json(&json) + "\n"));
    }
    // The store contains texts of projects, so print them through [`Page`], which escapes them.
    let mut page = Page::new(columns());
    for (root, entries) in store.roots() {
        page.say(0, &root.display().to_string());
        for entry in entries {
            page.say(2, &title(entry));
            page.say(4, &entry.at);
            page.fingerprint(4, &entry.fingerprint);
        }
    }
    if page.text.is_empty() {
        page.say(0, "there are no decisions yet");
    }
    if !listing.waiting.is_empty() {
        page.say(
            0,
            "waiting for your decision (type `hooks trust` to decide):",
        );
    }
    for hook in &listing.waiting {
        let whose = match &hook.plugin {
            Some(plugin) => format!("the plugin {}", short_name(plugin)),
            None => visible_name(&hook.root),
        };
        let WaitingHook {
            event, id, file, ..
        } = hook;
        let (event, id, file) = (event_named(event), visible_name(id), visible_name(file));
        let is_it = |status: &&TrustStatus| {
            (&status.id, &status.file) == (&hook.id, &hook.file)
                && status.event.wire_name() == hook.event
                && status.root.display().to_string() == hook.root
        };
        let reason = found.iter().find(is_it);
        let reason = reason.and_then(|status| status.remark.as_deref());
        let state = shown_state(hook.state, reason);
        page.say(
            2,
            &format!("{state}: hook `{id}` ({event}) of {file}, {whose}"),
        );
    }
    say(&page.text)
}

/// Returns the first line about a decision: the state, the hook, its event and its file.
fn title(entry: &TrustEntry) -> String {
    let shown = &entry.shown;
    let grants = if entry.may_grant { ", may grant" } else { "" };
    format!(
        "{}{grants}: hook `{}` ({}) of {}",
        state(entry),
        visible_name(&shown.id),
        event_named(&shown.event),
        visible_name(&shown.file)
    )
}

/// Returns the state of a decision, in the word that `trust list --json` uses.
pub(super) fn state(entry: &TrustEntry) -> &'static str {
    match entry.revoked {
        true => "revoked",
        false => "trusted",
    }
}

/// Prints the facts that the user saw when the hooks were trusted: the command, every fact and the scripts, as they
/// were at that time.
///
/// # Errors
///
/// The store cannot be read, or the options name no hook in it.
pub(super) fn show(options: &TrustShow) -> Result<u8, Failure> {
    let store = read()?;
    let TrustShow { hooks, output } = options;
    let mut found = Vec::new();
    for root in places_meant(&hooks.place, &store)? {
        let meant = store.entries(&root).iter();
        let meant: Vec<&TrustEntry> = meant.filter(|entry| is_meant(entry, hooks)).collect();
        if !meant.is_empty() {
            found.push((root, meant));
        }
    }
    if found.is_empty() {
        return Err(nothing(hooks));
    }
    if output.is_json() {
        return say(&shown::json(&found)?);
    }
    let mut page = Page::new(columns());
    for (root, entries) in found {
        entries
            .into_iter()
            .for_each(|entry| show_entry(&root, entry, &mut page));
    }
    say(&page.text)
}

/// Adds one decision to the page. The texts of the hook's scripts come from the store, not from the project.
fn show_entry(root: &Path, entry: &TrustEntry, page: &mut Page) {
    let shown = &entry.shown;
    page.say(0, &root.join(&shown.file).display().to_string());
    page.say(2, &title(entry));
    // Lines that the project wrote begin with `$` (a command) or `|`, so that they cannot look like ours.
    for line in shown.command.lines() {
        page.quote(4, '$', line);
    }
    for line in &shown.lines {
        page.say(4, line);
    }
    for (name, mark) in &entry.files {
        page.say(4, &format!("file {name}: {mark}"));
        let script = shown.scripts.get(name).map_or("", String::as_str);
        for line in script.lines() {
            page.quote(6, '|', line);
        }
    }
    page.fingerprint(4, &entry.fingerprint);
}

/// Revokes trust in hooks. The hooks' project or plugin need not exist any more.
pub(super) fn revoke(options: &TrustShow) -> Result<u8, Failure> {
    let TrustShow { hooks, output } = options;
    let store = read()?;
    let roots = places_meant(&hooks.place, &store)?;
    let place = place()?;
    // Choose the hooks again inside `change`, because another process might have written the store since it was read.
    let revoked = place.change(|store| {
        let of_root = |root: &PathBuf| {
            let count = store.revoke(root, |entry| is_meant(entry, hooks));
            (root.clone(), count)
        };
        roots.iter().map(of_root).collect::<Vec<_>>()
    });
    let mut revoked =
        revoked.map_err(|error| Failure::new(format!("nothing was revoked: {error}")))?;
    revoked.retain(|(_, count)| *count > 0);
    match revoked.iter().map(|(_, count)| count).sum::<usize>() {
        0 => Err(nothing(hooks)),
        _ if output.is_json() => say(&shown::revoked(&revoked)?),
        1 => say("1 hook revoked\n"),
        count => say(&format!("{count} hooks revoked\n")),
    }
}

/// Returns the failure for options that name no hook in the store. The message names `hooks trust list`, which shows
/// every root.
fn nothing(options: &TrustHooks) -> Failure {
    Failure::new(match options.hooks.is_empty() {
        true => {
            "no decision about a hook of this project is stored; `hooks trust list` lists all decisions"
        }
        false => {
            "no decision about a hook of this name or fingerprint is stored here; `hooks trust list` lists all decisions"
        }
    })
}

/// Returns whether the options name this hook, by id or fingerprint. If the options name no hook, all hooks are meant.
/// A name means every version of the hook in the store.
fn is_meant(entry: &TrustEntry, options: &TrustHooks) -> bool {
    let fingerprint = entry.fingerprint.to_string();
    let mut named = options.hooks.iter();
    options.hooks.is_empty() || named.any(|name| *name == entry.shown.id || *name == fingerprint)
}

/// Returns the projects and plugins that the options select: the named project, the entries of the named plugin in the
/// store, or else the projects around the working folder that have a decision.
///
/// # Errors
///
/// No project or plugin is named, and the folders around the working folder cannot be searched.
fn places_meant(place: &TrustPlace, store: &TrustStore) -> Result<Vec<PathBuf>, Failure> {
    if let Some(root) = &place.project {
        // The folder might not exist any more. Trust in its hooks can still be revoked under its path.
        let whole = root.canonicalize().or_else(|_| std::path::absolute(root));
        let whole = whole.unwrap_or_else(|_| root.clone());
        return Ok(vec![whole]);
    }
    if let Some(plugin) = &place.plugin {
        // The plugin might not be installed any more. So look in the trust store, and not in the agent's list of
        // plugins.
        let named = store.roots().map(|(kept, _)| kept);
        let named = named.filter(|kept| kept.file_name() == Some(plugin.as_ref()));
        return Ok(named.map(Path::to_path_buf).collect());
    }
    let found = project(place, &[])?;
    let mut roots: Vec<PathBuf> = found
        .places
        .roots
        .into_iter()
        .map(|root| root.path)
        .collect();
    roots.retain(|root| !store.entries(root).is_empty());
    Ok(roots)
}

/// Returns the path of the trust store.
///
/// # Errors
///
/// No home folder is known.
fn place() -> Result<StorePlace, Failure> {
    let here = std::env::current_dir().unwrap_or_default();
    let places = places(&Files::of_project(None), None, &Whereabouts::folder(here))?;
    store_place(&places)
        .ok_or_else(|| Failure::new("no home folder is known; set HOME or XDG_STATE_HOME"))
}

/// Reads the store. A store that does not exist yet is empty.
fn read() -> Result<TrustStore, Failure> {
    place()?
        .read()
        .map_err(|error| Failure::new(error.to_string()))
}

/// Prints a text that is already escaped.
fn say(text: &str) -> Result<u8, Failure> {
    print_out(text)?;
    Ok(exit_code::DONE)
}
