//! How far a switch of one file reaches: never to hooks of a higher scope.

use hooks_config::format::{FileRead, Place, Switch};
use hooks_config::{DiagnosticCode, Severity};
use hooks_types::spec::Scope;

/// What a trusted file says about all hooks.
pub(crate) struct Switched {
    pub(crate) place: Place,
    pub(crate) off: bool,
}

/// What the files that are trusted say with their switch for all hooks.
pub(crate) fn said(files: &[&mut FileRead]) -> Vec<Switched> {
    files
        .iter()
        .filter(|file| file.place.counts_elsewhere())
        .filter_map(|file| {
            Some(Switched {
                place: file.place.clone(),
                off: file.switches.disable_all.as_ref()?.value,
            })
        })
        .collect()
}

/// Where an agent takes the switch of one file, by `rank` the lowest, for all: the file that
/// switches off the hooks of `target`.
///
/// An administrator's word is final. Of the others a file that switches on counts wherever its agent
/// heeds it, since that adds hooks; one that switches off only where it [binds](Place::binds).
pub(crate) fn decides<'s>(
    said: impl Iterator<Item = &'s Switched> + Clone,
    target: &Place,
    rank: impl Fn(&Place) -> u8,
) -> Option<&'s Place> {
    let managed = |said: &&Switched| said.place.scope == Scope::Managed;
    if let Some(said) = said.clone().filter(managed).find(|said| said.off) {
        return Some(&said.place);
    }
    said.filter(|said| !managed(said))
        .filter(|said| {
            let adds = !said.off && said.place.scope > target.scope;
            said.place.binds(target) || adds
        })
        .min_by_key(|said| rank(&said.place))
        .filter(|said| said.off)
        .map(|said| &said.place)
}

/// Says of each switch that a higher scope's hooks stay on where its agent would have switched them
/// off.
pub(crate) fn tell_unreached(
    files: &mut [&mut FileRead],
    key: &str,
    reaches: impl Fn(&FileRead) -> bool,
    would_switch_off: impl Fn(Scope) -> bool,
) {
    // The highest scope that has hooks is the first that a switch does not reach.
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
                "`{key}` of a {scope} file does not switch off hooks of a higher scope: \
                 those of {kept} stay on"
            );
            file.say(Severity::Warning, DiagnosticCode::Deviation, &span, message);
        }
    }
}
