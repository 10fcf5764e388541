//! Attacks in which a guard would judge something else than what runs, through the whole program.

use serde_json::{Value, json};

use crate::support::{Project, Ran};

/// Runs a project's hooks on a payload of Claude Code.
fn fired(project: &Project, file: &str, payload: &str) -> Value {
    let arguments = [
        "fire", "--config", file, "--speak", "claude", "--format", "json",
    ];
    let ran = project.run_with(&arguments, payload);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran.json()
}

fn call(event: &str, tool: &str, input: &Value) -> String {
    json!({"session_id": "s", "transcript_path": "", "cwd": "/", "hook_event_name": event,
        "tool_name": tool, "tool_input": input, "tool_use_id": "u", "tool_response": {}})
    .to_string()
}

/// A file of Claude Code with one hook that blocks.
fn blocking(matcher: &str, rule: Option<&str>) -> Project {
    let mut hook = json!({"type": "command", "command": "echo no >&2; exit 2"});
    if let Some(rule) = rule {
        hook["if"] = json!(rule);
    }
    let settings = json!({"hooks": {"PreToolUse": [{"matcher": matcher, "hooks": [hook]}]}});
    let project = Project::new();
    project.write(".claude/settings.json", &settings.to_string());
    project
}

const SETTINGS: &str = ".claude/settings.json";

#[test]
fn an_if_rule_is_not_missed_by_another_spelling_and_spares_other_commands() {
    let project = blocking("Bash", Some("Bash(rm *)"));
    let fire = |command: &str| {
        fired(
            &project,
            SETTINGS,
            &call("PreToolUse", "Bash", &json!({"command": command})),
        )
    };
    for command in [
        "rm\tx",
        "\\rm x",
        "ls # don't\nrm x # can't",
        ">y rm x",
        "sudo -n rm x",
        "A+=1 rm x",
    ] {
        let report = fire(command);
        assert_eq!(report["outcome"], "block", "{command:?}");
        assert_eq!(report["hooks"][0]["status"], "ran", "{command:?}");
    }
    let report = fire("git status && ls -la");
    assert_eq!(report["outcome"], "proceed");
    assert_eq!(report["hooks"][0]["cause"], "unmatched");
}

#[test]
fn a_file_hidden_in_a_patch_or_in_a_second_field_closes_the_gate() {
    let project = blocking("Write|Edit", None);
    let hidden = "*** Begin Patch\n*** Update File: a\n@@\n-x\n+y\n  *** Update File: .env\n@@\n-x\n+y\n*** End Patch";
    let one = "*** Begin Patch\n*** Update File: a\n@@\n-x\n+y\n*** End Patch";
    let other = one.replace(": a", ": .env");
    for input in [json!(hidden), json!({"input": one, "patch": other})] {
        let payload = json!({"session_id": "s", "cwd": "/", "hook_event":
            {"event_type": "pre_tool_use", "tool_name": "apply_patch", "tool_input": input}});
        let arguments = ["fire", "--config", SETTINGS, "--format", "json"];
        let report = project.run_with(&arguments, &payload.to_string()).json();
        assert_eq!(report["outcome"], "block", "{report}");
        assert_eq!(report["hooks"][0]["cause"], "encode_failed", "{report}");
    }
}

#[test]
fn powershell_is_a_shell_for_a_native_matcher() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nmatcher = \"shell\"\n\
         command = 'if grep -q Remove-Item; then echo no >&2; exit 2; fi'\n",
    );
    let input = json!({"command": "Remove-Item x"});
    let report = fired(
        &project,
        "hooks.toml",
        &call("PreToolUse", "PowerShell", &input),
    );
    assert_eq!(report["outcome"], "block", "{report}");
}

fn bridge(project: &Project, event: &str, payload: &str) -> Ran {
    let arguments = ["bridge", "--speak", "claude", "--event", event];
    project.run_with(&arguments, payload)
}

/// Payloads that `serde_json` refuses, and whether a gate can judge them.
fn odd(event: &str) -> Vec<(String, bool)> {
    let text = call(event, "Bash", &json!({"command": "%"}));
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    [
        (r#""\ud83d""#.to_owned(), true),
        ("1e999".to_owned(), true),
        ("\"a\u{1}\"".to_owned(), true),
        (nested(135), false),
        (nested(100_000), false),
        (r#""ls","command":"rm x""#.to_owned(), false),
    ]
    .into_iter()
    .map(|(value, judged)| (text.replace("\"%\"", &value), judged))
    .collect()
}

#[test]
fn a_payload_that_json_readers_refuse_does_not_switch_hooks_off() {
    let project = Project::new();
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        "[[hooks.post_tool_use]]\ncommand = \"cat >> ${config_dir}/seen\"\n\n\
         [[hooks.pre_tool_use]]\ncommand = \"echo no >&2; exit 2\"\n",
    );
    for (payload, _) in odd("PostToolUse") {
        let ran = bridge(&project, "PostToolUse", &payload);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.stderr.contains("replaced"), "{ran:?}");
    }
    let seen = std::fs::read_to_string(project.home().join(".config/agent-hooks/seen")).unwrap();
    assert_eq!(seen.lines().count(), 6, "{seen}");
    for (payload, judged) in odd("PreToolUse") {
        let ran = bridge(&project, "PreToolUse", &payload);
        let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
        let said = &answer["hookSpecificOutput"];
        assert_eq!(said["permissionDecision"], "deny", "{ran:?}");
        let reason = said["permissionDecisionReason"].to_string();
        assert_eq!(reason.contains("cannot be judged"), !judged, "{reason}");
    }
}

#[test]
fn a_report_says_what_was_replaced() {
    let project = Project::with_hooks("[[hooks.post_tool_use]]\ncommand = \"true\"\n");
    let payload = call("PostToolUse", "Bash", &json!({"command": "%"})).replace('%', r"\ud83d");
    let report = fired(&project, "hooks.toml", &payload);
    assert_eq!(report["notes"][0]["code"], "replaced", "{report}");
    assert_eq!(report["hooks"][0]["status"], "ran", "{report}");
}

#[test]
fn an_unreadable_payload_is_that_agents_block_on_a_gate_and_an_error_in_a_report() {
    let project = blocking("Bash", None);
    let fire = |format: &str, event: &str| {
        let arguments = [
            "fire", event, "--config", SETTINGS, "--speak", "claude", "--format", format,
        ];
        project.run_with(&arguments, "{\"tool_name\": ")
    };
    let wire = fire("wire", "PreToolUse");
    assert!(wire.stdout.contains("\"deny\""), "{wire:?}");
    let wire = fire("wire", "PostToolUse");
    assert_eq!(wire.code, Some(0), "{wire:?}");
    assert!(wire.stderr.contains("not one JSON object"), "{wire:?}");
    assert_eq!(fire("json", "PreToolUse").code, Some(125));
}
