//! The hook's side of the worker protocol: reads events and writes the answers.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt::Display;
use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::PROTOCOL;
use crate::answer::HookAnswer;
use crate::dialect::DialectRef;
use crate::payload::Payload;
use crate::wire::{Expected, HookOutput, decode};

/// The length at which the texts of a reply are cut. The agent reads at most 1 MiB of an output, so one byte more tells
/// it that the output is longer. Without this limit the reply could be longer than a line of the protocol.
const LIMIT: usize = (1 << 20) + 1;

/// A native hook that works in both modes: as a worker, or for one event.
///
/// ```no_run
/// use std::{env, io, process::ExitCode};
/// use hooks_types::{HookAnswer, worker};
///
/// fn main() -> io::Result<ExitCode> {
///     let hook = worker::Hook::new(env::var_os(worker::VARIABLE).as_deref());
///     let code = hook.serve(io::stdin().lock(), io::stdout(), io::stderr(), |payload| {
///         env::set_current_dir(&payload.meta.cwd)?; // A worker does not start in the event's folder.
///         Ok(match payload.meta.cwd.as_str() {
///             "/" => HookAnswer::block("not in the root folder"),
///             _ => HookAnswer::proceed(),
///         })
///     })?;
///     Ok(code.into())
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

    /// Answers the events of `input` until it ends: one event, or the events of a worker. Returns the exit code for the
    /// program.
    ///
    /// Pass the program's stdin, stdout and stderr. An error of `judge` is a failure of the hook at this event (exit
    /// code 1); a worker then goes on with the next event.
    ///
    /// In a worker, stdin and stdout are the pipes of the protocol: `judge` must not use them, and must not pass them on
    /// to a child process. A panic of `judge` ends the worker.
    ///
    /// A child inherits [`VARIABLE`](super::VARIABLE). If it is a hook too, it would be a worker that waits for lines, and
    /// its block would be missing: start it with `Command::env_remove(worker::VARIABLE)`.
    ///
    /// # Errors
    ///
    /// The input cannot be read, or the output cannot be written.
    pub fn serve(
        self,
        mut input: impl BufRead,
        mut output: impl Write,
        mut errors: impl Write,
        mut judge: impl FnMut(&Payload) -> io::Result<HookAnswer>,
    ) -> io::Result<u8> {
        loop {
            let mut text = String::new();
            if !self.stays {
                input.read_to_string(&mut text)?;
            } else if input.read_line(&mut text)? == 0 {
                return Ok(0);
            }
            let result = self.output(&text, &mut judge);
            // The answer counts even if this text, which is for people, cannot be written.
            let _ = errors.write_all(&result.stderr);
            output.write_all(&result.stdout)?;
            output.flush()?;
            if !self.stays {
                return Ok(result.exit_code);
            }
        }
    }

    /// Returns the output for `text`: a line of stdin, or all of stdin if the program is not a
    /// worker.
    ///
    /// `judge` is called if the text contains an event. An event that cannot be read is a failure
    /// (exit code 1), never an answer.
    ///
    /// [`serve`](Self::serve) reads the text and writes the output too.
    pub fn hear(self, text: &str, judge: impl FnOnce(&Payload) -> HookAnswer) -> HookOutput {
        self.output(text, |payload| Ok(judge(payload)))
    }

    /// Like `hear`, with a `judge` that can fail.
    fn output(
        self,
        text: &str,
        judge: impl FnOnce(&Payload) -> io::Result<HookAnswer>,
    ) -> HookOutput {
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
                    stdout: &beginning(&one.stdout),
                    stderr: &beginning(&one.stderr),
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

/// Returns the part of an output that a reply contains.
fn beginning(output: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(output.get(..LIMIT).unwrap_or(output))
}

/// Judges one payload. Returns the output of a hook that is started for each event.
fn judged(payload: &str, judge: impl FnOnce(&Payload) -> io::Result<HookAnswer>) -> HookOutput {
    let failed = |error: &dyn Display| HookOutput {
        exit_code: 1,
        stderr: format!("{error}\n").into(),
        ..HookOutput::default()
    };
    match decode(payload.as_bytes(), Expected::new(DialectRef::NATIVE)) {
        Ok(payload) => match judge(&payload) {
            Ok(answer) => answer.to_native(),
            Err(error) => failed(&error),
        },
        Err(error) => failed(&error),
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
    fn a_reply_to_a_long_block_fits_into_a_line_and_keeps_its_exit_code() {
        let judge = |_: &Payload| HookAnswer::block("\0".repeat(9 << 20));
        let event = format!("{{\"type\":\"event\",\"id\":7,\"payload\":{PAYLOAD}}}");
        let reply = Hook::new(Some(OsStr::new("1"))).hear(&event, judge).stdout;
        assert!(reply.len() < 8 << 20, "{}", reply.len());
        let said: serde_json::Value = serde_json::from_slice(&reply).unwrap();
        assert_eq!(said["exit"], 2);
        assert_eq!(said["stdout"].as_str().map(str::len), Some(LIMIT));
    }

    #[test]
    fn a_payload_it_cannot_read_is_a_failure() {
        let failed = Hook::new(None).hear("{}", |_| HookAnswer::proceed());
        assert_eq!(failed.exit_code, 1);
    }

    /// Serves this input. Returns the exit code and both outputs.
    fn served(hook: Hook, input: &str) -> (u8, String, String) {
        let (mut output, mut errors) = (Vec::new(), Vec::new());
        let code = hook.serve(
            input.as_bytes(),
            &mut output,
            &mut errors,
            |payload| match payload.meta.cwd.as_str() {
                "/gone" => Err(io::Error::other("no such folder")),
                cwd => Ok(HookAnswer::block(cwd)),
            },
        );
        let [output, errors] = [output, errors].map(|bytes| String::from_utf8(bytes).unwrap());
        (code.unwrap(), output, errors)
    }

    #[test]
    fn serve_answers_one_event_and_returns_its_exit_code() {
        let judge = |_: &Payload| HookAnswer::block("/x");
        let hook = Hook::new(None);
        let expected = hook.hear(PAYLOAD, judge);
        let (code, output, errors) = served(hook, &PAYLOAD.replace(',', ",\n"));
        assert_eq!(code, 2);
        assert_eq!(output.as_bytes(), expected.stdout);
        assert_eq!(errors.as_bytes(), expected.stderr);
        let (code, output, errors) = served(hook, &PAYLOAD.replace("/x", "/gone"));
        assert_eq!((code, &*output, &*errors), (1, "", "no such folder\n"));
    }

    #[test]
    fn serve_answers_all_events_of_a_worker_and_survives_an_error() {
        let event = |id: u8, cwd: &str| {
            let payload = PAYLOAD.replace("/x", cwd);
            format!("{{\"type\":\"event\",\"id\":{id},\"payload\":{payload}}}\n")
        };
        let input = "{\"type\":\"hello\",\"protocol\":[1]}\n".to_owned()
            + &event(1, "/gone")
            + &event(2, "/x");
        let (code, output, errors) = served(Hook::new(Some(OsStr::new("1"))), &input);
        assert_eq!((code, &*errors), (0, ""));
        let lines: Vec<serde_json::Value> = output
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let exits: Vec<_> = lines.iter().map(|line| line["exit"].as_u64()).collect();
        assert_eq!(exits, [None, Some(1), Some(2)]);
        assert_eq!(lines[1]["stderr"], "no such folder\n");
    }
}
