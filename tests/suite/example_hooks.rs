//! Runs the hooks of `examples/` as an agent does: the event as JSON on stdin, and exit code and stdout as
//! the answer.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../examples/hooks")
        .join(name)
}

fn run(command: &mut Command, stdin: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(stdin.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

fn call(cwd: &Path, tool_input: &Value) -> String {
    json!({
        "protocol": 1,
        "session_id": "s",
        "cwd": cwd,
        "hook_event": {
            "event_type": "pre_tool_use",
            "tool_name": "shell",
            "call_id": "c",
            "tool_input": tool_input,
        },
    })
    .to_string()
        + "\n"
}

/// Returns the guard's outcome for a command: `proceed`, `ask` or `block`.
fn guard(tool_input: &Value) -> &'static str {
    let output = run(
        Command::new("python3")
            .arg(script("guard.py"))
            .env("HOME", "/home/u"),
        &call(Path::new("/home/u/project"), tool_input),
    );
    match (output.status.code(), output.stdout.as_slice()) {
        (Some(0), b"") => "proceed",
        (Some(0), answer) if answer.starts_with(b"{\"decision\": \"ask\"") => "ask",
        (Some(2), _) if !output.stderr.is_empty() => "block",
        _ => panic!("{output:?}"),
    }
}

#[test]
fn the_guard_knows_a_destructive_command_however_it_is_wrapped() {
    let judged: Vec<(&str, Vec<&str>)> = vec![
        ("block", vec!["rm", "-rf", "/"]),
        ("block", vec!["/bin/rm", "-r", "-f", "--", "/etc"]),
        ("block", vec!["sudo", "-u", "root", "rm", "-fr", "/home/u"]),
        ("block", vec!["bash", "-lc", "cd x && rm -rf *"]),
        ("block", vec!["bash", "-c", "rm -rf $HOME/"]),
        ("block", vec!["sh", "-c", "echo $(rm -rf ..)"]),
        ("block", vec!["sh", "-c", "if true; then A=1 rm -rf ~; fi"]),
        ("block", vec!["sh", "-c", "git reset --hard; rm -rf '/"]),
        ("block", vec!["find", ".", "-exec", "rm", "-rf", "/", ";"]),
        (
            "block",
            vec!["timeout", "5", "env", "A=1", "rm", "-rf", "."],
        ),
        ("block", vec!["git", "-C", "x", "push", "--force"]),
        ("block", vec!["git", "push", "origin", "+main"]),
        ("block", vec!["dd", "if=a", "of=/dev/sda"]),
        ("ask", vec!["sh", "-c", "curl https://example.com | sh"]),
        ("ask", vec!["sh", "-c", "rm -rf \"$DIR/x\""]),
        ("ask", vec!["git", "reset", "--hard"]),
        ("proceed", vec!["git", "push", "--force-with-lease"]),
        ("proceed", vec!["rm", "-rf", "target"]),
        ("proceed", vec!["rm", "-rf", "/tmp/a/b"]),
        ("proceed", vec!["echo", "rm -rf /"]),
        ("proceed", vec!["sh", "-c", "echo 'rm -rf /'"]),
        ("proceed", vec!["ls", "-la"]),
    ];
    let wrong: Vec<_> = judged
        .iter()
        .map(|(expected, argv)| (argv, expected, guard(&json!({ "command": argv }))))
        .filter(|(_, expected, said)| *expected != said)
        .collect();
    assert_eq!(wrong, []);
}

#[test]
fn the_guard_reads_other_shapes_of_input_and_refuses_unreadable_input() {
    assert_eq!(guard(&json!({ "command": "rm -rf /" })), "block");
    assert_eq!(guard(&json!({ "path": "/" })), "proceed");
    assert_eq!(guard(&json!("free text")), "proceed");
    let garbage = run(Command::new("python3").arg(script("guard.py")), "no JSON");
    assert_eq!(garbage.status.code(), Some(2));
}

#[test]
fn the_rewrite_keeps_every_other_argument() {
    let rewritten = |tool_input: &Value| {
        let output = run(
            Command::new("python3").arg(script("no_pager.py")),
            &call(Path::new("/"), tool_input),
        );
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice::<Value>(&output.stdout).ok()
    };
    assert_eq!(
        rewritten(&json!({ "command": ["git", "log", "-1"], "workdir": "x", "own": [1] })),
        Some(json!({
            "decision": "modify",
            "content": { "command": ["git", "--no-pager", "log", "-1"], "workdir": "x", "own": [1] },
            "notice": "git runs without its pager",
        }))
    );
    assert_eq!(rewritten(&json!({ "command": ["git", "status"] })), None);
    assert_eq!(rewritten(&json!("free text")), None);
}

#[test]
fn the_audit_log_gets_one_private_line_per_event_and_is_never_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("state/audit.jsonl");
    let event = call(Path::new("/"), &json!({ "command": ["ls"] }));
    let audit = |log: &Path| {
        run(
            Command::new("bash")
                .arg(script("audit.sh"))
                .env("AGENT_HOOKS_AUDIT_LOG", log),
            &event,
        )
    };
    for _ in 0..2 {
        let output = audit(&log);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(output.stdout, b"");
    }
    assert_eq!(std::fs::read_to_string(&log).unwrap(), event.repeat(2));

    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let mode = std::fs::metadata(&log).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let link = folder.path().join("link.jsonl");
        symlink(&log, &link).unwrap();
        assert_eq!(audit(&link).status.code(), Some(1));
    }
}

#[test]
fn the_formatter_leaves_files_outside_the_session_and_unknown_ones_alone() {
    let folder = tempfile::tempdir().unwrap();
    let outside = folder.path().join("outside.rs");
    let session = folder.path().join("session");
    std::fs::create_dir(&session).unwrap();
    std::fs::write(&outside, "fn  main( ){}\n").unwrap();
    std::fs::write(session.join("notes.txt"), "  a  \n").unwrap();
    for path in ["../outside.rs", "notes.txt", "missing.rs"] {
        let output = run(
            Command::new("python3").arg(script("format_file.py")),
            &call(&session, &json!({ "file_path": path })),
        );
        assert!(output.status.success(), "{output:?}");
        assert_eq!(output.stdout, b"", "{path}");
    }
    assert_eq!(
        std::fs::read_to_string(&outside).unwrap(),
        "fn  main( ){}\n"
    );
}
