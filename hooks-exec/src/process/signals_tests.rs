//! Tests a signal to the agent: the test starts its own program as the agent, and sends a signal to this process.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use hooks_types::event::Stop;
use hooks_types::spec::Command as HookCommand;
use hooks_types::{EventName, HookSpec, Payload, SessionMeta};
use rustix::process::{Pid, Signal, kill_process};

use crate::{HookExecutor, HookRequest, ProcessExecutor, SharedPayload};

/// The variable with the path of the pipe that the agent's hook must hold open while the hook lives.
const PIPE: &str = "HOOKS_EXEC_TEST_PIPE";

fn be_the_agent(pipe: &str) {
    let executor = ProcessExecutor::new();
    executor.exit_on_signals(Duration::from_secs(5)).unwrap();
    let hold = format!("exec 3>'{pipe}'; echo ready >&3; while :; do sleep 60; done");
    let command = HookCommand::argv(["sh", "-c", &hold]);
    let spec = HookSpec::command("holds", EventName::Stop, command);
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), Stop::new());
    let request = HookRequest::new(Arc::new(spec), SharedPayload::new(payload));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _ = runtime.block_on(executor.execute(request));
}

#[test]
fn a_signal_ends_the_hooks_of_an_agent_without_handlers_and_then_the_agent() {
    if let Ok(pipe) = std::env::var(PIPE) {
        return be_the_agent(&pipe);
    }
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let name = module_path!().split_once("::").unwrap().1;
    let mut agent = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            &format!(
                "{name}::a_signal_ends_the_hooks_of_an_agent_without_handlers_and_then_the_agent"
            ),
        ])
        .env(PIPE, Path::new(&pipe))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut hook = BufReader::new(File::open(&pipe).unwrap());
    let mut ready = String::new();
    hook.read_line(&mut ready).unwrap();
    assert_eq!(ready, "ready\n");
    let pid = Pid::from_raw(i32::try_from(agent.id()).unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    assert_eq!(agent.wait().unwrap().code(), Some(128 + 15));
    // The pipe has reached its end, so the hook is gone.
    assert_eq!(hook.read_to_end(&mut Vec::new()).unwrap(), 0);
}
