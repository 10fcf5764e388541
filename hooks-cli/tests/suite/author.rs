//! What the author of a hook must be told: that a hook never answered, that an edit did not run, or that another
//! program sets a limit.

use serde_json::{Value, json};

use crate::bridge::{blocks, payload};
use crate::support::{Project, Ran};

mod cases;
mod failed_hooks;

fn with_users_hooks(toml: &str) -> Project {
    let project = Project::new();
    project.write_home(".config/agent-hooks/hooks.toml", toml);
    project
}

fn bridged(project: &Project, agent: &str, event: &str, payload: &Value, more: &[&str]) -> Ran {
    let bridge = ["bridge", "--speak", agent, "--event", event];
    project.run_with(&[&bridge[..], more].concat(), &payload.to_string())
}

fn claude(project: &Project, event: &str, fields: &Value) -> Value {
    let mut payload = json!({
        "session_id": "s", "transcript_path": "/t", "cwd": project.root(), "hook_event_name": event,
    });
    for (key, value) in fields.as_object().into_iter().flatten() {
        payload[key] = value.clone();
    }
    payload
}

#[test]
fn help_lists_every_event_and_the_exit_codes() {
    let project = Project::new();
    for command in ["new", "explain", "fire"] {
        let help = project.run(&[command, "--help"]).stdout;
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for event in hooks_types::EventName::ALL {
            let name = event.wire_name();
            let listed = help.split("Events: ").nth(1).unwrap_or_default();
            assert!(
                listed.split(", ").any(|one| one == name),
                "{command} {name}: {help}"
            );
        }
    }
    let help = project.run(&["--help"]).stdout;
    assert!(
        help.contains("Exit codes:") && !help.contains("docs/"),
        "{help}"
    );
}

#[test]
fn a_slip_for_a_field_with_another_word_names_the_field() {
    let project = Project::new();
    for slip in ["path=/x", "filename=/x"] {
        let ran = project.run(&[
            "fire",
            "pre_tool_use",
            "--sample",
            "--print",
            "--tool",
            "write_file",
            "--set",
            slip,
        ]);
        assert!(ran.stderr.contains("did you mean `file_path`?"), "{ran:?}");
    }
}

#[test]
fn a_misspelt_command_leads_to_the_nearest_one_alone() {
    let project = Project::new();
    for (typed, meant, other) in [
        (&["lst"][..], "'list'", "'test'"),
        (&["chek"], "'check'", "'schema'"),
        (&["bridge", "instal"], "'install'", "'uninstall'"),
    ] {
        let ran = project.run(typed);
        assert!(ran.stderr.contains(meant), "{ran:?}");
        assert!(!ran.stderr.contains(other), "{ran:?}");
    }
    let junit = project.run(&["test", "--json", "--junit"]);
    assert!(junit.stderr.contains("`--format junit`"), "{junit:?}");
    let trust = project.run(&["trust", "--json", "list"]);
    assert!(
        trust.stderr.contains("`hooks trust list --json`"),
        "{trust:?}"
    );
    let gone = project.run(&["test", "tests/s9.toml"]);
    assert!(
        gone.stderr.contains("there is no case tests/s9.toml"),
        "{gone:?}"
    );
    let event = project.run(&["explain", "pre_tool"]);
    assert!(
        event.stderr.contains("there is no event `pre_tool`"),
        "{event:?}"
    );
}

#[test]
fn a_project_is_named_under_the_bridge_as_in_a_sample() {
    let project = Project::new();
    let entry = "[[hooks.pre_tool_use]]\nname = \"a\"\n\
                 command = '''grep -q '\"project_dir\":' && exit 2; exit 0'''\n";
    project.write(".agent-hooks/hooks.toml", entry);
    let cwd = project.root().display().to_string();
    for agent in ["claude", "codex", "gemini", "cursor", "copilot"] {
        let sent = payload(agent, &cwd, "ls");
        let ran = bridged(&project, agent, "", &sent, &["--trust-project"]);
        assert!(blocks(agent, &ran), "{agent}: {ran:?}");
    }
    let users = with_users_hooks(entry);
    let cwd = users.root().display().to_string();
    let sent = payload("codex", &cwd, "ls");
    let ran = bridged(&users, "codex", "PreToolUse", &sent, &[]);
    assert!(!blocks("codex", &ran), "{ran:?}");
    let sample = users.run(&["fire", "pre_tool_use", "--sample", "--expect", "proceed"]);
    assert_eq!(sample.code, Some(0), "{sample:?}");
    users.write_home(
        ".config/agent-hooks/tests/a.toml",
        "event = \"pre_tool_use\"\n[expect]\noutcome = \"proceed\"\n",
    );
    let tests = users
        .home()
        .join(".config/agent-hooks/tests")
        .display()
        .to_string();
    let tested = users.run(&["test", &tests]);
    assert_eq!(tested.code, Some(0), "{tested:?}");
}

#[test]
fn a_hook_that_may_take_longer_than_the_bridge_is_named_wherever_the_bridge_is_looked_at() {
    let project = with_users_hooks(
        "[[hooks.stop]]\nname = \"tests\"\ncommand = \"true\"\ntimeout = \"10m\"\n",
    );
    let said = "`tests` (`timeout` 10 min)";
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let silent = project.run(&["check"]);
    assert!(!silent.stderr.contains("the bridge ends"), "{silent:?}");
    for typed in [
        &["bridge", "install", "--for", "claude"][..],
        &["bridge", "status", "--for", "claude"],
        &["check"],
    ] {
        let ran = project.run(typed);
        let text = flat(&format!("{}{}", ran.stdout, ran.stderr));
        assert!(
            text.contains("the bridge ends every hook after 50 s"),
            "{typed:?} {ran:?}"
        );
        assert!(
            text.contains(said) && text.contains("--budget"),
            "{typed:?} {ran:?}"
        );
    }
    let status = project
        .run(&["bridge", "status", "--for", "claude", "--json"])
        .json();
    assert!(status["bridges"][0]["too_short"].is_string(), "{status}");
}

#[test]
fn install_names_the_command_that_writes_the_file_it_names() {
    let project = Project::new();
    let user = project.run(&["bridge", "install", "--for", "claude"]);
    assert!(
        user.stdout.contains("`hooks init --user`") || user.stdout.contains("hooks init --user"),
        "{user:?}"
    );
    let one = project.run(&["bridge", "install", "--for", "claude", "--project", "."]);
    assert!(one.stdout.contains("hooks init --project"), "{one:?}");
}

#[test]
fn entries_of_the_bridge_are_not_counted_as_hooks() {
    let project = with_users_hooks("[[hooks.stop]]\nname = \"mine\"\ncommand = \"true\"\n");
    project.run(&["bridge", "install", "--for", "claude"]);
    let listed = project.run(&["list"]).stdout;
    assert!(listed.contains("1 hook, 1 live"), "{listed}");
}

#[test]
fn times_in_json_are_rounded_to_the_measured_precision() {
    let project = Project::with_hooks("[[hooks.stop]]\ncommand = \"true\"\n");
    project.write(
        "tests/a.toml",
        "event = \"stop\"\n[expect]\noutcome = \"proceed\"\n",
    );
    let fired = project.run(&[
        "fire",
        "stop",
        "--sample",
        "--config",
        "hooks.toml",
        "--json",
    ]);
    let tested = project.run(&["test", "tests", "--json"]);
    for time in [
        &fired.json()["hooks"][0]["duration_ms"],
        &tested.json()["cases"][0]["duration_ms"],
    ] {
        let text = time.to_string();
        let digits = text.split('.').nth(1).map_or(0, str::len);
        assert!(digits <= 3, "{text}");
    }
}
