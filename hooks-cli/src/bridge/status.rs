//! `hooks bridge status`: shows for each agent whether the bridge is installed, current and switched on, whether the
//! agent's files say that the agent trusts it, and what the bridge answers to a probe.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use hooks_config::{
    AgentFiles, BridgeHome, BridgeInstalled, Diagnostic, Places, bridge_file, bridge_installed,
    bridge_lost_lines, bridge_switched_off,
};
use hooks_dialects::agents;
use hooks_types::DialectRef;
use hooks_types::text::visible_path;

use super::file::ConfigFile;
use super::probe::{Probe, probe};
use super::{budget, shown_status, state};
use crate::cli::BridgeStatus;
use crate::exit_code;
use crate::failure::Failure;
use crate::show::print_out;
use crate::user_folders::{agent_home, home, user_places};

/// The bridge in one file of an agent.
pub(super) struct Status {
    pub(super) agent: DialectRef,
    /// The file in which this program would install the bridge, whether the file exists or not.
    pub(super) file: PathBuf,
    pub(super) state: State,
    /// The lines of keys `hooks` that the agent does not read, because a later `hooks` takes their place.
    pub(super) lost: Vec<u32>,
}

/// What was found about the bridge in one file.
pub(super) enum State {
    /// The file could not be read, so nothing is known about it.
    Unreadable(Failure),
    /// The file has no entry of the bridge, or does not exist.
    NotInstalled,
    Installed(Installed),
}

/// An installed bridge, and whether anything keeps it from working.
pub(super) struct Installed {
    /// Whether the entries are exactly the entries that this program would write. Different entries still work if the
    /// program that they start works.
    pub(super) is_current: bool,
    /// The command of the entries, as the agent starts it.
    pub(super) command: String,
    /// Settings in the agent's files that keep the agent from running hooks.
    pub(super) off: Vec<Diagnostic>,
    /// What the agent's trust list says; `None` for an agent that runs hooks without asking for trust.
    pub(super) trust: Option<AgentsTrust>,
    /// The installed bridge's answer to a harmless call.
    pub(super) probe: Probe,
    /// Sentences about hooks whose time limit is longer than the command's budget, and about entries that the agent
    /// ends before this budget is over.
    pub(super) too_short: Option<String>,
    /// When the agent last called the bridge, by the record in the state folder; `None` without a record.
    pub(super) last_called: Option<SystemTime>,
}

/// What the agent's own list of trusted files or folders says.
pub(super) struct AgentsTrust {
    /// The path of the agent's trust list, whether the list exists or not.
    pub(super) list: PathBuf,
    /// Whether the trust list contains hook files; otherwise it contains folders.
    pub(super) of_file: bool,
    /// Whether the list contains the path. The list is searched as text, so a path that the list forbids counts as
    /// contained too.
    pub(super) is_named: bool,
}

/// Prints the status of every requested agent. If a file could not be read, the exit code is the code of the first such
/// failure.
///
/// # Errors
///
/// No home folder is known, or stdout cannot be written.
pub(crate) async fn status(options: &BridgeStatus) -> Result<u8, Failure> {
    let wanted = |agent: &&&'static AgentFiles| {
        let named = options.agent.as_ref();
        named.is_none_or(|named| named.name() == agent.dialect.name())
    };
    let mut places = user_places()?;
    places.project = options
        .project
        .as_ref()
        .and_then(|root| std::path::absolute(root).ok());
    let mut found = Vec::new();
    for agent in agents().iter().filter(|agent| wanted(&agent)) {
        for file in files(agent, &places)? {
            // An unreadable file of one agent must not hide the status of the other agents. So the error becomes a
            // status.
            let state = of_file(agent, &file, &places).await;
            let (state, lost) =
                state.unwrap_or_else(|failure| (State::Unreadable(failure), Vec::new()));
            let status = Status {
                agent: agent.dialect.clone(),
                file,
                state,
                lost,
            };
            if !options.output.is_json() {
                shown_status::tell(&status)?;
            }
            found.push(status);
        }
    }
    if options.output.is_json() {
        print_out(&shown_status::json(&found)?)?;
    }
    let problem = found.iter().find_map(|status| match &status.state {
        State::Unreadable(failure) => Some(failure.code()),
        _ => None,
    });
    Ok(problem.unwrap_or(exit_code::DONE))
}

/// Returns the path of the user's file of an agent, and of the project's file if a project was named and the agent
/// reads a file there.
///
/// # Errors
///
/// No home folder is known.
pub(super) fn files(agent: &'static AgentFiles, places: &Places) -> Result<Vec<PathBuf>, Failure> {
    let user = match (agent_home(agent)?, home()?) {
        (Some(own), _) => bridge_file(agent, BridgeHome::Agent(&own)),
        (None, Some(home)) => bridge_file(agent, BridgeHome::User(&home)),
        (None, None) => return Err(Failure::new("no home folder is known; set HOME")),
    };
    let root = places.project.as_deref();
    let project = root.and_then(|root| bridge_file(agent, BridgeHome::Project(root)));
    Ok(user.into_iter().chain(project).collect())
}

/// Looks for the bridge in one file, and probes an installed entry. Also returns the lines of the keys `hooks` that
/// the agent does not read. The probe leaves no trace in the record of calls.
///
/// # Errors
///
/// The file cannot be read, or its text does not have the agent's format.
async fn of_file(
    agent: &'static AgentFiles,
    path: &Path,
    places: &Places,
) -> Result<(State, Vec<u32>), Failure> {
    // `None` means that links are followed in a project too. That is safe, because nothing is written here.
    let file = ConfigFile::open(path, None)?;
    let text = file.text.unwrap_or_default();
    let program = super::install::program()?;
    let found = bridge_installed(agent, &text, &program)
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", visible_path(path))))?;
    let lost = bridge_lost_lines(&text);
    let Some(command) = found.command() else {
        return Ok((State::NotInstalled, lost));
    };
    let last_called = state::last_called(agent.dialect);
    let probe = probe(agent, command, &program).await;
    // The probe has set the time of the agent's last call. Set the old time again, because the probe was not a call of
    // the agent.
    state::call_back(agent.dialect, last_called);
    let installed = Installed {
        is_current: matches!(found, BridgeInstalled::Current(_)),
        command: command.to_owned(),
        off: bridge_switched_off(agent, path, &text, places),
        trust: trusted(agent, path, places),
        probe,
        too_short: budget::too_short(agent, &text, path, places.project.as_deref()),
        last_called,
    };
    Ok((State::Installed(installed), lost))
}

/// Looks up in the agent's own trust list whether the agent may run hooks of this file. `None` if the agent has no
/// such list.
fn trusted(agent: &AgentFiles, path: &Path, places: &Places) -> Option<AgentsTrust> {
    let (list, of_file) = agent.bridge?.trust_list?;
    let folder = match agent_home(agent).ok()? {
        Some(own) => own,
        None => places.home.as_ref()?.join(agent.home_folder?),
    };
    let list = folder.join(list);
    // A list that cannot be read is treated as empty, so it does not name the path.
    let text = std::fs::read_to_string(&list).unwrap_or_default();
    let here = std::env::current_dir().ok()?;
    let wanted = if of_file {
        path
    } else {
        places.project.as_deref().unwrap_or(&here)
    };
    Some(AgentsTrust {
        of_file,
        is_named: text.contains(&wanted.display().to_string()),
        list,
    })
}
