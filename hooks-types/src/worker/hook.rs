//! The hook's side of the worker protocol: takes a line and returns the output to write.

use std::ffi::OsStr;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::PROTOCOL;
use crate::answer::HookAnswer;
use crate::dialect::DialectRef;
use crate::payload::Payload;
use crate::wire::{Expected, HookOutput, decode};

/// A native hook that works in both modes: as a worker, or for one event.
///
/// The hook does no IO. Pass it the whole of stdin or, as a worker, each line of stdin, and write
/// the output that it returns:
///
/// ```no_run
/// use std::io::{self, BufRead, Read, Write};
/// use hooks_types::{HookAnswer, worker};
///
/// fn main() -> io::Result<()> {
///     let hook = worker::Hook::new(std::env::var_os(worker::VARIABLE).as_deref());
///     let mut stdin = io::stdin().lock();
///     loop {
///         let mut text = String::new();
///         if !hook.stays() {
///             stdin.read_to_string(&mut text)?;
///         } else if stdin.read_line(&mut text)? == 0 {
///             return Ok(());
///         }
///         let output = hook.hear(&text, |payload| match payload.meta.cwd.as_str() {
///             "/" => HookAnswer::block("not in the root folder"),
///             _ => HookAnswer::proceed(),
///         });
///         io::stderr().write_all(&output.stderr)?;
///         io::stdout().write_all(&output.stdout)?;
///         io::stdout().flush()?;
///         if !hook.stays() {
///             std::process::exit(output.exit_code.into());
///         }
///     }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hook {
    /// Whether the program is a worker.
    stays: bool,
}

/// A line from the agent. Unknown keys are ignored.
#[derive(Deserialize)]
struct Line<'a> {
    r#type: String,
    #[serde(default)]
    id: u64,
    /// The payload as it was written. A reader that is more tolerant than serde_json reads it separately.
    #[serde(default, borrow)]
    payload: Option<&'a RawValue>,
}

/// The answer to one event.
#[derive(Serialize)]
struct Reply<'a> {
    id: u64,
    exit: u8,
    stdout: &'a str,
    stderr: &'a str,
}

impl Hook {
    /// Creates a hook in the mode that the value of [`VARIABLE`](super::VARIABLE) selects.
    pub fn new(variable: Option<&OsStr>) -> Self {
        Self {
            stays: variable.is_some_and(|value| value == "1"),
        }
    }

    /// Returns whether the program is a worker, which must read further lines. If not, exit with the code that
    /// [`hear`](Self::hear) returned.
    pub fn stays(self) -> bool {
        self.stays
    }

    /// Returns the output for `text`: a line of stdin, or all of stdin if the program is not a
    /// worker.
    ///
    /// `judge` is called if the text contains an event. An event that cannot be read is a failure
    /// (exit code 1), never an answer.
    pub fn hear(self, text: &str, judge: impl FnOnce(&Payload) -> HookAnswer) -> HookOutput {
        if !self.stays {
            return judged(text, judge);
        }
        let mut output = HookOutput::default();
        let Ok(line) = serde_json::from_str::<Line<'_>>(text) else {
            // The text is not a line of the protocol, so it contains no event.
            return output;
        };
        match (line.r#type.as_str(), line.payload) {
            ("hello", _) => {
                let hello =
                    format!("{{\"type\":\"hello\",\"protocol\":{PROTOCOL},\"max_in_flight\":1}}\n");
                output.stdout = hello.into();
            }
            ("event", Some(payload)) => {
                let one = judged(payload.get(), judge);
                let said = Reply {
                    id: line.id,
                    exit: one.exit_code,
                    stdout: &String::from_utf8_lossy(&one.stdout),
                    stderr: &String::from_utf8_lossy(&one.stderr),
                };
                output.stdout = serde_json::to_vec(&said).unwrap_or_default();
                output.stdout.push(b'\n');
            }
            // A `cancel` needs no reply, because this process has already answered the event. Any other type of line
            // belongs to a later version of the protocol.
            _ => {}
        }
        output
    }
}

/// Judges one payload. Returns the output of a hook that is started for each event.
fn judged(payload: &str, judge: impl FnOnce(&Payload) -> HookAnswer) -> HookOutput {
    match decode(payload.as_bytes(), Expected::new(DialectRef::NATIVE)) {
        Ok(payload) => judge(&payload).to_native(),
        Err(error) => HookOutput {
            exit_code: 1,
            stderr: format!("{error}\n").into(),
            ..HookOutput::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAYLOAD: &str = r#"{"session_id":"s","cwd":"/x","hook_event":{"event_type":"stop","stop_hook_active":false}}"#;

    #[test]
    fn a_worker_answers_an_event_and_repeats_its_id() {
        let worker = Hook::new(Some(OsStr::new("1")));
        let judge = |payload: &Payload| HookAnswer::block(payload.meta.cwd.clone());
        let event = format!("{{\"type\":\"event\",\"id\":7,\"payload\":{PAYLOAD}}}");
        let said: serde_json::Value =
            serde_json::from_slice(&worker.hear(&event, judge).stdout).unwrap();
        assert_eq!((&said["id"], &said["exit"]), (&7.into(), &2.into()));
        let one_shot = Hook::new(None).hear(PAYLOAD, judge);
        let stdout = str::from_utf8(&one_shot.stdout).unwrap();
        assert_eq!(said["stdout"], stdout);
        assert_eq!(one_shot.exit_code, 2);
    }

    #[test]
    fn a_payload_it_cannot_read_is_a_failure() {
        let failed = Hook::new(None).hear("{}", |_| HookAnswer::proceed());
        assert_eq!(failed.exit_code, 1);
    }
}
