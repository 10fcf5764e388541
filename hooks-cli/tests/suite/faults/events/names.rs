//! Names of events: misspelt, of another agent, or only similar.

use serde_json::json;

use crate::support::{
    CHECK_SETTINGS, Project, REFUSES, checked, said, script, told, with_file, with_settings,
    write_settings,
};

#[test]
fn an_agents_own_name_of_an_event_that_is_also_ours_means_the_agents_hooks() {
    let project = with_file(
        ".gemini/settings.json",
        r#"{"hooks":{"AfterAgent":[{"hooks":[{"name":"again","type":"command","command":"exit 2"}]}]}}"#,
    );
    for arguments in [
        &["explain", "AfterAgent"][..],
        &["explain", "AfterAgent", "--speak", "gemini"],
        &["fire", "AfterAgent", "--sample", "--trust-project"],
    ] {
        let told = said(&project.run(arguments));
        assert!(told.contains("again"), "{arguments:?}: {told}");
        assert!(!told.contains("no hook is configured"), "{told}");
    }
    let ours = Project::with_hooks("[[hooks.after_agent]]\nname = \"mine\"\ncommand = \"true\"\n");
    let told = said(&ours.run(&["explain", "AfterAgent", "--config", "hooks.toml"]));
    assert!(told.contains("mine"), "{told}");
}

#[test]
fn a_name_that_is_almost_an_event_is_not_taken_for_an_event_without_hooks() {
    let project = Project::new();
    for (given, meant) in [
        ("pretool", "pre_tool_use"),
        ("before_tool", "BeforeTool"),
        ("beforeShell", "beforeShellExecution"),
        ("beforeBash", "beforeShellExecution"),
    ] {
        let ran = project.run(&["explain", given]);
        let told = said(&ran);
        assert!(
            told.contains(&format!("did you mean `{meant}`?")),
            "{given}: {told}"
        );
        assert_eq!(ran.code, Some(2), "{told}");
    }
    let fine = project.run(&["explain", "deploy"]);
    assert_eq!(fine.code, Some(0), "{}", said(&fine));
}

#[test]
fn two_headings_of_the_same_event_are_told_apart() {
    let hook = r#"[{"hooks":[{"type":"command","command":"exit 2"}]}]"#;
    let project = with_file(
        ".gemini/settings.json",
        &format!(r#"{{"hooks":{{"BeforeTool":{hook},"PreToolUse":{hook}}}}}"#),
    );
    let told = said(&project.run(&["list"]));
    assert!(
        told.contains("PreToolUse (not an event of gemini)"),
        "{told}"
    );
}

#[test]
fn a_hook_under_an_event_that_its_agent_does_not_have_is_not_live_and_names_the_agents_own() {
    let entry = "[{\"hooks\":[{\"type\":\"command\",\"command\":\"exit 2\"}]}]";
    for (agent, path, wrong, right) in [
        (
            "gemini",
            ".gemini/settings.json",
            "PreToolUse",
            "BeforeTool",
        ),
        ("claude", ".claude/settings.json", "PreTolUse", "PreToolUse"),
    ] {
        let text = format!("{{\"hooks\":{{\"{wrong}\":{entry},\"{right}\":{entry}}}}}");
        let project = with_file(path, &text);
        let listed = project.run(&["list", "--json", "--trust-project"]);
        let hooks = listed.json()["hooks"].clone();
        let lives = |name: &str| {
            let mut all = hooks.as_array().unwrap().iter();
            all.find(|hook| hook["agent_event"] == name).unwrap()["live"].clone()
        };
        assert_eq!((lives(wrong), lives(right)), (false.into(), true.into()));
        let listed = said(&project.run(&["list", "--trust-project"]));
        assert!(listed.contains("2 hooks, 1 live"), "{listed}");
        let told = format!("has no event `{wrong}`");
        let meant = format!("did you mean `{right}`?");
        assert!(listed.contains(&told), "{listed}");
        assert!(listed.contains(&meant), "{listed}");
        let arguments = ["explain", "PreToolUse", "--speak", agent, "--trust-project"];
        let explained = said(&project.run(&arguments));
        let (live, missed) = explained.split_once("near misses").unwrap();
        assert!(missed.contains(&told), "{explained}");
        assert!(missed.contains(&meant), "{explained}");
        // Both hooks are on one line of one file. The finding about the wrong hook must not be shown at the live hook.
        assert!(!live.contains(&told), "{explained}");
        assert!(!live.contains(&meant), "{explained}");
        assert!(!missed.contains("this event is"), "{explained}");
    }
}

#[test]
fn common_spellings_of_an_event_lead_to_ours_in_every_command() {
    let told = checked("[[hooks.before_tool_use]]\ncommand = \"exit 2\"\n");
    assert!(told.contains("did you mean `pre_tool_use`?"), "{told}");
    let project = with_file(
        "settings.json",
        "{\"hooks\":{\"onToolCall\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"exit 2\"}]}]}}",
    );
    let told = said(&project.run(&["check", "--as", "claude", "settings.json"]));
    assert!(told.contains("did you mean `PreToolUse`?"), "{told}");
    let typed = ["new", "g", "--event", "before_tool_use", "--lang", "bash"];
    let told = said(&project.run(&typed));
    assert!(told.contains("did you mean `pre_tool_use`?"), "{told}");
    let typed = ["fire", "before_tool_use", "--sample", "--speak", "claude"];
    let told = said(&project.run(&typed));
    assert!(told.contains("did you mean `PreToolUse`?"), "{told}");
}

#[test]
fn an_event_that_only_sounds_like_one_is_told_by_every_command() {
    let project = Project::with_hooks(
        "[[hooks.other.\"before_tool_use\"]]\nname = \"guard\"\ncommand = \"exit 2\"\n",
    );
    let config = ["--config", "hooks.toml"];
    let cure = "did you mean [[hooks.pre_tool_use]]?";
    for typed in [
        &["check", "hooks.toml"][..],
        &[&["list"], &config[..]].concat(),
        &[&["explain", "PreToolUse"], &config[..]].concat(),
        &[&["fire", "PreToolUse", "--sample"], &config[..]].concat(),
    ] {
        let told = said(&project.run(typed));
        assert!(told.contains(cure), "{typed:?}: {told}");
    }
    let payload = json!({
        "session_id": "s", "cwd": "/",
        "hook_event": { "event_type": "before_tool_use", "data": {} },
    });
    let fired = said(&project.run_with(&[&["fire"], &config[..]].concat(), &payload.to_string()));
    assert!(fired.contains(cure), "{fired}");
    for typed in [
        &["fire", "before_tool_use", "--sample"][..],
        &["explain", "before_tool_use"],
    ] {
        let told = said(&project.run(&[typed, &config].concat()));
        assert!(told.contains("did you mean `pre_tool_use`?"), "{told}");
    }
}

#[test]
fn an_event_that_is_misspelt_in_another_agents_file() {
    let project = Project::new();
    write_settings(&project, "PreTolUse", "Bash", &json!({}));
    script(&project, ".claude/guard.sh", REFUSES);
    let said = project.shown(140, CHECK_SETTINGS);
    assert!(
        said.contains("unknown_event") && said.contains("`PreToolUse`"),
        "{said}"
    );
}

#[test]
fn a_slip_in_the_name_of_another_agents_event_is_named_by_explain() {
    let project = with_settings(
        "{\"hooks\":{\"PreTolUse\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"exit 2\"}]}]}}",
    );
    let explain = ["explain", "PreToolUse", "--trust-project"];
    let told = said(&project.run(&explain));
    assert!(told.contains("did you mean `PreToolUse`?"), "{told}");
}

#[test]
fn an_error_in_an_entry_whose_event_has_another_agents_name_is_shown_for_that_event() {
    let project = Project::new();
    for event in ["PreToolUse", "BeforeTool"] {
        project.write(
            ".cursor/hooks.json",
            &format!(r#"{{"version":1,"hooks":{{"{event}":[{{"matcher":"Bash","hooks":[{{"type":"command","command":"exit 2"}}]}}]}}}}"#),
        );
        let explained = told(&project, &["explain", "PreToolUse"]);
        assert!(
            explained.contains("error[missing_key]"),
            "{event}: {explained}"
        );
        assert!(!told(&project, &["explain", "Stop"]).contains("missing_key"));
    }
}
