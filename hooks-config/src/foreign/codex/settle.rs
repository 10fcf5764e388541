//! What Codex's files mean for each other: the feature switch, what the user switched off.

use hooks_types::{Cause, Dialect, Scope};

use crate::diagnostic::{DiagnosticCode, Severity};
use crate::foreign::file::{FileRead, retire};

/// Applies Codex's files to each other.
pub(crate) fn settle(files: &mut [FileRead]) {
    let mut files: Vec<&mut FileRead> = files
        .iter_mut()
        .filter(|file| file.dialect == Dialect::Codex)
        .collect();
    feature(&mut files);
    states(&mut files);
}

/// `features.hooks = false` switches off its own scope and those below. In Codex a project's file
/// switches off everything, the administrator's hooks too; here it cannot.
fn feature(files: &mut [&mut FileRead]) {
    let off: Vec<(Scope, String)> = files
        .iter()
        .filter(|file| {
            file.switches
                .disable_all
                .as_ref()
                .is_some_and(|found| found.value)
        })
        .map(|file| {
            let reason = format!("`features.hooks = false` in {}", file.file.display());
            (file.place.scope, reason)
        })
        .collect();
    for file in files.iter_mut() {
        if let Some(switch) = file
            .switches
            .disable_all
            .clone()
            .filter(|found| found.value)
            && file.place.scope == Scope::Project
        {
            let message =
                "a project switches off its own hooks only, not the user's and the administrator's";
            file.say(
                Severity::Warning,
                DiagnosticCode::Deviation,
                &switch.span,
                message,
            );
        }
        let reaches = |scope: Scope| match scope {
            Scope::Managed => true,
            Scope::Project => file.place.scope == Scope::Project,
            _ => file.place.scope != Scope::Managed,
        };
        if let Some((_, reason)) = off.iter().find(|(scope, _)| reaches(*scope)) {
            file.retire(&Cause::Disabled, reason);
        }
    }
}

/// `[hooks.state]` of the user's files: `enabled = false` for `SOURCE:event:group:handler`.
fn states(files: &mut [&mut FileRead]) {
    let mut disabled = Vec::new();
    for file in files.iter_mut() {
        let found = std::mem::take(&mut file.switches.disabled_positions);
        if file.place.scope == Scope::Project {
            for switch in found {
                let message = "`hooks.state` counts in the user's own file only";
                file.say(
                    Severity::Warning,
                    DiagnosticCode::NoEffect,
                    &switch.span,
                    message,
                );
            }
        } else {
            let from = file.file.display().to_string();
            disabled.extend(found.into_iter().map(|switch| (switch.value, from.clone())));
        }
    }
    for file in files
        .iter_mut()
        .filter(|file| file.place.scope != Scope::Managed)
    {
        let source = file.file.display().to_string();
        for entry in &mut file.entries {
            let Some(position) = &entry.position else {
                continue;
            };
            let key = format!("{source}:{position}");
            if let Some((_, from)) = disabled.iter().find(|(state, _)| *state == key) {
                let reason = format!("`enabled = false` in `hooks.state` of {from}");
                retire(&mut entry.spec, &Cause::Disabled, &reason);
            }
        }
    }
}
