//! `hooks fire`.

use serde_json::json;

use crate::support::{Project, native_call, with_file};

mod agents;

const HOOKS: &str = r#"
[[hooks.pre_tool_use]]
name = "guard"
matcher = "shell"
command = 'if grep -q forbidden; then echo "not here" >&2; exit 2; fi'

[[hooks.pre_tool_use]]
matcher = "write_file"
command = "exit 2"
"#;

const FIRE: &[&str] = &["fire", "--config", "hooks.toml", "--format", "json"];

#[test]
fn the_report_has_a_row_for_every_hook_of_the_event() {
    let project = Project::with_hooks(HOOKS);
    let ran = project.run_with(FIRE, &native_call(&["forbidden"]));
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let mut report = ran.json();
    for row in report["hooks"].as_array_mut().unwrap() {
        row["duration_ms"] = json!(0);
    }
    assert_eq!(
        report,
        json!({
            "event": "PreToolUse", "outcome": "block", "message": "not here", "content": null,
            "grants": false, "context": [], "notices": [], "stop": null, "env": {},
            "hooks": [
                { "id": "guard", "source": "hooks.toml:2", "status": "ran", "cause": null,
                  "reason": "not here", "outcome": "block", "exit_code": 2, "duration_ms": 0,
                  "scope": "user", "dialect": "native" },
                { "id": "PreToolUse[1]", "source": "hooks.toml:7", "status": "skipped",
                  "cause": "unmatched", "reason": report["hooks"][1]["reason"], "outcome": null,
                  "exit_code": null, "duration_ms": 0, "scope": "user", "dialect": "native" },
            ],
        })
    );
}

#[test]
fn the_event_may_be_named_and_must_not_contradict() {
    let project = Project::with_hooks(HOOKS);
    let call = native_call(&["ls"]);
    for event in ["PreToolUse", "pre_tool_use", "pre-tool-use"] {
        let ran = project.run_with(&[FIRE, &[event]].concat(), &call);
        assert_eq!(
            (ran.code, &ran.json()["outcome"]),
            (Some(0), &json!("proceed"))
        );
    }
    let ran = project.run_with(&[FIRE, &["Stop"]].concat(), &call);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(125), ""));
    assert!(
        ran.stderr.contains("Stop") || ran.stderr.contains("stop"),
        "{}",
        ran.stderr
    );
}

#[test]
fn as_text_it_is_a_glance() {
    let project = Project::with_hooks(HOOKS);
    let ran = project.run_with(
        &["fire", "--config", "hooks.toml"],
        &native_call(&["forbidden"]),
    );
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.stdout
            .starts_with("PreToolUse: block - not here\n  ✗  guard"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains('\u{1b}'));
}

#[test]
fn on_the_wire_it_answers_as_a_hook() {
    let project = Project::with_hooks(HOOKS);
    let ran = project.run_with(
        &["fire", "--config", "hooks.toml", "--format", "wire"],
        &native_call(&["forbidden"]),
    );
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(answer["decision"], "block");
    assert_eq!(answer["message"], "not here");
}

#[test]
fn hooks_that_run_in_the_background_are_waited_for() {
    let project = Project::with_hooks(
        "[[hooks.post_tool_use]]\nname = \"audit\"\ncommand = \"cat > audit.json\"\n",
    );
    let payload = json!({
        "session_id": "s", "cwd": project.root(),
        "hook_event": {
            "event_type": "post_tool_use", "tool_name": "shell",
            "tool_input": { "command": ["ls"] }, "tool_output": "x",
        },
    });
    let ran = project.run_with(FIRE, &payload.to_string());
    assert_eq!(ran.json()["hooks"][0]["status"], "ran");
    assert!(project.has("audit.json"));
}

#[test]
fn a_project_given_beside_a_config_only_says_where_its_root_is() {
    let project = Project::with_hooks("[[hooks.stop]]\nname = \"here\"\ncommand = \"true\"\n");
    project.write(".agent-hooks/hooks.toml", "broken");
    let payload = json!({
        "session_id": "s", "cwd": "/", "hook_event": { "event_type": "stop" },
    });
    let ran = project.run_with(&[FIRE, &["--project", "."]].concat(), &payload.to_string());
    assert_eq!(ran.json()["hooks"].as_array().unwrap().len(), 1);
}

#[test]
fn what_no_agent_knows_is_an_event_too() {
    let project = Project::with_hooks("[[hooks.other.\"Deploy\"]]\ncommand = \"exit 2\"\n");
    let payload = json!({
        "session_id": "s", "cwd": "/",
        "hook_event": { "event_type": "Deploy", "data": { "to": "production" } },
    });
    let ran = project.run_with(FIRE, &payload.to_string());
    let report = ran.json();
    assert_eq!(
        (&report["event"], &report["outcome"]),
        (&json!("Deploy"), &json!("block"))
    );
}

#[test]
fn a_text_too_long_for_the_model_is_kept_in_a_file_that_the_model_is_given() {
    let project = Project::new();
    let long = "head -c 15000 /dev/zero | tr '\\0' x";
    project.write(
        ".claude/settings.json",
        &json!({ "hooks": { "UserPromptSubmit": [{ "hooks": [
            { "type": "command", "command": long }
        ] }] } })
        .to_string(),
    );
    let payload = json!({ "session_id": "s", "transcript_path": "", "cwd": project.root(),
        "hook_event_name": "UserPromptSubmit", "prompt": "hello" });
    let ran = project.run_with(
        &[
            "fire",
            "--config",
            ".claude/settings.json",
            "--speak",
            "claude",
            "--format",
            "json",
        ],
        &payload.to_string(),
    );
    let report = ran.json();
    let shown = report["context"][0].as_str().unwrap();
    let file = shown.split_once("the whole text is in ").unwrap().1;
    let file = std::path::Path::new(file.trim_end_matches(']'));
    assert_eq!(std::fs::read_to_string(file).unwrap(), "x".repeat(15_000));
    assert!(shown.len() < 2_300);
    std::fs::remove_dir_all(file.parent().unwrap()).unwrap();
}

#[test]
fn a_replacement_is_shown_as_the_hook_gave_it() {
    let project = Project::new();
    let answer = json!({ "hookSpecificOutput": {
        "tool_input": { "file_path": "a.txt", "content": "y" }
    } });
    project.write(
        ".gemini/settings.json",
        &json!({ "hooks": { "BeforeTool": [{ "hooks": [
            { "type": "command", "command": format!("echo '{answer}'") }
        ] }] } })
        .to_string(),
    );
    let payload = json!({ "session_id": "s", "transcript_path": "", "cwd": project.root(),
        "hook_event_name": "BeforeTool", "timestamp": "2026-11-01T10:00:00Z",
        "tool_name": "write_file", "tool_input": { "file_path": "b.txt", "content": "x" } });
    let arguments = [
        "fire",
        "--config",
        ".gemini/settings.json",
        "--speak",
        "gemini",
    ];
    let ran = project.run_with(
        &[&arguments[..], &["--format", "json"]].concat(),
        &payload.to_string(),
    );
    assert_eq!(
        ran.json()["content"],
        json!({ "file_path": "a.txt", "content": "y" })
    );
}

/// Returns hooks that would match the call, but whose event has a misspelt name.
fn misnamed(count: usize) -> Project {
    let long = "x".repeat(300);
    let hook = |n: usize| {
        format!(
            "[[hooks.other.pre_tol_use]]\nname = \"h{n}{long}\"\nmatcher = \"shell\"\ncommand = \"true\"\n"
        )
    };
    Project::with_hooks(&(0..count).map(hook).collect::<String>())
}

#[test]
fn a_misspelt_event_is_told_to_people_and_not_on_the_stderr_that_an_agent_reads() {
    let project = misnamed(1);
    let call = native_call(&["ls"]);
    for format in ["wire", "json"] {
        let fire = ["fire", "--config", "hooks.toml", "--format", format];
        let ran = project.run_with(&fire, &call);
        assert!(!ran.stderr.contains("did not run"), "{ran:?}");
    }
    let ran = project.run_with(&["fire", "--config", "hooks.toml"], &call);
    assert!(ran.stderr.contains("did not run"), "{ran:?}");
}

#[test]
fn of_many_misspelt_events_three_hooks_are_named_in_short() {
    let project = misnamed(9);
    let ran = project.run_with(&["fire", "--config", "hooks.toml"], &native_call(&["ls"]));
    let told: Vec<&str> = ran.stderr.lines().collect();
    let told: Vec<&&str> = told
        .iter()
        .filter(|line| line.contains("did not run"))
        .collect();
    assert_eq!(told.len(), 3, "{ran:?}");
    assert!(told[2].ends_with("; and 6 more"), "{ran:?}");
    let id = format!("`h0{}…`", "x".repeat(58));
    assert!(told[0].contains(&id), "{ran:?}");
}

#[test]
fn a_sample_of_an_event_that_nobody_knows_gets_a_remark_unless_a_hook_is_for_it() {
    let project = Project::new();
    for command in [&["fire", "Foo", "--sample"][..], &["explain", "Foo"]] {
        let ran = project.run(command);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let remark =
            "`Foo` is no event that this version knows; the known events are pre_tool_use,";
        assert!(ran.stderr.contains(remark), "{ran:?}");
    }
    let wire = ["fire", "Foo", "--sample", "--format", "wire"];
    assert_eq!(project.run(&wire).stderr, "");
    let near = project.run(&["fire", "PreTolUse", "--sample"]);
    assert_eq!(near.code, Some(2), "{near:?}");
    assert!(
        near.stderr.contains("did you mean `pre_tool_use`?"),
        "{near:?}"
    );
    let known = project.run(&["fire", "stop", "--sample"]);
    assert!(!known.stderr.contains("no event"), "{known:?}");
    let own = Project::with_hooks("[[hooks.other.\"Deploy\"]]\ncommand = \"exit 0\"\n");
    let ran = own.run(&["fire", "Deploy", "--sample", "--config", "hooks.toml"]);
    assert!(!ran.stderr.contains("no event"), "{ran:?}");
}

#[test]
fn hooks_that_did_not_run_are_counted_for_the_event_alone() {
    let hook = |event: &str| format!("[[hooks.{event}]]\ncommand = \"exit 2\"\n");
    let all = ["pre_tool_use", "stop", "stop"].map(hook);
    let project = with_file(".agent-hooks/hooks.toml", &all.concat());
    for (event, count) in [("PreToolUse", "1 hook of"), ("Stop", "2 hooks of")] {
        let ran = project.run(&["fire", event, "--sample"]);
        assert!(ran.stderr.contains(count), "{ran:?}");
    }
    let ran = project.run(&["fire", "SessionStart", "--sample"]);
    assert!(!ran.stderr.contains("did not run"), "{ran:?}");
    let all = project.run(&["exec", "--", "true"]);
    assert!(all.stderr.contains("3 hooks of"), "{all:?}");
}
