//! Claude Code's entry of the bridge, run by Copilot beside Copilot's own: each hook runs once, and no trick makes
//! a gate fall silent.

use serde_json::{Value, json};

use crate::bridge::payload;
use crate::support::{Project, Ran, fed};

const GUARDS: &str = "[[hooks.pre_tool_use]]\ncommand = \"echo x >> $HOME/ran; echo no >&2; exit 2\"\n\
     [[hooks.user_prompt_submit]]\ncommand = \"echo x >> $HOME/ran; echo no >&2; exit 2\"\n";

/// Where `install` puts the bridge for Copilot, in the user's home.
const OWN: &str = ".copilot/hooks/hooks-bridge.json";

fn guarded() -> Project {
    let project = Project::new();
    project.write_home(".config/agent-hooks/hooks.toml", GUARDS);
    project
}

fn installed() -> Project {
    let project = guarded();
    let ran = project.run(&["bridge", "install", "--for", "copilot"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    project
}

/// What Copilot tells the entries of both files.
fn told(project: &Project, event: &str) -> Value {
    let mut told = payload("copilot", &project.root().display().to_string(), "ls");
    if event == "UserPromptSubmit" {
        told = json!({"hook_event_name": event, "session_id": "s", "cwd": told["cwd"],
            "timestamp": told["timestamp"], "prompt": "go"});
    }
    told
}

/// Runs an entry as Copilot does.
fn entry(
    project: &Project,
    speak: &str,
    told: &Value,
    more: &[&str],
    variables: &[(&str, &str)],
) -> Ran {
    let event = told["hook_event_name"].as_str().unwrap();
    let arguments = [
        "bridge", "--speak", speak, "--event", event, "--budget", "50",
    ];
    let mut command = project.command(&[&arguments[..], more].concat());
    command
        .env("COPILOT_CLI", "1")
        .envs(variables.iter().copied());
    fed(&mut command, &told.to_string())
}

fn blocks(ran: &Ran) -> bool {
    ran.code == Some(2) || ran.stdout.contains("\"deny\"") || ran.stdout.contains("\"block\"")
}

fn runs(project: &Project) -> usize {
    let text = std::fs::read_to_string(project.home().join("ran"));
    text.unwrap_or_default().lines().count()
}

#[test]
fn of_copilots_entry_and_claude_codes_each_event_is_judged_by_its_own() {
    for event in ["PreToolUse", "UserPromptSubmit"] {
        let project = installed();
        let told = told(&project, event);
        for count in 1..3 {
            let own = entry(&project, "copilot", &told, &[], &[]);
            assert!(blocks(&own), "{event}: {own:?}");
            let other = entry(&project, "claude", &told, &[], &[]);
            assert!(!blocks(&other), "{event}: {other:?}");
            assert_eq!(other.code, Some(0), "{event}: {other:?}");
            assert_eq!(runs(&project), count, "{event}");
        }
    }
}

#[track_caller]
fn judges(project: &Project, told: &Value, more: &[&str], variables: &[(&str, &str)], what: &str) {
    let ran = entry(project, "claude", told, more, variables);
    assert!(blocks(&ran), "{what}: {ran:?}");
}

#[test]
fn a_variable_that_a_project_sets_in_claude_code_silences_no_gate() {
    let project = installed();
    let cwd = project.root().display().to_string();
    let mut call = payload("claude", &cwd, "ls");
    judges(&project, &call, &[], &[], "Claude Code's payload");
    call["timestamp"] = json!("2026-11-01T10:00:00.000Z");
    judges(&project, &call, &[], &[], "one of a newer version");
}

#[test]
fn an_entry_of_the_project_for_copilot_silences_no_gate() {
    let project = guarded();
    let ran = project.run(&["bridge", "install", "--for", "copilot", "--project", "."]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let told = told(&project, "PreToolUse");
    judges(&project, &told, &[], &[], "the project's entry");
    let moved = project.root().display().to_string();
    judges(
        &project,
        &told,
        &[],
        &[("COPILOT_HOME", &moved)],
        "a moved home",
    );
}

#[test]
fn a_file_of_the_user_that_is_not_as_installed_silences_no_gate() {
    let project = installed();
    let told = told(&project, "PreToolUse");
    let sound = std::fs::read_to_string(project.home().join(OWN)).unwrap();
    assert!(!blocks(&entry(&project, "claude", &told, &[], &[])));
    for (from, to) in [
        ("\"PreToolUse\"", "\"preCompact\""),
        ("\"version\": 1", "\"version\": 2"),
        (
            "\"version\": 1",
            "\"version\": 1, \"disableAllHooks\": true",
        ),
        (
            "\"type\": \"command\"",
            "\"type\": \"command\", \"matcher\": \"edit\"",
        ),
        (
            "--event PreToolUse",
            "--event PreToolUse --config /dev/null",
        ),
        ("/hooks bridge", "/other/hooks bridge"),
        (" --budget 50\"", " --budget 50 || true\""),
        ("{", "// {\n{"),
    ] {
        let text = sound.replacen(from, to, 1);
        assert_ne!(text, sound, "{from}");
        project.write_home(OWN, &text);
        judges(&project, &told, &[], &[], to);
    }
}

#[test]
fn hooks_that_are_switched_off_for_copilot_silence_no_gate() {
    for off in [
        "{\"disableAllHooks\": true}",
        "{\"disable\\u0041llHooks\": true}",
    ] {
        for file in [
            ".github/copilot/settings.json",
            ".github/copilot/settings.local.json",
            ".claude/settings.local.json",
        ] {
            let project = installed();
            project.write(file, off);
            judges(&project, &told(&project, "PreToolUse"), &[], &[], file);
        }
        let project = installed();
        project.write_home(".copilot/settings.json", off);
        judges(
            &project,
            &told(&project, "PreToolUse"),
            &[],
            &[],
            "the user's",
        );
    }
}

#[test]
fn an_entry_with_options_of_its_own_and_one_of_an_event_without_ours_judge() {
    let project = installed();
    let call = told(&project, "PreToolUse");
    judges(&project, &call, &["--trust-project"], &[], "options");
    let mut nowhere = call.clone();
    nowhere["cwd"] = json!("");
    judges(&project, &nowhere, &[], &[], "no folder");
}
