//! A signal ends the program and everything that it started.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::Project;

/// Makes a named pipe in the project. While a process holds its other end open, that process is alive.
fn pipe(project: &Project) {
    let made = Command::new("mkfifo")
        .arg(project.path("pipe"))
        .status()
        .unwrap();
    assert!(made.success());
}

/// Waits until a process at the other end of the pipe is ready.
fn ready(project: &Project) -> BufReader<File> {
    let mut from = BufReader::new(File::open(project.path("pipe")).unwrap());
    let mut line = String::new();
    from.read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    from
}

/// Returns once no process holds the other end of the pipe open.
fn all_dead(mut from: BufReader<File>) {
    from.read_to_end(&mut Vec::new()).unwrap();
}

fn send(child: &Child, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

const HOLDS: &str = "exec 3>pipe; echo ready >&3; sleep 1000 & wait";

#[test]
fn hooks_are_ended_when_we_are() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let project = Project::with_hooks(&format!(
            "[[hooks.pre_tool_use]]\nname = \"slow\"\ncommand = \"{HOLDS}\"\n"
        ));
        pipe(&project);
        let mut child = project
            .command(&["exec", "--config", "hooks.toml", "--", "touch", "ran"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let from = ready(&project);
        send(&child, signal);
        assert_eq!(child.wait().unwrap().code(), Some(code));
        all_dead(from);
        assert!(!project.has("ran"));
    }
}

#[test]
fn a_signal_is_passed_on_to_the_command() {
    let project =
        Project::with_hooks("[[hooks.post_tool_use_failure]]\ncommand = \"cat > failed.json\"\n");
    pipe(&project);
    let command = "exec 3>pipe; echo ready >&3; exec sleep 1000";
    let mut child = project
        .command(&["exec", "--config", "hooks.toml", "--", "sh", "-c", command])
        .spawn()
        .unwrap();
    let from = ready(&project);
    send(&child, Signal::TERM);
    assert_eq!(child.wait().unwrap().code(), Some(143));
    all_dead(from);
    let payload: serde_json::Value = serde_json::from_str(&project.read("failed.json")).unwrap();
    assert_eq!(payload["hook_event"]["error"], "ended by signal 15");
}

#[test]
fn a_command_that_handles_the_signal_decides_how_we_end() {
    let project = Project::with_hooks("");
    pipe(&project);
    let command = "trap 'exit 5' TERM; exec 3>pipe; echo ready >&3; while :; do sleep 0.01; done";
    let mut child = project
        .command(&[
            "exec",
            "--config",
            "hooks.toml",
            "--tty",
            "--",
            "sh",
            "-c",
            command,
        ])
        .spawn()
        .unwrap();
    let _from = ready(&project);
    send(&child, Signal::TERM);
    assert_eq!(child.wait().unwrap().code(), Some(5));
}

#[test]
fn fire_ends_its_hooks_too() {
    let project = Project::with_hooks(&format!("[[hooks.stop]]\ncommand = \"{HOLDS}\"\n"));
    pipe(&project);
    let payload = serde_json::json!({
        "session_id": "s", "cwd": project.root(), "hook_event": { "event_type": "stop" },
    });
    project.write("payload", &payload.to_string());
    let mut child = project
        .command(&["fire", "--config", "hooks.toml"])
        .stdin(File::open(project.path("payload")).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let from = ready(&project);
    send(&child, Signal::TERM);
    assert_eq!(child.wait().unwrap().code(), Some(143));
    all_dead(from);
}

#[test]
fn a_signal_ends_the_wait_for_what_the_command_left_behind() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let project = Project::with_hooks("");
        pipe(&project);
        // The test does not read the output, so copying the output cannot end.
        let command = "head -c 1000000 /dev/zero & exec 3>pipe; echo ready >&3";
        let mut child = project
            .command(&["exec", "--config", "hooks.toml", "--", "sh", "-c", command])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        all_dead(ready(&project));
        // The command has ended, but the program might not have noticed and might still pass the signal on.
        let ended = loop {
            match child.try_wait().unwrap() {
                Some(ended) => break ended,
                None => send(&child, signal),
            }
            std::thread::yield_now();
        };
        assert_eq!(ended.code(), Some(code));
    }
}

#[test]
fn a_bridge_whose_budget_is_spent_ends_its_hooks() {
    let hold = "trap '' TERM; exec 3>pipe; echo ready >&3; while :; do sleep 1000; done";
    let project = Project::with_hooks(&format!("[[hooks.stop]]\ncommand = \"{hold}\"\n"));
    pipe(&project);
    let payload = serde_json::json!({
        "session_id": "s", "cwd": project.root(), "hook_event_name": "Stop",
    });
    project.write("payload", &payload.to_string());
    let mut child = project
        .command(&[
            "bridge",
            "--speak",
            "claude",
            "--budget",
            "2",
            "--config",
            "hooks.toml",
        ])
        .stdin(File::open(project.path("payload")).unwrap())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let from = ready(&project);
    child.wait().unwrap();
    all_dead(from);
}
