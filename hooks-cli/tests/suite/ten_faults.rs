//! Ten faults that hook authors plant by accident: one command explains each, without a hint which
//! fault it is.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::support::Project;

/// What one command shows of a project.
fn shown(project: &Project, arguments: &[&str]) -> String {
    project.shown(140, arguments)
}

fn script(project: &Project, name: &str, text: &str, mode: u32) {
    project.write(name, text);
    fs::set_permissions(project.path(name), fs::Permissions::from_mode(mode)).unwrap();
}

/// Claude Code's settings with one hook before a tool.
fn claude(project: &Project, event: &str, matcher: &str, more: serde_json::Value) {
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
    claude(&project, "PreToolUse", "Bash", json!({}));
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
    claude(&project, "PreToolUse", "Bash", json!({}));
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
    claude(&project, "PreTolUse", "Bash", json!({}));
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
    claude(&project, "PreToolUse", "bash", json!({}));
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
    claude(&project, "PreToolUse", "Bash", json!({ "timeout": 30000 }));
    script(&project, ".claude/guard.sh", GUARD, 0o755);
    let said = shown(&project, &SETTINGS);
    assert!(said.contains("suspicious_unit"), "{said}");
}

#[test]
fn a_guard_in_the_background() {
    let project = Project::new();
    claude(&project, "PreToolUse", "Bash", json!({ "async": true }));
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
    assert!(said.contains("runs, nobody waits"), "{said}");
}

#[test]
fn a_project_that_nobody_trusts() {
    let project = Project::new();
    claude(&project, "PreToolUse", "Bash", json!({}));
    let said = project.shown(500, &["list"]);
    assert!(said.contains("untrusted"), "{said}");
    assert!(said.contains("`hooks trust --project {project}`"), "{said}");
    let said = shown(&project, &["check"]);
    assert!(
        said.contains("`hooks check {project}/.claude/settings.json` shows all"),
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
    // What is read is not astray.
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
