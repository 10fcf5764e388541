//! Wrong input gets one clear message, and nothing runs that should not.

use crate::support::{Project, Ran, native_call, with_file};

fn fire(project: &Project, stdin: &str) -> Ran {
    project.run_with(&["fire", "--config", "hooks.toml"], stdin)
}

fn one_message(ran: &Ran, code: i32) {
    assert_eq!(ran.code, Some(code), "{ran:?}");
    assert_eq!(ran.stdout, "");
    assert!(
        !ran.stderr.contains("panicked") && !ran.stderr.contains("backtrace"),
        "{ran:?}"
    );
}

#[test]
fn a_missing_config_is_named_and_nothing_runs() {
    let project = Project::new();
    let ran = project.run(&["exec", "--config", "gone.toml", "--", "touch", "ran"]);
    one_message(&ran, 125);
    assert!(!project.has("ran"));
    insta::assert_snapshot!(ran.stderr);
}

#[test]
fn a_broken_config_is_shown_and_nothing_runs() {
    let project = Project::with_hooks("[[hooks.pre_tool_use]\ncommand = \"touch hook\"\n");
    let ran = project.run(&["exec", "--config", "hooks.toml", "--", "touch", "ran"]);
    one_message(&ran, 125);
    assert!(!project.has("ran") && !project.has("hook"));
    insta::assert_snapshot!(ran.stderr);
}

#[test]
fn one_broken_entry_stops_the_others_too() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\ncommand = \"touch hook\"\n[[hooks.pre_tool_use]]\ncommand = []\n",
    );
    let ran = project.run(&["exec", "--config", "hooks.toml", "--", "touch", "ran"]);
    one_message(&ran, 125);
    assert!(!project.has("ran") && !project.has("hook"));
}

#[test]
fn a_refused_entry_of_the_users_own_settings_blocks_and_shows_its_row() {
    let handler = r#"{"type":"command","command":"exit 2","timeout":"5"}"#;
    for event in [
        format!(r#"[{{"matcher":"Bash","hooks":[{handler}]}}]"#),
        format!(r#"{{"matcher":"Bash","hooks":[{handler}]}}"#),
    ] {
        let project = Project::new();
        let settings = format!(r#"{{"hooks":{{"PreToolUse":{event}}}}}"#);
        project.write_home(".claude/settings.json", &settings);
        let ran = project.run(&["exec", "--report", "--", "touch", "ran"]);
        assert_eq!(ran.code, Some(77), "{ran:?}");
        assert!(!project.has("ran"));
        assert!(ran.stderr.contains("not_usable"), "{ran:?}");
    }
}

#[test]
fn a_file_of_another_agent_that_is_none_is_named_and_nothing_runs() {
    for (path, text) in [
        (".claude/settings.json", "[]"),
        (".claude/settings.json", "{\"hooks\":[]}"),
        (
            ".codex/config.toml",
            "[[hooks.pre_tool_use]]\ncommand = [\"false\"]\n",
        ),
    ] {
        let project = with_file(path, text);
        let ran = project.run(&["exec", "--config", path, "--", "touch", "ran"]);
        one_message(&ran, 125);
        assert!(!project.has("ran") && ran.stderr.contains(path), "{ran:?}");
        let project = Project::new();
        project.write_home(path, text);
        let ran = project.run(&["exec", "--", "touch", "ran"]);
        one_message(&ran, 125);
        assert!(!project.has("ran"));
    }
}

#[test]
fn a_payload_that_is_not_json_is_refused() {
    let project = Project::with_hooks("");
    for stdin in ["", " \n", "hello", "[1]", "{\"a\":", "{}", "\u{0}"] {
        let ran = fire(&project, stdin);
        one_message(&ran, 125);
        assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
        assert!(ran.stderr.contains("stdin"), "{ran:?}");
    }
}

#[test]
fn a_flaw_in_the_payload_is_named() {
    let project = Project::with_hooks("");
    let ran = fire(
        &project,
        r#"{"session_id":"s","cwd":"/","hook_event":{"tool_name":"x"}}"#,
    );
    one_message(&ran, 125);
    assert!(ran.stderr.contains("event_type"), "{ran:?}");
}

#[test]
fn wrong_usage_is_2() {
    let project = Project::new();
    for arguments in [
        &["exec"][..],
        &["exec", "--"],
        &["exec", "--bogus", "--", "true"],
        &["fire", "--speak", "klingon"],
        &["bridge"],
        &["bridge", "install"],
        &["bridge", "install", "--for", "native"],
        &["bridge", "--speak", "claude", "--budget", "0"],
        &["nonsense"],
    ] {
        assert_eq!(project.run(arguments).code, Some(2), "{arguments:?}");
    }
}

#[test]
fn a_hook_that_is_not_there_fails_by_name() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"gone\"\ncommand = [\"./gone-hook\"]\n",
    );
    let ran = fire(&project, &native_call(&["ls"]));
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.stdout.contains("spawn_failed") && ran.stdout.contains("gone-hook"),
        "{ran:?}"
    );
}

#[cfg(unix)]
#[test]
fn an_argument_no_hook_could_read_is_not_run() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let project = Project::with_hooks("");
    let ran: Ran = project
        .command(&["exec", "--config", "hooks.toml", "--", "touch"])
        .arg(OsStr::from_bytes(b"ran\xff"))
        .output()
        .unwrap()
        .into();
    one_message(&ran, 125);
    assert_eq!(std::fs::read_dir(project.root()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_config_is_refused_and_not_waited_for() {
    let project = Project::new();
    let pipe = project.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let refused = |arguments: &[&str], code: i32| {
        let ran = project.run_with(arguments, &native_call(&["ls"]));
        assert_eq!(ran.code, Some(code), "{ran:?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains("is not a regular file"), "{said}");
    };
    refused(&["check", "pipe"], 1);
    refused(&["fire", "--config", "pipe"], 125);
    refused(&["exec", "--config", "pipe", "--", "true"], 125);
    std::fs::create_dir(project.home().join(".claude")).unwrap();
    std::fs::rename(&pipe, project.home().join(".claude/settings.json")).unwrap();
    refused(&["bridge", "install", "--for", "claude"], 125);
}

#[test]
fn warnings_are_shown_with_every_run() {
    let hook =
        |n: usize| format!("[[hooks.stop]]\nname = \"h{n}\"\ncommand = \"true\"\ntimeout = 5000\n");
    let toml: String = (0..7).map(hook).collect();
    let project = Project::with_hooks(&toml);
    let ran = project.run(&["exec", "--config", "hooks.toml", "--", "true"]);
    assert_eq!(ran.code, Some(0));
    insta::assert_snapshot!(project.without_paths(&ran), @r#"
    hooks: hooks.toml:4:11: warning[suspicious_unit]: a number without a unit means seconds: this is 1h 23m 20s (for milliseconds write "5000ms")
    hooks: hooks.toml:8:11: warning[suspicious_unit]: a number without a unit means seconds: this is 1h 23m 20s (for milliseconds write "5000ms")
    hooks: hooks.toml:12:11: warning[suspicious_unit]: a number without a unit means seconds: this is 1h 23m 20s (for milliseconds write "5000ms")
    hooks: hooks.toml:16:11: warning[suspicious_unit]: a number without a unit means seconds: this is 1h 23m 20s (for milliseconds write "5000ms")
    hooks: hooks.toml:20:11: warning[suspicious_unit]: a number without a unit means seconds: this is 1h 23m 20s (for milliseconds write "5000ms")
    hooks: 2 warnings more in the configuration; `hooks check` shows all
    "#);
}
