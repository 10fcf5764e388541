//! What goose's settings mean for the hooks of plugins: which plugins are switched off.

use std::collections::HashMap;
use std::ffi::OsStr;

use hooks_config::format::{FileRead, Place, Span};
use hooks_config::{DiagnosticCode, Severity};
use hooks_types::report::Cause;
use hooks_types::spec::Scope;

use crate::config::reach::{Switched, decides};

const KEY: &str = "disabledPlugins";

/// What one settings file says of one plugin.
struct Listed {
    said: Switched,
    /// The file, and the name in it.
    file: usize,
    span: Span,
}

/// Of the settings that list a plugin, the file nearest to the project decides; of its two lists
/// `disabledPlugins`. But none switches off a plugin of a scope above its own, as a project's settings
/// do in goose.
pub(super) fn settle(files: &mut [&mut FileRead]) {
    let listed = listed(files);
    let mut unreached = Vec::new();
    for file in files.iter_mut() {
        let root = file.place.plugin_root.as_deref();
        let Some(name) = root
            .and_then(|root| root.file_name())
            .and_then(OsStr::to_str)
        else {
            continue;
        };
        let Some(listed) = listed.get(name) else {
            continue;
        };
        let said = || listed.iter().map(|one| &one.said);
        if let Some(from) = decides(said(), &file.place, rank) {
            let reason = format!("`{KEY}` in {}", from.path.display());
            file.retire(&Cause::Disabled, &reason);
        } else if let Some(first) = listed.iter().min_by_key(|one| rank(&one.said.place))
            && first.said.off
        {
            let message = format!(
                "`{KEY}` of a {} file does not switch off a plugin of a higher scope: {} stays on",
                first.said.place.scope,
                file.file.display()
            );
            unreached.push((first.file, first.span.clone(), message));
        }
    }
    for (file, span, message) in unreached {
        if let Some(file) = files.get_mut(file) {
            file.say(Severity::Warning, DiagnosticCode::Deviation, &span, message);
        }
    }
}

/// What the settings that are trusted say, by the plugin's name.
fn listed(files: &[&mut FileRead]) -> HashMap<String, Vec<Listed>> {
    let mut all: HashMap<String, Vec<Listed>> = HashMap::new();
    let trusted = files.iter().enumerate();
    for (index, file) in trusted.filter(|(_, file)| file.place.counts_elsewhere()) {
        let switches = &file.switches;
        let off = switches
            .disabled_plugins
            .iter()
            .map(|switch| (switch, true));
        let on = switches
            .enabled_plugins
            .iter()
            .map(|switch| (switch, false));
        for (switch, off) in off.chain(on) {
            let named = all.entry(switch.value.clone()).or_default();
            // The list that came first in this file has decided.
            if named.last().is_none_or(|last| last.file != index) {
                named.push(Listed {
                    said: Switched {
                        place: file.place.clone(),
                        off,
                    },
                    file: index,
                    span: switch.span.clone(),
                });
            }
        }
    }
    all
}

/// The scopes of goose's settings, highest first.
fn rank(place: &Place) -> u8 {
    match (place.scope, place.file_name()) {
        (Scope::Project, "settings.local.json") => 0,
        (Scope::Project, _) => 1,
        _ => 2,
    }
}
