//! Faults that hook authors make by accident: one command explains each, without a hint where to look.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::support::Project;

/// Returns the output of one command in a project.
fn shown(project: &Project, arguments: &[&str]) -> String {
    project.shown(140, arguments)
}

fn script(project: &Project, name: &str, text: &str, mode: u32) {
    project.write(name, text);
    fs::set_permissions(project.path(name), fs::Permissions::from_mode(mode)).unwrap();
}

/// Writes Claude Code's settings with one hook before a tool.
fn claude(project: &Project, event: &str, matcher: &str, more: &serde_json::Value) {
    let mut hook =
        json!({ "type": "command", "command": "\"$CLAUDE_PROJECT_DIR\"/.claude/guard.sh" });
    let more = more.as_object().cloned().unwrap_or_default();
    hook.as_object_mut().unwrap().extend(more);
    let file = json!({ "hooks": { event: [{ "matcher": matcher, "hooks": [hook] }] } });
    project.write(".claude/settings.json", &format!("{file:#}"));
}

const GUARD: &str = "#!/bin/sh\necho no >&2\nexit 2\n";
const SETTINGS: [&str; 2] = ["check", ".claude/settings.json"];

#[test]
fn a_script_of_claude_code_that_is_not_executable() {
    let project = Project::new();
    claude(&project, "PreToolUse", "Bash", &json!({}));
    script(&project, ".claude/guard.sh", GUARD, 0o600);
    let said = shown(&project, &SETTINGS);
    assert!(said.contains("not_executable"), "{said}");
    assert!(
        said.contains("chmod +x {project}/.claude/guard.sh"),
        "{said}"
    );
}

#[test]
fn a_script_that_was_saved_on_windows() {
    let project = Project::new();
    claude(&project, "PreToolUse", "Bash", &json!({}));
    script(
        &project,
        ".claude/guard.sh",
        "#!/bin/bash\r\nexit 2\r\n",
        0o755,
    );
    let said = shown(&project, &SETTINGS);
    assert!(said.contains("carriage_returns"), "{said}");
}

#[test]
fn an_event_that_is_misspelt_in_another_agents_file() {
    let project = Project::new();
    claude(&project, "PreTolUse", "Bash", &json!({}));
    script(&project, ".claude/guard.sh", GUARD, 0o755);
    let said = shown(&project, &SETTINGS);
    assert!(
        said.contains("unknown_event") && said.contains("`PreToolUse`"),
        "{said}"
    );
}

#[test]
fn a_matcher_in_the_wrong_case() {
    let project = Project::new();
    claude(&project, "PreToolUse", "bash", &json!({}));
    script(&project, ".claude/guard.sh", GUARD, 0o755);
    let said = shown(&project, &SETTINGS);
    assert!(said.contains("did you mean `Bash`?"), "{said}");
    let call = [
        "explain",
        "PreToolUse",
        "--speak",
        "claude",
        "--trust-project",
    ];
    let said = shown(&project, &call);
    assert!(
        said.contains("this call is \"Bash\"") || said.contains("claude: \"Bash\""),
        "{said}"
    );
    assert!(said.contains("did you mean \"Bash\"?"), "{said}");
}

#[test]
fn milliseconds_where_seconds_are_read() {
    let project = Project::new();
    claude(&project, "PreToolUse", "Bash", &json!({ "timeout": 30000 }));
    script(&project, ".claude/guard.sh", GUARD, 0o755);
    let said = shown(&project, &SETTINGS);
    assert!(said.contains("suspicious_unit"), "{said}");
}

#[test]
fn a_guard_in_the_background() {
    let project = Project::new();
    claude(&project, "PreToolUse", "Bash", &json!({ "async": true }));
    script(&project, ".claude/guard.sh", GUARD, 0o755);
    let said = shown(&project, &SETTINGS);
    assert!(said.contains("background_guard"), "{said}");
    let call = [
        "explain",
        "PreToolUse",
        "--speak",
        "claude",
        "--trust-project",
    ];
    let said = shown(&project, &call);
    assert!(said.contains("runs in background"), "{said}");
}

#[test]
fn a_project_that_nobody_trusts() {
    let project = Project::new();
    claude(&project, "PreToolUse", "Bash", &json!({}));
    let said = project.shown(500, &["list"]);
    assert!(said.contains("untrusted"), "{said}");
    let trust = "hooks trust --project {project}";
    assert!(said.lines().any(|line| line.trim() == trust), "{said}");
    let said = shown(&project, &["check"]);
    assert!(
        said.contains("`hooks check {project}/.claude/settings.json` reads the scripts too"),
        "{said}"
    );
}

#[test]
fn a_switch_in_the_users_own_settings() {
    let project = Project::new();
    let hooks = json!({ "PreToolUse": [{ "matcher": "Bash", "hooks": [
        { "type": "command", "command": "exit 2" },
    ] }] });
    let settings = json!({ "hooks": hooks, "disableAllHooks": true });
    project.write_home(".claude/settings.json", &settings.to_string());
    let said = shown(&project, &["list"]);
    assert!(said.contains("disabled: "), "{said}");
    assert!(
        said.contains("disableAllHooks") && said.contains("settings.json"),
        "{said}"
    );
    let said = shown(&project, &["check"]);
    assert!(said.contains("switched_off"), "{said}");
}

#[test]
fn a_file_in_the_wrong_folder() {
    let hook = "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\n";
    for (name, home) in [
        ("hooks.toml", false),
        (".agent-hooks/guard.toml", false),
        (".hooks.toml", false),
        (".agent-hooks/hooks.toml", true),
        (".config/agent-hooks/guards.toml", true),
    ] {
        let project = Project::new();
        let (file, belongs) = match home {
            true => {
                project.write_home(name, hook);
                (
                    format!("{{home}}/{name}"),
                    "{home}/.config/agent-hooks/hooks.toml",
                )
            }
            false => {
                project.write(name, hook);
                (
                    format!("{{project}}/{name}"),
                    "{project}/.agent-hooks/hooks.toml",
                )
            }
        };
        for command in ["list", "check"] {
            let said = project.shown(500, &[command]);
            assert!(said.contains(&format!("{file} is not read")), "{said}");
            assert!(said.contains(&format!("looked for in {belongs}")), "{said}");
        }
    }
    // A file at the right place is read, so it is not called misplaced.
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", hook);
    project.write_home(".config/agent-hooks/hooks.toml", hook);
    assert!(!shown(&project, &["list"]).contains("is not read"));
}

#[test]
fn an_answer_with_a_key_that_nobody_reads() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"says\"\ncommand = '''echo '{\"decison\":\"block\"}' '''\n",
    );
    let call = ["explain", "PreToolUse", "--run", "--config", "hooks.toml"];
    let said = shown(&project, &call);
    assert!(said.contains("bad_answer"), "{said}");
    assert!(
        said.contains("unknown key `decison`; did you mean `decision`?"),
        "{said}"
    );
}

/// Returns what `explain --run` and `check` print about native hooks with one program.
fn native(event: &str, program: &str) -> (String, String) {
    let project = Project::with_hooks(&format!(
        "[[hooks.{event}]]\nname = \"guard\"\ncommand = [\"${{config_dir}}/guard\"]\n"
    ));
    script(&project, "guard", program, 0o755);
    let run = ["explain", event, "--run", "--config", "hooks.toml"];
    (
        project.shown(500, &run),
        shown(&project, &["check", "hooks.toml"]),
    )
}

#[test]
fn an_exit_in_a_loop_behind_a_pipe() {
    let program = "#!/usr/bin/env bash\ncat | while read -r line; do\n  echo no pushes >&2; exit 2\n\
                   done\nexit 0\n";
    let (run, checked) = native("pre_tool_use", program);
    assert!(checked.contains("lost_exit"), "{checked}");
    let said = "`guard` ended with exit code 0, so its stderr is not read: no pushes";
    assert!(run.contains(said), "{run}");
}

#[test]
fn a_reason_on_the_wrong_stream() {
    let (run, _) = native("pre_tool_use", "#!/bin/sh\necho no pushes; exit 2\n");
    assert!(run.contains("whose reason is read from stderr"), "{run}");
    assert!(run.contains("printed on stdout: no pushes"), "{run}");
}

#[test]
fn a_script_that_reads_the_payload_of_another_agent() {
    let program = "#!/bin/sh\njq -r .tool_input.command | grep -q push && exit 2\nexit 0\n";
    let (_, checked) = native("pre_tool_use", program);
    assert!(checked.contains("payload_shape"), "{checked}");
    assert!(
        checked.contains("read `hook_event.tool_input`"),
        "{checked}"
    );
    let project = Project::new();
    claude(&project, "PreToolUse", "Bash", &json!({}));
    let native = "#!/bin/sh\njq -r .hook_event.tool_input.command | grep -q push && exit 2\n";
    script(&project, ".claude/guard.sh", native, 0o755);
    let checked = shown(&project, &SETTINGS);
    assert!(checked.contains("payload_shape"), "{checked}");
}

#[test]
fn an_interpreter_with_a_slip() {
    let (run, checked) = native("pre_tool_use", "#!/usr/bin/env pyhton3\nprint()\n");
    assert!(
        checked.contains("there is no program `pyhton3` in PATH"),
        "{checked}"
    );
    assert!(run.contains("pyhton3"), "{run}");
}

#[test]
fn a_folder_of_hooks_with_a_slip_in_its_name() {
    for name in [
        ".agents-hooks",
        ".agent-hook",
        "agent-hooks",
        ".agent_hooks",
    ] {
        let project = Project::new();
        let file = format!("{name}/hooks.toml");
        project.write(&file, "[[hooks.stop]]\ncommand = \"exit 2\"\n");
        for command in ["list", "check"] {
            let said = project.shown(500, &[command]);
            let astray = format!("{{project}}/{file} is not read");
            assert_eq!(said.matches(&astray).count(), 1, "{said}");
        }
    }
}

#[test]
fn a_guard_that_looks_for_the_words_that_a_shell_text_holds() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"npm\"\ncommand = \"grep -q xyzzy && exit 2; exit 0\"\n",
    );
    project.write(
        "tests/npm.toml",
        "event = \"pre_tool_use\"\nset = { command = \"npm install\" }\n\
         [expect]\noutcome = \"block\"\nmessage = \"pnpm\"\n",
    );
    let said = project.shown(140, &["test", "tests"]);
    let call = "the call was: shell {\"command\":[\"bash\",\"-c\",\"npm install\"],";
    assert!(said.contains(call), "{said}");
    assert!(
        said.contains("message: expected a text with `pnpm`, got nothing"),
        "{said}"
    );
}
