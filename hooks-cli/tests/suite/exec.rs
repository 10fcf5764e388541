//! `hooks exec`.

use std::io::{Read, Write};
use std::process::Stdio;

use crate::support::{Project, Ran};

mod streams;

const GUARD: &str = r#"
[[hooks.pre_tool_use]]
name = "guard"
matcher = "shell"
command = 'if grep -q forbidden; then echo "not here" >&2; exit 2; fi'

[[hooks.post_tool_use]]
name = "done"
command = "cat > done.json"

[[hooks.post_tool_use_failure]]
name = "failed"
command = "cat > failed.json"
"#;

fn exec(project: &Project, command: &[&str]) -> Ran {
    let arguments = [&["exec", "--config", "hooks.toml", "--"], command].concat();
    project.run(&arguments)
}

#[test]
fn a_command_nobody_objects_to_runs_as_if_alone() {
    let project = Project::with_hooks(GUARD);
    let ran = exec(&project, &["sh", "-c", "printf 'a\\0b'; printf 'e' >&2"]);
    assert_eq!(
        ran,
        Ran {
            code: Some(0),
            stdout: "a\0b".to_owned(),
            stderr: "e".to_owned(),
        }
    );
    let payload: serde_json::Value = serde_json::from_str(&project.read("done.json")).unwrap();
    assert_eq!(
        payload["hook_event"]["tool_output"],
        serde_json::json!({ "exit_code": 0, "stdout": "a\0b", "stderr": "e" })
    );
    assert!(!project.has("failed.json"));
}

#[test]
fn a_blocked_command_does_not_run_and_names_who_blocked_and_why() {
    let project = Project::with_hooks(GUARD);
    let ran = exec(&project, &["sh", "-c", "touch ran; : forbidden"]);
    insta::assert_snapshot!(ran.stderr, @"hooks: The call was not run: the hook `guard` blocked it: not here");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(77), ""));
    assert!(!project.has("ran") && !project.has("done.json") && !project.has("failed.json"));
}

#[test]
fn the_commands_own_exit_code_is_ours() {
    let project = Project::with_hooks(GUARD);
    for code in [1, 2, 77, 125, 255] {
        let ran = exec(&project, &["sh", "-c", &format!("exit {code}")]);
        assert_eq!(ran.code, Some(code));
    }
    let payload: serde_json::Value = serde_json::from_str(&project.read("failed.json")).unwrap();
    assert_eq!(payload["hook_event"]["error"], "exit code 255");
    assert!(!project.has("done.json"));
}

#[cfg(unix)]
#[test]
fn a_signal_becomes_128_and_its_number() {
    let project = Project::with_hooks(GUARD);
    let ran = exec(&project, &["sh", "-c", "kill -9 $$"]);
    assert_eq!(ran.code, Some(137));
    let payload: serde_json::Value = serde_json::from_str(&project.read("failed.json")).unwrap();
    assert_eq!(payload["hook_event"]["error"], "ended by signal 9");
}

#[test]
fn a_command_that_cannot_be_started_is_127_or_126_and_a_failed_call() {
    let project = Project::with_hooks(GUARD);
    let ran = exec(&project, &["no-such-program"]);
    assert_eq!(ran.code, Some(127));
    insta::assert_snapshot!(ran.stderr, @"hooks: cannot start `no-such-program`: No such file or directory (os error 2)");
    assert!(project.has("failed.json"));
    project.write("plain", "no program");
    assert_eq!(exec(&project, &["./plain"]).code, Some(126));
}

#[test]
fn a_modified_command_runs_in_place_of_the_original() {
    let project = Project::with_hooks(
        r#"
[[hooks.pre_tool_use]]
name = "rewrite"
command = '''echo '{"decision":"modify","content":{"command":["pwd"],"workdir":"sub"}}' '''

[[hooks.post_tool_use]]
command = "cat > done.json"
"#,
    );
    std::fs::create_dir(project.path("sub")).unwrap();
    let ran = exec(&project, &["touch", "ran"]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(
        ran.stdout.trim_end(),
        project.path("sub").display().to_string()
    );
    assert!(!project.has("ran"));
    let payload: serde_json::Value = serde_json::from_str(&project.read("done.json")).unwrap();
    assert_eq!(
        payload["hook_event"]["original_tool_input"],
        serde_json::json!({ "command": ["touch", "ran"] })
    );
}

#[test]
fn a_time_limit_that_a_hook_sets_holds() {
    let project = Project::with_hooks(
        r#"
[[hooks.pre_tool_use]]
command = '''echo '{"decision":"modify","content":{"command":["sleep","1000"],"timeout_ms":50}}' '''
"#,
    );
    assert_eq!(exec(&project, &["sleep", "1000"]).code, Some(124));
}

#[test]
fn a_hook_that_breaks_blocks_and_reads_differently_from_a_denial() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"broken\"\ncommand = [\"./no-such-hook\"]\n",
    );
    let ran = exec(&project, &["touch", "ran"]);
    assert_eq!(ran.code, Some(77));
    assert!(
        ran.stderr.contains("Its failure policy is to block"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("no-such-hook"), "{}", ran.stderr);
    assert!(!project.has("ran"));
}

#[test]
fn the_report_says_what_happened_to_each_hook() {
    let project = Project::with_hooks(GUARD);
    let ran = project.run(&["exec", "--config", "hooks.toml", "--report", "--", "true"]);
    let steady: Vec<String> = ran
        .stderr
        .lines()
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let shown = words.iter().filter(|word| word.parse::<f64>().is_err());
            shown.copied().collect::<Vec<_>>().join(" ")
        })
        .collect();
    insta::assert_snapshot!(steady.join("\n"), @r"
    PreToolUse: proceed
    ✓ guard proceed ms hooks.toml:2
    PostToolUse: proceed
    ✓ done no verdict ms hooks.toml:7
    ");
    assert_eq!(ran.stdout, "");
}

#[test]
fn hooks_are_discovered_and_a_projects_own_wait_for_trust() {
    let project = Project::new();
    let hook = |name: &str| {
        format!("[[hooks.pre_tool_use]]\nname = \"{name}\"\ncommand = \"touch {name}\"\n")
    };
    project.write_home(".config/agent-hooks/hooks.toml", &hook("mine"));
    project.write(".agent-hooks/hooks.toml", &hook("theirs"));
    let ran = project.run(&["exec", "--report", "--", "true"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(project.has("mine") && !project.has("theirs"));
    assert!(ran.stderr.contains("skipped: untrusted"), "{}", ran.stderr);
    assert_eq!(
        project.run(&["exec", "--trust-project", "--", "true"]).code,
        Some(0)
    );
    assert!(project.has("theirs"));
}

#[test]
fn an_ask_with_nobody_to_ask_blocks() {
    let project = Project::with_hooks(
        r#"
[[hooks.pre_tool_use]]
name = "careful"
command = '''echo '{"decision":"ask","message":"really?"}' '''
"#,
    );
    // `setsid` detaches the program from the terminal, if the tests have one.
    let program = env!("CARGO_BIN_EXE_hooks");
    let ran = std::process::Command::new("setsid")
        .args([
            "-w",
            program,
            "exec",
            "--config",
            "hooks.toml",
            "--",
            "touch",
            "ran",
        ])
        .current_dir(project.root())
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(77));
    let said = String::from_utf8(ran.stderr).unwrap();
    insta::assert_snapshot!(said, @"hooks: The call was not run: the hook `careful` wants to ask the user, and there is no user to ask: really?");
    assert!(!project.has("ran"));
}

/// Returns a `hooks.toml` with a hook that prints this answer.
fn answering(answer: &serde_json::Value) -> String {
    let command = ["printf", "%s", &answer.to_string()];
    format!(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = {}\n",
        serde_json::json!(command)
    )
}

#[test]
fn what_a_hook_put_into_the_command_does_not_act_on_the_terminal() {
    let evil = "\u{1b}]0;x\u{7}\u{9b}31m\u{202e}";
    for content in [
        serde_json::json!({ "command": [evil] }),
        serde_json::json!({ "command": ["true"], "workdir": format!("/{evil}") }),
    ] {
        let answer = serde_json::json!({ "decision": "modify", "content": content });
        let project = Project::with_hooks(&answering(&answer));
        let ran = exec(&project, &["true"]);
        assert!(ran.stderr.contains("cannot start"), "{ran:?}");
        assert!(
            ran.stderr.contains(r"\u{1b}]0;x\u{7}\u{9b}31m\u{202e}"),
            "{ran:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_parent_that_ignores_the_ends_of_children_hides_none_from_us() {
    let project = Project::with_hooks(GUARD);
    let run = |last: &str| {
        let ours = env!("CARGO_BIN_EXE_hooks");
        let script = format!("trap '' CHLD; exec {ours} exec --config hooks.toml -- {last}");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script]).current_dir(project.root());
        Ran::from(command.output().unwrap())
    };
    let ran = run("sh -c 'exit 3'");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(3), ""));
    assert_eq!(run("touch forbidden").code, Some(77));
    assert!(!project.has("forbidden"));
}
