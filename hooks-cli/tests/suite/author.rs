//! What the author of a hook has to be told: a hook that never answered, an edit that did not run, a limit that
//! another program sets.

use serde_json::{Value, json};

use crate::bridge::{blocks, payload};
use crate::support::{Project, Ran};

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
fn a_failed_hook_that_lets_the_agent_go_on_is_told_to_the_user_of_every_agent() {
    let project = with_users_hooks(
        "[[hooks.pre_tool_use]]\nname = \"broken\"\ncommand = \"cat >&2; exit 1\"\non_failure = \"proceed\"\n",
    );
    let cwd = project.root().display().to_string();
    for (agent, event) in [
        ("claude", "PreToolUse"),
        ("codex", "PreToolUse"),
        ("gemini", "BeforeTool"),
        ("cursor", "preToolUse"),
        ("copilot", "PreToolUse"),
        ("goose", "PreToolUse"),
    ] {
        let mut sent = payload(agent, &cwd, "echo s3cret");
        if agent == "goose" {
            sent = json!({
                "event": event, "session_id": "s", "working_dir": cwd, "tool_name": "shell",
                "tool_input": { "command": "echo s3cret" },
            });
        }
        let ran = bridged(&project, agent, event, &sent, &[]);
        assert_eq!(ran.code, Some(0), "{agent}: {ran:?}");
        assert!(!blocks(agent, &ran), "{agent}: {ran:?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(
            said.contains("`broken` failed (exit code 1)"),
            "{agent}: {ran:?}"
        );
        assert!(!said.contains("s3cret"), "{agent}: {ran:?}");
    }
    let sent = payload("claude", &cwd, "ls");
    let ran = bridged(&project, "claude", "PreToolUse", &sent, &[]);
    assert!(ran.json()["systemMessage"].is_string(), "{ran:?}");
}

#[test]
fn a_stop_hook_that_the_bridge_cuts_off_is_told() {
    let project = with_users_hooks("[[hooks.stop]]\nname = \"tests\"\ncommand = \"sleep 60\"\n");
    let sent = claude(&project, "Stop", &json!({ "stop_hook_active": false }));
    let ran = bridged(&project, "claude", "Stop", &sent, &["--budget", "1"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let told = ran.json()["systemMessage"].to_string();
    assert!(told.contains("`tests` failed (budget)"), "{ran:?}");
    assert!(told.contains("Stop went on without it"), "{ran:?}");
}

#[test]
fn where_an_agent_has_no_field_for_notices_the_failure_is_one_line_on_stderr() {
    let project = with_users_hooks("[[hooks.session_end]]\nname = \"bye\"\ncommand = \"exit 7\"\n");
    let sent = claude(&project, "SessionEnd", &json!({ "reason": "other" }));
    let ran = bridged(&project, "claude", "SessionEnd", &sent, &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{ran:?}");
    assert!(ran.stderr.contains("`bye` failed (exit code 7)"), "{ran:?}");
    assert!(!ran.stderr.contains("unsayable"), "{ran:?}");
}

#[test]
fn a_case_whose_hook_failed_fails_whatever_its_policy_makes_of_it() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"/nowhere/guard\"]\n\
         [[hooks.stop]]\nname = \"slow\"\ncommand = \"sleep 60\"\ntimeout = \"100ms\"\n",
    );
    let case = |event: &str, expect: &str| format!("event = \"{event}\"\n[expect]\n{expect}");
    project.write(
        "tests/a.toml",
        &case("pre_tool_use", "outcome = \"block\"\n"),
    );
    project.write("tests/b.toml", &case("stop", "outcome = \"proceed\"\n"));
    let meant = "outcome = \"proceed\"\nfailure = \"timeout\"\n";
    project.write("tests/c.toml", &case("stop", meant));
    let other = "outcome = \"proceed\"\nfailure = \"exit_code\"\n";
    project.write("tests/d.toml", &case("stop", other));
    let text = project.run(&["test", "tests"]);
    assert_eq!(text.code, Some(1), "{text:?}");
    assert!(text.stdout.contains("1 passed, 3 failed"), "{text:?}");
    assert!(
        text.stdout.contains("`guard` failed (spawn_failed)"),
        "{text:?}"
    );
    let printed = project.run(&["test", "tests", "--json"]).json();
    let whats = |case: usize| printed["cases"][case]["differences"][0]["what"].clone();
    assert_eq!([whats(0), whats(1), whats(3)], ["failure"; 3]);
    assert_eq!(printed["cases"][2]["status"], "passed");
    let junit = project.run(&["test", "tests", "--format", "junit"]).stdout;
    assert_eq!(
        junit.matches("<failure message=\"failure\">").count(),
        3,
        "{junit}"
    );
    // A failure that was expected and did not happen.
    project.write("hooks.toml", "[[hooks.stop]]\ncommand = \"true\"\n");
    let none = project.run(&["test", "tests/c.toml"]);
    assert!(none.stdout.contains("no hook failed"), "{none:?}");
}

#[test]
fn fire_expects_an_answer_and_not_the_policy_of_a_hook_that_failed() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"/nowhere/guard\"]\n",
    );
    let fire = [
        "fire",
        "pre_tool_use",
        "--sample",
        "--config",
        "hooks.toml",
        "--expect",
        "block",
    ];
    let ran = project.run(&fire);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains("`guard` failed (spawn_failed)"),
        "{ran:?}"
    );
}

#[test]
fn what_a_formatter_wrote_is_tested_with_the_files_of_the_folder_after_the_run() {
    let project = Project::with_hooks(
        "[[hooks.post_tool_use]]\nname = \"fmt\"\ncommand = \"printf 'b\\n' > sample.txt\"\nbackground = false\n",
    );
    let case = |after: &str| {
        format!(
            "event = \"post_tool_use\"\ntool = \"write_file\"\nfiles = {{ \"sample.txt\" = \"a\\n\" }}\n\
             [expect]\noutcome = \"proceed\"\n[expect.files]\n\"sample.txt\" = \"{after}\"\n"
        )
    };
    project.write("tests/right.toml", &case("b\\n"));
    assert_eq!(project.run(&["test", "tests"]).code, Some(0));
    project.write("tests/wrong.toml", &case("a\\n"));
    let ran = project.run(&["test", "tests"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stdout.contains("sample.txt (- expected, + got):"),
        "{ran:?}"
    );
    assert!(
        ran.stdout.contains("- a") && ran.stdout.contains("+ b"),
        "{ran:?}"
    );
    let printed = project.run(&["test", "tests", "--json"]).json();
    assert_eq!(printed["cases"][1]["differences"][0]["file"], "sample.txt");
}

#[test]
fn a_comma_at_the_end_of_a_line_is_no_change() {
    let project = Project::with_hooks(
        r#"[[hooks.pre_tool_use]]
name = "m"
command = '''echo '{"decision":"modify","content":{"command":["a","b"]}}' '''
"#,
    );
    project.write(
        "tests/a.toml",
        "event = \"pre_tool_use\"\n[expect]\noutcome = \"modify\"\ncontent = { command = [\"a\"] }\n",
    );
    let ran = project.run(&["test", "tests"]);
    assert!(ran.stdout.contains("+     \"b\""), "{ran:?}");
    assert!(!ran.stdout.contains("    - "), "{ran:?}");
}

#[test]
fn a_background_hook_is_tested_with_the_note_that_no_session_waits_for_it() {
    let project =
        Project::with_hooks("[[hooks.post_tool_use]]\nname = \"late\"\ncommand = \"true\"\n");
    project.write(
        "tests/a.toml",
        "event = \"post_tool_use\"\n[expect]\noutcome = \"proceed\"\n",
    );
    let said = "`late` is a background hook";
    let tested = project.run(&["test", "tests"]);
    assert!(
        tested.stdout.replace("\n  ", " ").contains(said),
        "{tested:?}"
    );
    let fired = project.run(&[
        "fire",
        "post_tool_use",
        "--sample",
        "--config",
        "hooks.toml",
    ]);
    assert!(fired.stdout.contains(said), "{fired:?}");
}

#[test]
fn an_edit_of_a_hook_that_may_not_run_is_tried_with_its_file() {
    let project = Project::new();
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.stop]]\nname = \"a\"\ncommand = \"true\"\n",
    );
    let fire = ["fire", "stop", "--sample", "--show-io"];
    let ran = project.run(&fire);
    assert!(ran.stdout.contains("no hook was started"), "{ran:?}");
    assert!(
        ran.stderr.contains("--config") && ran.stderr.contains("hooks.toml"),
        "{ran:?}"
    );
}

#[test]
fn a_new_hook_takes_the_tool_that_fits_its_event_and_tests_what_it_writes() {
    let project = Project::new();
    for (name, lang) in [("b", "bash"), ("p", "python")] {
        for worker in [&[][..], &["--worker"]] {
            let name = format!("{name}{}", worker.len());
            let new = ["new", &name, "--event", "post_tool_use", "--lang", lang];
            let made = project.run(&[&new[..], worker].concat());
            assert_eq!(made.code, Some(0), "{made:?}");
            assert!(made.stdout.contains("no `--tool` was given"), "{made:?}");
        }
    }
    let hooks = project.read(".agent-hooks/hooks.toml");
    assert_eq!(
        hooks
            .matches("matcher = [\"write_file\", \"edit_file\"]")
            .count(),
        4,
        "{hooks}"
    );
    let ran = project.run(&["test"]);
    assert!(ran.stdout.contains("8 passed, 0 failed"), "{ran:?}");
}

#[test]
fn force_replaces_the_entry_that_new_wrote_and_no_other() {
    let project = Project::new();
    let new = |name: &str, more: &[&str]| {
        let new = ["new", name, "--event", "pre_tool_use", "--lang", "bash"];
        let ran = project.run(&[&new[..], more].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        project.read(".agent-hooks/hooks.toml")
    };
    new("a", &[]);
    let before = new("b", &[]);
    let same = new("a", &["--force"]);
    assert_eq!(same, before);
    let changed = new("a", &["--force", "--tool", "write_file"]);
    assert_eq!(changed.matches("name = \"a\"").count(), 1, "{changed}");
    assert!(changed.contains("matcher = \"write_file\""), "{changed}");
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
fn a_rewrite_in_another_agents_form_is_shown_as_modify_with_its_content() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"r\"\ncommand = '''echo '{\"hookSpecificOutput\":{\"permissionDecision\":\"allow\",\"updatedInput\":{\"command\":\"ls\"}}}' '''\n",
    );
    let ran = project.run(&["fire", "pre_tool_use", "--sample", "--config", "hooks.toml"]);
    let flat = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains(
            "{\"content\":{\"command\":[\"bash\",\"-c\",\"ls\"]},\"decision\":\"modify\"}"
        ),
        "{ran:?}"
    );
}

#[test]
fn times_in_json_are_rounded_to_what_is_measured() {
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

#[test]
fn a_bridge_that_cannot_run_hooks_at_a_stop_tells_the_user() {
    let project = with_users_hooks("[[hooks.stop]\n");
    let sent = claude(&project, "Stop", &json!({ "stop_hook_active": false }));
    let ran = bridged(&project, "claude", "Stop", &sent, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let told = ran.json()["systemMessage"].to_string();
    assert!(told.contains("hooks did not run"), "{ran:?}");
    assert!(ran.json()["decision"].is_null(), "{ran:?}");
}
