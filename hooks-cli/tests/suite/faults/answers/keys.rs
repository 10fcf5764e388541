//! Words and keys of an answer that no agent reads.

use serde_json::json;

use crate::support::{
    CLAUDE_GUARD, PUSH_CALL, Project, assert_holds, claude_guard_explained, command_explained,
    explained, guard_explained, guard_told, push_explained, said, told, with_cursor_command,
    with_file, with_script_of_mode,
};

#[test]
fn a_decision_in_other_words_is_named_with_the_object_to_print() {
    for (answer, sentence) in [
        (
            r#"{"action":"block","message":"no"}"#,
            r#"`guard` means to block (`action`: "block"), but a decision is a word in the key `decision`; print {"decision":"block","message":"no"}"#,
        ),
        (
            r#"{"status":"blocked","reason":"no"}"#,
            r#"(`status`: "blocked"), but a decision is a word in the key `decision`; print {"decision":"block","message":"no"}"#,
        ),
        (
            r#"{"response":{"decision":"block"}}"#,
            "(`response.decision`: \"block\")",
        ),
        (
            r#"{"decision":{"behavior":"deny","message":"no"}}"#,
            "(`decision.behavior`: \"deny\")",
        ),
        (
            "decision: block",
            "; to block, print {\"decision\":\"block\",\"message\":\"why\"}",
        ),
        (
            "block",
            "; to block, print {\"decision\":\"block\",\"message\":\"why\"}",
        ),
    ] {
        let told = guard_told(
            "guard",
            &format!("#!/bin/sh\ncat > /dev/null\necho '{answer}'\n"),
        );
        assert!(told.contains(sentence), "{answer}: {told}");
        assert!(!told.contains("to tell the model"), "{answer}: {told}");
    }
}

#[test]
fn an_unknown_key_inside_of_an_answer_is_named() {
    let guard = "#!/bin/sh\necho '{\"hookSpecificOutput\":{\"hookEventName\":\"UserPromptSubmit\",\"updatedPrompt\":\"x\",\
                 \"modifiedPrompt\":\"x\",\"systemMessage\":\"x\"}}'\n";
    let told = claude_guard_explained(
        "UserPromptSubmit",
        CLAUDE_GUARD,
        guard,
        &["UserPromptSubmit"],
    );
    for sentence in [
        "Claude Code does not know `updatedPrompt`, `modifiedPrompt` (a key of Copilot) in `hookSpecificOutput`",
        "Claude Code cannot replace a prompt; `additionalContext` adds to it",
        "`systemMessage` does nothing in `hookSpecificOutput`; write it beside `hookSpecificOutput`",
    ] {
        assert!(told.contains(sentence), "{told}");
    }
    let config = r#"{"hooks":{"BeforeTool":[{"hooks":[{"type":"command","command":"echo '{\"hookSpecificOutput\":{\"hookEventName\":\"BeforeTool\",\"mood\":1}}'"}]}]}}"#;
    let told = guard_explained(".gemini/settings.json", config, "", PUSH_CALL);
    assert!(
        told.contains("`mood` is not a key of `hookSpecificOutput`"),
        "{told}"
    );
    assert!(!told.contains("`hookEventName` is not a key"), "{told}");
}

#[test]
fn a_reason_without_a_decision_is_named_with_the_decision() {
    let explained = |event: &str, answer: &str| {
        let guard = format!("#!/bin/sh\necho '{answer}'\n");
        claude_guard_explained(event, CLAUDE_GUARD, &guard, &[event])
    };
    let cure = r#"`reason` does nothing without `decision`: write `"decision": "block"` beside it"#;
    for answer in [
        r#"{"continue":true,"reason":"tests fail"}"#,
        r#"{"reason":"tests fail"}"#,
    ] {
        let told = explained("Stop", answer);
        assert!(told.contains(cure), "{told}");
    }
    for answer in [
        r#"{"decision":"block","reason":"tests fail"}"#,
        r#"{"continue":false,"stopReason":"x","reason":"tests fail"}"#,
        r#"{"hookSpecificOutput":{"hookEventName":"Stop","additionalContext":"x"},"reason":"x"}"#,
    ] {
        let told = explained("Stop", answer);
        assert!(!told.contains(cure), "{told}");
    }
}

#[test]
fn an_unknown_word_in_an_answer_is_told_with_the_key_that_has_it() {
    let project = with_file(
        ".cursor/hooks.json",
        r#"{"version":1,"hooks":{"beforeShellExecution":[{"command":"echo '{\"decision\":\"block\"}'"}]}}"#,
    );
    let explained = told(
        &project,
        &["explain", "PreToolUse", "--trust-project", "--run"],
    );
    assert!(
        explained.contains("unknown decision `block`"),
        "{explained}"
    );
}

#[test]
fn an_answer_with_a_key_that_nobody_reads() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"says\"\ncommand = '''echo '{\"decison\":\"block\"}' '''\n",
    );
    let call = ["explain", "PreToolUse", "--run", "--config", "hooks.toml"];
    let said = project.shown(140, &call);
    assert!(said.contains("bad_answer"), "{said}");
    assert!(
        said.contains("unknown key `decison`; did you mean `decision`?"),
        "{said}"
    );
}

#[test]
fn a_shortened_key_of_an_answer_is_named_in_full() {
    let hook = json!({ "command": "echo '{\"followup\":\"run the tests\"}'" });
    let file = json!({ "version": 1, "hooks": { "stop": [hook] } });
    let project = with_file(".cursor/hooks.json", &file.to_string());
    let told = push_explained(&project, "Stop");
    assert_holds(&told, &["did you mean `followup_message`?"]);
}

#[test]
fn context_beside_an_idle_approval_is_shown_where_it_is_read() {
    let answer = "echo '{\"decision\":\"approve\",\"additionalContext\":\"Branch: main\"}'";
    let told = command_explained("UserPromptSubmit", answer, &[]);
    assert_holds(
        &told,
        &["print {\"hookSpecificOutput\":{\"additionalContext\":\"Branch: main\""],
    );
    assert!(!told.contains("nothing that a hook prints"), "{told}");
}

#[test]
fn a_native_hook_gets_the_cure_for_a_lone_stop_reason_and_for_a_prompt_hooks_answer() {
    for (answer, cure) in [
        (r#"{"stopReason":"late"}"#, r#"print {"stop":"late"}"#),
        (
            r#"{"ok":false,"reason":"no"}"#,
            r#"print {"decision":"block","message":"no"}"#,
        ),
        (
            r#"{"allow":true,"permitted":false}"#,
            r#"print {"decision":"block""#,
        ),
        // The advice is never looser than what the answer names, wherever it names it.
        (
            r#"{"hookSpecificOutput":{"decision":{"behavior":"deny"}}}"#,
            r#"print {"decision":"block""#,
        ),
        (
            r#"{"permission":"allow","ok":false}"#,
            r#"print {"decision":"block""#,
        ),
        (
            r#"{"permission":"\u0064eny","permission":"allow"}"#,
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
        (
            r#"[{"decision":"allow"},{"decision":"deny"}]"#,
            "instead of the list, print one object",
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

#[test]
fn an_ask_that_is_read_as_a_block_is_told() {
    let ask = r#"echo '{"permission":"ask","user_message":"secret?"}'"#;
    let told = explained(
        &with_cursor_command("beforeReadFile", ask),
        "beforeReadFile",
        &[],
    );
    assert!(
        told.contains(
            "answered `ask`, which counts as `block` here: cursor does not ask the user at beforeReadFile"
        ),
        "{told}"
    );
    let told = explained(
        &with_cursor_command("beforeShellExecution", ask),
        "beforeShellExecution",
        &[],
    );
    assert!(!told.contains("counts as `block`"), "{told}");
}

#[test]
fn an_allow_that_grants_nothing_says_so_in_the_headline() {
    let allow = "#!/bin/sh\necho '{\"decision\":\"allow\"}'\n";
    let project = with_script_of_mode(allow, 0o755);
    let fire = ["fire", "PreToolUse", "--sample", "--trust-project"];
    let told = said(&project.run(&fire));
    assert!(
        told.contains("PreToolUse: allow (which grants nothing"),
        "{told}"
    );
    assert!(
        told.contains(
            "is not trusted, so it may not grant; to let its `allow` count, answer y to both"
        ),
        "{told}"
    );
}

#[test]
fn a_notice_that_only_resembles_the_error_of_another_hook_is_shown() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"a\"\non_failure = \"proceed\"\ncommand = \"echo boom >&2; exit 1\"\n\
         [[hooks.pre_tool_use]]\nname = \"b\"\ncommand = '''echo '{\"notice\":\"SECRETS WERE SENT. hook error: e\"}' '''\n",
    );
    let fire = ["fire", "PreToolUse", "--sample", "--config", "hooks.toml"];
    let told = said(&project.run(&fire));
    assert!(told.contains("SECRETS WERE SENT"), "{told}");
}
