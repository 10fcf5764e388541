//! Runs the same hooks on two hosts of a kind that agents often contain, and on this engine.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails where it is wrong")]

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use hooks_exec::ProcessExecutor;
use hooks_router::{Gate, Refusal, Router};
use hooks_types::report::Cause;
use hooks_types::spec::{Command as HookCommand, DispatchLimits};
use hooks_types::{EventName, HookSpec, SessionMeta, ToolCall};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// The time limit of a hook on each of the three hosts.
const LIMIT: Duration = Duration::from_millis(200);

/// A host that has not returned after this time is regarded as hanging.
const WATCHDOG: Duration = Duration::from_secs(3);

/// A limit above the time that this engine needs on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A hook that prints more than a pipe holds, then reads its event and blocks.
const PRINTS_FIRST: &str =
    "head -c 300000 /dev/zero | tr '\\0' '#' >&2; cat >/dev/null; echo no >&2; exit 2";

/// A hook that starts a process with the same pipes, and exceeds its time limit.
const HAS_A_CHILD: &str = "tail -f /dev/null & tail -f /dev/null";

fn start(script: &str) -> Child {
    let mut command = Command::new("sh");
    command
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    command.spawn().unwrap()
}

/// Acts as a host that writes the whole event before it starts the timer and reads the output.
async fn writes_first(mut child: Child, event: &[u8]) -> Option<i32> {
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(event).await.unwrap();
    drop(stdin);
    let done = timeout(LIMIT, child.wait_with_output()).await.ok()?;
    done.unwrap().status.code()
}

/// Acts as a host that kills only the process that it started, and then reads the output to its end.
async fn ends_one_process(mut child: Child, event: &[u8]) -> Option<i32> {
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let event = event.to_owned();
    let writing = tokio::spawn(async move { stdin.write_all(&event).await });
    let reading = tokio::spawn(async move {
        let mut output = Vec::new();
        stdout.read_to_end(&mut output).await.map(|_| output)
    });
    let ended = timeout(LIMIT, child.wait()).await;
    if ended.is_err() {
        child.kill().await.unwrap();
    }
    writing.abort();
    let _output = reading.await.unwrap();
    ended.ok()?.unwrap().code()
}

/// Kills the processes that a host has left behind.
fn end_group(leader: u32) {
    let kill = format!("kill -KILL -{leader}");
    let _gone = std::process::Command::new("sh")
        .args(["-c", &kill])
        .status();
}

/// Returns this engine's refusal of a call that a hook with this script guards.
async fn refusal(script: &str, limit: Duration, words: usize) -> Refusal {
    let hook = HookSpec::command("guard", EventName::PreToolUse, HookCommand::shell(script))
        .with_timeout(limit);
    let executor = ProcessExecutor::new();
    let router = Router::new(
        vec![hook],
        DispatchLimits::default(),
        Arc::new(executor.clone()),
    );
    let session = router.session(SessionMeta::new("session-1", "/"));
    let call = ToolCall::custom("call-1", "write", "x".repeat(words));
    let gate = timeout(PATIENCE, session.before(&call)).await.unwrap();
    let Gate::Blocked(refused) = gate else {
        unreachable!("the guard let the call pass")
    };
    // The shutdown ends at once if no process is left.
    timeout(PATIENCE, executor.shutdown(PATIENCE))
        .await
        .unwrap();
    refused.refusal
}

#[tokio::test]
async fn a_hook_that_prints_before_it_reads_hangs_a_host_that_writes_first_and_not_this_one() {
    let event = vec![b'x'; 1_000_000];
    let child = start(PRINTS_FIRST);
    let leader = child.id().unwrap();
    let host = timeout(WATCHDOG, writes_first(child, &event)).await;
    end_group(leader);
    assert!(host.is_err(), "the host came back: {host:?}");

    match refusal(PRINTS_FIRST, PATIENCE, event.len()).await {
        Refusal::Policy { .. } => {}
        other => unreachable!("the hook blocked, and it reads {other:?}"),
    }
}

#[tokio::test]
async fn a_process_that_a_hook_left_hangs_a_host_that_ends_one_process_and_not_this_one() {
    let child = start(HAS_A_CHILD);
    let leader = child.id().unwrap();
    let host = timeout(WATCHDOG, ends_one_process(child, b"{}")).await;
    end_group(leader);
    assert!(host.is_err(), "the host came back: {host:?}");

    match refusal(HAS_A_CHILD, LIMIT, 10).await {
        Refusal::Broken { cause, .. } => assert_eq!(cause, Cause::Timeout),
        other => unreachable!("the hook took too long, and it reads {other:?}"),
    }
}

#[tokio::test]
async fn both_hosts_run_a_hook_that_does_nothing_unusual() {
    let blocks = "cat >/dev/null; exit 2";
    // On a busy machine these hosts can need the whole limit for their own work, so a hook gets many tries.
    for _ in 0..100 {
        if writes_first(start(blocks), b"{}").await == Some(2)
            && ends_one_process(start(blocks), b"{}").await == Some(2)
        {
            return;
        }
    }
    unreachable!("neither host ever ran a plain hook");
}
