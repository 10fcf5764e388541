//! `hooks bridge status`: for each agent, whether the bridge is installed, current and switched on, whether the
//! agent trusts it as far as its files tell, and what it answers to a probe.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use hooks_config::{
    AgentFiles, BridgeHome, BridgeInstalled, Places, bridge_file, bridge_installed,
    bridge_switched_off,
};
use hooks_dialects::agents;
use hooks_types::EventName;
use hooks_types::text::visible as shown;

use super::file::ConfigFile;
use super::state;
use crate::cli::{BridgeStatus, SampleOptions};
use crate::exit_code;
use crate::failure::Failure;
use crate::sample::{Wanted, sample};
use crate::show::complain;
use crate::user_folders::{agent_home, home, user_places};

/// Prints the status of every requested agent.
pub(crate) fn status(options: &BridgeStatus) -> Result<u8, Failure> {
    let wanted = |agent: &&&'static AgentFiles| {
        let named = options.agent.as_ref();
        named.is_none_or(|named| named.name() == agent.dialect.name())
    };
    let mut places = user_places()?;
    places.project = options
        .project
        .as_ref()
        .and_then(|root| std::path::absolute(root).ok());
    let mut code = exit_code::DONE;
    for agent in agents().iter().filter(|agent| wanted(&agent)) {
        for file in files(agent, &places)? {
            // An unreadable file of one agent must not hide the status of the others.
            if let Err(failure) = of_file(agent, &file, &places) {
                complain(format!("{}: {failure}", agent.dialect));
                code = failure.code();
            }
        }
    }
    Ok(code)
}

/// The user's file, and the project's where one was named.
fn files(agent: &'static AgentFiles, places: &Places) -> Result<Vec<PathBuf>, Failure> {
    let user = match (agent_home(agent)?, home()?) {
        (Some(own), _) => bridge_file(agent, BridgeHome::Agent(&own)),
        (None, Some(home)) => bridge_file(agent, BridgeHome::User(&home)),
        (None, None) => return Err(Failure::new("no home folder is known; set HOME")),
    };
    let root = places.project.as_deref();
    let project = root.and_then(|root| bridge_file(agent, BridgeHome::Project(root)));
    Ok(user.into_iter().chain(project).collect())
}

fn of_file(agent: &'static AgentFiles, path: &Path, places: &Places) -> Result<(), Failure> {
    let name = agent.dialect.name();
    let file = ConfigFile::open(path, None)?;
    let text = file.text.unwrap_or_default();
    let program = super::install::program()?;
    let found = bridge_installed(agent, &text, &program)
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))?;
    let Some(command) = found.command() else {
        say(&format!("{name}: not installed in {}", path.display()));
        return Ok(());
    };
    let current = match &found {
        BridgeInstalled::Current(_) => "installed and current".to_owned(),
        _ => {
            format!("installed, not as this program writes it: `hooks bridge install --for {name}`")
        }
    };
    say(&format!("{name}: {current} in {}", path.display()));
    for off in bridge_switched_off(agent, path, &text, places) {
        say(&format!("  {}", off.message));
    }
    if let Some(trust) = trusted(agent, path, places) {
        say(&format!("  {trust}"));
    }
    let called = state::last_called(agent.dialect);
    say(&format!("  a probe of its entry {}", probe(agent, command)));
    // Undo the record: the probe was not a call of the agent.
    state::call_back(agent.dialect, called);
    say(&match called {
        Some(time) => format!("  last called by {name} {}", ago(time)),
        None => format!("  never called by {name} yet"),
    });
    Ok(())
}

/// Whether the agent's own files say that it may run hooks of this file.
fn trusted(agent: &AgentFiles, path: &Path, places: &Places) -> Option<String> {
    let (list, of_file) = agent.bridge?.trust_list?;
    let folder = match agent_home(agent).ok()? {
        Some(own) => own,
        None => places.home.as_ref()?.join(agent.home_folder?),
    };
    let name = agent.dialect.name();
    let list = folder.join(list);
    let text = std::fs::read_to_string(&list).unwrap_or_default();
    let here = std::env::current_dir().ok()?;
    let wanted = if of_file {
        path
    } else {
        places.project.as_deref().unwrap_or(&here)
    };
    let known = match text.contains(&wanted.display().to_string()) {
        true => "names it",
        false => "does not name it yet",
    };
    let what = if of_file {
        "these hooks"
    } else {
        "this folder"
    };
    Some(format!(
        "{name} must trust {what}; {} {known}",
        list.display()
    ))
}

/// What the installed entry answers to a harmless call, asked as the agent asks it.
fn probe(agent: &'static AgentFiles, command: &str) -> String {
    let folder = std::env::current_dir().unwrap_or_default();
    let options = SampleOptions {
        set: vec!["command=true".to_owned()],
        ..SampleOptions::default()
    };
    let wanted = Wanted {
        event: EventName::PreToolUse.as_str(),
        dialect: agent.dialect,
        cwd: &folder.display().to_string(),
        project: None,
        options: &options,
    };
    let asked = || -> Result<std::process::Output, String> {
        let payload = sample(&wanted).map_err(|error| error.to_string())?;
        let mut child = Command::new("sh")
            .args(["-c", command])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        if let Some(mut stdin) = child.stdin.take() {
            // An entry that does not read its input can still answer.
            let _ = stdin.write_all(&payload.bytes);
        }
        child.wait_with_output().map_err(|error| error.to_string())
    };
    match asked() {
        Err(problem) => format!("could not be made: {problem}"),
        Ok(said) => {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
            let (out, err) = (text(&said.stdout), text(&said.stderr));
            match (said.status.code(), out.is_empty() && err.is_empty()) {
                (Some(0), true) => "was answered: no objection".to_owned(),
                (Some(code @ (0 | 2)), _) => format!("was answered (code {code}): {out} {err}"),
                (code, _) => format!("failed ({code:?}): {out} {err}"),
            }
        }
    }
}

/// Says how long ago a time was, in seconds.
fn ago(time: SystemTime) -> String {
    let since = SystemTime::now().duration_since(time).unwrap_or_default();
    format!("{} s ago", since.as_secs())
}

fn say(text: &str) {
    // If stdout is closed, the text cannot be shown anywhere.
    let _ = writeln!(anstream::stdout(), "{}", shown(text.trim_end()));
}
