//! A key that is missing because it is misspelled: the message names the misspelled key first.

use crate::support::{Project, said};

#[test]
fn a_missing_key_of_an_agents_entry_points_at_its_misspelling() {
    for (text, at, meant) in [
        (
            r#"{"matcher":"Bash","hooks":[{"tpye":"command","command":"true"}]}"#,
            r#""tpye""#,
            "type",
        ),
        (
            r#"{"matcher":"Bash","hooks":[{"type":"command","comand":"true"}]}"#,
            r#""comand""#,
            "command",
        ),
        (
            r#"{"matcher":"Bash","hoks":[{"type":"command","command":"true"}]}"#,
            r#""hoks""#,
            "hooks",
        ),
    ] {
        let project = Project::new();
        let before = r#"{"hooks":{"PreToolUse":["#;
        project.write(".claude/settings.json", &format!("{before}{text}]}}}}"));
        let ran = project.run(&["check", ".claude/settings.json", "--json"]);
        let found = &ran.json()["files"][0]["diagnostics"][0];
        assert_eq!(found["code"], "missing_key", "{ran:?}");
        let column = before.len() + text.find(at).unwrap() + 1;
        assert_eq!(found["column"], column, "{ran:?}");
        assert_eq!(found["help"], format!("did you mean `{meant}`?"), "{ran:?}");
    }
}

#[test]
fn an_answer_that_lacks_a_field_names_its_misspelling() {
    for (dialect, answer, told) in [
        (
            "native",
            r#"{"decision":"modify","contnet":{"command":["ls"]}}"#,
            "(bad_answer): unknown key `contnet`; did you mean `content`? `modify` needs it",
        ),
        (
            "native",
            r#"{"decision":"modify","content":{"comand":["ls"]}}"#,
            "does not fit a shell call: unknown field `comand`; did you mean `command`?",
        ),
        (
            "claude",
            r#"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow","updatedInput":{"comand":"ls"}}}"#,
            "the replacement of a shell call has no `command` text; it has `comand`",
        ),
        (
            "claude",
            r#"{"hookSpecificOutput":{"hookEventNam":"PreToolUse","permissionDecision":"allow"}}"#,
            "`hookEventNam` is not `hookEventName`; write",
        ),
    ] {
        let project = Project::with_hooks(&format!(
            "[[hooks.pre_tool_use]]\ndialect = \"{dialect}\"\ncommand = '''echo '{answer}' '''\n"
        ));
        let ran = project.run(&["explain", "pre_tool_use", "--run", "--config", "hooks.toml"]);
        assert!(said(&ran).contains(told), "{told}: {ran:?}");
    }
}

#[test]
fn a_payload_without_a_tool_names_the_misspelled_key() {
    let project = Project::with_hooks("[[hooks.pre_tool_use]]\ncommand = \"true\"\n");
    let payload = r#"{"session_id":"s","cwd":"/","hook_event_name":"PreToolUse","tool_nam":"Bash","tool_input":{"command":"ls"}}"#;
    let ran = project.run_with(
        &["fire", "--speak", "claude", "--config", "hooks.toml"],
        payload,
    );
    let told = "a PreToolUse without `tool_name`; it has `tool_nam`: did you mean `tool_name`?";
    assert!(said(&ran).contains(told), "{ran:?}");
}
