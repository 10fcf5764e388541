//! Compares the time limits of hooks with the budget of the installed bridge: the time after which the bridge ends
//! hooks that still run.

use std::path::Path;
use std::time::Duration;

use hooks_config::{AgentFiles, BRIDGE_BUDGET, BridgeLimits, Places, bridge_limits};
use hooks_dialects::agents;
use hooks_types::HookSpec;
use hooks_types::spec::Liveness;
use hooks_types::text::{quoted, time_span, visible_path};

use super::file::ConfigFile;
use super::run::time_for_hooks;
use super::status::files;
use crate::cli::Files;
use crate::configuration::{Whereabouts, own_files};
use crate::user_folders::user_places;

/// The maximum number of hooks or entries that a sentence names. The sentence only counts the others.
const NAMED: usize = 3;

/// Returns sentences about the time limits of the bridge's entries in `file`, whose content is `text`. They name hooks
/// whose own limit is longer than the bridge's budget (its time limit for all hooks of one event), and entries that
/// their agent ends before this budget is over. Looks at the hooks that the bridge would run in the working folder.
pub(super) fn too_short(
    agent: &AgentFiles,
    text: &str,
    file: &Path,
    project: Option<&Path>,
) -> Option<String> {
    let entries = bridge_limits(agent, text).ok()?;
    let folder = std::env::current_dir().unwrap_or_default();
    let whereabouts = Whereabouts::folder(folder);
    let configured = own_files(&Files::of_project(project), &whereabouts);
    let hooks = configured.map(|configured| configured.hooks);
    let cut = hooks.ok().and_then(|hooks| {
        let names = |hook: &HookSpec| (agent.event_names)(&hook.event);
        cut_off(&hooks, &entries, &names, file)
    });
    let said: Vec<String> = cut.into_iter().chain(ended_first(&entries, file)).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// Like [`too_short`], for every agent's file that holds the bridge: the user's files and the project's files.
pub(crate) fn all_too_short(project: Option<&Path>) -> Vec<String> {
    let Ok(mut places) = user_places() else {
        return Vec::new();
    };
    places.project = project
        .map(Path::to_path_buf)
        .or_else(|| std::env::current_dir().ok());
    let of_agent = |agent| in_files(agent, &places, project);
    agents().iter().flat_map(of_agent).collect()
}

fn in_files(agent: &'static AgentFiles, places: &Places, project: Option<&Path>) -> Vec<String> {
    // A file that cannot be read is skipped here; `bridge status` reports it.
    let said = |file: std::path::PathBuf| {
        let text = ConfigFile::open(&file, None).ok()?.text?;
        too_short(agent, &text, &file, project)
    };
    files(agent, places)
        .into_iter()
        .flatten()
        .filter_map(said)
        .collect()
}

/// Returns the time limit that a bridge command sets with `--budget`, or the default limit.
fn of_command(command: &str) -> Duration {
    let mut words = command.split_whitespace();
    let said = words.find_map(|word| match word.strip_prefix("--budget")? {
        "" => Some(None),
        value => Some(Some(value.strip_prefix('=')?)),
    });
    let said = said.and_then(|value| value.or_else(|| words.next()));
    let seconds = said.and_then(|said| said.parse::<f64>().ok());
    let budget = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    budget.unwrap_or(BRIDGE_BUDGET)
}

/// Returns the sentence about hooks whose own time limit is longer than the budget of the entry for their event.
/// `names` returns the agent's names of a hook's event.
fn cut_off(
    hooks: &[HookSpec],
    entries: &[BridgeLimits],
    names: &dyn Fn(&HookSpec) -> Vec<&'static str>,
    file: &Path,
) -> Option<String> {
    let live = hooks.iter().filter(|hook| hook.liveness == Liveness::Live);
    let cut = live.filter_map(|hook| {
        let names = names(hook);
        let of_event = entries.iter().filter(|entry| names.contains(&entry.event));
        let entry = of_event.min_by_key(|entry| of_command(&entry.command))?;
        let budget = time_for_hooks(of_command(&entry.command));
        (hook.timeout > budget).then_some((hook, entry, budget))
    });
    let cut: Vec<(&HookSpec, &BridgeLimits, Duration)> = cut.collect();
    let (longest, entry, _) = cut.iter().max_by_key(|(hook, ..)| hook.timeout)?;
    let named = cut.iter().map(|(hook, entry, budget)| {
        format!(
            "`{}` (`timeout` {}; {} has {})",
            quoted(hook.id.as_bytes(), 60),
            time_span(hook.timeout),
            entry.event,
            time_span(*budget)
        )
    });
    let needed = longest.timeout.as_secs() + 10;
    // The option `--budget` belongs to the command in the agent's file. `hooks bridge install` does not have it.
    let edit = match entry.command.contains("--budget") {
        true => format!(
            "set `--budget` to {needed} in the command of the entry for {}",
            entry.event
        ),
        false => format!(
            "add ` --budget {needed}` to the command of the entry for {}",
            entry.event
        ),
    };
    Some(format!(
        "the bridge ends hooks before their own limit: {}. Edit {}: {edit}, and raise the time limit of that entry above \
         {needed} s (`install` keeps both, and `uninstall` removes the entry). Or shorten the hook.",
        listed(named),
        visible_path(file)
    ))
}

/// Returns the sentence about entries that their agent ends before the budget of the bridge is over.
fn ended_first(entries: &[BridgeLimits], file: &Path) -> Option<String> {
    let ended = entries.iter().filter_map(|entry| {
        let limit = Duration::try_from_secs_f64(entry.limit?).ok()?;
        let budget = of_command(&entry.command);
        (budget >= limit).then(|| {
            format!(
                "{} (limit {}, `--budget {}`)",
                entry.event,
                time_span(limit),
                budget.as_secs_f64()
            )
        })
    });
    let ended: Vec<String> = ended.collect();
    (!ended.is_empty()).then(|| {
        format!(
            "the agent ends the bridge before it answers: {}. Edit {}: raise the time limit of the entry above its \
             `--budget`.",
            listed(ended.into_iter()),
            visible_path(file)
        )
    })
}

/// Joins the first [`NAMED`] texts, and adds how many more there are.
fn listed(texts: impl Iterator<Item = String>) -> String {
    let texts: Vec<String> = texts.collect();
    let named = texts
        .iter()
        .take(NAMED)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match texts.len().checked_sub(NAMED).filter(|more| *more > 0) {
        Some(more) => format!("{named} and {more} more"),
        None => named,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_that_of_the_command() {
        for (command, seconds) in [
            ("/a/hooks bridge --speak claude --budget 610", 610),
            ("/a/hooks bridge --speak claude", 50),
            ("/a/hooks bridge --budget=7 --speak claude", 7),
            ("/a/hooks bridge --budget x", 50),
        ] {
            assert_eq!(of_command(command).as_secs(), seconds, "{command}");
        }
    }
}
