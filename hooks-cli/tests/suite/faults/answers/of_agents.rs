//! Answers that their agent reads differently than their author meant: `fire` says what happened, why, and the cure.

use serde_json::json;

use crate::support::{HOOKS, SETTINGS, assert_explained, guard_explained, line_fired};

#[test]
fn a_key_of_another_agent_is_answered_with_the_key_that_this_one_reads() {
    assert_explained(&[
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
fn an_answer_for_another_event_says_its_effect_and_what_to_write() {
    assert_explained(&[(
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
fn a_value_that_decides_nothing_is_quoted() {
    assert_explained(&[
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
        let told = line_fired(agent, event, line);
        for word in ["print {", "is not read", "decides nothing", "refuses all"] {
            assert!(!told.contains(word), "{agent} {line}: {told}");
        }
    }
}

#[test]
fn an_answer_that_no_agent_reads_in_this_form_gets_the_form_that_is_read() {
    assert_explained(&[
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
fn a_reason_without_a_decision_at_the_end_of_the_work_is_told_what_keeps_the_agent_working() {
    let guard = |answer: &str| format!("#!/bin/bash\ncat >/dev/null\necho '{answer}'\n");
    let native = |answer: &str| {
        let entry = "[[hooks.stop]]\nname = \"guard\"\ncommand = [\"${config_dir}/guard\"]\n";
        guard_explained(HOOKS, entry, &guard(answer), &["Stop"])
    };
    let claude = |answer: &str| {
        let entry = json!({"hooks": {"Stop": [{"hooks": [
            {"type": "command", "command": "$CLAUDE_PROJECT_DIR/.claude/guard"}]}]}});
        guard_explained(SETTINGS, &entry.to_string(), &guard(answer), &["Stop"])
    };
    let alone =
        "gives a reason, but no decision, so the agent stops; to keep the agent working, print ";
    for answer in [
        r#"{"continue": true, "reason": "Fix the tests."}"#,
        r#"{"reason": "Fix the tests."}"#,
    ] {
        let told = native(answer);
        let cure = alone.to_owned() + r#"{"decision":"block","message":"Fix the tests."}"#;
        assert!(told.contains(&cure), "{answer}: {told}");
        assert!(!told.contains(r#""proceed""#), "{answer}: {told}");
    }
    // A stop with its reason under another key: the stop can be meant, or the opposite.
    let ends = r#"{"continue": false, "reason": "Fix the tests."}"#;
    let told = claude(ends);
    let cures = r#"print {"continue":false,"stopReason":"Fix the tests."}; to keep the agent working, print {"decision":"block","reason":"Fix the tests."}"#;
    assert!(told.contains(cures), "{told}");
    let told = native(ends);
    let cures = r#"print {"stop":"Fix the tests."}; to keep the agent working, print {"decision":"block","message":"Fix the tests."}"#;
    assert!(told.contains(cures), "{told}");
    for fine in [
        r#"{"continue": true}"#,
        r#"{"decision": "block", "reason": "Fix the tests."}"#,
        r#"{"continue": false, "stopReason": "Done."}"#,
    ] {
        let told = claude(fine);
        assert!(!told.contains("keep the agent working"), "{fine}: {told}");
    }
}
