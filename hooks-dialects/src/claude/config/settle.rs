//! Applies the settings of Claude Code's files that concern the hooks of all files: switches (settings that turn hooks
//! off), lists of allowed requests, the time budget of SessionEnd, and handlers repeated in several files.
//!
//! A scope is the source of a file: the administrator, the user, a project or a plugin. Unlike in Claude Code, a
//! file never weakens the hooks of a higher scope.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use hooks_config::format::{Entry, FileRead, Place};
use hooks_config::{DiagnosticCode, Severity};
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Scope};
use hooks_types::text::{short_name, visible_path};
use hooks_types::{EventName, HookSpec};

use super::http::allows;
use crate::config::plugin_switches::PluginSwitches;
use crate::config::reach::{decides, said, tell_unreached};

/// The minimum of the time budget that all SessionEnd hooks of a session share.
const SESSION_END_LEAST: Duration = Duration::from_millis(1500);
/// The maximum of the time budget that all SessionEnd hooks of a session share.
const SESSION_END_MOST: Duration = Duration::from_secs(60);

/// Applies the switches (settings that turn hooks off) and limits of all files to the hooks of all files. The files are
/// in load order.
pub(super) fn settle(files: &mut [&mut FileRead]) {
    // A hook keeps the first reason for which it was switched off. So apply the switches for all hooks before the
    // switches for single plugins and the lists of allowed URLs.
    disable_all(files);
    managed_only(files);
    PLUGINS.settle(files);
    limit_requests(files);
    session_end(files);
    drop_repeated(files);
}

/// Describes how settings switch plugins off. A plugin stays on if no settings file names it, because a missing entry
/// must not remove a trusted guard.
const PLUGINS: PluginSwitches = PluginSwitches {
    key: "enabledPlugins",
    name: |place| place.plugin_name.as_deref(),
    rank,
};

/// The settings key that switches off all hooks.
const DISABLE_ALL: &str = "disableAllHooks";

/// Applies `disableAllHooks`. Below the administrator's files, the file with the highest precedence decides. No file
/// switches off the hooks of a higher scope (such as the user's), although in Claude Code a project's settings do.
fn disable_all(files: &mut [&mut FileRead]) {
    let said = said(files);
    for file in files.iter_mut() {
        if let Some(from) = decides(said.iter(), &file.place, rank) {
            let reason = format!("`{DISABLE_ALL}` in {}", from.shown());
            file.retire(&Cause::Disabled, &reason);
        }
    }
    let not_managed = |scope| scope != Scope::Managed;
    tell_unreached(files, DISABLE_ALL, |_| true, not_managed);
}

/// Returns the precedence of a settings file; the lowest number wins.
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

/// Applies `allowManagedHooksOnly`, which takes effect in the administrator's files only.
fn managed_only(files: &mut [&mut FileRead]) {
    let only = files
        .iter()
        .filter(|file| file.place.scope == Scope::Managed)
        .find(|file| {
            file.switches
                .managed_only
                .as_ref()
                .is_some_and(|found| found.value)
        })
        .map(|file| format!("`allowManagedHooksOnly` in {}", visible_path(&file.file)));
    let Some(reason) = only else { return };
    for file in files.iter_mut() {
        if file.place.scope != Scope::Managed {
            file.retire(&Cause::Disabled, &reason);
        }
    }
}

/// Applies the lists of allowed URLs and variables. The lists of one scope are joined; a scope without a list allows
/// everything. A list applies to the hooks of its own scope and of the scopes below. A value is allowed if every list
/// that applies allows it. Claude Code joins the lists of all files instead, so a project could extend or replace the
/// user's list.
fn limit_requests(files: &mut [&mut FileRead]) {
    let all_urls = lists(files, |file| file.switches.http_urls.as_ref());
    let all_variables = lists(files, |file| file.switches.http_env.as_ref());
    for file in files.iter_mut() {
        let mut refused = Vec::new();
        let urls = binding(&all_urls, &file.place);
        let variables = binding(&all_variables, &file.place);
        for entry in &mut file.entries {
            let Handler::Http(request) = &mut entry.spec.handler else {
                continue;
            };
            request.allowed_env.retain(|name| {
                let kept = variables.iter().all(|allowed| allowed.contains(name));
                if !kept {
                    let name = short_name(name);
                    let message =
                        format!("`httpHookAllowedEnvVars` does not allow `{name}`; it stays empty");
                    refused.push((entry.span.clone(), message));
                }
                kept
            });
            let url = request.url.clone();
            if !urls.iter().all(|urls| allows(urls, &url)) {
                let reason = format!("`allowedHttpHookUrls` does not allow {url}");
                refused.push((
                    entry.span.clone(),
                    format!("{reason}; this hook never runs"),
                ));
                entry.retire(&Cause::Disabled, &reason);
            }
        }
        for (span, message) in refused {
            file.say(Severity::Warning, DiagnosticCode::NoEffect, &span, message);
        }
    }
}

/// The allowed values of one scope, joined from its files, and the place of the first of these files.
type ScopeList = (Place, Vec<String>);

/// Returns the lists of allowed values in trusted files, joined per scope.
fn lists(files: &[&mut FileRead], of: fn(&FileRead) -> Option<&Vec<String>>) -> Vec<ScopeList> {
    let mut all: Vec<ScopeList> = Vec::new();
    for file in files.iter().filter(|file| file.place.counts_elsewhere()) {
        let Some(list) = of(file) else { continue };
        let place = &file.place;
        let same = |known: &&mut ScopeList| known.0.binds(place) && place.binds(&known.0);
        match all.iter_mut().find(same) {
            Some((_, known)) => known.extend(list.iter().cloned()),
            None => all.push((place.clone(), list.clone())),
        }
    }
    all
}

/// Returns the lists of allowed values that apply to the hooks of a file.
fn binding<'l>(lists: &'l [ScopeList], place: &Place) -> Vec<&'l Vec<String>> {
    let binding = lists.iter().filter(|(from, _)| from.binds(place));
    binding.map(|(_, list)| list).collect()
}

/// Applies the time budget that all SessionEnd hooks share: 1.5 s, or the longest `timeout` of these hooks, but at most
/// a minute.
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

/// Gives one identity to all handlers that Claude Code considers the same ([`run_key`]), if they are in several
/// settings files. So only one of them runs on an event. Handlers of plugins get no identity here.
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

/// Returns the hooks of a settings file; empty for a plugin's file.
fn settings_entries(file: &FileRead) -> &[Entry] {
    match file.place.plugin_root {
        Some(_) => &[],
        None => &file.entries,
    }
}

/// Returns a key that is equal for hooks which Claude Code considers the same. The key contains the command's program
/// (for other types the whole handler), the event, the `if` rule, whether the hook runs in the background, and the
/// failure policy, but not the group's matcher.
fn run_key(spec: &HookSpec) -> String {
    let condition = spec.options.get("if");
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
        "claude {} {run:?} {condition:?} {background} {}",
        form.event,
        on_failure.code()
    )
}
