//! Applies the settings of Codex's files that concern the hooks of all files: the switch `features.hooks`, and the
//! hooks that the user disabled.

use std::collections::HashMap;

use hooks_config::format::{FileRead, Place};
use hooks_config::{DiagnosticCode, Severity};
use hooks_types::report::Cause;
use hooks_types::text::visible_path;

use crate::config::reach::{said, tell_unreached};

/// Applies the switches (settings that turn hooks off) of all files to the hooks of all files.
pub(super) fn settle(files: &mut [&mut FileRead]) {
    feature(files);
    states(files);
}

/// Applies `features.hooks = false` to the hooks of the file's own scope (administrator, user or project) and of the
/// scopes below. In Codex a project's file switches off all hooks, including the administrator's.
fn feature(files: &mut [&mut FileRead]) {
    let off = said(files);
    for file in files.iter_mut() {
        let from = off
            .iter()
            .find(|said| said.off && said.place.binds(&file.place));
        if let Some(from) = from {
            let key = from.key.unwrap_or("`features.hooks = false`");
            let reason = format!("{key} in {}", from.shown());
            file.retire(&Cause::Disabled, &reason);
        }
    }
    tell_unreached(files, "features.hooks = false", |_| true, |_| true);
}

/// Applies `[hooks.state]` of the user's files. An entry `SOURCE:event:group:handler` with `enabled = false` disables
/// the hook at this position.
fn states(files: &mut [&mut FileRead]) {
    let mut disabled: HashMap<String, Vec<Place>> = HashMap::new();
    for file in files.iter_mut() {
        let found = std::mem::take(&mut file.switches.disabled_positions);
        // Only the user's own file may disable individual hooks.
        if file.place.scope.needs_trust() {
            for switch in found {
                let message = "`hooks.state` has an effect only in the user's own file";
                file.say(
                    Severity::Warning,
                    DiagnosticCode::NoEffect,
                    &switch.span,
                    message,
                );
            }
        } else {
            for switch in found {
                let places = disabled.entry(switch.value).or_default();
                places.push(file.place.clone());
            }
        }
    }
    for file in files.iter_mut() {
        // The key names the file, the event, the group and the handler by position, so look the hook up by its
        // position. If a group is later inserted before this group, the key means a different hook. Codex has the same
        // problem.
        let source = file.file.display().to_string();
        for entry in &mut file.entries {
            let Some(position) = &entry.position else {
                continue;
            };
            let places = disabled.get(&format!("{source}:{position}"));
            let from = places.and_then(|all| all.iter().find(|from| from.binds(&file.place)));
            if let Some(from) = from {
                let from = visible_path(&from.path);
                let reason = format!("`enabled = false` in `hooks.state` of {from}");
                entry.retire(&Cause::Disabled, &reason);
            }
        }
    }
}
