//! Asks the bridge for its answer to a harmless call, with the options of an installed entry.
//!
//! The entry can be in a stranger's file, so its command is never started. If the entry is byte for byte the entry that
//! this program writes, this program is started with the entry's options. Any other entry is not probed.

use std::process::Stdio;
use std::time::Duration;

use hooks_config::format::AgentFiles;
use hooks_config::{BridgeCall, bridge_call};
use hooks_types::EventName;
use hooks_types::text::{quoted, time_span};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::time::timeout;

use crate::cli::SampleOptions;
use crate::sample::{Wanted, sample};

/// The time limit that the probed bridge gets for its hooks, in seconds. When the limit ends, the bridge answers with a
/// block. The limit is shorter than [`DEADLINE`], so this answer still arrives.
const BUDGET: &str = "5";

/// After this time the probed bridge is killed.
const DEADLINE: Duration = Duration::from_secs(8);

/// How much of each output is kept, in bytes. The rest of the output is read and thrown away.
const MOST: u64 = 16 << 10;

/// What the installed entry answered to a harmless call.
pub(super) enum Probe {
    /// The entry was not asked or gave no answer; the text says why.
    NotMade(String),
    /// The entry ended within [`DEADLINE`].
    Answered {
        /// The exit code; `None` if a signal ended the entry.
        code: Option<i32>,
        /// The beginning of the entry's stdout and stderr, without surrounding white space.
        stdout: String,
        stderr: String,
    },
}

/// Sends a harmless call to this program with the options of the installed entry `command`, and returns the answer.
/// `program` is the path of this program. The call is `true`, a shell command that changes nothing, in the working
/// folder; the user's hooks judge the call like any other.
pub(super) async fn probe(agent: &'static AgentFiles, command: &str, program: &str) -> Probe {
    let event = match bridge_call(agent, command, program) {
        BridgeCall::Own(event) => event,
        BridgeCall::OfProgram(other) => {
            let other = quoted(other.as_bytes(), 300);
            return Probe::NotMade(format!("the entry starts another program, {other}"));
        }
        _ => return Probe::NotMade("the entry is not as this program writes it".to_owned()),
    };
    let asked = asked(agent, event, program);
    match timeout(DEADLINE, asked).await {
        Ok(answered) => answered.unwrap_or_else(Probe::NotMade),
        Err(_) => Probe::NotMade(format!("it gave no answer within {}", time_span(DEADLINE))),
    }
}

/// Starts this program as the agent would, writes a payload in the agent's form and collects the answer. Dropping
/// the future kills the process.
///
/// # Errors
///
/// The payload cannot be made, or the process cannot be started or waited for; the message says why.
async fn asked(agent: &'static AgentFiles, event: &str, program: &str) -> Result<Probe, String> {
    let folder = std::env::current_dir().unwrap_or_default();
    let options = SampleOptions {
        set: vec!["command=true".to_owned()],
        ..SampleOptions::default()
    };
    let payload = sample(&Wanted {
        event: EventName::PreToolUse.as_str(),
        dialect: agent.dialect,
        cwd: &folder.display().to_string(),
        project: None,
        options: &options,
    })
    .map_err(|error| error.to_string())?;
    let mut child = Command::new(program)
        .args(["bridge", "--speak", agent.dialect.name()])
        .args(["--event", event, "--budget", BUDGET])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| error.to_string())?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let written = async {
        if let Some(mut stdin) = stdin {
            // An error here does not matter: a bridge that does not read its input can still answer.
            let _ = stdin.write_all(&payload.bytes).await;
        }
    };
    // Write the input, read both outputs and wait for the end at the same time. If an output pipe were full and not
    // read, the bridge would wait for ever.
    let ((), stdout, stderr, status) =
        tokio::join!(written, text(stdout), text(stderr), child.wait());
    let status = status.map_err(|error| error.to_string())?;
    Ok(Probe::Answered {
        code: status.code(),
        stdout,
        stderr,
    })
}

/// Reads an output to its end and keeps the beginning.
async fn text(output: Option<impl AsyncRead + Unpin>) -> String {
    let mut bytes = Vec::new();
    if let Some(output) = output {
        let mut begin = output.take(MOST);
        // Ignore an error, and keep the part that was read before the error.
        let _ = begin.read_to_end(&mut bytes).await;
        // Go on reading, because a full pipe would block the bridge.
        let _ = tokio::io::copy(&mut begin.into_inner(), &mut tokio::io::sink()).await;
    }
    String::from_utf8_lossy(&bytes).trim().to_owned()
}
