//! `hooks bridge` if an agent starts several entries for one event: the user's entry and the project's, or in Copilot
//! the entry in Copilot's file and the entry in Claude Code's file.

use std::process::Command;

use serde_json::{Value, json};

use crate::bridge::{blocks, payload};
use crate::support::{Project, Ran, fed};

mod claims;

/// Hooks that write a line to a file at each run.
const GUARDS: &str = "
[[hooks.pre_tool_use]]
command = \"echo x >> $HOME/ran; echo no >&2; exit 2\"
[[hooks.permission_request]]
command = \"echo x >> $HOME/ran; echo no >&2; exit 2\"
[[hooks.user_prompt_submit]]
command = \"echo x >> $HOME/ran; echo no >&2; exit 2\"
[[hooks.stop]]
command = \"echo x >> $HOME/ran; echo '{\\\"decision\\\":\\\"block\\\",\\\"reason\\\":\\\"no\\\",\\\"context\\\":\\\"ctx\\\"}'\"
";

/// Makes a project with these entries. Each has an agent, and whether the entry is in the project's file.
fn installed(entries: &[(&str, bool)]) -> Project {
    let project = Project::new();
    project.write_home(".config/agent-hooks/hooks.toml", GUARDS);
    for (agent, in_project) in entries {
        let mut arguments = vec!["bridge", "install", "--for", agent];
        if *in_project {
            arguments.extend(["--project", "."]);
        }
        assert_eq!(project.run(&arguments).code, Some(0));
    }
    project
}

fn entry(project: &Project, agent: &str, event: &str) -> Command {
    project.command(&["bridge", "--speak", agent, "--event", event])
}

fn told(project: &Project, agent: &str, event: &str, object: &Value) -> Ran {
    fed(&mut entry(project, agent, event), &object.to_string())
}

/// Returns how often hooks ran.
fn ran(project: &Project) -> usize {
    let text = std::fs::read_to_string(project.home().join("ran"));
    text.unwrap_or_default().lines().count()
}

/// Returns whether an agent reads this as a block, at any event.
fn refuses(said: &Ran) -> bool {
    let answer: Value = serde_json::from_str(&said.stdout).unwrap_or_default();
    answer["decision"] == "block"
        || answer["behavior"] == "deny"
        || blocks("claude", said)
        || blocks("copilot", said)
}

fn call(project: &Project, agent: &str) -> Value {
    payload(agent, &project.root().display().to_string(), "ls")
}

/// Returns Copilot's payload of an event, with the time as that event gives it.
fn of_copilot(project: &Project, event: &str) -> Value {
    let cwd = project.root();
    match event {
        "PermissionRequest" => {
            json!({"hookName": "permissionRequest", "sessionId": "s", "timestamp": 1_795_941_907_629_u64, "cwd": cwd,
                "toolName": "bash", "toolInput": {"command": "ls"}, "permissionSuggestions": []})
        }
        _ => {
            json!({"hook_event_name": event, "session_id": "s", "timestamp": "2026-11-29T08:45:06.039Z", "cwd": cwd,
            "prompt": "do it", "tool_name": "Bash", "tool_input": {"command": "ls"}, "stop_reason": "end_turn",
            "stop_hook_active": false})
        }
    }
}

#[test]
fn of_two_entries_one_runs_the_hooks_and_both_block() {
    for entries in [
        [("copilot", false), ("copilot", true)],
        [("copilot", false), ("claude", true)],
        [("claude", true), ("copilot", true)],
    ] {
        for event in [
            "PreToolUse",
            "UserPromptSubmit",
            "PermissionRequest",
            "Stop",
        ] {
            let project = installed(&entries);
            let object = of_copilot(&project, event);
            for (agent, _) in entries {
                let mut entry = entry(&project, agent, event);
                let said = fed(entry.env("COPILOT_CLI", "1"), &object.to_string());
                assert!(refuses(&said), "{entries:?} {event} {agent}: {said:?}");
            }
            assert_eq!(ran(&project), 1, "{entries:?} {event}");
        }
    }
}

#[test]
fn of_three_entries_one_runs_the_hooks_and_all_block() {
    let entries = [("copilot", false), ("copilot", true), ("claude", true)];
    let project = installed(&entries);
    let object = of_copilot(&project, "UserPromptSubmit");
    for (agent, _) in entries {
        let mut entry = entry(&project, agent, "UserPromptSubmit");
        let said = fed(entry.env("COPILOT_CLI", "1"), &object.to_string());
        assert!(refuses(&said), "{agent}: {said:?}");
    }
    assert_eq!(ran(&project), 1);
}

/// Starts both entries at once, as Codex does: the second entry starts while the hooks of the first run.
#[test]
fn entries_that_run_at_once_share_an_event_that_names_a_turn_only() {
    let project = installed(&[("codex", false), ("codex", true)]);
    // The hook waits for a line in the pipe `gate`, which the test writes once both entries have received their
    // payload.
    let slow = GUARDS.replace("echo x", "read _ < $HOME/gate; echo x");
    project.write_home(".config/agent-hooks/hooks.toml", &slow);
    let gate = project.home().join("gate");
    assert!(
        Command::new("mkfifo")
            .arg(&gate)
            .status()
            .unwrap()
            .success()
    );
    let object = json!({"session_id": "s", "turn_id": "t", "transcript_path": null, "model": "m", "cwd": project.root(),
        "permission_mode": "default", "hook_event_name": "UserPromptSubmit", "prompt": "p"});
    let entries: Vec<_> = (0..2)
        .map(|_| {
            use std::io::Write;
            let mut entry = entry(&project, "codex", "UserPromptSubmit");
            entry
                .stdin(std::process::Stdio::piped())
                .stdout(std::process::Stdio::piped());
            let mut child = entry.spawn().unwrap();
            let mut stdin = child.stdin.take().unwrap();
            stdin.write_all(object.to_string().as_bytes()).unwrap();
            child
        })
        .collect();
    // Opening the pipe waits for a reader. If the hook ran a second time, it would wait for another line, and the test
    // would fail.
    std::fs::write(&gate, "go\n").unwrap();
    for entry in entries {
        let said = crate::support::ended(entry);
        assert_eq!(
            serde_json::from_str::<Value>(&said.stdout).unwrap()["decision"],
            "block",
            "{said:?}"
        );
    }
    assert_eq!(ran(&project), 1);
}

#[test]
fn what_was_said_beside_the_decision_is_said_once() {
    let project = installed(&[("copilot", false), ("copilot", true)]);
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        "[[hooks.user_prompt_submit]]\ncommand = \"echo '{\\\"context\\\":\\\"ctx\\\"}'\"\n",
    );
    let object = of_copilot(&project, "UserPromptSubmit");
    let first = told(&project, "copilot", "UserPromptSubmit", &object);
    let second = told(&project, "copilot", "UserPromptSubmit", &object);
    assert!(
        first.stdout.contains("ctx") && !second.stdout.contains("ctx"),
        "{first:?} {second:?}"
    );
}

/// Sends the second entry the call as the first entry changed it, as an agent does that asks one entry after another.
#[test]
fn a_rewrite_is_not_rewritten_again_by_the_next_entry() {
    let project = installed(&[("copilot", false), ("copilot", true)]);
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\ncommand = \"echo x >> $HOME/ran; echo '{\\\"decision\\\":\\\"modify\\\",\\\"content\\\":{\\\"command\\\":[\\\"bash\\\",\\\"-c\\\",\\\"safe ls\\\"]}}'\"\n",
    );
    let mut object = of_copilot(&project, "PreToolUse");
    let first = told(&project, "copilot", "PreToolUse", &object);
    assert!(first.stdout.contains("safe ls"), "{first:?}");
    object["tool_input"]["command"] = json!("safe ls");
    let second = told(&project, "copilot", "PreToolUse", &object);
    assert_eq!((second.stdout, ran(&project)), (first.stdout, 1));
    // A call that another program has changed is a different event.
    object["tool_input"]["command"] = json!("other ls");
    told(&project, "copilot", "PreToolUse", &object);
    assert_eq!(ran(&project), 2);
}

/// A change that makes the second payload a different event than the first.
type Change = fn(&Project, &mut Command, &mut Value);

#[test]
fn an_answer_is_repeated_only_by_an_entry_that_would_have_run_the_same_hooks_on_the_same_payload() {
    let changes: [(&str, Change); 11] = [
        ("another command", |_, _, told| {
            told["tool_input"]["command"] = json!("rm");
        }),
        ("another field", |_, _, told| told["new"] = json!(1)),
        ("another call", |_, _, told| {
            told["tool_use_id"] = json!("v");
        }),
        ("another session", |_, _, told| {
            told["session_id"] = json!("other");
        }),
        ("an option", |_, entry, _| {
            entry.args(["--budget", "20"]);
        }),
        ("a file of its own", |project, entry, _| {
            project.write("own.toml", GUARDS);
            entry.args(["--config", "own.toml"]);
        }),
        ("a variable", |_, entry, _| {
            entry.env("PATH", "/opt/other:/usr/bin:/bin");
        }),
        ("a variable taken away", |_, entry, _| {
            entry.env_remove("PATH");
        }),
        ("another folder", |project, entry, _| {
            project.write("sub/file", "");
            entry.current_dir(project.path("sub"));
        }),
        ("other hooks", |project, _, _| {
            let text = format!("{GUARDS}\n[[hooks.pre_tool_use]]\ncommand = \"true\"\n");
            project.write_home(".config/agent-hooks/hooks.toml", &text);
        }),
        ("no folder of claims", |project, _, _| {
            std::fs::remove_dir_all(project.home().join(".local/state/agent-hooks/bridge"))
                .unwrap();
        }),
    ];
    for (what, change) in changes {
        let project = installed(&[("codex", false), ("codex", true)]);
        let mut object = call(&project, "codex");
        assert!(blocks(
            "codex",
            &told(&project, "codex", "PreToolUse", &object)
        ));
        let mut second = entry(&project, "codex", "PreToolUse");
        change(&project, &mut second, &mut object);
        let said = fed(&mut second, &object.to_string());
        assert!(
            blocks("codex", &said) && ran(&project) == 2,
            "{what}: {said:?}"
        );
    }
}

#[test]
fn the_same_event_told_again_is_another_one() {
    let project = installed(&[("codex", false)]);
    let object = call(&project, "codex");
    // With one entry of the bridge, each payload is a new event.
    for count in 1..3 {
        let said = told(&project, "codex", "PreToolUse", &object);
        assert!(blocks("codex", &said) && ran(&project) == count, "{said:?}");
    }
    // With two entries of the bridge, each call arrives twice, and its hooks run once.
    let project = installed(&[("codex", false), ("codex", true)]);
    let object = call(&project, "codex");
    for count in [1, 1, 2, 2, 3] {
        let said = told(&project, "codex", "PreToolUse", &object);
        assert!(blocks("codex", &said) && ran(&project) == count, "{said:?}");
    }
}

#[test]
fn the_end_of_a_session_is_one_event_for_an_entry_that_starts_late_too() {
    let project = installed(&[("codex", false), ("codex", true)]);
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        "[[hooks.session_end]]\ncommand = \"echo x >> $HOME/ran\"\n",
    );
    let end = json!({"hook_event_name": "SessionEnd", "session_id": "s", "cwd": project.root(), "reason": "other"});
    for entry in ["first", "second"] {
        assert_eq!(
            told(&project, "codex", "SessionEnd", &end).code,
            Some(0),
            "{entry}"
        );
    }
    assert_eq!(ran(&project), 1);
}

/// Sends a permission request as Copilot sends it to Claude Code's entry: in Copilot's own format. Copilot reads only
/// answers in that format.
#[test]
fn claude_codes_entry_in_copilot_refuses_permission_in_copilots_words() {
    let project = installed(&[("claude", true)]);
    let object = of_copilot(&project, "PermissionRequest");
    let mut entry = entry(&project, "claude", "PermissionRequest");
    let said = fed(entry.env("COPILOT_CLI", "1"), &object.to_string());
    let answer: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!((&answer["behavior"], ran(&project)), (&json!("deny"), 1));
}

#[test]
fn claude_codes_entry_in_copilot_shows_its_hooks_the_output_of_the_tool() {
    let project = installed(&[("claude", true)]);
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        "[[hooks.post_tool_use]]\nbackground = false\ncommand = \"grep -q 'secret text' && { echo no >&2; exit 2; }; exit 0\"\n",
    );
    let mut object = of_copilot(&project, "PostToolUse");
    object["tool_result"] = json!({"result_type": "success", "text_result_for_llm": "secret text"});
    let mut entry = entry(&project, "claude", "PostToolUse");
    let said = fed(entry.env("COPILOT_CLI", "1"), &object.to_string());
    assert!(refuses(&said), "{said:?}");
}

/// Sets Copilot's variable for Claude Code's entries, as a project can do in Claude Code's settings.
#[test]
fn a_variable_of_copilots_changes_no_word_that_claude_code_hears() {
    let project = installed(&[("claude", false), ("claude", true)]);
    let mut object = call(&project, "claude");
    for broken in [false, true] {
        if broken {
            object["tool_name"] = json!(null);
        }
        for event in ["PreToolUse", "PermissionRequest"] {
            object["hook_event_name"] = json!(event);
            let mut entry = entry(&project, "claude", event);
            let said = fed(entry.env("COPILOT_CLI", "1"), &object.to_string());
            let answer: Value = serde_json::from_str(&said.stdout).unwrap();
            let inner = &answer["hookSpecificOutput"];
            let denied =
                inner["permissionDecision"] == "deny" || inner["decision"]["behavior"] == "deny";
            assert!(denied, "{event} {broken}: {said:?}");
        }
    }
}
