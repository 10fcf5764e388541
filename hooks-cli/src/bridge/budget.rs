//! Compares the time limits of hooks with the budget of the installed bridge: the time after which the bridge ends
//! hooks that still run.

use std::path::Path;
use std::time::Duration;

use hooks_config::{AgentFiles, BRIDGE_BUDGET, Places, bridge_installed};
use hooks_dialects::agents;
use hooks_types::HookSpec;
use hooks_types::spec::Liveness;
use hooks_types::text::{quoted, time_span, visible_path};

use super::file::ConfigFile;
use super::install::program;
use super::status::files;
use crate::cli::Files;
use crate::configuration::{Whereabouts, own_files};
use crate::user_folders::user_places;

/// The maximum number of hooks that the sentence about the budget names; hooks beyond this number are only counted.
const NAMED: usize = 3;

/// Returns a sentence that names the hooks whose time limit is longer than the bridge's budget (its time limit for all
/// hooks). `command` is the bridge's entry in `file`. Looks at the hooks that the bridge would run in the working
/// folder.
pub(super) fn too_short(command: &str, file: &Path, project: Option<&Path>) -> Option<String> {
    let folder = std::env::current_dir().unwrap_or_default();
    let whereabouts = Whereabouts::folder(folder);
    let configured = own_files(&Files::of_project(project), &whereabouts).ok()?;
    said(&configured.hooks, command, file)
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
        let found = bridge_installed(agent, &text, &program().ok()?).ok()?;
        too_short(found.command()?, &file, project)
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
    let said = words.find(|word| *word == "--budget").and(words.next());
    let seconds = said.and_then(|said| said.parse::<f64>().ok());
    let budget = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    budget.unwrap_or(BRIDGE_BUDGET)
}

fn said(hooks: &[HookSpec], command: &str, file: &Path) -> Option<String> {
    let budget = of_command(command);
    let is_cut = |hook: &&HookSpec| hook.liveness == Liveness::Live && hook.timeout > budget;
    let cut: Vec<&HookSpec> = hooks.iter().filter(is_cut).collect();
    let longest = cut.iter().map(|hook| hook.timeout).max()?;
    let named = cut.iter().take(NAMED).map(|hook| {
        let (name, limit) = (quoted(hook.id.as_bytes(), 60), time_span(hook.timeout));
        format!("`{name}` (`timeout` {limit})")
    });
    let mut named = named.collect::<Vec<_>>().join(", ");
    if let Some(more) = cut.len().checked_sub(NAMED).filter(|more| *more > 0) {
        named += &format!(" and {more} more");
    }
    let needed = longest.as_secs() + 10;
    // Only the command in the agent's file has this option; `hooks bridge install` has none.
    let edit = match command.split_whitespace().any(|word| word == "--budget") {
        true => format!("set `--budget` to {needed} in the command of the entry"),
        false => format!("add ` --budget {needed}` to the command of the entry"),
    };
    Some(format!(
        "the bridge ends every hook after {}, before its own limit: {named}. Edit {}: {edit}, and raise the time limit of \
         the entry above that (`install` keeps both). Or shorten the hook",
        time_span(budget),
        visible_path(file)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_that_of_the_command() {
        for (command, seconds) in [
            ("/a/hooks bridge --speak claude --budget 610", 610),
            ("/a/hooks bridge --speak claude", 50),
            ("/a/hooks bridge --budget x", 50),
        ] {
            assert_eq!(of_command(command).as_secs(), seconds, "{command}");
        }
    }
}
