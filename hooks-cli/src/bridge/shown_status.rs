//! Prints the status of the bridge, for people and as JSON. Keys of the JSON are never removed or renamed.
//!
//! For people, each file's status is printed as soon as it is known, because a probe can take seconds. Programs get one
//! object at the end. Texts from an agent's file and from the probe are escaped. A command in such a text gets no line
//! of its own, so that it does not look like our advice.

use std::time::{Duration, SystemTime};

use hooks_config::Diagnostic;
use hooks_types::text::{time_span, visible, visible_json, visible_path};
use serde::Serialize;

use super::probe::Probe;
use super::status::{AgentsTrust, Installed, State, Status};
use crate::failure::Failure;
use crate::show::{columns, complain, paragraph, print_out, quoted_behind, quoted_paragraph};

/// Prints the status of one file for people.
///
/// # Errors
///
/// Stdout cannot be written. An unreadable file is not an error here: it is named on stderr.
pub(super) fn tell(status: &Status) -> Result<(), Failure> {
    let file = visible_path(&status.file);
    let name = status.agent.name();
    let installed = match &status.state {
        State::Unreadable(failure) => {
            complain(format!("{name}: {failure}"));
            return Ok(());
        }
        State::NotInstalled => {
            title(&format!("{name}: the bridge is not installed in {file}"))?;
            return tell_lost(status);
        }
        State::Installed(installed) => installed,
    };
    match installed.is_current {
        true => title(&format!("{name}: installed and current in {file}"))?,
        false => say(
            0,
            &format!(
                "{name}: installed in {file}, not as this program writes it: `hooks bridge install --for {name}`"
            ),
        )?,
    }
    tell_lost(status)?;
    for off in &installed.off {
        quote(2, &off.message)?;
    }
    if let Some(said) = &installed.too_short {
        say(2, said)?;
    }
    if let Some(trust) = &installed.trust {
        quote(2, &trusted(name, trust))?;
    }
    // Use `quoted_behind`, because the probe's output can end with a command, which must not look like our advice.
    let probe = visible(&answered(&installed.probe));
    print_out(&quoted_behind("  ", &probe, 4, columns()))?;
    say(
        2,
        &match installed.last_called {
            Some(time) => format!(
                "last called by {name} {} ago (a `hooks bridge --speak {name}` that you typed counts too)",
                time_span(since(time).max(Duration::from_secs(1)))
            ),
            None => format!("never called by {name} yet"),
        },
    )
}

/// Prints the first line about a file. Later lines about the same file are indented, so that each file forms a block.
fn title(text: &str) -> Result<(), Failure> {
    print_out(&quoted_behind("", &visible(text), 2, columns()))
}

/// Prints a sentence of ours, which can end with a command to copy.
fn say(indent: usize, text: &str) -> Result<(), Failure> {
    print_out(&paragraph(&visible(text.trim_end()), indent, columns()))
}

/// Prints a sentence that quotes file names or text of a file. No command in it gets a line of its own.
fn quote(indent: usize, text: &str) -> Result<(), Failure> {
    let text = visible(text.trim_end());
    print_out(&quoted_paragraph(&text, indent, columns()))
}

/// Says whether the agent's own list of trusted files or folders contains this bridge's file or folder. An agent
/// silently ignores hooks that it does not trust.
fn trusted(name: &str, trust: &AgentsTrust) -> String {
    let what = match trust.of_file {
        true => "these hooks",
        false => "this folder",
    };
    let known = match trust.is_named {
        true => "names it",
        false => "does not name it yet",
    };
    format!(
        "{name} must trust {what}; {} {known}",
        visible_path(&trust.list)
    )
}

/// Describes the answer to the probe, with the output of the bridge. Exit codes 0 and 2 are answers of a hook. Any
/// other code is a failure, after which most agents let the call pass.
fn answered(probe: &Probe) -> String {
    let (code, said) = match probe {
        Probe::NotMade(problem) => return format!("not probed: {problem}"),
        Probe::Answered {
            code,
            stdout,
            stderr,
        } => {
            let said = [stdout.trim(), stderr.trim()];
            let said = said.into_iter().filter(|said| !said.is_empty());
            (*code, said.collect::<Vec<_>>().join("; "))
        }
    };
    let said = match said.is_empty() {
        true => String::new(),
        false => format!(": {said}"),
    };
    match code {
        Some(0) if said.is_empty() => "a probe of its entry was answered: no objection".to_owned(),
        Some(code @ (0 | 2)) => {
            format!("a probe of its entry was answered (exit code {code}){said}")
        }
        Some(code) => format!("a probe of its entry failed (exit code {code}){said}"),
        None => format!("a probe of its entry failed (ended by a signal){said}"),
    }
}

/// Returns how long ago `time` was, in whole seconds, which is precise enough here.
fn since(time: SystemTime) -> Duration {
    let since = SystemTime::now().duration_since(time).unwrap_or_default();
    Duration::from_secs(since.as_secs())
}

/// The output of `bridge status --json`; its schema is `bridge-status`.
#[derive(Serialize)]
struct Printed<'a> {
    bridges: Vec<PrintedStatus<'a>>,
}

/// The status of one file.
#[derive(Serialize)]
struct PrintedStatus<'a> {
    agent: &'a str,
    file: String,
    /// The state of the bridge in this file: `not_installed`, `current`, `not_current` or `unreadable`.
    state: &'static str,
    /// Why the file cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    #[serde(flatten)]
    entry: Option<Entry<'a>>,
}

/// The bridge's entry in a file.
#[derive(Serialize)]
struct Entry<'a> {
    /// The command that the agent runs, as it is written in the file.
    command: &'a str,
    /// Settings in the agent's files that keep the agent from running the entry.
    switched_off: Vec<Off<'a>>,
    /// Sentences about hooks whose time limit is longer than the entry's budget, and about entries that the agent ends
    /// before this budget is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    too_short: Option<&'a str>,
    /// What the agent's trust list says; `None` for an agent without such a list.
    agent_trust: Option<Trust>,
    probe: PrintedProbe<'a>,
    /// How long ago the agent last called the bridge. `None` if the agent never called it, or if `bridge install` did
    /// not create the state folder.
    last_called_seconds_ago: Option<u64>,
}

/// A setting in one of the agent's files that keeps the agent from running the bridge.
#[derive(Serialize)]
struct Off<'a> {
    file: String,
    line: u32,
    message: &'a str,
}

/// What the agent's own list of trusted files or folders says.
#[derive(Serialize)]
struct Trust {
    /// The path of the agent's trust list.
    list: String,
    /// Whether the list names hook files (`file`) or folders (`folder`).
    of: &'static str,
    /// Whether the list names this bridge's file or folder.
    named: bool,
}

/// The answer to a harmless call, or `problem` if no call was made.
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

/// Names the keys `hooks` of the file that the agent does not read.
fn tell_lost(status: &Status) -> Result<(), Failure> {
    for line in &status.lost {
        say(
            2,
            &format!(
                "the agent does not read the `hooks` of line {line}: the file has a later `hooks`, and the last one counts"
            ),
        )?;
    }
    Ok(())
}

/// Returns the status of every file as JSON.
///
/// # Errors
///
/// The JSON cannot be written; no input is known that causes this.
pub(super) fn json(found: &[Status]) -> Result<String, Failure> {
    let printed = Printed {
        bridges: found.iter().map(printed).collect(),
    };
    serde_json::to_string(&printed)
        .map(|json| visible_json(&json) + "\n")
        .map_err(|error| Failure::new(format!("cannot write the status: {error}")))
}

/// Returns the JSON form of one file's status.
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

/// Returns the JSON form of an installed entry.
fn entry<'a>(installed: &'a Installed) -> Entry<'a> {
    let off = |found: &'a Diagnostic| Off {
        file: found.file.display().to_string(),
        line: found.line,
        message: &found.message,
    };
    Entry {
        command: &installed.command,
        switched_off: installed.off.iter().map(off).collect(),
        too_short: installed.too_short.as_deref(),
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
