//! What Gemini CLI's files mean for each other: switches, and hooks that stand twice.

use hooks_types::{Cause, Dialect, Handler, HookSpec, Program, Scope};

use crate::diagnostic::{DiagnosticCode, Severity};
use crate::foreign::file::{FileRead, retire};

/// Applies Gemini CLI's files to each other, in load order.
pub(crate) fn settle(files: &mut [FileRead]) {
    let mut files: Vec<&mut FileRead> = files
        .iter_mut()
        .filter(|file| file.dialect == Dialect::Gemini)
        .collect();
    enabled(&mut files);
    disabled(&mut files);
    identify(&mut files);
}

/// Of the files that set `enabled`, the one nearest to the project decides.
fn enabled(files: &mut [&mut FileRead]) {
    let rank = |scope: Scope| match scope {
        Scope::Session => 0,
        Scope::Project => 1,
        Scope::User => 2,
        _ => 3,
    };
    let off = files
        .iter()
        .filter(|file| file.place.counts_elsewhere())
        .filter_map(|file| {
            Some((
                rank(file.place.scope),
                file.switches.disable_all.as_ref()?,
                file,
            ))
        })
        .min_by_key(|(rank, ..)| *rank)
        .filter(|(_, switch, _)| switch.value)
        .map(|(_, _, file)| format!("`hooksConfig.enabled` is false in {}", file.file.display()));
    if let Some(reason) = off {
        for file in files.iter_mut() {
            file.retire(&Cause::Disabled, &reason);
        }
    }
}

/// `disabled` names hooks or commands, of any file.
fn disabled(files: &mut [&mut FileRead]) {
    let mut unused = Vec::new();
    for index in 0..files.len() {
        if !files[index].place.counts_elsewhere() {
            continue;
        }
        let from = files[index].file.display().to_string();
        for switch in files[index].switches.disabled_hooks.clone() {
            let reason = format!("`hooksConfig.disabled` in {from}");
            let mut used = false;
            for entry in files.iter_mut().flat_map(|file| &mut file.entries) {
                if entry.spec.id == switch.value || text(&entry.spec) == Some(&switch.value) {
                    used = true;
                    retire(&mut entry.spec, &Cause::Disabled, &reason);
                }
            }
            if !used {
                unused.push((index, switch));
            }
        }
    }
    for (index, switch) in unused {
        let message = format!("`{}` is no hook that was loaded", switch.value);
        files[index].say(
            Severity::Note,
            DiagnosticCode::NoEffect,
            &switch.span,
            message,
        );
    }
}

/// Hooks of one name and command run once an event, the first of them.
fn identify(files: &mut [&mut FileRead]) {
    for entry in files.iter_mut().flat_map(|file| &mut file.entries) {
        let spec = &mut entry.spec;
        let Some(command) = text(spec) else { continue };
        // A hook without a name has its event and place for one.
        let name = if spec.id.ends_with(']') { "" } else { &spec.id };
        spec.identity = Some(format!("gemini {name}:{command}"));
    }
}

fn text(spec: &HookSpec) -> Option<&String> {
    match &spec.handler {
        Handler::Command(command) => match &command.program {
            Program::Shell(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}
