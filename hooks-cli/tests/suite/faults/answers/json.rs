//! Answers that are not the JSON that they should be: broken, encoded twice, without quotes, or among other output.

use crate::support::{
    CLAUDE_GUARD, FIRE, PUSH_CALL, Project, RUN_PUSH, assert_explained, assert_holds,
    claude_guard_explained, command_explained, guard_ran, guard_told, line_fired, said,
    script_explained, with_settings,
};

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
        let told = line_fired(agent, event, python);
        assert!(told.contains(cure), "{agent}: {told}");
    }
    assert_explained(&[
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
        let told = line_fired("claude", "PreToolUse", &line);
        assert!(told.contains(&sentence), "{line}: {told}");
        assert!(!told.contains("printed plain text"), "{line}: {told}");
    }
    let answer = r#"echo start; echo '{"hookSpecificOutput":{"hookEventName":"UserPromptSubmit","additionalContext":"x"}}'"#;
    let told = line_fired("claude", "UserPromptSubmit", answer);
    assert!(told.contains(plain), "{told}");
}

#[test]
fn an_answer_that_was_encoded_twice_is_named() {
    let native = guard_told(
        "guard",
        "#!/bin/sh\necho '\"{\\\"decision\\\": \\\"block\\\"}\"'\n",
    );
    let sentence = "printed a JSON text that holds its answer, so its `block` does not count: the answer was encoded twice";
    assert!(native.contains(sentence), "{native}");
    assert!(
        native.contains("so it was encoded twice; print the object itself"),
        "{native}"
    );
    assert!(
        !native.contains("plain text") && !native.contains("logs"),
        "{native}"
    );
    let inner =
        "{\\\"hookEventName\\\":\\\"PreToolUse\\\",\\\"permissionDecision\\\":\\\"deny\\\"}";
    let guard = format!("#!/bin/sh\necho '{{\"hookSpecificOutput\":\"{inner}\"}}'\n");
    let claude = claude_guard_explained("PreToolUse", CLAUDE_GUARD, &guard, PUSH_CALL);
    let sentence = "`hookSpecificOutput` is not an object but a text that contains an object: print the object itself (in jq: \
                    `--argjson` in place of `--arg`)";
    assert!(claude.contains(sentence), "{claude}");
}

#[test]
fn an_object_as_node_prints_it_is_answered_with_the_call_that_writes_json() {
    let text = "#!/bin/sh\necho \"{ decision: 'block', reason: 'no push' }\"\n";
    let told = guard_told("guard.sh", text);
    assert!(
        told.contains("(Node: `console.log(JSON.stringify(...))`)"),
        "{told}"
    );
}

#[test]
fn an_object_without_quotes_around_it_is_known_although_the_shell_expanded_it() {
    let told = command_explained(
        "PreToolUse",
        "bash -c 'echo {\"decision\":\"block\",\"reason\":\"no\"}'",
        &[],
    );
    assert_holds(
        &told,
        &[
            "the shell removed the quotes and braces of its JSON",
            "put the whole object in single quotes",
        ],
    );
}

#[test]
fn an_object_whose_quotes_the_shell_took_is_told_how_to_keep_them() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = '''echo {\"decision\":\"block\"}'''\n",
    );
    let told = said(&project.run(FIRE));
    assert!(
        told.contains("in a shell, put the whole object in single quotes"),
        "{told}"
    );
}

#[test]
fn a_percent_sign_that_printf_takes_is_named() {
    let told = script_explained(
        "PreToolUse",
        "",
        "#!/bin/bash\nprintf '{\"decision\":\"block\",\"reason\":\"below 80% now\"}'\n",
    );
    assert_holds(
        &told,
        &["`printf` takes `% n`", "write `printf '%s' 'TEXT'`"],
    );
}

#[test]
fn a_block_in_colours_is_told_from_one_beside_other_output() {
    let deny = "printf '\\\\033[1;39m{\\\"decision\\\":\\\"block\\\",\\\"reason\\\":\\\"no\\\"}\\\\033[0m'";
    let config = format!(
        "{{\"hooks\":{{\"PreToolUse\":[{{\"hooks\":[{{\"type\":\"command\",\"command\":\"{deny}\"}}]}}]}}}}"
    );
    let project = with_settings(&config);
    let told = said(&project.run(RUN_PUSH));
    assert!(
        told.contains("with colour codes around its object"),
        "{told}"
    );
}

#[test]
fn an_answer_in_another_form_is_told_with_the_line_to_print() {
    let command = "echo '{\"hookSpecificOutput\":{\"permissionDecision\":\"ask\",\"permissionDecisionReason\":\"sure?\"}}'";
    let project = Project::with_hooks(&format!(
        "[[hooks.pre_tool_use]]\ncommand = \"\"\"{command}\"\"\"\n"
    ));
    let fired = project.run(&["fire", "PreToolUse", "--sample", "--config", "hooks.toml"]);
    let fired = said(&fired);
    assert!(
        fired.contains("hooks of this format print {\"decision\":\"block\",\"message\":\"why\"}"),
        "{fired}"
    );
    let ran = project.run(&["explain", "PreToolUse", "--run", "--config", "hooks.toml"]);
    let ran = said(&ran);
    assert!(
        ran.contains("else print {\"decision\":\"ask\",\"message\":\"sure?\"}"),
        "{ran}"
    );
}

#[test]
fn an_answer_in_the_buffer_of_python_is_named_after_a_timeout() {
    let text =
        "#!/usr/bin/env python3\nimport time\nprint('{\"decision\":\"block\"}')\ntime.sleep(60)\n";
    let command = "[\"${config_dir}/slow.py\"]";
    let told = said(&guard_ran("slow.py", text, command, "timeout = 2"));
    let sentence = "nothing had arrived on stdout when its time was over; Python keeps what it prints to a pipe until the \
                    program ends: write `print(..., flush=True)`";
    assert!(told.contains(sentence), "{told}");
    // The heading says that the time was over, and the row only adds the cure.
    assert_eq!(told.matches("it timed out").count(), 1, "{told}");
    // No Python program starts in so short a time, so its buffer is not the reason.
    let told = said(&guard_ran("slow.py", text, command, "timeout = \"5ms\""));
    let sentence = "its limit is 5 ms, but Python alone needs 20 ms or more to start; the limit was probably meant in seconds";
    assert!(told.contains(sentence), "{told}");
    assert!(!told.contains("flush=True"), "{told}");
}
