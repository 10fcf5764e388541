//! Applies goose's settings to the hooks of plugins.

use std::ffi::OsStr;

use hooks_config::format::FileRead;
use hooks_types::spec::Scope;

use crate::config::plugin_switches::PluginSwitches;

/// Applies the settings of all files to the hooks of plugins.
pub(super) fn settle(files: &mut [&mut FileRead]) {
    PLUGINS.settle(files);
}

/// How goose's settings disable plugins. goose names plugins by their folder. A project's settings take precedence over
/// the user's settings.
const PLUGINS: PluginSwitches = PluginSwitches {
    key: "disabledPlugins",
    name: |place| {
        place
            .plugin_root
            .as_deref()?
            .file_name()
            .and_then(OsStr::to_str)
    },
    rank: |place| match (place.scope, place.file_name()) {
        (Scope::Project, "settings.local.json") => 0,
        (Scope::Project, _) => 1,
        _ => 2,
    },
};
