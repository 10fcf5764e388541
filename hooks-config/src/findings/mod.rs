//! Finds problems in configurations that are valid: programs that cannot start, matchers that match nothing, guards
//! that run in the background.
//!
//! The file's reader reports violations of the format. The problems found in this module need more than the text: the
//! file system, the variables of a hook, the other hooks of the load. No finding prevents a hook from running.
//!
//! | module | finds |
//! |---|---|
//! | [`programs`], [`program_files`], [`interpreters`], [`missing_source`] | programs and scripts that cannot start |
//! | [`project_code`] | programs of a user's hook that run code of the project |
//! | [`unexpanded`], [`arguments`], [`behind_text`], [`variables`], [`unknown_names`], [`misspelt_variable`], [`added_variables`], [`env_of_one`], [`split_path`] | words and variables that stay as they are written, do not arrive, are never set, or are split |
//! | [`matchers`], [`reach`], [`way_round`], [`rewriters`] | tools that a hook misses, or shares with another hook |
//! | [`scripts_say`], [`observed`], [`lost_exit`], [`lost_variable`], [`piped_exit`], [`redirected`], [`overtaken_exit`], [`run_for_each`], [`borrowed_exit`], [`uncalled_function`], [`payload_shape`], [`own_arguments`], [`read_twice`], [`unended_line`], [`quoted_pattern`], [`quoted_case`], [`plain_signs`], [`json_text`] | scripts whose answer is lost or comes from another program, or whose input is misread |
//! | [`limits`], [`switches`] | time limits in the wrong unit, and switches that turn hooks off |
//!
//! [`shell_of`] tells which texts a shell reads, [`script`] splits commands and reads scripts for all these modules,
//! [`reads`] collects the variables of a text, [`place`] points at the text that a finding is about, and [`catalogue`]
//! has the long explanation of each code.
//!
//! These modules read the file system and the scripts that hooks run. Findings that guess from a script's text are
//! notes or warnings, never errors.

mod added_variables;
mod arguments;
mod behind_text;
mod borrowed_exit;
mod catalogue;
mod env_of_one;
mod examined;
mod extended;
mod fed_groups;
mod finding;
mod interpreters;
mod json_text;
mod language;
mod limits;
mod lost_exit;
mod lost_variable;
mod matchers;
mod missing_source;
mod misspelt_variable;
mod names_in_shell;
mod namesakes;
mod node_stdin;
mod observed;
mod one_shot;
mod other_languages;
mod overtaken_exit;
mod own_arguments;
mod payload_shape;
mod piped_exit;
mod place;
mod plain_signs;
mod program_files;
mod programs;
mod project_code;
mod python_exits;
mod python_slips;
mod python_text;
mod python_unflushed;
mod quoted_case;
mod quoted_pattern;
mod reach;
mod read_twice;
mod reads;
mod redirected;
mod refused_file;
mod rewriters;
mod run_for_each;
mod script;
mod scripts_say;
mod set_elsewhere;
mod shell_of;
mod shell_text;
mod split_path;
mod subshells;
mod switches;
mod taken_stdin;
mod uncalled_function;
mod unended_line;
mod unexpanded;
mod unknown_names;
mod unprinted_json;
mod variables;
mod way_round;
mod whole_path;

/// The maximum number of places in one text that a check examines closely. Each place costs up to one pass over the
/// text. Without this limit, a hostile text would take quadratic time.
const CANDIDATES: usize = 30;

use std::collections::HashMap;
use std::ffi::OsStr;

use hooks_types::HookSpec;
use hooks_types::spec::{Handler, Liveness};

use crate::diagnostic::{Diagnostic, DiagnosticCode};
use crate::format::Agents;
use crate::loaded::Loaded;
use crate::trust::TrustState;

pub use catalogue::{Explained, explained, findings_page};
use finding::Finding;
pub use matchers::never_matches;
pub use missing_source::{MissingSource, missing_sources};
pub use piped_exit::lost_in_pipe;
pub(crate) use program_files::is_executable;
pub(crate) use project_code::parts as command_parts;
pub use set_elsewhere::{NOT_OF_SETTINGS, variables_of_settings};
pub use variables::cure_of_variable;

/// Returns all findings about the live hooks of a load (the hooks that can run). `path` is the value of `PATH`, in
/// which programs are looked for.
///
/// A hook that is switched off has no findings about its program, because it does not run. Instead, there is one
/// finding about the setting that turns it off, or about a hook of the same name that this setting does not turn off.
///
/// Untrusted hooks are skipped: their scripts are not read. In a file that must not be quoted, only the hooks that were
/// trusted one by one are examined.
#[must_use]
pub fn findings(loaded: &Loaded, agents: &Agents, path: Option<&OsStr>) -> Vec<Diagnostic> {
    let found = found_with(loaded, agents, path, &script::Scripts::of(&loaded.scripts));
    found.into_iter().map(|(_, finding)| finding).collect()
}

/// Like [`findings`], but returns only the findings about single hooks, each with its hook. Also returns the problems
/// that were found in hooks' entries when the files were read, except the errors that make an entry unusable.
#[must_use]
pub fn findings_of_hooks<'l>(
    loaded: &'l Loaded,
    agents: &Agents,
    path: Option<&OsStr>,
) -> Vec<(&'l HookSpec, Diagnostic)> {
    let found = found_with(loaded, agents, path, &script::Scripts::of(&loaded.scripts));
    let of_hook = |(hook, finding): (Option<&'l HookSpec>, Diagnostic)| Some((hook?, finding));
    let read = loaded.diagnostics.iter();
    let scripts = read
        .clone()
        .filter(|found| found.code == DiagnosticCode::MissingFile);
    let scripts = scripts.filter_map(|found| Some((hook_of(found, loaded)?, found.clone())));
    let hooks = loaded.hooks_despite_errors().iter();
    let mut by_key: HashMap<_, Vec<&HookSpec>> = HashMap::new();
    for hook in hooks.filter(|hook| shows(hook)) {
        let line = hook.source.line;
        let key = (
            hook.source.file.as_ref(),
            &hook.event,
            hook.id.as_str(),
            line,
        );
        by_key.entry(key).or_default().push(hook);
    }
    let entries = read.flat_map(|found| {
        let keys = found.keys().iter();
        let hooks = keys.filter_map(|(event, id, line)| {
            by_key.get(&(Some(&found.file), event, id.as_str(), *line))
        });
        hooks.flatten().map(|hook| (*hook, found.clone()))
    });
    let found = found.into_iter().filter_map(of_hook);
    found.chain(entries).chain(scripts).collect()
}

/// Returns whether the findings about a hook's entry are shown with the hook. They are hidden if the hook is off. They
/// are also hidden if the hook is unusable, because its error is already shown with the hook.
fn shows(hook: &HookSpec) -> bool {
    hook.liveness == Liveness::Live && !matches!(hook.handler, Handler::Unusable(_))
}

/// Returns the hook that a diagnostic of the file's reader is about, if the hook can run.
fn hook_of<'l>(found: &Diagnostic, loaded: &'l Loaded) -> Option<&'l HookSpec> {
    let id = found.about.as_deref()?;
    let is_it = |hook: &&HookSpec| {
        hook.liveness == Liveness::Live
            && hook.id == id
            && hook.source.line == found.line
            && hook.source.file.as_ref() == Some(&found.file)
    };
    loaded.hooks_despite_errors().iter().find(is_it)
}

/// Like [`findings`], but reads no scripts. Use it for files whose hooks are not trusted yet.
#[must_use]
pub fn findings_without_scripts(
    loaded: &Loaded,
    agents: &Agents,
    path: Option<&OsStr>,
) -> Vec<Diagnostic> {
    let scripts = script::Scripts::unread(&loaded.scripts);
    let found = found_with(loaded, agents, path, &scripts);
    found.into_iter().map(|(_, finding)| finding).collect()
}

/// Returns each finding with its hook; a finding about a whole file has no hook.
///
/// The findings are sorted by file, then by hook, then by the order of the checks below: from problems that keep a hook
/// from starting to guesses about its answer.
fn found_with<'l>(
    loaded: &'l Loaded,
    agents: &Agents,
    path: Option<&OsStr>,
    scripts: &script::Scripts<'_>,
) -> Vec<(Option<&'l HookSpec>, Diagnostic)> {
    let hooks = loaded.hooks_despite_errors();
    let guards = way_round::Guards::of(hooks, agents, scripts);
    let namesakes = namesakes::Namesakes::of(hooks);
    let rewriters = rewriters::Rewriters::of(hooks, agents, scripts);
    let mut examined = examined::Examined::default();
    let mut found = Vec::new();
    for file in &loaded.files {
        let of_file = |hook: &&HookSpec| hook.source.file.as_ref() == Some(&file.path);
        let is_quoted = !file.text.is_empty();
        let format = whole_path::Format::of(&file.dialect, agents);
        let live = |hook: &&HookSpec| {
            hook.liveness == Liveness::Live && (is_quoted || was_trusted(hook, loaded))
        };
        let lines = place::EntryLines::of(&file.text, hooks.iter().filter(of_file));
        let tables = env_of_one::EnvTables::of(hooks.iter().filter(of_file), &file.text);
        let of_agent = variables_of_settings(&file.text);
        for hook in hooks.iter().filter(of_file).filter(live) {
            let entry = lines.entry(hook);
            let [of_program, of_variables, of_script] = examined.of(hook, || {
                let hook = &*script::in_repository(hook);
                let mut of_program = programs::findings(hook, path, format, scripts);
                let rooted = script::rooted(hook, agents);
                of_program.extend(missing_source::finding(&rooted, scripts));
                [
                    of_program,
                    variables::findings(hook, &of_agent, agents, scripts),
                    of_script(hook, agents, scripts),
                ]
            });
            let mut of_hook = of_program;
            of_hook.extend(project_code::finding(hook));
            of_hook.extend(refused_file::finding(hook));
            of_hook.extend(split_path::finding(hook));
            of_hook.extend(limits::finding(hook, &entry));
            of_hook.extend(tables.finding(hook, scripts));
            of_hook.extend(unexpanded::in_env(hook));
            of_hook.extend(of_variables);
            of_hook.extend(added_variables::finding(hook, agents));
            of_hook.extend(matchers::findings(hook, agents));
            of_hook.extend(of_script);
            of_hook.extend(rewriters.findings(hook));
            of_hook.extend(guards.findings(hook));
            of_hook.extend(namesakes.finding(hook));
            let of_hook = of_hook.into_iter();
            let of_hook = of_hook.map(|finding| match is_quoted {
                true => entry.diagnostic(finding, &file.path),
                false => finding.at_line(hook.source.line, &file.path),
            });
            let of_hook = of_hook.filter(|finding| !is_told(finding, loaded));
            found.extend(of_hook.map(|finding| (Some(hook), finding)));
        }
        let off = |hook: &&HookSpec| namesakes::is_off(hook);
        for hook in hooks.iter().filter(of_file).filter(off) {
            let Some(finding) = namesakes.finding(hook) else {
                continue;
            };
            let finding = match is_quoted {
                true => lines.entry(hook).diagnostic(finding, &file.path),
                false => finding.at_line(hook.source.line, &file.path),
            };
            found.push((Some(hook), finding));
        }
        let of_file = switches::findings(file, hooks).into_iter();
        found.extend(of_file.map(|finding| (None, finding)));
    }
    found
}

/// Returns the findings about the text of a hook's script.
fn of_script(hook: &HookSpec, agents: &Agents, scripts: &script::Scripts<'_>) -> Vec<Finding> {
    let rooted = script::rooted(hook, agents);
    let mut found = scripts_say::findings(hook, scripts);
    found.extend(behind_text::finding(hook));
    found.extend(observed::finding(hook, agents, scripts));
    found.extend(redirected::finding(&rooted, scripts));
    let lost =
        lost_exit::finding(&rooted, scripts).or_else(|| piped_exit::finding(&rooted, scripts));
    let lost = lost
        .into_iter()
        .chain(overtaken_exit::finding(&rooted, scripts));
    found.extend(lost.map(|finding| lost_exit::weighed(finding, &rooted, scripts)));
    let runs = script::command(&rooted);
    found.extend(runs.and_then(|command| lost_variable::finding(command, scripts)));
    found.extend(misspelt_variable::finding(&rooted, scripts));
    found.extend(run_for_each::finding(&rooted, scripts));
    found.extend(borrowed_exit::finding(hook, scripts));
    found.extend(payload_shape::finding(&rooted, scripts));
    found.extend(other_languages::finding(&rooted, scripts));
    found.extend(quoted_pattern::finding(&rooted, scripts));
    found.extend(plain_signs::findings(&rooted, scripts));
    found.extend(json_text::finding(&rooted, scripts));
    found.extend(uncalled_function::finding(&rooted, scripts));
    found.extend(one_shot::finding(hook, scripts));
    found
}

/// Returns whether the user agreed to exactly this hook and the files that it runs.
fn was_trusted(hook: &HookSpec, loaded: &Loaded) -> bool {
    let file = hook.source.file.as_deref();
    loaded.trust.iter().any(|status| {
        (status.state, status.live) == (TrustState::Trusted, true)
            && (&status.event, &status.id) == (&hook.event, &hook.id)
            && file.is_some_and(|file| file.ends_with(&status.file))
    })
}

/// Returns whether the file's reader has already reported, in more detail, the tool name that this finding is about.
fn is_told(finding: &Diagnostic, loaded: &Loaded) -> bool {
    let name = finding.message.split('`').nth(1).unwrap_or_default();
    let same = |told: &&Diagnostic| {
        told.code == DiagnosticCode::BadMatcher
            && (&told.file, told.line) == (&finding.file, finding.line)
            && told.message.contains(&format!("`{name}`"))
    };
    // Drop the finding if the file's reader has already suggested the exact name for this rule: the finding would only
    // repeat that name.
    finding.code == DiagnosticCode::AgentName && loaded.diagnostics.iter().any(|told| same(&told))
}

#[cfg(test)]
#[path = "findings_tests.rs"]
mod tests;
