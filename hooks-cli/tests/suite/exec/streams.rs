//! `hooks exec`: the input and the output of the command.

use super::*;

#[test]
fn stdin_reaches_the_command() {
    let project = Project::with_hooks(GUARD);
    let arguments = ["exec", "--config", "hooks.toml", "--", "cat"];
    let ran = project.run_with(&arguments, "from far away");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "from far away"));
}

#[test]
fn with_tty_the_hooks_get_no_output() {
    let project = Project::with_hooks(GUARD);
    let ran = project.run(&[
        "exec",
        "--config",
        "hooks.toml",
        "--tty",
        "--",
        "echo",
        "hi",
    ]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "hi\n"));
    let payload: serde_json::Value = serde_json::from_str(&project.read("done.json")).unwrap();
    assert_eq!(
        payload["hook_event"]["tool_output"],
        serde_json::json!({ "exit_code": 0 })
    );
}

#[test]
fn the_whole_output_is_copied_and_its_first_mebibyte_kept() {
    let project = Project::with_hooks(GUARD);
    let ran = exec(
        &project,
        &["sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x"],
    );
    assert_eq!(ran.stdout.len(), 3_000_000);
    let payload: serde_json::Value = serde_json::from_str(&project.read("done.json")).unwrap();
    let output = &payload["hook_event"]["tool_output"];
    assert_eq!(output["stdout"].as_str().unwrap().len(), 1 << 20);
    assert_eq!(output["stdout_bytes"], 3_000_000);
}

#[test]
fn a_closed_stdout_ends_the_command_as_if_it_wrote_there_itself() {
    let project = Project::with_hooks(GUARD);
    let mut child = project
        .command(&["exec", "--config", "hooks.toml", "--", "yes"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    // The program was ended by SIGPIPE, signal 13.
    assert_eq!(child.wait().unwrap().code(), Some(141));
}

#[test]
fn a_process_the_command_leaves_behind_does_not_hold_us() {
    let project = Project::with_hooks(GUARD);
    let mut child = project
        .command(&[
            "exec",
            "--config",
            "hooks.toml",
            "--",
            "sh",
            "-c",
            "cat & echo now",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let _ = stdin.write_all(b"late");
}

#[test]
fn a_reader_that_pauses_loses_nothing() {
    let project = Project::with_hooks(GUARD);
    let command = ["head", "-c", "100000", "/dev/zero"];
    let mut child = project
        .command(&[&["exec", "--config", "hooks.toml", "--"], &command[..]].concat())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // The program must not end before its output is read. That can only be observed for a limited time.
    let mut pauses = 0;
    while pauses < 60 && child.try_wait().unwrap().is_none() {
        std::thread::park_timeout(std::time::Duration::from_millis(10));
        pauses += 1;
    }
    let mut got = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut got).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(got.len(), 100_000);
}

#[cfg(unix)]
#[test]
fn a_process_left_behind_that_keeps_talking_does_not_hold_us() {
    let project = Project::with_hooks(GUARD);
    let command = "{ while echo more; do sleep 0.05; done; } & echo now";
    let ran = exec(&project, &["sh", "-c", command]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.stdout.contains("now"), "{}", ran.stdout);
    let command = "yes & echo now";
    assert_eq!(exec(&project, &["sh", "-c", command]).code, Some(0));
}
