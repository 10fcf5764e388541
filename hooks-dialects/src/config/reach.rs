//! Limits which hooks a file can switch off. It can never switch off the hooks of a higher scope.
//!
//! A scope is the source of a file: the administrator, the user or a project. In the agents, a project's settings
//! can switch off the user's hooks. Here a switch takes effect in its own scope and in the scopes below. If the agent
//! would have applied the switch to a higher scope too, a warning says so.

use hooks_config::format::{FileRead, Place, Switch};
use hooks_config::{DiagnosticCode, Severity};
use hooks_types::spec::Scope;
use hooks_types::text::visible_path;

/// The setting of one trusted file that switches all hooks, or the hooks of one plugin, on or off.
pub(crate) struct Switched {
    /// The place of the file that contains the switch.
    pub(crate) place: Place,
    /// Whether the file switches hooks off.
    pub(crate) off: bool,
    /// The line of the switch.
    pub(crate) line: u32,
    /// The keys that lead to the switch, as messages name them.
    pub(crate) key: Option<&'static str>,
}

impl Switched {
    /// Returns the file and line of the switch, as reasons show it.
    pub(crate) fn shown(&self) -> String {
        format!("{}:{}", visible_path(&self.place.path), self.line)
    }
}

/// Returns the switch for all hooks of each trusted file that has such a switch, in load order.
pub(crate) fn said(files: &[&mut FileRead]) -> Vec<Switched> {
    files
        .iter()
        // Only switches of trusted files are used: an untrusted project must not switch anything off.
        .filter(|file| file.place.counts_elsewhere())
        .filter_map(|file| {
            let switch = file.switches.disable_all.as_ref()?;
            Some(Switched {
                place: file.place.clone(),
                off: switch.value,
                line: file.line_of(&switch.span),
                key: switch.key,
            })
        })
        .collect()
}

/// Returns the switch that switches off the hooks of `target`, for agents in which a single file decides: the file with
/// the lowest `rank`.
///
/// An administrator's file that switches hooks off always wins. Among all other files, a file that switches hooks on
/// takes effect wherever the agent obeys it, because that only adds hooks. A file that switches hooks off takes effect
/// only where it [binds](Place::binds).
pub(crate) fn decides<'s>(
    said: impl Iterator<Item = &'s Switched> + Clone,
    target: &Place,
    rank: impl Fn(&Place) -> u8,
) -> Option<&'s Switched> {
    let managed = |said: &&Switched| said.place.scope == Scope::Managed;
    // If an administrator's file switches hooks off, it does so for the hooks of every file, even of the
    // administrator's own files.
    if let Some(said) = said.clone().filter(managed).find(|said| said.off) {
        return Some(said);
    }
    said.filter(|said| !managed(said))
        .filter(|said| {
            let adds = !said.off && said.place.scope > target.scope;
            said.place.binds(target) || adds
        })
        // The file with the highest precedence decides. If it says that hooks stay on, no other file switches them off.
        .min_by_key(|said| rank(&said.place))
        .filter(|said| said.off)
}

/// Warns about each switch that would switch off the hooks of a higher scope in the agent, but does not do so here.
pub(crate) fn tell_unreached(
    files: &mut [&mut FileRead],
    key: &str,
    reaches: impl Fn(&FileRead) -> bool,
    would_switch_off: impl Fn(Scope) -> bool,
) {
    // Name only the highest scope that the switch does not reach: the switch can still take effect on lower scopes.
    let highest = files
        .iter()
        .filter(|file| would_switch_off(file.place.scope))
        .filter(|file| file.entries.iter().any(|entry| entry.is_live()))
        .min_by_key(|file| file.place.scope)
        .map(|file| (file.place.scope, file.file.display().to_string()));
    let Some((highest, kept)) = highest else {
        return;
    };
    for file in files.iter_mut() {
        let scope = file.place.scope;
        if scope > highest
            && file.place.counts_elsewhere()
            && reaches(file)
            && let Some(Switch {
                value: true, span, ..
            }) = file.switches.disable_all.clone()
        {
            let message = format!(
                "`{key}` of a {scope} file does not switch off hooks of a higher scope: the hooks of {kept} stay on"
            );
            file.say(Severity::Warning, DiagnosticCode::Deviation, &span, message);
        }
    }
}
