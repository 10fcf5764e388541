//! What an agent's settings mean for the hooks of plugins: which plugins are switched off.

use std::collections::HashMap;

use hooks_config::format::{FileRead, Place, Span};
use hooks_config::{DiagnosticCode, Severity};
use hooks_types::report::Cause;

use crate::config::reach::{Switched, decides};

/// How one agent switches plugins off.
pub(crate) struct PluginSwitches {
    /// The key of its settings, as messages name it.
    pub(crate) key: &'static str,
    /// The name that its settings have for the plugin of a place.
    pub(crate) name: fn(&Place) -> Option<&str>,
    /// The precedence of its settings, the highest lowest.
    pub(crate) rank: fn(&Place) -> u8,
}

/// What one settings file says of one plugin.
struct Listed {
    said: Switched,
    /// The file, and the name in it.
    file: usize,
    span: Span,
}

impl PluginSwitches {
    /// Of the settings that list a plugin, the file of the highest precedence decides; of its two
    /// lists the one that switches off. But none switches off a plugin of a scope above its own, as a
    /// project's settings may in the agent.
    pub(crate) fn settle(&self, files: &mut [&mut FileRead]) {
        let listed = listed(files);
        let mut unreached = Vec::new();
        for file in files.iter_mut() {
            let Some(listed) = (self.name)(&file.place).and_then(|name| listed.get(name)) else {
                continue;
            };
            let said = || listed.iter().map(|one| &one.said);
            if let Some(from) = decides(said(), &file.place, self.rank) {
                let reason = format!("`{}` in {}", self.key, from.path.display());
                file.retire(&Cause::Disabled, &reason);
            } else if let Some(first) = listed.iter().min_by_key(|one| (self.rank)(&one.said.place))
                && first.said.off
            {
                let message = format!(
                    "`{}` of a {} file does not switch off a plugin of a higher scope: {} stays on",
                    self.key,
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
