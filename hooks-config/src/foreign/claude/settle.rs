//! What Claude Code's files mean for each other: switches, lists of allowed requests, the budget of
//! SessionEnd, handlers that several files repeat.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use hooks_types::{Cause, Dialect, EventName, Handler, HookSpec, Matcher, Scope};

use super::http::allows;
use crate::diagnostic::{DiagnosticCode, Severity};
use crate::foreign::file::{FileRead, retire};
use crate::foreign::place::Place;
use crate::foreign::reader::Entry;

const SESSION_END_LEAST: Duration = Duration::from_millis(1500);
const SESSION_END_MOST: Duration = Duration::from_secs(60);

/// Applies Claude Code's files to each other, in load order.
pub(crate) fn settle(files: &mut [FileRead]) {
    let mut files: Vec<&mut FileRead> = files
        .iter_mut()
        .filter(|file| file.dialect == Dialect::Claude)
        .collect();
    disable_all(&mut files);
    managed_only(&mut files);
    limit_requests(&mut files);
    session_end(&mut files);
    drop_repeated(&mut files);
}

/// `disableAllHooks`: of the files below the administrator's the highest that sets it decides, and
/// never over managed hooks.
fn disable_all(files: &mut [&mut FileRead]) {
    let deciding = |files: &[&mut FileRead], managed: bool| -> Option<String> {
        files
            .iter()
            .filter(|file| file.place.counts_elsewhere())
            .filter(|file| (file.place.scope == Scope::Managed) == managed)
            .filter_map(|file| Some((rank(&file.place), file.switches.disable_all.as_ref()?, file)))
            .min_by_key(|(rank, ..)| *rank)
            .filter(|(_, switch, _)| switch.value)
            .map(|(_, _, file)| format!("`disableAllHooks` in {}", file.file.display()))
    };
    let by_managed = deciding(files, true);
    let by_others = deciding(files, false);
    for file in files.iter_mut() {
        let managed = file.place.scope == Scope::Managed;
        let reason = match (&by_managed, &by_others) {
            (Some(reason), _) => reason,
            (None, Some(reason)) if !managed => reason,
            _ => continue,
        };
        file.retire(&Cause::Disabled, reason);
    }
}

/// Precedence of scalar settings, highest first.
fn rank(place: &Place) -> u8 {
    match (place.scope, place.file_name()) {
        (Scope::Managed, _) => 0,
        (Scope::Session, _) => 1,
        (Scope::Project, "settings.local.json") => 2,
        (Scope::Project, _) => 3,
        (_, "settings.local.json") => 4,
        _ => 5,
    }
}

fn managed_only(files: &mut [&mut FileRead]) {
    let only = files
        .iter()
        .find(|file| {
            file.switches
                .managed_only
                .as_ref()
                .is_some_and(|found| found.value)
        })
        .map(|file| format!("`allowManagedHooksOnly` in {}", file.file.display()));
    let Some(reason) = only else { return };
    for file in files.iter_mut() {
        if file.place.scope != Scope::Managed {
            file.retire(&Cause::Disabled, &reason);
        }
    }
}

/// The settings' lists are one list; where no file has it everything is allowed.
fn limit_requests(files: &mut [&mut FileRead]) {
    let merged = |of: fn(&FileRead) -> Option<&Vec<String>>| -> Option<Vec<String>> {
        files
            .iter()
            .filter(|file| file.place.counts_elsewhere())
            .filter_map(|file| of(file))
            .fold(None, |all: Option<Vec<String>>, some| {
                let mut all = all.unwrap_or_default();
                all.extend(some.iter().cloned());
                Some(all)
            })
    };
    let urls = merged(|file| file.switches.http_urls.as_ref());
    let variables = merged(|file| file.switches.http_env.as_ref());
    for file in files.iter_mut() {
        let mut refused = Vec::new();
        for entry in &mut file.entries {
            let Handler::Http(request) = &mut entry.spec.handler else {
                continue;
            };
            if let Some(allowed) = &variables {
                request.allowed_env.retain(|name| {
                    let kept = allowed.contains(name);
                    if !kept {
                        let message = format!(
                            "`httpHookAllowedEnvVars` does not allow `{name}`; it stays empty"
                        );
                        refused.push((entry.span.clone(), message));
                    }
                    kept
                });
            }
            let url = request.url.clone();
            if urls.as_ref().is_some_and(|urls| !allows(urls, &url)) {
                let reason = format!("`allowedHttpHookUrls` does not allow {url}");
                refused.push((
                    entry.span.clone(),
                    format!("{reason}; this hook never runs"),
                ));
                retire(&mut entry.spec, &Cause::Disabled, &reason);
            }
        }
        for (span, message) in refused {
            file.say(Severity::Warning, DiagnosticCode::NoEffect, &span, message);
        }
    }
}

/// SessionEnd hooks share one and a half seconds, or the largest `timeout` that one of them sets,
/// up to a minute.
fn session_end(files: &mut [&mut FileRead]) {
    let unset = Duration::from_secs(super::events::SESSION_END_UNSET);
    let budget = files
        .iter()
        .filter(|file| file.place.counts_elsewhere())
        .flat_map(|file| &file.entries)
        .filter(|entry| entry.spec.event == EventName::SessionEnd)
        .map(|entry| entry.spec.timeout)
        .filter(|timeout| *timeout != unset)
        .fold(SESSION_END_LEAST, Duration::max)
        .min(SESSION_END_MOST);
    for entry in files.iter_mut().flat_map(|file| &mut file.entries) {
        if entry.spec.event == EventName::SessionEnd {
            entry.spec.timeout = if entry.spec.timeout == unset {
                budget
            } else {
                entry.spec.timeout.min(SESSION_END_MOST)
            };
        }
    }
}

/// A handler that several settings files hold runs once an event; plugins keep their own.
fn drop_repeated(files: &mut [&mut FileRead]) {
    let mut holders: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        for entry in settings_entries(file) {
            holders
                .entry(run_key(&entry.spec))
                .or_default()
                .insert(index);
        }
    }
    for file in files
        .iter_mut()
        .filter(|file| file.place.plugin_root.is_none())
    {
        for entry in &mut file.entries {
            let key = run_key(&entry.spec);
            if holders.get(&key).is_some_and(|files| files.len() > 1) {
                entry.spec.identity = Some(key);
            }
        }
    }
}

fn settings_entries(file: &FileRead) -> &[Entry] {
    match file.place.plugin_root {
        Some(_) => &[],
        None => &file.entries,
    }
}

/// What makes Claude Code take two hooks for one: what they run and when, not the group's matcher.
fn run_key(spec: &HookSpec) -> String {
    let conditions: Vec<&Matcher> = spec
        .matchers
        .iter()
        .filter(|matcher| matches!(matcher, Matcher::If(_)))
        .collect();
    let run: &dyn fmt::Debug = match &spec.handler {
        Handler::Command(command) => &command.program,
        other => other,
    };
    let HookSpec {
        form,
        background,
        on_failure,
        ..
    } = spec;
    format!(
        "claude {} {run:?} {conditions:?} {background} {}",
        form.event,
        on_failure.code()
    )
}
