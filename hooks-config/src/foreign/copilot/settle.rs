//! What Copilot's files mean for each other: `disableAllHooks`.

use hooks_types::{Cause, Dialect, Scope};

use crate::foreign::file::FileRead;

/// In a file of a hooks folder the switch is that file's own; in settings it reaches everything but
/// the administrator's policy.
pub(crate) fn settle(files: &mut [FileRead]) {
    let mut files: Vec<&mut FileRead> = files
        .iter_mut()
        .filter(|file| file.dialect == Dialect::Copilot)
        .collect();
    let mut everywhere = None;
    for file in files.iter_mut() {
        if !file
            .switches
            .disable_all
            .as_ref()
            .is_some_and(|found| found.value)
        {
            continue;
        }
        let reason = format!("`disableAllHooks` in {}", file.file.display());
        if file.place.scope != Scope::Managed {
            file.retire(&Cause::Disabled, &reason);
        }
        if file.place.file_name().starts_with("settings") && file.place.counts_elsewhere() {
            everywhere = Some(reason);
        }
    }
    if let Some(reason) = everywhere {
        for file in files
            .iter_mut()
            .filter(|file| file.place.scope != Scope::Managed)
        {
            file.retire(&Cause::Disabled, &reason);
        }
    }
}
