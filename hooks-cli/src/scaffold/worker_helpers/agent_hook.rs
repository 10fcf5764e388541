//! Lets one Rust hook run in both modes: started for each event, or kept as a worker.
//!
//! `judge` gets the event as the hook reads it on stdin, and returns an answer or `None`. It runs in the event's
//! folder. A panic ends the worker and is a failure of the hook, like an error in either mode.
//!
//! Three things differ in a worker. Stdin and stdout are the pipes of the protocol, so `judge` must not print its answer,
//! and a child process needs its own stdin and stdout. The event's variables are not set: read them from the event.
//! A child inherits AGENT_HOOKS_WORKER. If it is a hook too, it would wait for lines like a worker, and its block would
//! be missing: start it with `Command::env_remove("AGENT_HOOKS_WORKER")`.

use std::io::{self, BufRead};

use serde_json::Value;

pub fn serve(judge: impl Fn(&Value) -> Option<Value>) -> io::Result<()> {
    let stdin = io::stdin().lock();
    if std::env::var("AGENT_HOOKS_WORKER").as_deref() != Ok("1") {
        if let Some(answer) = judge(&serde_json::from_reader(stdin)?) {
            println!("{answer}");
        }
        return Ok(());
    }
    for line in stdin.lines() {
        let message: Value = serde_json::from_str(&line?)?;
        match message["type"].as_str() {
            Some("hello") => println!(r#"{{"type":"hello","protocol":1,"max_in_flight":1}}"#),
            Some("event") => {
                let mut reply = serde_json::json!({ "id": message["id"], "exit": 0 });
                let folder = message["cwd"].as_str().unwrap_or_default();
                if let Err(error) = std::env::set_current_dir(folder) {
                    reply["exit"] = 1.into();
                    reply["stderr"] = format!("{folder}: {error}").into();
                } else if let Some(answer) = judge(&message["payload"]) {
                    reply["answer"] = answer;
                }
                println!("{reply}");
            }
            _ => {}
        }
    }
    Ok(())
}
