//! Lets one Rust hook run in both modes: started for each event, or kept as a worker.
//!
//! `judge` gets the event as the hook reads it on stdin, and returns an answer or `None`. The event's
//! folder is its `cwd`. A panic ends the worker and is a failure of the hook, like an error in either mode.

use std::io::{self, BufRead};

use serde_json::{json, Value};

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
                let mut reply = json!({ "id": message["id"], "exit": 0 });
                if let Some(answer) = judge(&message["payload"]) {
                    reply["answer"] = answer;
                }
                println!("{reply}");
            }
            _ => {}
        }
    }
    Ok(())
}
