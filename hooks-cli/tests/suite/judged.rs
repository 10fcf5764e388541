//! Attacks that try to make a guard judge something other than the command that runs, tested with the whole program.

use serde_json::{Value, json};

use crate::bridge::payload;
use crate::support::{Project, Ran, SETTINGS, with_settings};

mod unknown_calls;

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

/// Makes a Claude Code settings file with one hook that blocks.
fn blocking(matcher: &str, rule: Option<&str>) -> Project {
    guarded(matcher, rule, "echo no >&2; exit 2")
}

/// Makes a Claude Code settings file with one hook.
fn guarded(matcher: &str, rule: Option<&str>, command: &str) -> Project {
    let mut hook = json!({"type": "command", "command": command});
    if let Some(rule) = rule {
        hook["if"] = json!(rule);
    }
    let settings = json!({"hooks": {"PreToolUse": [{"matcher": matcher, "hooks": [hook]}]}});
    with_settings(&settings.to_string())
}

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

/// Makes a guard in the form in which people write one: it only looks at the file's path.
fn env_guard() -> Project {
    guarded(
        "Write|Edit",
        None,
        r#"if grep -o '"file_path":"[^"]*"' | grep -q '[.]env'; then echo no .env >&2; exit 2; fi"#,
    )
}

/// Returns the report on a patch, which the guard sees as a change of files.
fn patched(project: &Project, input: &Value) -> Value {
    let payload = json!({"session_id": "s", "cwd": "/", "hook_event":
        {"event_type": "pre_tool_use", "tool_name": "apply_patch", "tool_input": input}});
    let arguments = ["fire", "--config", SETTINGS, "--format", "json"];
    project.run_with(&arguments, &payload.to_string()).json()
}

/// Returns a patch of one file.
fn patch_of(file: &str) -> String {
    format!("*** Begin Patch\n*** Update File: {file}\n@@\n-x\n+y\n*** End Patch")
}

#[test]
fn a_guard_of_file_paths_judges_a_patch_by_its_file() {
    let project = env_guard();
    assert_eq!(
        patched(&project, &json!(patch_of("a")))["outcome"],
        "proceed"
    );
    let report = patched(&project, &json!(patch_of(".env")));
    assert_eq!(report["outcome"], "block", "{report}");
    assert_eq!(report["hooks"][0]["status"], "ran", "{report}");
    assert_eq!(report["hooks"][0]["outcome"], "block", "{report}");
}

#[test]
fn a_file_hidden_behind_an_indented_header_of_a_patch_closes_the_gate() {
    let hidden = patch_of("a").replace("*** End", "  *** Update File: .env\n@@\n-x\n+y\n*** End");
    let report = patched(&env_guard(), &json!(hidden));
    assert_eq!(report["outcome"], "block", "{report}");
    assert_eq!(report["hooks"][0]["cause"], "encode_failed", "{report}");
}

#[test]
fn a_real_patch_beside_a_decoy_closes_the_gate() {
    let (decoy, real) = (patch_of("a"), patch_of(".env"));
    for input in [
        json!({"input": decoy, "patch": real}),
        json!({"patch": real, "input": decoy}),
        json!({"input": real, "patch": decoy}),
    ] {
        let report = patched(&env_guard(), &input);
        assert_eq!(report["outcome"], "block", "{input}: {report}");
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

/// Returns a payload whose command is this JSON text.
fn odd(event: &str, value: &str) -> String {
    call(event, "Bash", &json!({"command": "%"})).replace("\"%\"", value)
}

/// Sends a payload that `serde_json` refuses: the hook that records calls runs, and the guard blocks. `judged`
/// says whether the guard can judge the payload.
#[track_caller]
fn does_not_switch_hooks_off(value: &str, judged: bool) {
    let project = Project::new();
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        "[[hooks.post_tool_use]]\ncommand = \"cat >> ${config_dir}/seen\"\n\n\
         [[hooks.pre_tool_use]]\ncommand = \"echo no >&2; exit 2\"\n",
    );
    let ran = bridge(&project, "PostToolUse", &odd("PostToolUse", value));
    let seen = project.home().join(".config/agent-hooks/seen");
    assert!(seen.exists(), "the hook did not run: {ran:?}");
    let seen = std::fs::read_to_string(seen).unwrap();
    assert_eq!(seen.lines().count(), 1, "{seen}");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.contains("replaced"), "{ran:?}");
    let ran = bridge(&project, "PreToolUse", &odd("PreToolUse", value));
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_default();
    let said = &answer["hookSpecificOutput"];
    assert_eq!(said["permissionDecision"], "deny", "{ran:?}");
    let reason = said["permissionDecisionReason"].to_string();
    assert_eq!(reason.contains("cannot be judged"), !judged, "{reason}");
}

/// Returns lists nested this many levels deep.
fn nested(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

#[test]
fn half_a_surrogate_in_a_payload_does_not_switch_hooks_off() {
    does_not_switch_hooks_off(r#""\ud83d""#, true);
}

#[test]
fn a_number_that_no_type_holds_does_not_switch_hooks_off() {
    does_not_switch_hooks_off("1e999", true);
}

#[test]
fn a_control_character_in_a_payload_does_not_switch_hooks_off() {
    does_not_switch_hooks_off("\"a\u{1}\"", true);
}

#[test]
fn a_payload_of_130_levels_does_not_switch_hooks_off() {
    does_not_switch_hooks_off(&nested(130), false);
    does_not_switch_hooks_off(&nested(135), false);
}

#[test]
fn a_payload_of_100_000_levels_does_not_switch_hooks_off() {
    does_not_switch_hooks_off(&nested(100_000), false);
}

#[test]
fn a_key_said_twice_in_a_payload_does_not_switch_hooks_off() {
    does_not_switch_hooks_off(r#""ls","command":"rm x""#, false);
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

#[test]
fn whatever_keeps_fire_from_judging_is_that_agents_block_on_a_gate_and_an_error_in_a_report() {
    let project = blocking("Bash", None);
    project.write("broken.toml", "hooks = 3 [");
    let sound = |event: &str| call(event, "Bash", &json!({"command": "ls"}));
    let fire = |format: &str, event: &str, source: [&str; 2], stdin: &str| {
        let fire = ["fire", event, "--speak", "claude", "--format", format];
        project.run_with(&[&fire[..], &source].concat(), stdin)
    };
    for (source, is_empty) in [
        (["--config", SETTINGS], true),
        (["--config", "broken.toml"], false),
        (["--config", "missing.toml"], false),
        (["--project", "missing"], false),
    ] {
        let stdin = |event: &str| match is_empty {
            true => String::new(),
            false => sound(event),
        };
        for gate in ["PreToolUse", "PermissionRequest", "UserPromptSubmit"] {
            let wire = fire("wire", gate, source, &stdin(gate));
            let said = format!("{}{}", wire.stdout, wire.stderr);
            assert!(
                wire.code == Some(2) || said.contains("\"deny\"") || said.contains("\"block\""),
                "{gate} {source:?}: {wire:?}"
            );
            assert!(said.contains("cannot judge"), "{gate} {source:?}: {wire:?}");
            let json = fire("json", gate, source, &stdin(gate));
            assert_eq!(json.code, Some(125), "{gate} {source:?}: {json:?}");
        }
        let after = fire("wire", "PostToolUse", source, &stdin("PostToolUse"));
        assert_eq!(after.code, Some(0), "{source:?}: {after:?}");
        assert!(!after.stderr.is_empty(), "{source:?}: {after:?}");
    }
}

/// Checks a call after a `cd`. The agent's folder changes with every `cd`, but the rule's paths are relative to the
/// project of the rule's settings.
#[test]
fn an_if_rule_over_paths_blocks_after_a_cd_as_before() {
    let rules = [
        ("Edit(/src/**)", "Edit", "src/a"),
        ("Edit(src/**)", "Write", "src/a"),
        ("Edit(./src/a)", "Edit", "src/a"),
        ("Read(/.env)", "Read", ".env"),
        ("Read(./.env)", "Read", ".env"),
    ];
    for (rule, tool, file) in rules {
        let project = Project::new();
        let settings = json!({"hooks": {"PreToolUse": [{"hooks": [{"type": "command",
            "if": rule, "command": "echo no >&2; exit 2"}]}]}});
        project.write(".claude/settings.json", &settings.to_string());
        project.write("sub/deep/x", "");
        for cwd in [
            project.root(),
            project.path("sub"),
            project.path("sub/deep"),
            project.home(),
        ] {
            let mut call = payload("claude", &cwd.display().to_string(), "ls");
            call["tool_name"] = json!(tool);
            call["tool_input"] = json!({"file_path": project.path(file), "content": "x",
                "old_string": "a", "new_string": "b"});
            let fire = ["fire", "--speak", "claude", "--format", "json"];
            let fire = [&fire[..], &["--project", ".", "--trust-project"]].concat();
            let report = project.run_with(&fire, &call.to_string()).json();
            assert_eq!(
                report["outcome"], "block",
                "{rule} {tool} in {cwd:?}: {report}"
            );
            call["tool_input"]["file_path"] = json!(project.path("lib/src/a"));
            let report = project.run_with(&fire, &call.to_string()).json();
            assert_eq!(
                report["outcome"], "proceed",
                "{rule} {tool} in {cwd:?}: {report}"
            );
        }
    }
}
