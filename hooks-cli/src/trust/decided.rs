//! What was decided: `list`, `show` and `revoke`.

use std::io::Write;
use std::path::{Path, PathBuf};

use hooks_config::{StorePlace, TrustEntry, TrustStore};
use serde_json::{Value, json};

use super::find::project;
use super::keeper::store_place;
use super::wrap::wrapped;
use crate::cli::{Files, Format, TrustHooks, TrustList, TrustPlace};
use crate::configuration::{Whereabouts, places};
use crate::exit_code;
use crate::failure::Failure;

/// Every root with its hooks.
pub(super) fn list(options: &TrustList) -> Result<u8, Failure> {
    let store = read()?;
    match options.format {
        Format::Json => say(&(json_of(&store).to_string() + "\n")),
        Format::Text => {
            let mut text = String::new();
            for (root, entries) in store.roots() {
                text += &wrapped(0, &root.display().to_string());
                for entry in entries {
                    text += &wrapped(2, &title(entry));
                    text += &format!("    {}\n", entry.fingerprint);
                }
            }
            if text.is_empty() {
                text += "nothing was decided yet\n";
            }
            say(&text)
        }
    }
}

fn title(entry: &TrustEntry) -> String {
    let shown = &entry.shown;
    let grants = if entry.may_grant { ", may grant" } else { "" };
    format!(
        "{}{grants}: {} `{}` of {}, {}",
        state(entry),
        shown.event,
        shown.id,
        shown.file,
        entry.at
    )
}

fn state(entry: &TrustEntry) -> &'static str {
    match entry.revoked {
        true => "revoked",
        false => "trusted",
    }
}

fn json_of(store: &TrustStore) -> Value {
    let hook = |entry: &TrustEntry| {
        json!({
            "state": state(entry),
            "fingerprint": entry.fingerprint,
            "file": entry.shown.file,
            "event": entry.shown.event,
            "id": entry.shown.id,
            "files": entry.files,
            "at": entry.at,
            "may_grant": entry.may_grant,
        })
    };
    let root = |(root, entries): (&Path, &[TrustEntry])| {
        let hooks: Vec<Value> = entries.iter().map(hook).collect();
        json!({ "root": root, "hooks": hooks })
    };
    let roots: Vec<Value> = store.roots().map(root).collect();
    json!({ "roots": roots })
}

/// Everything that was shown when the hooks were trusted.
pub(super) fn show(options: &TrustHooks) -> Result<u8, Failure> {
    let store = read()?;
    let roots = roots(&options.place, &store)?;
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

/// Takes trust back.
pub(super) fn revoke(options: &TrustHooks) -> Result<u8, Failure> {
    let store = read()?;
    let roots = roots(&options.place, &store)?;
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

/// Whether a hook is one of those that are named, or all are meant.
fn is_meant(entry: &TrustEntry, options: &TrustHooks) -> bool {
    let fingerprint = entry.fingerprint.to_string();
    let mut named = options.hooks.iter();
    options.hooks.is_empty() || named.any(|name| *name == entry.shown.id || *name == fingerprint)
}

/// The roots that are meant: the named one, else those around the working folder.
fn roots(place: &TrustPlace, store: &TrustStore) -> Result<Vec<PathBuf>, Failure> {
    if let Some(root) = &place.project {
        // It may be gone, and its trust is taken back all the same.
        let whole = root.canonicalize().or_else(|_| std::path::absolute(root));
        let whole = whole.unwrap_or_else(|_| root.clone());
        return Ok(vec![whole]);
    }
    let found = project(None, &[])?;
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
    anstream::stdout()
        .write_all(text.as_bytes())
        .map_err(|error| Failure::new(format!("cannot write the hooks: {error}")))?;
    Ok(exit_code::DONE)
}
