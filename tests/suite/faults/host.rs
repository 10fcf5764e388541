//! Tests faults 3, 6, 29, 31 and 33 of docs/faults.md, which need a separate host process.

use std::process::Stdio;

use hooks_tests::{Pipe, Says, Step, Stream};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

use crate::rig::{Rig, probe, soon};

/// A host process that runs one hook.
struct Host {
    child: Child,
}

impl Host {
    fn start(rig: &Rig, act: &str, steps: &[Step]) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_hook-host"))
            .arg(act)
            .arg(rig.folder())
            .arg(&probe(steps)[1])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self { child }
    }

    async fn act(&mut self) {
        let stdin = self.child.stdin.as_mut().unwrap();
        stdin.write_all(b"now\n").await.unwrap();
    }

    fn signal(&self, signal: Signal) {
        let pid = self.child.id().and_then(|id| i32::try_from(id).ok());
        kill_process(pid.and_then(Pid::from_raw).unwrap(), signal).unwrap();
    }

    /// Waits for the host to end, and returns its exit code and its output.
    async fn ended(self) -> (Option<i32>, String) {
        let output = soon("the host's end", self.child.wait_with_output())
            .await
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    }
}

/// Returns the steps of a hook that starts a process. The hook and the process hang.
fn hanging(rig: &Rig) -> [Step; 3] {
    let other = vec![rig.beacon("other"), Step::Hang];
    [
        Step::Start(other, vec![Pipe::Out(Stream::Out)]),
        rig.beacon("hook"),
        Step::Hang,
    ]
}

#[tokio::test]
async fn f03_no_descriptor_left() {
    let rig = Rig::new();
    let host = Host::start(&rig, "few-descriptors", &[Step::Exit(2)]);
    let (_, printed) = host.ended().await;
    let lines: Vec<&str> = printed.lines().collect();
    let [starved, after] = lines.as_slice() else {
        panic!("{printed}");
    };
    assert!(starved.starts_with("spawn_failed: "), "{starved}");
    assert!(starved.contains("too many files are open"), "{starved}");
    assert_eq!(*after, "block");
}

#[tokio::test]
async fn f06_a_large_host_is_not_copied() {
    let rig = Rig::new();
    let (_, printed) = Host::start(&rig, "memory", &[]).ended().await;
    let numbers: Vec<usize> = printed
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect();
    let [faults, pages, _] = numbers[..] else {
        panic!("{printed}");
    };
    assert!(faults < pages / 4, "{faults} of {pages} pages were copied");
}

#[tokio::test]
async fn f28_runtime_dropped_in_a_host() {
    let rig = Rig::new();
    let mut host = Host::start(&rig, "drop-runtime", &hanging(&rig));
    let (hook, other) = (rig.connected("hook").await, rig.connected("other").await);
    host.act().await;
    hook.dead().await;
    other.dead().await;
    host.act().await;
    assert_eq!(host.ended().await.0, Some(0));
}

#[tokio::test]
async fn f29_a_worker_whose_host_is_killed_reads_the_end_of_its_input() {
    let rig = Rig::new();
    let serve = Step::Repeat(vec![
        Step::ReadEvent,
        Step::Reply(0, Says::Raw(r#""exit":0}"#.to_owned())),
        Step::Print(Stream::Err, "answered\n".to_owned()),
    ]);
    let steps = [Step::Hello(1), rig.beacon("worker"), serve];
    let mut host = Host::start(&rig, "worker", &steps);
    let worker = rig.connected("worker").await;
    let mut line = String::new();
    let mut printed = BufReader::new(host.child.stdout.take().unwrap());
    let told = printed.read_line(&mut line);
    soon("the host's verdict", told).await.unwrap();
    assert_eq!(line.trim_end(), "proceed");
    host.signal(Signal::KILL);
    worker.dead().await;
}

#[tokio::test]
async fn f29_sibling_task_panics() {
    let rig = Rig::new();
    let mut host = Host::start(&rig, "panic", &hanging(&rig));
    let (hook, other) = (rig.connected("hook").await, rig.connected("other").await);
    host.act().await;
    hook.dead().await;
    other.dead().await;
    assert_eq!(host.ended().await.0, Some(101));
}

#[tokio::test]
async fn f29_host_exits_at_once() {
    let rig = Rig::new();
    let mut host = Host::start(&rig, "exit", &hanging(&rig));
    let (hook, other) = (rig.connected("hook").await, rig.connected("other").await);
    host.act().await;
    hook.dead().await;
    other.dead().await;
    assert_eq!(host.ended().await.0, Some(3));
}

#[tokio::test]
async fn f29_host_killed_leaves_the_hook_to_its_closed_pipes() {
    let rig = Rig::new();
    let steps = [
        rig.beacon("hook"),
        Step::AwaitGo,
        Step::FloodForEver(Stream::Out),
    ];
    let host = Host::start(&rig, "run", &steps);
    let mut hook = rig.connected("hook").await;
    host.signal(Signal::KILL);
    host.ended().await;
    // The hook outlives the killed host. Let it go on: its first write ends it, because its output is no longer read.
    hook.go().await;
    hook.dead().await;
}

#[tokio::test]
async fn f33_interrupt_reaches_the_groups() {
    for signal in [Signal::INT, Signal::TERM] {
        let rig = Rig::new();
        let host = Host::start(&rig, "signals", &hanging(&rig));
        let (hook, other) = (rig.connected("hook").await, rig.connected("other").await);
        host.signal(signal);
        hook.dead().await;
        other.dead().await;
        let (code, printed) = host.ended().await;
        assert_eq!(code, Some(130));
        assert!(printed.starts_with("cancelled: "), "{printed}");
    }
}
