//! Matchers that can never match: where that is said, and that their hooks are not counted as live.

use crate::support::{Project, said, told_of_settings, with_file, with_settings};

const SERVER_ALONE: &str = r#"{ "hooks": { "PreToolUse": [
    { "matcher": "mcp__github", "hooks": [ { "type": "command", "command": "true" } ] }
] } }"#;

const TWO_EVENTS: &str = r#"{ "hooks": {
    "SessionStart": [ { "matcher": "start", "hooks": [ { "type": "command", "command": "true" } ] } ],
    "PostToolUse": [ { "matcher": "Edit", "hooks": [ { "type": "command", "command": "true" } ] } ]
} }"#;

#[test]
fn a_matcher_that_matches_nothing_in_its_agent_is_a_warning_with_the_name_to_write() {
    for matcher in ["shell", "^shell$", "shell|bash"] {
        let hooks = format!(
            r#"{{"hooks":{{"PreToolUse":[{{"matcher":"{matcher}","hooks":[{{"type":"command","command":"exit 2"}}]}}]}}}}"#
        );
        let project = with_file(".codex/hooks.json", &hooks);
        for arguments in [&["list"][..], &["check"], &["explain", "PreToolUse"]] {
            let told = said(&project.run(arguments));
            let cure = "never matches in Codex: hooks see every shell tool as `Bash`";
            assert!(told.contains(cure), "{matcher} {arguments:?}: {told}");
        }
        let told = said(&project.run(&["check"]));
        assert!(told.contains("did you mean `Bash`?"), "{told}");
    }
    let fine = with_file(
        ".codex/hooks.json",
        r#"{"hooks":{"PreToolUse":[{"matcher":"Bash|shell","hooks":[{"type":"command","command":"exit 2"}]}]}}"#,
    );
    let told = said(&fine.run(&["check"]));
    assert!(told.contains("note[bad_matcher]"), "{told}");
}

#[test]
fn explain_has_the_cure_of_a_matcher_that_the_reader_of_the_file_knows() {
    let rule = r#"{ "hooks": { "PreToolUse": [ { "matcher": "Bash(git push:*)", "hooks": [ { "type": "command", "command": "true" } ] } ] } }"#;
    for (settings, event, cure) in [
        (
            SERVER_ALONE,
            "PreToolUse",
            "`mcp__github__.*` matches all of its tools",
        ),
        (
            rule,
            "PreToolUse",
            "matcher `Bash`, and the rule as `if` of the handler",
        ),
        (TWO_EVENTS, "SessionStart", "known names: startup"),
    ] {
        let project = with_settings(settings);
        for more in [&[][..], &["--run"], &["--json"], &["--run", "--json"]] {
            let all = told_of_settings(&project, &[&["explain", event], more].concat());
            assert_eq!(all.matches(cure).count(), 1, "{event} {more:?}: {all}");
        }
        let listed = told_of_settings(&project, &["list"]);
        assert!(listed.contains(cure), "{listed}");
    }
}

#[test]
fn explain_leaves_out_findings_about_hooks_of_other_events() {
    let project = with_settings(TWO_EVENTS);
    for more in [&[][..], &["--run"]] {
        let all = told_of_settings(
            &project,
            &[&["explain", "PostToolUse", "--tool", "Edit"], more].concat(),
        );
        assert!(!all.contains("SessionStart"), "{all}");
    }
}

#[test]
fn a_hook_that_can_never_match_or_start_is_not_counted_as_live() {
    let close = r#"{ "hooks": { "PreToolUse": [ { "matcher": "bash", "hooks": [ { "type": "command", "command": "true" } ] } ] } }"#;
    for settings in [SERVER_ALONE, close] {
        let project = with_settings(settings);
        let listed = told_of_settings(&project, &["list"]);
        assert!(
            listed.contains("1 hook, 0 live") && listed.contains("! PreToolUse[0]"),
            "{listed}"
        );
        let json = told_of_settings(&project, &["list", "--json"]);
        assert!(json.contains(r#""runs":false"#), "{json}");
    }
    let partly = SERVER_ALONE.replace("mcp__github", "Write|mcp__github");
    let listed = told_of_settings(&with_settings(&partly), &["list"]);
    assert!(listed.contains("1 hook, 1 live"), "{listed}");
    assert!(listed.contains("`mcp__github__.*` matches all"), "{listed}");
    let tilde = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"own\"\ncommand = [\"~/bin/no-env\"]\nmatcher = \"shell\"\n",
    );
    let listed = said(&tilde.run(&["list", "--config", "hooks.toml"]));
    assert!(
        listed.contains("1 hook, 0 live") && listed.contains("`~` is not replaced"),
        "{listed}"
    );
}

#[test]
fn a_matcher_that_is_ignored_is_not_called_missing() {
    let hooks = |keys: &str| {
        with_settings(&format!(
            r#"{{"hooks":{{"UserPromptSubmit":[{{{keys}"hooks":[{{"type":"command","command":"exit 0"}}]}}]}}}}"#
        ))
    };
    let explain = ["explain", "UserPromptSubmit", "--trust-project"];
    let told = said(&hooks("\"matcher\":\"deploy\",").run(&explain));
    let reason = "its matcher is ignored: it runs on every UserPromptSubmit";
    assert!(told.contains(reason), "{told}");
    assert!(!told.contains("no matcher limits it"), "{told}");
    let told = said(&hooks("").run(&explain));
    assert!(told.contains("no matcher limits it"), "{told}");
}
