//! Answers that change a call: dropped fields, replaced changes, other spellings.

use serde_json::json;

use crate::support::{
    EXPLAIN, FIRE, PUSH_CALL, Project, RUN_TRUSTED, assert_holds, explained, guard_explained, said,
    with_claude_script, with_file, with_project_hooks, with_settings,
};

/// Makes a hook in hooks.toml that replaces the input of a shell call by this content.
fn rewriter(content: &str) -> Project {
    let answer = format!(r#"{{"decision":"modify","content":{content}}}"#);
    Project::with_hooks(&format!(
        "[[hooks.pre_tool_use]]\nname = \"npm\"\nmatcher = \"shell\"\ncommand = '''echo '{answer}' '''\n"
    ))
}

#[test]
fn a_change_where_the_event_takes_none_is_told_with_the_answer_or_the_event_that_does() {
    let answer = r#"{"decision":"modify","content":{"command":["ls"]}}"#;
    let told = |event: &str, name: &str| {
        let project = with_project_hooks(&format!(
            "[[hooks.{event}]]\nname = \"h\"\ncommand = \'\'\'echo '{answer}' \'\'\'\n"
        ));
        explained(&project, name, &[])
    };
    let told_once = told("permission_request", "PermissionRequest");
    assert_holds(
        &told_once,
        &[
            "new input counts only in an answer that also allows the call",
            r#"print {"content":{"command":["ls"]},"decision":"allow"}"#,
            "at pre_tool_use `modify` works without an allow",
        ],
    );
    let told_once = told("stop", "Stop");
    let others = "hooks can modify at pre_tool_use, post_tool_use, user_prompt_submit";
    assert_holds(&told_once, &["nothing can be replaced there", others]);
    for (event, name) in [
        ("pre_tool_use", "PreToolUse"),
        ("post_tool_use", "PostToolUse"),
    ] {
        let told = told(event, name);
        assert!(!told.contains("means to modify at"), "{told}");
    }
}

#[test]
fn a_change_that_a_chain_passes_on_is_not_called_replaced() {
    let answer = |program: &str| {
        format!(
            "command = \"echo '{{\\\"decision\\\":\\\"modify\\\",\\\"content\\\":{{\\\"command\\\":[\\\"{program}\\\"]}}}}'\"\n"
        )
    };
    for (strategy, is_lost) in [("", true), ("[hooks]\nstrategy = \"chain\"\n", false)] {
        let entries = ["a", "b"].map(|name| {
            format!(
                "[[hooks.pre_tool_use]]\nname = \"{name}\"\n{}",
                answer(name)
            )
        });
        let project = Project::with_hooks(&format!("{strategy}{}", entries.concat()));
        let told =
            said(&project.run(&["explain", "PreToolUse", "--run", "--config", "hooks.toml"]));
        assert_eq!(told.contains("was replaced by that of"), is_lost, "{told}");
    }
    // The chain passes on the change of `b` only, and that of `a` was lost before.
    let entry = |name: &str| {
        format!(
            "[[hooks.pre_tool_use]]\nname = \"{name}\"\n{}",
            answer(name)
        )
    };
    let project = with_file("1.toml", &(entry("a") + &entry("b")));
    let chain = "[hooks]\nstrategy = \"chain\"\n".to_owned() + &entry("c");
    project.write("2.toml", &chain);
    let typed = [
        "explain",
        "PreToolUse",
        "--run",
        "--config",
        "1.toml",
        "--config",
        "2.toml",
    ];
    for typed in [&typed[..], &[&typed[..], &["--json"]].concat()] {
        let told = said(&project.run(typed));
        let lost = "the change of `a` was replaced by that of `b`";
        assert!(told.contains(lost), "{told}");
        assert_eq!(told.matches("was replaced by that of").count(), 1, "{told}");
    }
}

#[test]
fn two_rewriters_are_named_in_the_list() {
    let answer = r#"'{"decision":"modify","content":{}}'"#;
    let entry = |name: &str| {
        format!(
            "[[hooks.pre_tool_use]]\nname = \"{name}\"\nmatcher = \"shell\"\ncommand = \"\"\"echo {answer}\"\"\"\n"
        )
    };
    let project = Project::with_hooks(&(entry("a") + &entry("b")));
    let listed = said(&project.run(&["list", "--config", "hooks.toml"]));
    assert!(listed.contains("this hook and `a`"), "{listed}");
}

#[test]
fn two_rewriters_of_another_agent_are_not_led_to_a_key_of_hooks_toml() {
    let project = Project::new();
    let rewrites = |text: &str| {
        let answer = serde_json::json!({ "hookSpecificOutput": {
            "hookEventName": "PreToolUse", "permissionDecision": "allow", "updatedInput": { "command": text },
        } });
        serde_json::json!({ "type": "command", "command": format!("echo '{answer}'") })
    };
    let hooks = [rewrites("one"), rewrites("two")];
    let settings =
        serde_json::json!({ "hooks": { "PreToolUse": [{ "matcher": "Bash", "hooks": hooks }] } });
    project.write_home(".claude/settings.json", &settings.to_string());
    let told = said(&project.run(&["explain", "PreToolUse", "--tool", "Bash", "--run"]));
    assert!(told.contains("make both changes in one hook"), "{told}");
    assert!(!told.contains("strategy"), "{told}");
    let told = said(&project.run(&["check"]));
    assert!(told.contains("make both changes in one hook"), "{told}");
    assert!(!told.contains("strategy"), "{told}");
}

#[test]
fn a_change_that_was_replaced_is_shown_with_the_strategy_that_keeps_both() {
    // `check` guesses from the scripts' text that the first pair of hooks rewrites, but cannot see it for the second
    // pair.
    for (decision, word) in [("modify", ""), ("m%s", "odify")] {
        let modify = |name: &str| {
            format!(
                "[[hooks.pre_tool_use]]\nname = \"{name}\"\ncommand = '''printf \
                 '{{\"decision\":\"{decision}\",\"content\":{{\"command\":[\"{name}\"]}}}}' {word}'''\n"
            )
        };
        let project = with_project_hooks(&(modify("a") + &modify("b")));
        let told = said(&project.run(RUN_TRUSTED));
        let sentence = "the change of `a` was replaced by that of `b`";
        assert!(told.contains(sentence), "{told}");
        let cure = "`strategy = \"chain\"` lets each hook see the result of the previous hook";
        assert_eq!(told.matches(cure).count(), 1, "{told}");
    }
}

#[test]
fn a_rewrite_that_drops_a_field_says_which_where_its_author_looks() {
    let project = rewriter(r#"{"command":["pnpm","i"]}"#);
    project.write(
        "tests/a.toml",
        "event = \"pre_tool_use\"\n[expect]\noutcome = \"block\"\n",
    );
    let lost = "its input lost `timeout_ms`: return every field you want to keep";
    for typed in [FIRE, &[EXPLAIN, &["--run"]].concat(), &["test", "tests"]] {
        let told = said(&project.run(typed));
        assert!(told.contains(lost), "{typed:?}: {told}");
    }
    let whole = rewriter(r#"{"command":["pnpm","i"],"timeout_ms":1}"#);
    let told = said(&whole.run(FIRE));
    assert!(!told.contains("its input lost"), "{told}");
}

#[test]
fn a_dropped_field_has_the_name_under_which_the_hook_saw_it() {
    let answer = json!({ "hookSpecificOutput": {
        "hookEventName": "PreToolUse", "permissionDecision": "allow",
        "updatedInput": { "command": "pnpm i" },
    } });
    let hook = json!({ "type": "command", "command": format!("echo '{answer}'") });
    let settings = json!({ "hooks": { "PreToolUse": [{ "matcher": "Bash", "hooks": [hook] }] } });
    let project = with_settings(&settings.to_string());
    let config = ["--config", ".claude/settings.json", "--speak", "claude"];
    let fire = [&["fire", "PreToolUse", "--sample"], &config[..]].concat();
    let told = said(&project.run(&fire));
    assert!(told.contains("its input lost `timeout`:"), "{told}");
}

#[test]
fn a_new_input_under_any_spelling_of_its_key_is_told_with_the_key_that_is_read() {
    for key in [
        "modifiedInput",
        "updatedinput",
        "updated_input",
        "tool_input",
        "newInput",
    ] {
        let answer = json!({ "hookSpecificOutput": {
            "hookEventName": "PreToolUse", "permissionDecision": "allow", key: { "command": "pnpm i" },
        } });
        let text = format!("#!/bin/sh\necho '{answer}'\n");
        let project = with_claude_script("PreToolUse", None, &text);
        let told = explained(&project, "PreToolUse", &["--set", "command=npm i"]);
        let lost = format!("replaces the input in `{key}`, which is not read at PreToolUse");
        assert!(told.contains(&lost), "{told}");
        // The suggested answer keeps the hook's own decision.
        let cure = told.split("print {").nth(1).unwrap();
        assert!(
            cure.contains("\"updatedInput\":{\"command\":\"pnpm i\"}"),
            "{told}"
        );
        assert!(cure.contains("\"permissionDecision\":\"allow\""), "{told}");
    }
}

#[test]
fn a_replacement_that_is_a_text_with_an_object_is_named() {
    let gemini =
        r#"{"hooks":{"BeforeTool":[{"hooks":[{"type":"command","command":".gemini/guard"}]}]}}"#;
    let cursor = r#"{"version":1,"hooks":{"preToolUse":[{"command":".cursor/guard"}]}}"#;
    let packed = r#"{"command":"ls"}"#;
    let inner = serde_json::json!({"hookSpecificOutput": {"tool_input": packed}});
    let outer = serde_json::json!({"updated_input": packed});
    for (config, text, answer, key) in [
        (".gemini/settings.json", gemini, inner, "tool_input"),
        (".cursor/hooks.json", cursor, outer, "updated_input"),
    ] {
        let told = guard_explained(
            config,
            text,
            &format!("#!/bin/sh\necho '{answer}'\n"),
            PUSH_CALL,
        );
        let sentence = format!(
            "`{key}` is not read: it is a text that holds an object: print the object itself"
        );
        assert!(told.contains(&sentence), "{told}");
    }
}
