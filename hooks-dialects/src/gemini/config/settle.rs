//! Applies Gemini CLI's switches to the hooks of all files, and handles hooks that are in several files.

use std::collections::{BTreeSet, HashMap};

use hooks_config::format::{FileRead, Place, Switch};
use hooks_config::{DiagnosticCode, Severity};
use hooks_types::HookSpec;
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Program, Scope};
use hooks_types::text::{short_name, visible_path};

use crate::config::reach::{decides, said, tell_unreached};

/// Applies the switches (settings that turn hooks off) of all files to the hooks of all files. The files are in load
/// order.
pub(super) fn settle(files: &mut [&mut FileRead]) {
    enabled(files);
    disabled(files);
    identify(files);
}

/// The key of the switch for all hooks.
const ENABLED: &str = "hooksConfig.enabled";

/// Applies `hooksConfig.enabled`. An administrator's file that switches hooks off always wins; otherwise the file
/// nearest to the project decides. But no file switches off the hooks of a higher scope (for example, a project's file
/// does not switch off the user's hooks).
fn enabled(files: &mut [&mut FileRead]) {
    let rank = |place: &Place| match place.scope {
        Scope::Session => 0,
        Scope::Plugin | Scope::Project => 1,
        Scope::User => 2,
        _ => 3,
    };
    let said = said(files);
    for file in files.iter_mut() {
        if let Some(from) = decides(said.iter(), &file.place, rank) {
            let reason = format!("`{ENABLED}` is false in {}", from.shown());
            file.retire(&Cause::Disabled, &reason);
        }
    }
    tell_unreached(files, ENABLED, |_| true, |_| true);
}

/// An entry of a `hooksConfig.disabled` list, which is the name or the command of a hook.
struct Disabled {
    /// The index of the file that contains the list.
    file: usize,
    /// The name or the command in the entry, and the position of the entry.
    switch: Switch<String>,
    /// The place of the file that contains the list.
    from: Place,
    /// The line of the entry.
    line: u32,
    /// Whether a loaded hook has this name or command, even if the hook stays on.
    known: bool,
    /// The path of a file of a higher scope whose hook has this name but stays on; `None` if there is no such file.
    kept: Option<String>,
}

/// Applies `hooksConfig.disabled`, a list of hook names and commands. It switches off hooks of the file's own scope
/// (such as the user's files) and of the scopes below; in Gemini CLI itself the list switches off hooks of any file.
fn disabled(files: &mut [&mut FileRead]) {
    let mut all: Vec<Disabled> = Vec::new();
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, file) in files.iter().enumerate() {
        if !file.place.counts_elsewhere() {
            continue;
        }
        for switch in &file.switches.disabled_hooks {
            let places = by_name.entry(switch.value.clone()).or_default();
            places.push(all.len());
            all.push(Disabled {
                file: index,
                switch: switch.clone(),
                from: file.place.clone(),
                line: file.line_of(&switch.span),
                known: false,
                kept: None,
            });
        }
    }
    for file in files.iter_mut() {
        let name = file.file.display().to_string();
        for entry in &mut file.entries {
            // An entry of the list can be the hook's name or its command.
            let names = [Some(&entry.spec.id), text(&entry.spec)];
            let places = names.into_iter().flatten();
            let places: BTreeSet<usize> = places
                .filter_map(|name| by_name.get(name))
                .flatten()
                .copied()
                .collect();
            for place in places {
                let Some(found) = all.get_mut(place) else {
                    continue;
                };
                found.known = true;
                if found.from.binds(&file.place) {
                    let reason = format!(
                        "`hooksConfig.disabled` in {}:{}",
                        visible_path(&found.from.path),
                        found.line
                    );
                    entry.retire(&Cause::Disabled, &reason);
                } else if entry.is_live() {
                    found.kept.get_or_insert_with(|| name.clone());
                }
            }
        }
    }
    for found in all {
        let value = short_name(&found.switch.value);
        let (severity, code, message) = match &found.kept {
            Some(kept) => (
                Severity::Warning,
                DiagnosticCode::Deviation,
                format!(
                    "`hooksConfig.disabled` of a {} file does not switch off hooks of a higher \
                     scope: `{value}` of {kept} stays on",
                    found.from.scope
                ),
            ),
            None if !found.known => (
                Severity::Note,
                DiagnosticCode::NoEffect,
                format!("no loaded hook has the name or command `{value}`"),
            ),
            None => continue,
        };
        if let Some(file) = files.get_mut(found.file) {
            file.say(severity, code, &found.switch.span, message);
        }
    }
}

/// Gives hooks with the same name and command the same identity. Of hooks with the same identity, only the first hook
/// in the highest scope runs on an event, with its own time limit.
fn identify(files: &mut [&mut FileRead]) {
    for entry in files.iter_mut().flat_map(|file| &mut file.entries) {
        let spec = &mut entry.spec;
        let Some(command) = text(spec) else { continue };
        // If a hook has no name, its id consists of its event and position, and ends in `]`. Such a hook is identified
        // by its command alone.
        let name = if spec.id.ends_with(']') { "" } else { &spec.id };
        spec.identity = Some(format!("gemini {name}:{command}"));
    }
}

/// Returns the command text of a hook.
fn text(spec: &HookSpec) -> Option<&String> {
    match &spec.handler {
        Handler::Command(command) => match &command.program {
            Program::Shell(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}
