//! The commands about earlier decisions: `hooks trust list`, `show` and `revoke`.

use std::path::{Path, PathBuf};

use hooks_config::{StorePlace, TrustEntry, TrustListing, TrustStore, WaitingHook};
use hooks_types::text::visible_json;

use super::find::{found_here, project};
use super::keeper::store_place;
use super::wrap::wrapped;
use crate::cli::{Files, Output, TrustHooks, TrustPlace};
use crate::configuration::{Whereabouts, places};
use crate::exit_code;
use crate::failure::Failure;
use crate::show::print_out;

/// Lists all decisions, and the hooks found from the working folder that wait for one.
pub(super) fn list(output: &Output) -> Result<u8, Failure> {
    let store = read()?;
    let listing = TrustListing::new(&store, &found_here()?.trust);
    if output.is_json() {
        let json = serde_json::to_string(&listing)
            .map_err(|error| Failure::new(format!("cannot write the list: {error}")))?;
        return say(&(visible_json(&json) + "\n"));
    }
    let mut text = String::new();
    for (root, entries) in store.roots() {
        text += &wrapped(0, &root.display().to_string());
        for entry in entries {
            text += &wrapped(2, &title(entry));
            // Not wrapped: the user copies or compares them.
            text += &format!("    {}\n    {}\n", entry.at, entry.fingerprint);
        }
    }
    if text.is_empty() {
        text += "nothing was decided yet\n";
    }
    if !listing.waiting.is_empty() {
        text += "waiting for a decision; `hooks trust` asks:\n";
    }
    for hook in &listing.waiting {
        let whose = match &hook.plugin {
            Some(plugin) => format!("the plugin {plugin}"),
            None => hook.root.clone(),
        };
        let WaitingHook {
            state,
            event,
            id,
            file,
            ..
        } = hook;
        text += &wrapped(2, &format!("{state}: {event} `{id}` of {file}, {whose}"));
    }
    say(&text)
}

fn title(entry: &TrustEntry) -> String {
    let shown = &entry.shown;
    let grants = if entry.may_grant { ", may grant" } else { "" };
    format!(
        "{}{grants}: {} `{}` of {}",
        state(entry),
        shown.event,
        shown.id,
        shown.file
    )
}

fn state(entry: &TrustEntry) -> &'static str {
    match entry.revoked {
        true => "revoked",
        false => "trusted",
    }
}

/// Prints what was shown when the hooks were trusted.
pub(super) fn show(options: &TrustHooks) -> Result<u8, Failure> {
    let store = read()?;
    let roots = places_meant(&options.place, &store)?;
    let mut text = String::new();
    for root in roots {
        for entry in store
            .entries(&root)
            .iter()
            .filter(|it| is_meant(it, options))
        {
            text += &wrapped(0, &root.join(&entry.shown.file).display().to_string());
            text += &wrapped(2, &title(entry));
            let shown = &entry.shown;
            for line in shown.command.lines() {
                text += &wrapped(4, &format!("$ {line}"));
            }
            for line in &shown.lines {
                text += &wrapped(4, line);
            }
            for (name, mark) in &entry.files {
                text += &wrapped(4, &format!("file {name}: {mark}"));
                let script = shown.scripts.get(name).map_or("", String::as_str);
                for line in script.lines() {
                    text += &wrapped(6, &format!("| {line}"));
                }
            }
            text += &format!("    {}\n", entry.fingerprint);
        }
    }
    if text.is_empty() {
        return Err(nothing(options));
    }
    say(&text)
}

/// Revokes hooks. Works without the project or plugin still being there.
pub(super) fn revoke(options: &TrustHooks) -> Result<u8, Failure> {
    let store = read()?;
    let roots = places_meant(&options.place, &store)?;
    let place = place()?;
    let revoked = place.change(|store| {
        let of_root = |root: &PathBuf| store.revoke(root, |entry| is_meant(entry, options));
        roots.iter().map(of_root).sum::<usize>()
    });
    match revoked.map_err(|error| Failure::new(format!("nothing was revoked: {error}")))? {
        0 => Err(nothing(options)),
        1 => say("1 hook revoked\n"),
        count => say(&format!("{count} hooks revoked\n")),
    }
}

fn nothing(options: &TrustHooks) -> Failure {
    Failure::new(match options.hooks.is_empty() {
        true => "no hook of this project was decided about; `hooks trust list` lists all",
        false => {
            "no hook of this name or fingerprint was decided about here; `hooks trust list` lists all"
        }
    })
}

/// Whether the options name this hook, by id or fingerprint; without names all hooks are meant.
fn is_meant(entry: &TrustEntry, options: &TrustHooks) -> bool {
    let fingerprint = entry.fingerprint.to_string();
    let mut named = options.hooks.iter();
    options.hooks.is_empty() || named.any(|name| *name == entry.shown.id || *name == fingerprint)
}

/// Returns the roots in the store that the options mean: the named project or plugin, else the projects
/// around the working folder.
fn places_meant(place: &TrustPlace, store: &TrustStore) -> Result<Vec<PathBuf>, Failure> {
    if let Some(root) = &place.project {
        // The folder may be deleted. Its trust can still be revoked under its path.
        let whole = root.canonicalize().or_else(|_| std::path::absolute(root));
        let whole = whole.unwrap_or_else(|_| root.clone());
        return Ok(vec![whole]);
    }
    if let Some(plugin) = &place.plugin {
        // The plugin may be uninstalled, so look in the store, not in the agent's list of plugins.
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

fn place() -> Result<StorePlace, Failure> {
    let here = std::env::current_dir().unwrap_or_default();
    let places = places(&Files::of_project(None), None, &Whereabouts::folder(here))?;
    store_place(&places)
        .ok_or_else(|| Failure::new("no home folder is known; set HOME or XDG_STATE_HOME"))
}

fn read() -> Result<TrustStore, Failure> {
    place()?
        .read()
        .map_err(|error| Failure::new(error.to_string()))
}

fn say(text: &str) -> Result<u8, Failure> {
    print_out(text)?;
    Ok(exit_code::DONE)
}
