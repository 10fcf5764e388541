//! A hook written in Rust. It blocks a deletion of the root folder, asks before a push, and lets any other call
//! proceed.
//!
//! ```toml
//! [[hooks.pre_tool_use]]
//! name = "guard"
//! command = ["target/debug/examples/guard"]
//! matcher = "shell"
//! ```
//!
//! With `launch = "worker"` in the config, the program is started once and answers every event.
//!
//! Try it by hand:
//!
//! ```text
//! echo '{"session_id":"s","cwd":"/","hook_event":{"event_type":"pre_tool_use",
//!   "tool_name":"shell","tool_input":{"command":["rm","-rf","/"]}}}' |
//!   cargo run -q -p hooks-types --example guard; echo "exit $?"
//! ```

use std::process::ExitCode;
use std::{env, io};

use hooks_types::tool::ShellInput;
use hooks_types::{HookAnswer, HookEvent, Outcome, Payload, ToolInput, worker};

fn main() -> io::Result<ExitCode> {
    let hook = worker::Hook::new(env::var_os(worker::VARIABLE).as_deref());
    let (stdin, stdout, stderr) = (io::stdin().lock(), io::stdout(), io::stderr());
    let code = hook.serve(stdin, stdout, stderr, |payload| {
        // A worker does not start in the event's folder.
        env::set_current_dir(&payload.meta.cwd)?;
        Ok(judge(payload))
    })?;
    Ok(code.into())
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
    let commands = commands(&shell.command);
    let any = |is: fn(&[&str]) -> bool| commands.iter().any(|words| is(words));
    if any(|words| matches!(words, ["rm", rest @ ..] if rest.contains(&"/"))) {
        HookAnswer::block("deleting from the root is not allowed; name the folder you mean")
    } else if any(|words| matches!(words, ["git", "push", ..])) {
        Outcome::ask(Some("publish these commits?".to_owned()), None).into()
    } else {
        HookAnswer::proceed()
    }
}

/// Returns the commands that a call runs, each as a list of words. For `bash -c TEXT` and similar
/// shells, these are all commands in the text, split at blanks.
fn commands<'a>(argv: &'a [String]) -> Vec<Vec<&'a str>> {
    let shells = ["sh", "bash", "zsh"];
    match argv {
        [shell, option, text, ..]
            if shells.contains(&shell.rsplit('/').next().unwrap_or_default())
                && option.starts_with('-')
                && option.ends_with('c') =>
        {
            let texts = text.split([';', '&', '|', '(', ')', '\n']);
            let words = |text: &'a str| {
                let words = text.split([' ', '\t', '\'', '"']);
                words.filter(|word| !word.is_empty()).collect()
            };
            texts.map(words).collect()
        }
        _ => vec![argv.iter().map(String::as_str).collect()],
    }
}
