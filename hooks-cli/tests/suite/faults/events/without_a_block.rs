//! Hooks that cannot block: their event is only observed, or the agent does not wait for them.

use serde_json::json;

use crate::support::{
    CHECK_SETTINGS, HOOKS, Project, REFUSES, assert_explained, assert_holds, command_explained,
    explained, push_explained, said, script, with_cursor_command, with_file, with_hook_of,
    with_project_hooks, write_settings,
};

#[test]
fn a_block_at_an_event_that_is_only_observed_is_named_with_the_event_that_can() {
    for (event, at, cure) in [
        (
            "after_agent",
            "AfterAgent",
            "`[[hooks.stop]]` can make the agent go on",
        ),
        (
            "session_end",
            "SessionEnd",
            "`[[hooks.stop]]` can make the agent go on",
        ),
        (
            "post_compact",
            "PostCompact",
            "`[[hooks.pre_compact]]` can prevent the compaction",
        ),
        (
            "subagent_start",
            "SubagentStart",
            "`[[hooks.subagent_stop]]` can make the subagent go on",
        ),
    ] {
        let entry =
            format!("[[hooks.{event}]]\nname = \"tests\"\ncommand = \"echo no >&2; exit 2\"\n");
        let project = with_project_hooks(&entry);
        for typed in [
            &["check", HOOKS][..],
            &["explain", at, "--trust-project"],
            &["explain", at, "--trust-project", "--run"],
        ] {
            let told = said(&project.run(typed));
            let what = format!("hooks only observe at {event}");
            assert!(
                told.contains(&what) && told.contains(cure),
                "{typed:?}: {told}"
            );
        }
        project.write(HOOKS, &entry.replace("exit 2", "exit 0"));
        let told = said(&project.run(&["check", HOOKS]));
        assert!(!told.contains("observe"), "{told}");
    }
}

#[test]
fn a_block_where_nothing_can_be_blocked_names_the_reason_and_the_event_that_can() {
    assert_explained(&[
        (
            "cursor",
            "afterFileEdit",
            r#"echo '{"permission":"deny","agent_message":"generated file"}'"#,
            &["the call has already run; hooks of cursor can block at preToolUse"],
        ),
        (
            "claude",
            "SessionStart",
            r#"echo '{"decision":"block","reason":"no"}'"#,
            &["hooks of claude can block at PreToolUse, UserPromptSubmit"],
        ),
        (
            "gemini",
            "AfterTool",
            r#"echo '{"decision":"ask","reason":"no"}'"#,
            &["the call has already run; hooks of gemini can ask at BeforeTool"],
        ),
        (
            "native",
            "session_start",
            r#"echo '{"decision":"block","message":"no"}'"#,
            &["hooks can block at pre_tool_use, user_prompt_submit"],
        ),
    ]);
}

#[test]
fn exit_code_two_at_an_event_that_it_cannot_block_is_told_with_what_blocks() {
    let hook = json!({ "type": "command", "bash": "exit 2" });
    let project = with_hook_of(".github/hooks/a.json", "userPromptSubmitted", &hook);
    let told = explained(&project, "userPromptSubmitted", &[]);
    assert!(
        told.contains("exit code 2, which is a failure at userPromptSubmitted (copilot) and does not block; print"),
        "{told}"
    );
    let told = explained(
        &with_cursor_command("afterShellExecution", "exit 2"),
        "afterShellExecution",
        &[],
    );
    assert!(
        told.contains(
            "does not block; the call has already run; hooks of cursor can block at preToolUse"
        ),
        "{told}"
    );
    // Where exit code 2 blocks, there is nothing to tell.
    let told = explained(
        &with_cursor_command("beforeShellExecution", "exit 2"),
        "beforeShellExecution",
        &[],
    );
    assert!(!told.contains("does not block"), "{told}");
}

#[test]
fn exit_code_two_where_nothing_can_be_blocked_is_said_to_block_nothing() {
    let told = command_explained("SessionStart", "echo stop >&2; exit 2", &[]);
    assert_holds(
        &told,
        &["exit code 2 does not block on SessionStart; only the user sees its stderr"],
    );
    let hook = json!({ "command": "echo stop >&2; exit 2" });
    let file = json!({ "version": 1, "hooks": { "sessionStart": [hook] } });
    let project = with_file(".cursor/hooks.json", &file.to_string());
    let told = push_explained(&project, "SessionStart");
    assert_holds(
        &told,
        &["exit code 2, which is a failure at sessionStart (cursor) and does not block"],
    );
}

#[test]
fn a_guard_in_the_background() {
    let project = Project::new();
    write_settings(&project, "PreToolUse", "Bash", &json!({ "async": true }));
    script(&project, ".claude/guard.sh", REFUSES);
    let said = project.shown(140, CHECK_SETTINGS);
    assert!(said.contains("background_guard"), "{said}");
    let call = [
        "explain",
        "PreToolUse",
        "--speak",
        "claude",
        "--trust-project",
    ];
    let said = project.shown(140, &call);
    assert!(said.contains("runs in background"), "{said}");
}

#[test]
fn an_explanation_says_once_that_no_agent_waits_for_a_background_hook() {
    let answer = r#"{"decision":"modify","content":"less"}"#;
    let config = format!(
        "[[hooks.post_tool_use]]\nname = \"g\"\nbackground = true\ncommand = '''echo '{answer}' '''\n"
    );
    let project = with_project_hooks(&config);
    let told = said(&project.run(&["explain", "PostToolUse", "--trust-project", "--run"]));
    let change = "would have changed the event PostToolUse to \"less\": the agent does not wait for a background hook";
    assert!(told.contains(change), "{told}");
    assert!(!told.contains("it gave no reason"), "{told}");
    assert_eq!(told.matches("does not wait for it").count(), 1, "{told}");
    assert!(!told.contains("does not wait for `g`"), "{told}");
}

#[test]
fn a_hook_that_runs_in_the_background_by_default_says_which_key_makes_the_agent_wait() {
    let project = Project::with_hooks("[[hooks.post_tool_use]]\ncommand = \"true\"\n");
    let explain = ["explain", "PostToolUse", "--config", "hooks.toml"];
    let said = project.run(&explain).stdout;
    for part in [
        "the agent does not wait for it",
        "`background = false` in its entry",
        "`post = \"await\"` under [hooks]",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    for awaited in ["background = false\n", ""] {
        let post = match awaited.is_empty() {
            true => "[hooks]\npost = \"await\"\n",
            false => "",
        };
        let hooks = format!("{post}[[hooks.post_tool_use]]\ncommand = \"true\"\n{awaited}");
        project.write("hooks.toml", &hooks);
        let said = project.run(&explain).stdout;
        assert!(!said.contains("does not wait"), "{said}");
    }
    let stop = "[[hooks.stop]]\ncommand = \"true\"\nbackground = true\n";
    project.write("hooks.toml", stop);
    let said = project
        .run(&["explain", "Stop", "--config", "hooks.toml"])
        .stdout;
    assert!(
        said.contains("without `background = true` in its entry the agent waits"),
        "{said}"
    );
    assert!(!said.contains("post ="), "{said}");
}

#[test]
fn a_remark_on_hooks_of_one_name_gives_the_place_of_each() {
    let text = "[[hooks.pre_tool_use]]\nname = \"a\"\nbackground = true\ncommand = \"true\"\n";
    let project = with_file("one.toml", text);
    project.write("two.toml", text);
    let explain = ["explain", "PreToolUse", "--run", "--config", "one.toml"];
    let single = project.run(&explain).stdout;
    assert!(single.contains("does not wait for `a`: it"), "{single}");
    let both = project.shown(200, &[&explain[..], &["--config", "two.toml"]].concat());
    for file in ["one.toml", "two.toml"] {
        let said = format!("does not wait for `a` ({file}:1): it");
        assert!(both.contains(&said), "{said}: {both}");
    }
}

#[test]
fn a_block_after_the_call_says_that_the_call_has_run() {
    let entry =
        r#"[{"matcher":"Bash","hooks":[{"type":"command","command":"echo no >&2; exit 2"}]}]"#;
    let project = with_file(
        ".claude/settings.json",
        &format!(r#"{{"hooks":{{"PostToolUse":{entry}}}}}"#),
    );
    let block = "PostToolUse: block (feedback to the model; the call has run) - no";
    for typed in [
        &["fire", "PostToolUse", "--sample", "--trust-project"][..],
        &["explain", "PostToolUse", "--trust-project", "--run"],
    ] {
        let told = said(&project.run(typed));
        assert!(told.contains(block), "{typed:?}: {told}");
        assert_eq!(told.matches("has run").count(), 1, "{typed:?}: {told}");
    }
    let near = said(&project.run(&["explain", "PreToolUse", "--trust-project"]));
    assert!(
        near.contains("it runs after the call and cannot stop it"),
        "{near}"
    );
    let json = project.run(&["explain", "PreToolUse", "--trust-project", "--json"]);
    assert!(!json.stdout.contains("cannot stop it"), "{}", json.stdout);
}

#[test]
fn a_block_before_the_call_and_feedback_of_other_events_say_nothing_of_a_call_that_has_run() {
    for event in ["pre_tool_use", "stop"] {
        let entry = format!("[[hooks.{event}]]\nname = \"g\"\ncommand = \"echo no >&2; exit 2\"\n");
        let project = with_file("hooks.toml", &entry);
        let told = said(&project.run(&["fire", event, "--sample", "--config", "hooks.toml"]));
        assert!(told.contains(": block - no"), "{told}");
        assert!(!told.contains("has run"), "{told}");
    }
}
