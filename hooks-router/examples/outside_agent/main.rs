//! An agent whose hooks have a format of their own. All of its code is outside of this workspace's libraries.
//!
//! ```text
//! cargo run -p hooks-router --example outside_agent
//! ```
//!
//! The agent is called `lantern`. `dialect.rs` says what its hooks read and answer (`Dialect` of hooks-types), and
//! `files.rs` says where its hook files are and how they are read (`AgentFiles` of hooks-config). This file loads such
//! a file, `.lantern/hooks.json`, and passes one call through the gate. The hook in the file blocks the call.
//!
//! To use your own agent, copy these three files and change the tables and the two readers.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

mod dialect;
mod files;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hooks_config::{Agents, NamedOptions, load_named};
use hooks_exec::ProcessExecutor;
use hooks_router::{Gate, Router, Session};
use hooks_types::tool::ToolNames;
use hooks_types::{SessionMeta, ToolCall};
use serde_json::Map;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let session = begin(&[&example()])?;
    for line in ["git push", "git push --force"] {
        match session.before(&call(line)).await {
            Gate::Run(_) => println!("{line}: would run"),
            Gate::Ask(pending) => println!("{line}: {}", pending.question()),
            Gate::Blocked(response) => println!("{line}: {}", response.messages().for_model()),
        }
    }
    Ok(())
}

/// Returns the path of the example's hook file.
fn example() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/outside_agent");
    folder.join(files::FILE)
}

/// Makes a call of the agent's tool `run_it`.
fn call(line: &str) -> ToolCall {
    let arguments = Map::from_iter([("command".to_owned(), line.into())]);
    ToolCall::function("call_0", "run_it", arguments)
}

/// Loads hook files, and begins a session with their hooks.
fn begin(paths: &[&Path]) -> Result<Session, Box<dyn Error>> {
    // The agents of hooks-dialects, and lantern. Without this list only `hooks.toml` is read.
    let agents = Agents::new(hooks_dialects::agents().iter().chain([&files::LANTERN]))?;
    let loaded = load_named(paths, &NamedOptions::new().with_agents(agents));
    for remark in &loaded.diagnostics {
        eprintln!("{remark}");
    }
    let limits = loaded.limits;
    let router = Router::new(
        loaded.into_hooks()?,
        limits,
        Arc::new(ProcessExecutor::new()),
    );
    // The libraries do not know what `run_it` does. With this line, hooks of other agents (`Bash`) and of `hooks.toml`
    // (`shell`) guard it too.
    let tools = ToolNames::new().with_name("run_it", "shell");
    let folder = std::env::current_dir()?.display().to_string();
    Ok(router.session(SessionMeta::new("session-1", folder).with_tools(tools)))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use hooks_types::EventName;
    use hooks_types::event::PreToolUse;
    use hooks_types::wire::{Expected, decode, encode, form_of};
    use hooks_types::{HookEvent, Payload};

    use super::dialect::LANTERN;
    use super::*;

    async fn refused(session: &Session, line: &str) -> Option<String> {
        match session.before(&call(line)).await {
            Gate::Blocked(response) => Some(response.messages().for_model()),
            _ => None,
        }
    }

    #[tokio::test]
    async fn a_hook_of_the_agent_s_own_file_blocks_the_call() {
        let session = begin(&[&example()]).unwrap();
        let said = refused(&session, "git push --force").await.unwrap();
        assert!(said.contains("only people force a push"), "{said}");
        assert_eq!(refused(&session, "git push").await, None);
    }

    #[tokio::test]
    async fn a_hook_of_another_agent_guards_the_declared_tool() {
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join(".claude/settings.json");
        fs::create_dir_all(settings.parent().unwrap()).unwrap();
        let hooks = r#"{"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [
            {"type": "command", "command": "echo no shell today >&2; exit 2"}]}]}}"#;
        fs::write(&settings, hooks).unwrap();
        let session = begin(&[&example(), &settings]).unwrap();
        let said = refused(&session, "git push").await.unwrap();
        assert!(said.contains("no shell today"), "{said}");
    }

    #[tokio::test]
    async fn a_broken_entry_blocks_the_calls_that_it_might_have_guarded() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(files::FILE);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, r#"{"hooks": [{"on": "before_tool", "rum": "x"}]}"#).unwrap();
        let session = begin(&[&file]).unwrap();
        let said = refused(&session, "git push").await.unwrap();
        assert!(said.contains("a hook needs `run`"), "{said}");
    }

    #[test]
    fn the_agent_s_payloads_can_be_read_and_written() {
        let meta = Arc::new(SessionMeta::new("s", "/work"));
        let payload = Payload::new(meta, PreToolUse::new(call("ls")));
        let form = form_of(&LANTERN, &EventName::PreToolUse).unwrap();
        let bytes = encode(&payload, &form).unwrap();
        let read = decode(&bytes, Expected::new(LANTERN)).unwrap();
        let HookEvent::PreToolUse(event) = &read.event else {
            panic!("{read:?}")
        };
        assert_eq!(event.call, call("ls"));
        assert_eq!(form_of(&LANTERN, &EventName::Stop), None);
        // Programs that read payloads of several agents, or continue suspended calls, take the dialect from a list.
        let dialects = hooks_dialects::dialects().with_dialect(LANTERN).unwrap();
        assert_eq!(dialects.get("lantern"), Ok(LANTERN));
    }
}
