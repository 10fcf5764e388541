//! The bridge tells the agent's user once per session which hooks of a project may not run.

use serde_json::Value;

use super::{AGENTS, blocks, bridge, payload};
use crate::support::Project;

/// Makes a project whose only hook is not trusted.
fn untrusted() -> Project {
    let project = Project::new();
    let hook = "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\n";
    project.write(".agent-hooks/hooks.toml", hook);
    project
}

/// Returns the text that the agent's user reads, by the agent's documentation.
fn shown_to_user(agent: &str, stdout: &str) -> String {
    let lines = stdout.lines().map(serde_json::from_str::<Value>);
    let objects = lines.filter_map(Result::ok);
    let texts = objects.filter_map(|object| {
        let text = match agent {
            "cursor" => &object["user_message"],
            "copilot" => &object["message"],
            _ => &object["systemMessage"],
        };
        text.as_str().map(str::to_owned)
    });
    texts.collect()
}

#[test]
fn the_user_of_an_agent_reads_once_per_session_that_a_projects_hook_may_not_run() {
    for agent in AGENTS {
        let project = untrusted();
        let cwd = project.root().display().to_string();
        let mut call = payload(agent, &cwd, "ls");
        let mut told = || {
            let ran = bridge(&project, agent, &call.to_string());
            assert!(!blocks(agent, &ran), "{agent}: {ran:?}");
            assert_eq!(ran.code, Some(0), "{agent}: {ran:?}");
            let shown = shown_to_user(agent, &ran.stdout);
            let id = if agent == "cursor" {
                "conversation_id"
            } else {
                "session_id"
            };
            call[id] = Value::from("another session");
            shown
        };
        let first = told();
        assert!(first.contains("1 hook of "), "{agent}: {first}");
        assert!(
            first.contains("did not run: the project is not trusted"),
            "{agent}: {first}"
        );
        let other = told();
        assert_eq!(other, first, "{agent}: a new session");
        assert_eq!(told(), "", "{agent}: the same session");
    }
}

#[test]
fn a_new_hook_is_told_in_the_session_that_has_seen_the_old_line() {
    let project = untrusted();
    let cwd = project.root().display().to_string();
    let call = payload("claude", &cwd, "ls").to_string();
    let told = || shown_to_user("claude", &bridge(&project, "claude", &call).stdout);
    assert!(told().contains("1 hook of "));
    assert_eq!(told(), "");
    let hook = "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\n";
    project.write(".agent-hooks/hooks.toml", &format!("{hook}{hook}"));
    assert!(told().contains("2 hooks of "));
}
