//! The lines that an agent writes to a worker, and the worker's greeting, its first line.

use std::collections::BTreeMap;

use hooks_types::text::quoted;
use hooks_types::worker::PROTOCOL;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::reply::json_instead;

/// Returns the agent's first line. `max_line` is the length of the longest line that the agent writes, in bytes,
/// including the newline.
pub fn hello(max_line: usize) -> Vec<u8> {
    format!("{{\"type\":\"hello\",\"protocol\":[{PROTOCOL}],\"max_line\":{max_line}}}\n").into()
}

/// Returns the line that cancels an event: the agent no longer waits for its answer.
pub fn cancel(id: u64) -> Vec<u8> {
    format!("{{\"type\":\"cancel\",\"id\":{id}}}\n").into()
}

/// The part of an event's line before the payload. The payload and [`AFTER_PAYLOAD`] follow.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct EventHead<'a> {
    /// The id of the event, unique for this worker.
    pub id: u64,
    /// The time until the agent stops waiting for the answer, in milliseconds.
    pub deadline_ms: u64,
    /// The folder of the event.
    pub cwd: &'a str,
    /// The variables that belong to the event.
    pub env: &'a BTreeMap<String, String>,
}

/// The part of an event's line after the payload.
pub const AFTER_PAYLOAD: &[u8] = b"}\n";

impl<'a> EventHead<'a> {
    /// Creates the beginning of an event's line.
    pub fn new(id: u64, deadline_ms: u64, cwd: &'a str, env: &'a BTreeMap<String, String>) -> Self {
        Self {
            id,
            deadline_ms,
            cwd,
            env,
        }
    }

    /// Returns the bytes of the line up to the payload.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(512);
        begin_event(&mut bytes, self.id, self.deadline_ms);
        write_session(&mut bytes, self.cwd, self.env);
        bytes
    }
}

/// Appends the beginning of an event's line, which has the event's id and deadline.
pub(crate) fn begin_event(bytes: &mut Vec<u8>, id: u64, deadline_ms: u64) {
    bytes.extend_from_slice(b"{\"type\":\"event\",\"id\":");
    write(bytes, &id);
    bytes.extend_from_slice(b",\"deadline_ms\":");
    write(bytes, &deadline_ms);
}

/// Appends the part of the line between its beginning and the payload. This part is equal for most events of a session.
pub(crate) fn write_session(bytes: &mut Vec<u8>, cwd: &str, env: &BTreeMap<String, String>) {
    bytes.extend_from_slice(b",\"cwd\":");
    write(bytes, cwd);
    bytes.extend_from_slice(b",\"env\":");
    write(bytes, env);
    bytes.extend_from_slice(b",\"payload\":");
}

/// Appends a value as JSON.
fn write(bytes: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    // Writing these values cannot fail: numbers, strings and maps of strings always serialise.
    let written = serde_json::to_writer(bytes, value);
    debug_assert!(written.is_ok());
}

/// A worker's first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Greeting {
    /// The number of events that the worker accepts at once; at least 1.
    pub(crate) max_in_flight: usize,
}

impl Greeting {
    /// Reads a worker's first line.
    pub(crate) fn read(line: &[u8]) -> Result<Self, NoGreeting> {
        #[derive(Deserialize)]
        struct Line {
            r#type: String,
            protocol: u64,
            #[serde(default)]
            max_in_flight: Option<u64>,
        }
        let refused = |problem: String| NoGreeting {
            problem,
            is_hello: true,
        };
        let said: Line = serde_json::from_slice(line).map_err(|_| NoGreeting::of(line))?;
        if said.r#type != "hello" {
            return Err(NoGreeting::of(line));
        }
        if said.protocol != PROTOCOL {
            let protocol = said.protocol;
            return Err(refused(format!(
                "it speaks protocol {protocol}; this version supports protocol {PROTOCOL}"
            )));
        }
        match said.max_in_flight.unwrap_or(1) {
            0 => Err(refused("its max_in_flight is 0".to_owned())),
            events => Ok(Self {
                max_in_flight: usize::try_from(events).unwrap_or(usize::MAX),
            }),
        }
    }
}

/// Why a worker's first line is not a valid greeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoGreeting {
    /// What is wrong with the line.
    pub(crate) problem: String,
    /// Whether the line is a hello with a mistake. If so, the program does speak the protocol.
    pub(crate) is_hello: bool,
}

impl NoGreeting {
    /// Describes the mistake in a first line: the line is not a hello, or a key is missing, has the wrong type or
    /// occurs twice.
    fn of(line: &[u8]) -> Self {
        let read: Option<Value> = serde_json::from_slice(line).ok();
        let hello = read.filter(|read| read.get("type").and_then(Value::as_str) == Some("hello"));
        let Some(hello) = hello else {
            let cure = json_instead(line);
            return Self {
                problem: format!(
                    "its first line is not a hello, but `{}`{cure}",
                    quoted(line, 200)
                ),
                // A hello that was printed in the notation of Python or Node.js is not JSON, but was meant as a hello.
                is_hello: !cure.is_empty() && line.windows(5).any(|word| word == b"hello"),
            };
        };
        let wrong = match (hello.get("protocol"), hello.get("max_in_flight")) {
            (None, _) => format!("has no `protocol`; write \"protocol\": {PROTOCOL}"),
            (Some(protocol), _) if !protocol.is_u64() => {
                format!("has a `protocol` that is not a number; write \"protocol\": {PROTOCOL}")
            }
            (_, Some(most)) if !most.is_u64() => {
                "has a `max_in_flight` that is not a number".to_owned()
            }
            _ => "has a key twice".to_owned(),
        };
        Self {
            problem: format!("its hello {wrong}"),
            is_hello: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_one_line_whatever_its_texts_hold() {
        let env = BTreeMap::from([("A".to_owned(), "b\n\"c\"".to_owned())]);
        let mut line = EventHead::new(7, 250, "/a\nb", &env).to_bytes();
        line.extend_from_slice(b"{\"x\":1}");
        line.extend_from_slice(AFTER_PAYLOAD);
        assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
        let value: Value = serde_json::from_slice(&line).unwrap();
        assert_eq!(
            value,
            json!({"type":"event","id":7,"deadline_ms":250,"cwd":"/a\nb","env":{"A":"b\n\"c\""},"payload":{"x":1}})
        );
    }

    #[test]
    fn hello_and_cancel_are_json() {
        let value: Value = serde_json::from_slice(&hello(99)).unwrap();
        assert_eq!(value, json!({"type":"hello","protocol":[1],"max_line":99}));
        let value: Value = serde_json::from_slice(&cancel(3)).unwrap();
        assert_eq!(value, json!({"type":"cancel","id":3}));
    }

    #[test]
    fn a_hello_that_is_printed_as_python_shows_it_is_told_to_be_json() {
        let told = |line: &[u8]| Greeting::read(line).unwrap_err();
        let hello = told(b"{'type': 'hello', 'protocol': 1}");
        assert!(hello.problem.ends_with("; print JSON (`json.dumps`)"));
        assert!(hello.is_hello);
        let other = told(b"{'decision': 'block'}");
        assert!(!other.is_hello && other.problem.contains("`json.dumps`"));
        let other = told(b"{\"decision\": \"block\"}");
        assert!(!other.is_hello && !other.problem.contains("print JSON"));
    }

    #[test]
    fn a_greeting_takes_any_order_and_unknown_keys() {
        let greeting = |line: &str| Greeting::read(line.as_bytes()).map(|said| said.max_in_flight);
        let most = r#"{"max_in_flight":3,"name":"x","protocol":1,"type":"hello"}"#;
        assert_eq!(greeting(most), Ok(3));
        assert_eq!(greeting(r#"{"type":"hello","protocol":1}"#), Ok(1));
    }

    #[test]
    fn a_wrong_greeting_is_named() {
        let refused = |line: &str| Greeting::read(line.as_bytes()).unwrap_err().problem;
        assert!(refused("loading model").contains("loading model"));
        assert!(refused(r#"{"type":"event","protocol":1}"#).contains("not a hello"));
        assert!(refused(r#"{"type":"hello","protocol":2}"#).contains("protocol 2"));
        assert!(refused(r#"{"type":"hello","protocol":1,"max_in_flight":0}"#).contains("is 0"));
        assert!(refused(r#"{"type":"hello","protocol":1,"protocol":1}"#).contains("a key twice"));
        assert!(refused(r#"{"type":"hello","protocol":"1"}"#).contains("\"protocol\": 1"));
        assert!(refused(r#"{"type":"hello"}"#).contains("no `protocol`"));
    }
}
