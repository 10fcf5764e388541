//! Switches off the hooks of plugins that an agent's settings disable.
//!
//! Claude Code has `enabledPlugins` for this, goose `disabledPlugins` and `enabledPlugins`.

use std::collections::HashMap;

use hooks_config::format::{FileRead, Place, Span};
use hooks_config::{DiagnosticCode, Severity};
use hooks_types::report::Cause;
use hooks_types::text::visible_path;

use crate::config::reach::{Switched, decides};

/// How one agent disables plugins.
pub(crate) struct PluginSwitches {
    /// The settings key, for messages.
    pub(crate) key: &'static str,
    /// Returns the name that settings use for the plugin of a place.
    pub(crate) name: fn(&Place) -> Option<&str>,
    /// Returns the precedence of a settings file; the lowest number wins.
    pub(crate) rank: fn(&Place) -> u8,
}

/// One settings file's entry for one plugin.
struct Listed {
    /// Whether the entry switches the plugin off, and the place of the file.
    said: Switched,
    /// The index of the file.
    file: usize,
    /// The position of the entry, for a message.
    span: Span,
}

impl PluginSwitches {
    /// Disables the hooks of plugins. Of the settings that list a plugin, the file with the highest
    /// precedence decides; if a file lists it both ways, it is off. Unlike in the agent, where a
    /// project's settings may do so, no file disables a plugin of a higher scope.
    pub(crate) fn settle(&self, files: &mut [&mut FileRead]) {
        let listed = listed(files);
        // Messages are added after the loop, because they belong to files other than the one being
        // changed.
        let mut unreached = Vec::new();
        for file in files.iter_mut() {
            let Some(listed) = (self.name)(&file.place).and_then(|name| listed.get(name)) else {
                continue;
            };
            let said = || listed.iter().map(|one| &one.said);
            if let Some(from) = decides(said(), &file.place, self.rank) {
                let reason = format!("`{}` in {}", self.key, visible_path(&from.path));
                file.retire(&Cause::Disabled, &reason);
            } else if let Some(first) = listed.iter().min_by_key(|one| (self.rank)(&one.said.place))
                && first.said.off
            {
                let message = format!(
                    "`{}` of a {} file does not switch off a plugin of a higher scope: {} stays on",
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

/// Returns the entries of all trusted settings, by plugin name.
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
            // `off` is chained first, so within one file it wins over `on`.
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
