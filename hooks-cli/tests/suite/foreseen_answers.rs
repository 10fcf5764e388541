//! Faults of an answer that are seen in the text of the script, without a run.

use serde_json::json;

use crate::support::{Project, said};

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
        project.write("guard.sh", &format!("#!/bin/sh\n{script}\n"));
        let path = project.path("guard.sh");
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .unwrap();
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
        let project = Project::new();
        let command = json!(format!("echo '{answer}'"));
        let toml = format!("[[hooks.pre_tool_use]]\ncommand = {command}\n");
        project.write("hooks.toml", &toml);
        let shown = said(&project.run(&["check", "hooks.toml"]));
        let is_shown = shown.contains("unread_answer");
        assert_eq!(is_shown, is_told, "{answer}: {shown}");
    }
}

#[test]
fn check_foresees_a_script_that_reads_from_the_terminal() {
    for (script, is_told) in [
        ("read -r yes < /dev/tty", true),
        ("read -r yes </dev/tty", true),
        ("python3 -c 'open(\"/dev/tty\").readline()'", true),
        ("echo hello > /dev/tty", false),
        ("# read -r yes < /dev/tty", false),
        ("python3 -c 'open(\"/dev/tty\", \"w\").write(1)'", false),
    ] {
        let project = Project::new();
        let text = json!({ "hooks": { "PreToolUse": [{ "hooks": [{ "type": "command", "command": script }] }] } });
        project.write("settings.json", &text.to_string());
        let checked = said(&project.run(&["check", "settings.json", "--as", "claude"]));
        let flat = checked.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = "note[no_terminal]: its script reads `/dev/tty`, but a hook has no terminal; to let the user decide, answer `ask`";
        assert_eq!(flat.contains(told), is_told, "{script}: {checked}");
    }
}
