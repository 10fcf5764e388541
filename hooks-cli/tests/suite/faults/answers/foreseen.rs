//! Faults of an answer that are seen in the text of the script, without a run.

use serde_json::json;

use crate::support::{EXPLAIN_TRUSTED, Project, RUN_TRUSTED, entry_told, said, write_script};

#[test]
fn check_and_list_foresee_an_answer_that_the_agent_does_not_read() {
    let read = "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"deny\",\
                \"permissionDecisionReason\":\"no\"}}";
    for (event, script, told) in [
        (
            "PreToolUse",
            "echo '{\"decision\":\"deny\",\"reason\":\"no\"}'",
            Some("means to block (`decision`: `deny`)"),
        ),
        (
            "PreToolUse",
            "jq -n '{permission: \"deny\"}'",
            Some("means to block (`permission`: `deny`)"),
        ),
        ("PreToolUse", "echo '{\"decision\":\"deny\"}'; exit 2", None),
        ("PreToolUse", "# echo '{\"decision\":\"deny\"}'", None),
        ("PreToolUse", "echo '{\"decision\":\"approve\"}'", None),
        (
            "PostToolUse",
            "echo '{\"decision\":\"block\",\"reason\":\"no\"}'",
            None,
        ),
        ("PreToolUse", "READ", None),
        ("PreToolUse", "READ\necho '{\"permission\":\"deny\"}'", None),
    ] {
        let script = script.replace("READ", &format!("echo '{read}'"));
        let project = Project::new();
        let path = project.path("guard.sh");
        write_script(&path, &format!("#!/bin/sh\n{script}\n"), 0o755);
        let hook = json!({ "type": "command", "command": path });
        let file = json!({ "hooks": { event: [{ "matcher": "Bash", "hooks": [hook] }] } });
        project.write_home(".claude/settings.json", &file.to_string());
        for typed in [
            &["check"][..],
            &["list"],
            &["explain", event, "--tool", "Bash"],
        ] {
            let shown = said(&project.run(typed));
            let flat = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            match told {
                Some(told) => {
                    assert!(
                        flat.contains(&format!("an answer in its script {told}")),
                        "{typed:?} {script}: {shown}"
                    );
                    assert!(
                        flat.contains("permissionDecision"),
                        "{typed:?} {script}: {shown}"
                    );
                }
                None => assert!(
                    !flat.contains("an answer in its script"),
                    "{typed:?} {script}: {shown}"
                ),
            }
        }
        // A run says it itself, once.
        if let Some(told) = told {
            let run = said(&project.run(&["explain", event, "--tool", "Bash", "--run"]));
            let flat = run.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(flat.matches(told).count(), 1, "{script}: {run}");
        }
    }
}

#[test]
fn check_foresees_a_native_answer_in_the_form_of_other_agents() {
    for (answer, is_told) in [
        (json!({ "permissionDecision": "deny" }), true),
        (json!({ "decision": "block", "message": "no" }), false),
    ] {
        let command = json!(format!("echo '{answer}'"));
        let toml = format!("[[hooks.pre_tool_use]]\ncommand = {command}\n");
        let project = Project::with_hooks(&toml);
        let shown = said(&project.run(&["check", "hooks.toml"]));
        let is_shown = shown.contains("unread_answer");
        assert_eq!(is_shown, is_told, "{answer}: {shown}");
    }
}

#[test]
fn an_entry_and_its_answer_are_explained_with_the_cure() {
    for (entry, typed, sentence) in [
        (
            "match = \"shell\"\ncommand = \"true\"",
            EXPLAIN_TRUSTED,
            "did you mean `matcher`?",
        ),
        (
            "command = \"$CLAUDE_PROJECT_DIR/guard.sh\"",
            EXPLAIN_TRUSTED,
            "which is never set; the project is `HOOKS_PROJECT_DIR` here",
        ),
        (
            "command = \"echo starting; echo '{\\\"decision\\\":\\\"modify\\\",\\\"content\\\":{}}'\"",
            RUN_TRUSTED,
            "so its `modify` does not count (print logs on stderr): `starting`",
        ),
        (
            "command = \"echo debug\"",
            RUN_TRUSTED,
            "(print logs on stderr): debug",
        ),
        (
            "command = \"set -e; x=$(echo a | grep -c b); exit 0\"",
            RUN_TRUSTED,
            "has `set -e` and printed nothing on stderr",
        ),
        (
            "command = \"exit 1\"",
            RUN_TRUSTED,
            "exit code 1, which is a failure; exit code 2 blocks",
        ),
        (
            "command = \"sleep 400 >&- 2>&- <&- & true\"",
            RUN_TRUSTED,
            "still ran when the hook had ended, so it was ended too; if it has work to finish, let the \
             hook wait for it (`wait` in a shell)",
        ),
        (
            "command = \"setsid sleep 3 & echo '{}'\"",
            RUN_TRUSTED,
            "left its group and holds its output; start it with `>/dev/null 2>&1 &`",
        ),
        (
            "dialect = \"claude\"\ncommand = \"sleep 3 & true\"",
            RUN_TRUSTED,
            "its later output is not read; start it with `>/dev/null 2>&1 &`",
        ),
        (
            "command = \"yes | head -c 5000000\"",
            RUN_TRUSTED,
            "printed 5 MB",
        ),
        (
            "command = \"echo '{\\\"decision\\\":\\\"allow\\\"}'\"",
            RUN_TRUSTED,
            "may not grant; to let its `allow` count",
        ),
        (
            "command = \"printf '{\\\"context\\\":\\\"J\\\\xfcrgen\\\"}'\"",
            RUN_TRUSTED,
            "not UTF-8, the first at byte 14: {\"context\":\"J\\xfcrgen\"}",
        ),
        (
            "command = \"echo 1 failed; exit 2\"",
            RUN_TRUSTED,
            "it blocks without a reason, which is read from stderr; on stdout it printed: 1 failed",
        ),
        (
            "launch = \"worker\"\ncommand = \"echo '{\\\"type\\\":\\\"hello\\\",\\\"protocol\\\":\\\"1\\\"}'; cat\"",
            RUN_TRUSTED,
            "its hello has a `protocol` that is not a number; write \"protocol\": 1",
        ),
    ] {
        let told = entry_told(entry, typed);
        assert!(told.contains(sentence), "{entry}\n{told}");
    }
}
