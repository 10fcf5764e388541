//! Switches off the hooks of plugins that an agent's settings disable.
//!
//! Claude Code's settings have the key `enabledPlugins` for this. goose's settings have `disabledPlugins` and
//! `enabledPlugins`.

use std::collections::HashMap;

use hooks_config::format::{FileRead, Place, Span};
use hooks_config::{DiagnosticCode, Severity};
use hooks_types::report::Cause;
use hooks_types::text::visible_path;

use crate::config::reach::{Switched, decides};

/// Describes how one agent's settings disable plugins.
pub(crate) struct PluginSwitches {
    /// The settings key that messages mention.
    pub(crate) key: &'static str,
    /// Returns the name that settings use for the plugin of the file at this place.
    pub(crate) name: fn(&Place) -> Option<&str>,
    /// Returns the precedence of a settings file; the lowest number wins.
    pub(crate) rank: fn(&Place) -> u8,
}

/// The entry for one plugin in one settings file.
struct Listed {
    /// Whether the entry switches the plugin off, and the place of the settings file.
    said: Switched,
    /// The index of the settings file in the list of files.
    file: usize,
    /// The position of the entry in the settings file, for messages.
    span: Span,
}

impl PluginSwitches {
    /// Disables the hooks of plugins. If several settings files list a plugin, the file with the highest precedence
    /// decides; if one file lists a plugin as both enabled and disabled, the plugin is off. No file disables a plugin
    /// of a higher scope (such as the user's), although in the agent a project's settings can do so.
    pub(crate) fn settle(&self, files: &mut [&mut FileRead]) {
        let listed = listed(files);
        // Collect the warnings and add them after the loop. Each belongs to a settings file, but the loop borrows all
        // files mutably.
        let mut unreached = Vec::new();
        for file in files.iter_mut() {
            let Some(listed) = (self.name)(&file.place).and_then(|name| listed.get(name)) else {
                continue;
            };
            let said = || listed.iter().map(|one| &one.said);
            if let Some(from) = decides(said(), &file.place, self.rank) {
                let reason = format!("`{}` in {}", self.key, from.shown());
                file.retire(&Cause::Disabled, &reason);
            } else if let Some(first) = listed.iter().min_by_key(|one| (self.rank)(&one.said.place))
                && first.said.off
            {
                let message = format!(
                    "`{}` of a {} file does not switch off a plugin of a higher scope: the hooks of {} stay on",
                    self.key,
                    first.said.place.scope,
                    visible_path(&file.file)
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
}

/// Returns the entries of all trusted settings files, by plugin name.
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
            // Within one file an entry with `off` wins over an entry with `on`, so the entries with `off` come first.
            if named.last().is_none_or(|last| last.file != index) {
                named.push(Listed {
                    said: Switched {
                        place: file.place.clone(),
                        off,
                        line: file.line_of(&switch.span),
                        key: switch.key,
                    },
                    file: index,
                    span: switch.span.clone(),
                });
            }
        }
    }
    all
}
