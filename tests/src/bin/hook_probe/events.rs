//! Reads events and writes replies when the probe runs as a worker.

use std::io::{self, BufRead};

use hooks_tests::Says;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The events that the probe has read so far.
#[derive(Default)]
pub(crate) struct Events {
    /// The id of each event and the number of bytes of its payload, including its newline.
    read: Vec<(u64, usize)>,
}

#[derive(Deserialize)]
struct Line<'a> {
    id: u64,
    #[serde(default, borrow)]
    payload: Option<&'a RawValue>,
}

/// Reads the agent's hello and returns the worker's reply.
pub(crate) fn hello(events: u64) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    io::stdin().lock().read_until(b'\n', &mut line)?;
    let hello = format!(r#"{{"type":"hello","protocol":1,"max_in_flight":{events}}}"#);
    Ok(format!("{hello}\n").into())
}

impl Events {
    /// Reads the next line. Returns `false` at the end of stdin.
    pub(crate) fn read(&mut self) -> io::Result<bool> {
        let mut line = Vec::new();
        io::stdin().lock().read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(false);
        }
        let line: Line<'_> = serde_json::from_slice(&line)?;
        if let Some(payload) = line.payload {
            self.read.push((line.id, payload.get().len() + 1));
        }
        Ok(true)
    }

    /// Returns the id and the size of an event. `last` counts from the end: 1 is the last event.
    fn before(&self, last: usize) -> (u64, usize) {
        let at = self.read.len().checked_sub(last);
        let event = at.and_then(|at| self.read.get(at));
        event.copied().unwrap_or_default()
    }

    pub(crate) fn reply(&self, more: u64, says: &Says) -> Vec<u8> {
        let (id, bytes) = self.before(1);
        line(id + more, bytes, says)
    }

    pub(crate) fn reply_to_one_before(&self, says: &Says) -> Vec<u8> {
        let (id, bytes) = self.before(2);
        line(id, bytes, says)
    }
}

fn line(id: u64, bytes: usize, says: &Says) -> Vec<u8> {
    let rest = match says {
        Says::Printed(stdout, stderr, exit) => {
            let text = |text: &str| serde_json::Value::from(text).to_string();
            let (stdout, stderr) = (text(stdout), text(stderr));
            format!(r#""stdout":{stdout},"stderr":{stderr},"exit":{exit}}}"#)
        }
        Says::Count => {
            format!(r#""exit":0,"answer":{{"decision":"block","message":"{bytes}"}}}}"#)
        }
        Says::Raw(rest) => rest.clone(),
    };
    format!("{{\"id\":{id},{rest}\n").into()
}
