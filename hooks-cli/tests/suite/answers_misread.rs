//! Answers that their agent reads differently than their author meant: `fire` says what happened, why, and the cure.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::support::Project;

/// Fires an event of an agent, whose only hook is a script with this line, and returns the output on one line.
fn fired(agent: &str, event: &str, line: &str) -> String {
    let project = Project::new();
    project.write("s.sh", &format!("#!/bin/sh\ncat > /dev/null\n{line}\n"));
    let script = project.path("s.sh");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let script = script.display().to_string();
    let grouped =
        json!({ "hooks": { event: [{ "hooks": [{ "type": "command", "command": script }] }] } });
    let (file, text) = match agent {
        "claude" => (".claude/settings.json", grouped.to_string()),
        "codex" => (".codex/hooks.json", grouped.to_string()),
        "gemini" => (".gemini/settings.json", grouped.to_string()),
        "cursor" => (
            ".cursor/hooks.json",
            json!({ "version": 1, "hooks": { event: [{ "command": script }] } }).to_string(),
        ),
        "copilot" => (
            ".github/hooks/h.json",
            json!({ "version": 1, "hooks": { event: [{ "type": "command", "bash": script }] } })
                .to_string(),
        ),
        _ => (
            ".agent-hooks/hooks.toml",
            format!("[[hooks.{event}]]\nname = \"h\"\ncommand = [\"{script}\"]\n"),
        ),
    };
    project.write(file, &text);
    let ran = project.run(&[
        "fire",
        event,
        "--sample",
        "--speak",
        agent,
        "--trust-project",
    ]);
    let all = format!("{}\n{}", ran.stdout, ran.stderr);
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Checks that each answer is explained by each of its sentences.
fn explained(cases: &[(&str, &str, &str, &[&str])]) {
    for (agent, event, line, sentences) in cases {
        let told = fired(agent, event, line);
        for sentence in *sentences {
            assert!(
                told.contains(sentence),
                "{agent} {line}: no {sentence:?} in {told}"
            );
        }
    }
}

#[test]
fn broken_json_is_explained_alike_for_the_hooks_of_every_agent() {
    let python = "echo \"{'decision': 'deny'}\"";
    let cure =
        "JSON needs double quotes around names and strings (Python: `print(json.dumps(...))`)";
    for (agent, event) in [
        ("claude", "PreToolUse"),
        ("codex", "PreToolUse"),
        ("gemini", "BeforeTool"),
        ("cursor", "preToolUse"),
        ("copilot", "preToolUse"),
        ("native", "pre_tool_use"),
    ] {
        let told = fired(agent, event, python);
        assert!(told.contains(cure), "{agent}: {told}");
    }
    explained(&[
        (
            "claude",
            "PreToolUse",
            r#"echo '{"continue": True}'"#,
            &["JSON has no `True`; write `true`"],
        ),
        (
            "codex",
            "PreToolUse",
            r#"echo '{"decision":"block","reason":"no","score":NaN}'"#,
            &["PreToolUse: block", "JSON has no `NaN`"],
        ),
    ]);
}

#[test]
fn other_output_around_an_answer_is_quoted_with_its_effect() {
    let context =
        r#"{"hookSpecificOutput":{"hookEventName":"PreToolUse","additionalContext":"x"}}"#;
    let plain = "makes all of its output plain text for claude, so the answer in it is not read; print logs on stderr:";
    for (line, sentence) in [
        (
            format!("echo checking; echo '{context}'"),
            format!("the line before its JSON {plain} checking"),
        ),
        (
            format!("echo '{context}'; echo done"),
            format!("the line after its JSON {plain} done"),
        ),
        (
            format!("echo '{context}'; echo '{context}'"),
            "printed 2 JSON objects, and claude reads one".to_owned(),
        ),
        (
            format!("printf '\\357\\273\\277%s' '{context}'"),
            "begins with a byte order mark".to_owned(),
        ),
    ] {
        let told = fired("claude", "PreToolUse", &line);
        assert!(told.contains(&sentence), "{line}: {told}");
        assert!(!told.contains("printed plain text"), "{line}: {told}");
    }
    let answer = r#"echo start; echo '{"hookSpecificOutput":{"hookEventName":"UserPromptSubmit","additionalContext":"x"}}'"#;
    let told = fired("claude", "UserPromptSubmit", answer);
    assert!(told.contains(plain), "{told}");
}

#[test]
fn a_key_of_another_agent_is_answered_with_the_key_that_this_one_reads() {
    explained(&[
        (
            "claude",
            "Stop",
            r#"echo '{"decision":"block","message":"tests fail"}'"#,
            &[
                "gives its reason in `message`, which is not read at Stop (claude); write `reason`",
                r#"print {"decision":"block","reason":"tests fail"}"#,
            ],
        ),
        (
            "gemini",
            "BeforeTool",
            r#"echo '{"hookSpecificOutput":{"permissionDecision":"deny","permissionDecisionReason":"no"}}'"#,
            &[
                "means to block (`permissionDecision`: `deny`)",
                r#"print {"decision":"deny","reason":"no"}"#,
            ],
        ),
        (
            "copilot",
            "preToolUse",
            r#"echo '{"decision":"block","reason":"no"}'"#,
            &[r#"print {"permissionDecision":"deny","permissionDecisionReason":"no"}"#],
        ),
        (
            "claude",
            "PermissionRequest",
            r#"echo '{"hookSpecificOutput":{"hookEventName":"PermissionRequest","permissionDecision":"allow"}}'"#,
            &[
                "means to allow (`permissionDecision`: `allow`)",
                r#""behavior":"allow""#,
            ],
        ),
        (
            "cursor",
            "stop",
            r#"echo '{"decision":"block","reason":"tests"}'"#,
            &[r#"print {"followup_message":"tests"}"#],
        ),
        (
            "codex",
            "Stop",
            r#"echo '{"decision":"block","message":"tests"}'"#,
            &["write `reason`"],
        ),
        (
            "claude",
            "PreToolUse",
            r#"echo '{"context":"hi"}'"#,
            &[
                "tells the model something in `context`",
                r#""additionalContext":"hi""#,
            ],
        ),
        (
            "native",
            "pre_tool_use",
            r#"echo '{"decision":"block","permissionDecisionReason":"no prod"}'"#,
            &[r#"hooks of this format print {"decision":"block","message":"why"}"#],
        ),
    ]);
}

#[test]
fn a_block_where_nothing_can_be_blocked_names_the_reason_and_the_event_that_can() {
    explained(&[
        (
            "cursor",
            "afterFileEdit",
            r#"echo '{"permission":"deny","agent_message":"generated file"}'"#,
            &["the call has already run; hooks of cursor can block at preToolUse"],
        ),
        (
            "claude",
            "SessionStart",
            r#"echo '{"decision":"block","reason":"no"}'"#,
            &["hooks of claude can block at PreToolUse, UserPromptSubmit"],
        ),
        (
            "gemini",
            "AfterTool",
            r#"echo '{"decision":"ask","reason":"no"}'"#,
            &["the call has already run; hooks of gemini can ask at BeforeTool"],
        ),
        (
            "native",
            "session_start",
            r#"echo '{"decision":"block","message":"no"}'"#,
            &["hooks can block at pre_tool_use, user_prompt_submit"],
        ),
    ]);
}

#[test]
fn an_answer_for_another_event_says_its_effect_and_what_to_write() {
    explained(&[(
        "claude",
        "PostToolUse",
        r#"echo '{"hookSpecificOutput":{"hookEventName":"PreToolUse","additionalContext":"run the tests"}}'"#,
        &[
            "Claude Code ignores all of the answer until it says `PostToolUse`",
            "but claude refuses all of its answer; print",
            r#""hookEventName":"PostToolUse""#,
        ],
    )]);
}

#[test]
fn an_exit_code_that_contradicts_the_answer_is_named_with_what_counts() {
    let told = fired(
        "copilot",
        "preToolUse",
        r#"echo '{"permissionDecision":"deny"}'; exit 1"#,
    );
    assert!(
        told.contains("its `block` counts although its exit code 1 is a failure"),
        "{told}"
    );
    assert!(!told.contains("exit code 2 blocks"), "{told}");
    explained(&[
        (
            "codex",
            "PreToolUse",
            r#"echo '{"decision":"block","reason":"no"}'; exit 1"#,
            &["its `block` is not read because of its exit code 1"],
        ),
        (
            "claude",
            "PreToolUse",
            r#"echo '{"permissionDecision":"deny","permissionDecisionReason":"no"}'; exit 1"#,
            &[
                "which is not read at PreToolUse (claude)",
                r#"print {"hookSpecificOutput""#,
            ],
        ),
        (
            "claude",
            "PreToolUse",
            r#"echo '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow"}}'; exit 2"#,
            &["answered `allow`, but exit code 2 overrides it and blocks; end with `exit 0`"],
        ),
    ]);
}

#[test]
fn a_value_that_decides_nothing_is_quoted() {
    explained(&[
        (
            "copilot",
            "preToolUse",
            r#"echo '{"permissionDecision":true}'"#,
            &[
                "`permissionDecision` is true, which is not a decision at preToolUse",
                "to block, print",
            ],
        ),
        (
            "codex",
            "PreToolUse",
            r#"echo '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"ask","permissionDecisionReason":"why"}}'"#,
            &["Codex runs the call without asking, this engine asks; `deny` holds in both"],
        ),
    ]);
}

#[test]
fn answers_that_are_read_as_they_were_meant_get_no_remark() {
    for (agent, event, line) in [
        (
            "claude",
            "Stop",
            r#"echo '{"decision":"block","reason":"tests"}'"#,
        ),
        (
            "claude",
            "PreToolUse",
            r#"echo '{"systemMessage":"hello","suppressOutput":true}'"#,
        ),
        ("claude", "UserPromptSubmit", "echo some context"),
        (
            "codex",
            "PreToolUse",
            r#"echo '{"decision":"block","reason":"no"}'"#,
        ),
        ("gemini", "BeforeTool", r#"echo '{"decision":"allow"}'"#),
        ("claude", "PostToolUse", r#"echo '{"decision":"approve"}'"#),
        ("cursor", "preToolUse", r#"echo '{"permission":"allow"}'"#),
        (
            "cursor",
            "preToolUse",
            r#"echo '{"permission":"deny","agent_message":"no","user_message":"not so"}'"#,
        ),
        (
            "copilot",
            "preToolUse",
            r#"echo '{"permissionDecision":"allow"}'"#,
        ),
        (
            "native",
            "pre_tool_use",
            r#"echo '{"decision":"block","message":"no"}'"#,
        ),
    ] {
        let told = fired(agent, event, line);
        for word in ["print {", "is not read", "decides nothing", "refuses all"] {
            assert!(!told.contains(word), "{agent} {line}: {told}");
        }
    }
}

#[test]
fn an_answer_that_no_agent_reads_in_this_form_gets_the_form_that_is_read() {
    explained(&[
        (
            "claude",
            "PreToolUse",
            r#"echo '{"stopReason":"no more pushes"}'"#,
            &[
                "gives a `stopReason`, which counts only beside `continue`: `false`",
                r#""continue":false"#,
                r#""stopReason":"no more pushes""#,
            ],
        ),
        (
            "claude",
            "PreToolUse",
            r#"echo '{"ok":false,"reason":"no pushes"}'"#,
            &[
                "answers `ok`: `false`, which Claude Code reads only from hooks of type `prompt` or `agent`",
                r#""permissionDecision":"deny""#,
                "no pushes",
            ],
        ),
        (
            "codex",
            "PreToolUse",
            r#"echo '[{"decision":"block","reason":"no pushes"}]'"#,
            &[
                "printed a JSON list, but an answer is one object",
                r#"print {"decision":"block","reason":"no pushes"}"#,
            ],
        ),
        (
            "claude",
            "Stop",
            r#"echo '[{"decision":"block","reason":"tests fail"}]'"#,
            &["printed a JSON list", r#"print {"decision":"block""#],
        ),
    ]);
}

#[test]
fn a_native_hook_gets_the_cure_for_a_lone_stop_reason_and_for_a_prompt_hooks_answer() {
    for (answer, cure) in [
        (r#"{"stopReason":"late"}"#, r#"print {"stop":"late"}"#),
        (
            r#"{"ok":false,"reason":"no"}"#,
            r#"print {"decision":"block","message":"no"}"#,
        ),
        // The advice is never looser than what the answer names, wherever it names it.
        (
            r#"{"hookSpecificOutput":{"decision":{"behavior":"deny"}}}"#,
            r#"print {"decision":"block""#,
        ),
        (
            r#"{"permissionDecision":"deny","permissionDecision":"allow"}"#,
            r#"print {"decision":"block""#,
        ),
        (
            r#"{"permission":"allow","action":"block"}"#,
            r#"print {"decision":"block""#,
        ),
        (
            r#"{"continue":"false"}"#,
            "names the agent whose format it uses\n",
        ),
        (
            r#"[{"decision":"allow"},{"decision":"block"}]"#,
            r#"print {"decision":"block""#,
        ),
    ] {
        let command = format!("printf '%s' '{answer}'");
        let project = Project::with_hooks(&format!(
            "[[hooks.pre_tool_use]]\ncommand = {}\n",
            json!(command)
        ));
        let explain = ["explain", "PreToolUse", "--run", "--config", "hooks.toml"];
        let said = project.shown(500, &explain);
        assert!(said.contains(cure), "{answer}: {said}");
    }
}
