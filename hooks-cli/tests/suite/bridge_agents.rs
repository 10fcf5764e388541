//! Parts of `hooks bridge` that differ between agents: names of tools, questions, prompts.

use serde_json::{Value, json};

use crate::bridge::{blocks, payload};
use crate::support::{Project, Ran, script, with_users_hooks};

fn bridge(project: &Project, agent: &str, event: &str, object: &Value) -> Ran {
    let arguments = ["bridge", "--speak", agent, "--event", event];
    project.run_with(&arguments, &object.to_string())
}

fn cwd(project: &Project) -> String {
    project.root().display().to_string()
}

fn answer(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_default()
}

const GUARD: &str = "command = \"echo no >&2; exit 2\"\n";

#[test]
fn a_guard_of_a_server_is_not_bypassed_by_copilots_names() {
    let project = with_users_hooks(&format!(
        "[[hooks.pre_tool_use]]\nmatcher = \"mcp__my-srv__*\"\n{GUARD}"
    ));
    let call = |name: &str| {
        json!({"hook_event_name": "PreToolUse", "session_id": "s", "cwd": project.path("."),
            "timestamp": "2026-11-01T10:00:00.000Z", "tool_name": name, "tool_input": {"note": "x"}})
    };
    for name in ["my-srv-write", "my-srv-do-it"] {
        let ran = bridge(&project, "copilot", "PreToolUse", &call(name));
        assert!(blocks("copilot", &ran), "{name}: {ran:?}");
    }
    let ran = bridge(&project, "copilot", "PreToolUse", &call("other-write"));
    assert!(!blocks("copilot", &ran), "{ran:?}");
}

#[test]
fn one_list_of_canonical_tools_guards_files_in_every_agent() {
    let files = "matcher = [\"write_file\", \"edit_file\", \"apply_patch\"]\n";
    let project = with_users_hooks(&format!("[[hooks.pre_tool_use]]\n{files}{GUARD}"));
    let patch = "*** Begin Patch\n*** Add File: a\n+x\n*** End Patch\n";
    for (agent, event, tool, input) in [
        (
            "claude",
            "PreToolUse",
            "Write",
            json!({"file_path": "/p/a", "content": "x"}),
        ),
        (
            "codex",
            "PreToolUse",
            "apply_patch",
            json!({ "command": patch }),
        ),
        (
            "gemini",
            "BeforeTool",
            "write_file",
            json!({"file_path": "/p/a", "content": "x"}),
        ),
        (
            "cursor",
            "preToolUse",
            "Write",
            json!({"file_path": "/p/a", "content": "x"}),
        ),
        (
            "copilot",
            "PreToolUse",
            "create",
            json!({"path": "/p/a", "file_text": "x"}),
        ),
    ] {
        let mut call = payload(agent, &cwd(&project), "x");
        call["tool_name"] = json!(tool);
        call["tool_input"] = input;
        let ran = bridge(&project, agent, event, &call);
        assert!(blocks(agent, &ran), "{agent}: {ran:?}");
    }
}

#[test]
fn a_stop_before_a_tool_is_that_agents_deny_too() {
    let project = with_users_hooks(
        "[[hooks.pre_tool_use]]\ncommand = \"echo '{\\\"stop\\\":\\\"enough\\\"}'\"\n",
    );
    for agent in crate::bridge::AGENTS {
        let call = payload(agent, &cwd(&project), "ls");
        let event = call["hook_event_name"].as_str().unwrap().to_owned();
        let ran = bridge(&project, agent, &event, &call);
        assert!(blocks(agent, &ran), "{agent}: {ran:?}");
        assert!(ran.stdout.contains("enough"), "{agent}: {ran:?}");
    }
}

#[test]
fn a_permission_hook_that_asks_or_fails_leaves_the_question_to_the_agent() {
    for hook in ["echo '{\\\"decision\\\":\\\"ask\\\"}'", "exit 1"] {
        let project = with_users_hooks(&format!(
            "[[hooks.permission_request]]\ncommand = \"{hook}\"\n"
        ));
        for agent in ["claude", "codex"] {
            let mut call = payload(agent, &cwd(&project), "ls");
            call["hook_event_name"] = json!("PermissionRequest");
            let ran = bridge(&project, agent, "PermissionRequest", &call);
            assert_eq!(
                (ran.code, answer(&ran)["hookSpecificOutput"].clone()),
                (Some(0), Value::Null),
                "{agent}: {ran:?}"
            );
        }
        let call = json!({"hookName": "permissionRequest", "sessionId": "s", "timestamp": 1, "cwd": cwd(&project),
            "toolName": "bash", "toolInput": {"command": "ls"}, "permissionSuggestions": []});
        let ran = bridge(&project, "copilot", "PermissionRequest", &call);
        assert_eq!(answer(&ran)["behavior"], "deny", "{ran:?}");
    }
}

/// Checks that Codex gets the error as context for the model, because `codex exec` prints that a hook blocked, but not
/// why.
#[test]
fn a_broken_file_tells_codex_through_the_model_unless_it_may_guard_prompts() {
    let prompt = |project: &Project| {
        let object = json!({"session_id": "s", "turn_id": "t", "transcript_path": null, "model": "m",
            "cwd": project.path("."), "permission_mode": "default", "hook_event_name": "UserPromptSubmit", "prompt": "p"});
        bridge(project, "codex", "UserPromptSubmit", &object)
    };
    let told = prompt(&with_users_hooks("[[hooks.pre_tool_use]\ncommand = 1\n"));
    let context = answer(&told)["hookSpecificOutput"]["additionalContext"].clone();
    assert!(
        context
            .as_str()
            .unwrap_or_default()
            .contains("hooks.toml:1"),
        "{told:?}"
    );
    for guards in [
        "[[hooks.user_prompt_submit]\n",
        "[[hooks.\"user\\u005fprompt_submit\"]\n",
    ] {
        let closed = prompt(&with_users_hooks(guards));
        assert_eq!(answer(&closed)["decision"], "block", "{guards}: {closed:?}");
    }
    let tool = bridge(
        &with_users_hooks("[[hooks.pre_tool_use]\ncommand = 1\n"),
        "codex",
        "PreToolUse",
        &payload("codex", "/", "ls"),
    );
    assert!(blocks("codex", &tool), "{tool:?}");
}

#[test]
fn install_and_status_say_where_hooks_belong_and_whether_they_are_called() {
    let project = Project::new();
    let none = project.run(&["bridge", "status", "--for", "claude"]);
    assert!(none.stdout.contains("not installed"), "{none:?}");
    let installed = project.run(&["bridge", "install", "--for", "claude"]);
    assert!(
        installed
            .stdout
            .contains("agent-hooks/hooks.toml, which does not exist yet"),
        "{installed:?}"
    );
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        &format!("[[hooks.pre_tool_use]]\n{GUARD}"),
    );
    let status = project.run(&["bridge", "status", "--for", "claude"]);
    assert!(
        status.stdout.contains("claude: installed and current"),
        "{status:?}"
    );
    assert!(
        status.stdout.contains("was answered") && status.stdout.contains("no"),
        "{status:?}"
    );
    // Probes by this program do not count as calls by the agent.
    for _ in 0..2 {
        let status = project.run(&["bridge", "status", "--for", "claude"]);
        assert!(
            status.stdout.contains("never called by claude yet"),
            "{status:?}"
        );
    }
    let call = payload("claude", &cwd(&project), "ls");
    assert!(blocks(
        "claude",
        &bridge(&project, "claude", "PreToolUse", &call)
    ));
    let status = project.run(&["bridge", "status", "--for", "claude"]);
    assert!(
        status.stdout.contains("last called by claude ")
            && status
                .stdout
                .contains(" s ago (a `hooks bridge --speak claude`"),
        "{status:?}"
    );
    let codex = project.run(&["bridge", "install", "--for", "codex"]);
    assert!(
        codex
            .stdout
            .contains("`codex exec` silently skips hooks that are not trusted"),
        "{codex:?}"
    );
}

#[test]
fn the_pager_hook_acts_in_every_agent() {
    let program =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/hooks/no_pager.py");
    let project = with_users_hooks(&format!(
        "[[hooks.pre_tool_use]]\nmatcher = \"shell\"\ncommand = [\"python3\", \"{}\"]\n",
        program.display()
    ));
    for agent in crate::bridge::AGENTS {
        let call = payload(agent, &cwd(&project), "cd x && git log -3");
        let event = call["hook_event_name"].as_str().unwrap().to_owned();
        let ran = bridge(&project, agent, &event, &call);
        assert!(
            ran.stdout.contains("cd x && git --no-pager log -3"),
            "{agent}: {ran:?}"
        );
    }
}

#[test]
fn status_starts_no_text_of_a_file() {
    let own = env!("CARGO_BIN_EXE_hooks");
    let entry = "bridge --speak claude --event PreToolUse --budget 50";
    for (command, said) in [
        (
            format!("touch pwn; {own} {entry}"),
            "not as this program writes it",
        ),
        (
            format!("touch pwn\n{own} {entry}"),
            "not as this program writes it",
        ),
        (
            format!("{own} {entry}\ntouch pwn"),
            "not as this program writes it",
        ),
        (
            format!("{own} {entry} $(touch pwn)"),
            "not as this program writes it",
        ),
        (format!("./hooks {entry}"), "not as this program writes it"),
        (format!("hooks {entry}"), "not as this program writes it"),
        (
            format!("{own} {entry} --trust-project"),
            "not as this program writes it",
        ),
        (
            format!("{{project}}/hooks {entry}"),
            "starts another program",
        ),
    ] {
        let project = Project::with_hooks("[[hooks.pre_tool_use]]\ncommand = \"touch pwn\"\n");
        script(&project, "hooks", "#!/bin/sh\ntouch pwn\nsleep 60\n");
        let command = command.replace("{project}", &project.root().display().to_string());
        let handler = json!({ "type": "command", "command": command });
        let settings = json!({ "hooks": { "PreToolUse": [{ "hooks": [handler] }] } });
        for in_project in [true, false] {
            let of_project = ["bridge", "status", "--for", "claude", "--project", "."];
            let arguments = match in_project {
                true => {
                    project.write(".claude/settings.json", &settings.to_string());
                    &of_project[..]
                }
                false => {
                    project.write_home(".claude/settings.json", &settings.to_string());
                    &of_project[..4]
                }
            };
            let ran = project.run(arguments);
            assert!(!project.has("pwn"), "{command}: {ran:?}");
            let told = ran.stdout.replace('\n', " ");
            let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(told.contains("not probed: "), "{command}: {ran:?}");
            assert!(told.contains(said), "{command}: {ran:?}");
            let printed = project.run(&[arguments, &["--json"]].concat()).json();
            assert!(!project.has("pwn"), "{command}: {printed}");
            let bridges = printed["bridges"].as_array().unwrap();
            let probe = &bridges.last().unwrap()["probe"];
            assert!(probe["exit_code"].is_null(), "{command}: {printed}");
            let problem = probe["problem"].as_str().unwrap();
            assert!(problem.contains(said), "{command}: {printed}");
        }
    }
}

#[test]
fn status_asks_an_entry_of_its_own_in_a_project_too() {
    let project = with_users_hooks(&format!("[[hooks.pre_tool_use]]\n{GUARD}"));
    project.run(&["bridge", "install", "--for", "claude", "--project", "."]);
    let ran = project.run(&["bridge", "status", "--for", "claude", "--project", "."]);
    assert!(ran.stdout.contains("was answered"), "{ran:?}");
}
