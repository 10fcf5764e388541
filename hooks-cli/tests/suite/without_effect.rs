//! Hooks whose last step has no effect: a variable that is lost, an exit code that does not block, an answer that is
//! never printed. One command says why, and what to write.

use serde_json::{Value, json};

use crate::support::{Project, fed, said, script};

const HOOKS: &str = ".agent-hooks/hooks.toml";
const RUN: &[&str] = &["--trust-project", "--run"];

/// Runs the hooks of a project at an event.
fn ran(project: &Project, event: &str) -> String {
    said(&project.run(&[&["explain", event][..], RUN].concat()))
}

/// Returns a project with one hook of another agent, in the file where that agent looks for it.
fn of_agent(file: &str, event: &str, hook: &Value) -> Project {
    let project = Project::new();
    let file_of = json!({ "version": 1, "hooks": { event: [hook] } });
    project.write(file, &file_of.to_string());
    project
}

fn of_claude(event: &str, command: &str) -> Project {
    let hook = json!({ "type": "command", "command": command });
    of_agent(".claude/settings.json", event, &json!({ "hooks": [hook] }))
}

fn of_cursor(event: &str, command: &str) -> Project {
    of_agent(".cursor/hooks.json", event, &json!({ "command": command }))
}

/// Returns a project with one script as its hook.
fn of_script(text: &str) -> Project {
    let project = Project::new();
    project.write(
        HOOKS,
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/g\"]\n",
    );
    script(&project, ".agent-hooks/g", text);
    project
}

#[test]
fn a_variable_that_a_hook_sets_last_at_the_start_of_a_session_is_said_to_be_lost() {
    let told = ran(
        &of_claude("SessionStart", "export NODE_ENV=test"),
        "SessionStart",
    );
    let cure = "sets `NODE_ENV`, which is lost when the hook ends; to set it for the session, append the line `export \
                NODE_ENV=test` to the file that `$CLAUDE_ENV_FILE` names";
    assert!(told.contains(cure), "{told}");
    let project = Project::new();
    let entry = "[[hooks.session_start]]\nname = \"env\"\ncommand = \"export NODE_ENV=test\"\n";
    project.write(HOOKS, entry);
    let told = ran(&project, "SessionStart");
    assert!(
        told.contains("`env` sets `NODE_ENV`, which is lost")
            && told.contains("print {\"env\":{\"NODE_ENV\":\"VALUE\"}}"),
        "{told}"
    );
    for fine in [
        "export A=1; make -s $A 2>/dev/null; exit 0",
        "A=1; echo \"export A=$A\" >> \"$CLAUDE_ENV_FILE\"",
        "A=1 true",
    ] {
        let told = ran(&of_claude("SessionStart", fine), "SessionStart");
        assert!(!told.contains("is lost when"), "{fine}: {told}");
    }
}

#[test]
fn a_step_of_a_script_that_never_runs_or_prints_nothing_is_named() {
    for (text, why) in [
        (
            "#!/usr/bin/env node\nprocess.stdin.on('data', d => { process.exitCode = 2 });\nprocess.exit(0)\n",
            "the function of `process.stdin.on(\"data\")` never runs",
        ),
        (
            "#!/usr/bin/env python3\nimport sys\ndef main():\n    if \"push\" in sys.stdin.read():\n        \
             sys.exit(2)\n",
            "the script never calls `main()`, so its `sys.exit(2)` does not run",
        ),
        (
            "#!/usr/bin/env python3\nimport json, sys\nif \"push\" in sys.stdin.read():\n    \
             json.dumps({\"decision\": \"block\"})\n",
            "the text that `json.dumps` makes is not printed",
        ),
        (
            "#!/usr/bin/env node\nconst text = require('fs').readFileSync(0, 'utf8');\n\
             check(text).then(bad => { if (bad) process.exit(2); });\nprocess.exit(0);\n",
            "move this `process.exit` to the end of that function",
        ),
    ] {
        let project = of_script(text);
        let told = said(&project.run(&["check", HOOKS]));
        assert!(told.contains(why), "{told}");
        let told = said(&project.run(&["explain", "PreToolUse", "--trust-project"]));
        assert!(told.contains(why), "{told}");
    }
}

#[test]
fn a_variable_that_is_not_passed_on_is_named_although_the_script_tells_how_to_set_it() {
    let project = of_script(
        "#!/bin/sh\n[ \"$PLANTED_PUSH\" = 1 ] && exit 0\necho \"set PLANTED_PUSH=1 to push\" >&2\n",
    );
    let typed = [&["explain", "PreToolUse"][..], RUN].concat();
    let mut command = project.command(&typed);
    let told = said(&fed(command.env("PLANTED_PUSH", "1"), ""));
    assert!(
        told.contains("it names `PLANTED_PUSH`, which is set here but not passed on"),
        "{told}"
    );
}

#[test]
fn exit_code_two_at_an_event_that_it_cannot_block_is_told_with_what_blocks() {
    let hook = json!({ "type": "command", "bash": "exit 2" });
    let project = of_agent(".github/hooks/a.json", "userPromptSubmitted", &hook);
    let told = ran(&project, "userPromptSubmitted");
    assert!(
        told.contains("exit code 2, which is a failure at userPromptSubmitted (copilot) and does not block; print"),
        "{told}"
    );
    let told = ran(
        &of_cursor("afterShellExecution", "exit 2"),
        "afterShellExecution",
    );
    assert!(
        told.contains(
            "does not block; the call has already run; hooks of cursor can block at preToolUse"
        ),
        "{told}"
    );
    // Where exit code 2 blocks, there is nothing to tell.
    let told = ran(
        &of_cursor("beforeShellExecution", "exit 2"),
        "beforeShellExecution",
    );
    assert!(!told.contains("does not block"), "{told}");
}

#[test]
fn an_ask_that_is_read_as_a_block_is_told() {
    let ask = r#"echo '{"permission":"ask","user_message":"secret?"}'"#;
    let told = ran(&of_cursor("beforeReadFile", ask), "beforeReadFile");
    assert!(
        told.contains(
            "answered `ask`, which counts as `block` here: cursor does not ask the user at beforeReadFile"
        ),
        "{told}"
    );
    let told = ran(
        &of_cursor("beforeShellExecution", ask),
        "beforeShellExecution",
    );
    assert!(!told.contains("counts as `block`"), "{told}");
}

#[test]
fn an_exit_code_two_of_the_shell_itself_is_told_apart_from_a_block() {
    let project = of_script("#!/bin/sh\n. \"$(dirname \"$0\")/rules.sh\"\ncheck\n");
    let told = ran(&project, "PreToolUse");
    // Only some shells end with 2 here, so the note depends on the machine's `sh`.
    let is_of_sh = told.contains(": .: cannot open");
    let origin = "exit_origin: some shells exit with 2 when a file that the script loads with `.` is missing";
    assert_eq!(told.contains(origin), is_of_sh, "{told}");
    let told = ran(
        &of_claude("PreToolUse", "alias ll=ls; exit 02x"),
        "PreToolUse",
    );
    assert!(
        told.contains(
            "exit_origin: a shell exits with 2 when the argument of `exit` is not a number"
        ),
        "{told}"
    );
    assert!(!told.contains("no program `alias`"), "{told}");
}

#[test]
fn a_stop_in_quotes_is_told_without_a_decision_that_the_hook_did_not_give() {
    let answer = r#"echo '{"continue":"false","stopReason":"x"}'"#;
    let told = ran(&of_claude("PreToolUse", answer), "PreToolUse");
    assert!(
        told.contains("answers `continue`: `\"false\"`, a text in quotes")
            && told.contains("print {\"continue\":false,\"stopReason\":\"x\"}"),
        "{told}"
    );
    assert!(!told.contains("permissionDecision"), "{told}");
}

#[test]
fn advice_about_a_loop_names_the_field_that_the_agent_has() {
    for (project, field) in [
        (
            of_claude("Stop", "echo tests >&2; exit 2"),
            Some("stop_hook_active"),
        ),
        (
            of_cursor("stop", "echo tests >&2; exit 2"),
            Some("loop_count"),
        ),
    ] {
        let told = said(&project.run(&["check"]));
        for name in ["stop_hook_active", "loop_count"] {
            assert_eq!(told.contains(name), field == Some(name), "{told}");
        }
    }
}

#[test]
fn a_hook_that_answers_in_json_is_not_said_to_lose_its_exit_code() {
    let answers = r#"jq -e .x >/dev/null && echo '{"permission":"deny"}'; exit 0"#;
    let told = said(&of_cursor("preToolUse", answers).run(&["check"]));
    assert!(!told.contains("cannot block"), "{told}");
    let plain = said(&of_cursor("preToolUse", "./check-it; exit 0").run(&["check"]));
    assert!(plain.contains("cannot block"), "{plain}");
}

#[test]
fn a_backslash_in_double_quotes_is_told_with_the_quotes_that_keep_it() {
    let project = Project::new();
    for path in ["C:\\Users\\me\\g.exe", "C:\\hooks\\g.exe"] {
        let entry = format!("[[hooks.stop]]\nname = \"a\"\ncommand = [\"{path}\"]\n");
        project.write(HOOKS, &entry);
        let told = said(&project.run(&["check", HOOKS]));
        assert!(
            told.contains("write the text in single quotes ('...'), or double each backslash"),
            "{told}"
        );
    }
}
