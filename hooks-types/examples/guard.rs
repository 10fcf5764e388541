//! A hook written in Rust: refuses to delete from the root, asks before a push, and lets
//! everything else pass.
//!
//! ```toml
//! [[hooks.pre_tool_use]]
//! name = "guard"
//! command = ["target/debug/examples/guard"]
//! matcher = "shell"
//! ```
//!
//! Try it by hand:
//!
//! ```text
//! echo '{"session_id":"s","cwd":"/","hook_event":{"event_type":"pre_tool_use",
//!   "tool_name":"shell","tool_input":{"command":["rm","-rf","/"]}}}' |
//!   cargo run -q -p hooks-types --example guard; echo "exit $?"
//! ```

use std::io::{self, Read};
use std::process::ExitCode;

use hooks_types::{
    Dialect, Expected, HookAnswer, HookEvent, Outcome, Payload, ShellInput, ToolInput, decode,
};

fn main() -> ExitCode {
    let answer = match payload() {
        Ok(payload) => judge(&payload),
        // A guard that cannot read what it guards must not look like one that agrees.
        Err(problem) => HookAnswer::block(format!("the guard cannot judge this call: {problem}")),
    };
    answer.to_native().say(&mut io::stdout(), &mut io::stderr())
}

fn payload() -> Result<Payload, String> {
    let mut bytes = Vec::new();
    io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    decode(&bytes, Expected::new(Dialect::Native)).map_err(|error| error.to_string())
}

fn judge(payload: &Payload) -> HookAnswer {
    match &payload.event {
        HookEvent::PreToolUse(event) => match &event.call.input {
            ToolInput::Shell(shell) => judge_command(shell),
            _ => HookAnswer::proceed(),
        },
        _ => HookAnswer::proceed(),
    }
}

fn judge_command(shell: &ShellInput) -> HookAnswer {
    let argv: Vec<&str> = shell.command.iter().map(String::as_str).collect();
    match argv.as_slice() {
        ["rm", rest @ ..] if rest.contains(&"/") => {
            HookAnswer::block("deleting from the root is not allowed; name the folder you mean")
        }
        ["git", "push", ..] => Outcome::ask(Some("publish these commits?".to_owned()), None).into(),
        _ => HookAnswer::proceed(),
    }
}
