//! Applies `disableAllHooks` in Copilot's files to the hooks of all files.

use hooks_config::format::{FileRead, Place};
use hooks_types::report::Cause;
use hooks_types::spec::Scope;
use hooks_types::text::visible_path;

use crate::config::reach::tell_unreached;

/// The settings key that switches off all hooks.
const KEY: &str = "disableAllHooks";

/// Applies `disableAllHooks`. In a file of a hooks folder, the key switches off the hooks of that file. In a settings
/// file, it switches off the hooks of the file's scope and of the scopes below. The administrator's policy is never
/// switched off. In Copilot a repository's settings also switch off the user's hooks; here they do not, and a warning
/// says so.
pub(super) fn settle(files: &mut [&mut FileRead]) {
    let mut settings: Vec<Place> = Vec::new();
    for file in files.iter_mut() {
        let off = file.switches.disable_all.as_ref();
        if !off.is_some_and(|found| found.value) {
            continue;
        }
        if binds_other_files(file) && file.place.counts_elsewhere() {
            settings.push(file.place.clone());
        }
        let own = file.place.clone();
        retire(file, &own);
    }
    for file in files.iter_mut() {
        if let Some(from) = settings.iter().find(|from| from.binds(&file.place)) {
            retire(file, from);
        }
    }
    let not_policy = |scope| scope != Scope::Managed;
    tell_unreached(files, KEY, binds_other_files, not_policy);
}

/// Returns whether `disableAllHooks` in the file concerns the hooks of other files: the file is a settings file.
fn binds_other_files(file: &FileRead) -> bool {
    file.place.file_name().starts_with("settings")
}

/// Switches off the hooks of a file, unless the file is the administrator's policy.
fn retire(file: &mut FileRead, from: &Place) {
    if file.place.scope != Scope::Managed {
        let reason = format!("`{KEY}` in {}", visible_path(&from.path));
        file.retire(&Cause::Disabled, &reason);
    }
}
