//! The status of the bridge, for people and as JSON. Keys of the JSON are never removed or renamed.

use std::time::{Duration, SystemTime};

use hooks_config::Diagnostic;
use hooks_types::text::{time_span, visible, visible_json};
use serde::Serialize;

use super::probe::Probe;
use super::status::{AgentsTrust, Installed, State, Status};
use crate::failure::Failure;
use crate::show::{columns, complain, paragraph, print_out};

/// Prints the status for people.
pub(super) fn tell(status: &Status) -> Result<(), Failure> {
    let (name, file) = (status.agent.name(), status.file.display());
    let installed = match &status.state {
        State::Unreadable(failure) => {
            complain(format!("{name}: {failure}"));
            return Ok(());
        }
        State::NotInstalled => return say(0, &format!("{name}: not installed in {file}")),
        State::Installed(installed) => installed,
    };
    say(
        0,
        &match installed.is_current {
            true => format!("{name}: installed and current in {file}"),
            false => format!(
                "{name}: installed in {file}, not as this program writes it: `hooks bridge install --for {name}`"
            ),
        },
    )?;
    for off in &installed.off {
        say(2, &off.message)?;
    }
    if let Some(trust) = &installed.trust {
        say(2, &trusted(name, trust))?;
    }
    say(2, &answered(&installed.probe))?;
    say(
        2,
        &match installed.last_called {
            Some(time) => format!(
                "last called by {name} {} ago",
                time_span(since(time).max(Duration::from_secs(1)))
            ),
            None => format!("never called by {name} yet"),
        },
    )
}

fn say(indent: usize, text: &str) -> Result<(), Failure> {
    print_out(&paragraph(&visible(text.trim_end()), indent, columns()))
}

fn trusted(name: &str, trust: &AgentsTrust) -> String {
    let what = match trust.of_file {
        true => "these hooks",
        false => "this folder",
    };
    let known = match trust.is_named {
        true => "names it",
        false => "does not name it yet",
    };
    format!("{name} must trust {what}; {} {known}", trust.list.display())
}

fn answered(probe: &Probe) -> String {
    match probe {
        Probe::NotMade(problem) => format!("not probed: {problem}"),
        Probe::Answered {
            code,
            stdout,
            stderr,
        } => match (code, stdout.is_empty() && stderr.is_empty()) {
            (Some(0), true) => "a probe of its entry was answered: no objection".to_owned(),
            (Some(code @ (0 | 2)), _) => {
                format!("a probe of its entry was answered (code {code}): {stdout} {stderr}")
            }
            (code, _) => format!("a probe of its entry failed ({code:?}): {stdout} {stderr}"),
        },
    }
}

/// Whole seconds: nobody asks for less.
fn since(time: SystemTime) -> Duration {
    let since = SystemTime::now().duration_since(time).unwrap_or_default();
    Duration::from_secs(since.as_secs())
}

#[derive(Serialize)]
struct Printed<'a> {
    bridges: Vec<PrintedStatus<'a>>,
}

#[derive(Serialize)]
struct PrintedStatus<'a> {
    agent: &'a str,
    file: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    #[serde(flatten)]
    entry: Option<Entry<'a>>,
}

/// An entry that is there.
#[derive(Serialize)]
struct Entry<'a> {
    command: &'a str,
    switched_off: Vec<Off<'a>>,
    agent_trust: Option<Trust>,
    probe: PrintedProbe<'a>,
    last_called_seconds_ago: Option<u64>,
}

#[derive(Serialize)]
struct Off<'a> {
    file: String,
    line: u32,
    message: &'a str,
}

#[derive(Serialize)]
struct Trust {
    list: String,
    of: &'static str,
    named: bool,
}

#[derive(Default, Serialize)]
struct PrintedProbe<'a> {
    exit_code: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stdout: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stderr: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a str>,
}

/// The status of all as JSON.
pub(super) fn json(found: &[Status]) -> Result<String, Failure> {
    let printed = Printed {
        bridges: found.iter().map(printed).collect(),
    };
    serde_json::to_string(&printed)
        .map(|json| visible_json(&json) + "\n")
        .map_err(|error| Failure::new(format!("cannot write the status: {error}")))
}

fn printed(status: &Status) -> PrintedStatus<'_> {
    let (state, problem, entry) = match &status.state {
        State::Unreadable(failure) => ("unreadable", Some(failure.to_string()), None),
        State::NotInstalled => ("not_installed", None, None),
        State::Installed(installed) if installed.is_current => {
            ("current", None, Some(entry(installed)))
        }
        State::Installed(installed) => ("not_current", None, Some(entry(installed))),
    };
    PrintedStatus {
        agent: status.agent.name(),
        file: status.file.display().to_string(),
        state,
        problem,
        entry,
    }
}

fn entry<'a>(installed: &'a Installed) -> Entry<'a> {
    let off = |found: &'a Diagnostic| Off {
        file: found.file.display().to_string(),
        line: found.line,
        message: &found.message,
    };
    Entry {
        command: &installed.command,
        switched_off: installed.off.iter().map(off).collect(),
        agent_trust: installed.trust.as_ref().map(|trust| Trust {
            list: trust.list.display().to_string(),
            of: if trust.of_file { "file" } else { "folder" },
            named: trust.is_named,
        }),
        probe: match &installed.probe {
            Probe::NotMade(problem) => PrintedProbe {
                problem: Some(problem),
                ..PrintedProbe::default()
            },
            Probe::Answered {
                code,
                stdout,
                stderr,
            } => PrintedProbe {
                exit_code: *code,
                stdout: Some(stdout),
                stderr: Some(stderr),
                problem: None,
            },
        },
        last_called_seconds_ago: installed.last_called.map(|time| since(time).as_secs()),
    }
}
