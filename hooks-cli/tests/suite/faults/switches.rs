//! Settings that switch hooks off, named with their file and line.

use serde_json::json;

use crate::support::{Project, bash_push_explained, said, told_by, with_file, with_settings};
use crate::trust::trust;

#[test]
fn a_switch_is_quoted_as_the_file_writes_it_with_its_line() {
    let project = Project::new();
    let hooks = r#"{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"exit 2"}]}]}}"#;
    project.write_home(".codex/hooks.json", hooks);
    project.write_home(".codex/config.toml", "[features]\ncodex_hooks = false\n");
    for told in told_by(&project, &[&["list"], &["explain", "PreToolUse"]]) {
        assert!(told.contains("`features.codex_hooks = false` in"), "{told}");
        assert!(!told.contains("`features.hooks = false`"), "{told}");
    }
    let project = Project::new();
    project.write_home(
        ".claude/settings.json",
        &hooks.replacen('{', "{\n\"disableAllHooks\": true,", 1),
    );
    let told = said(&project.run(&["explain", "PreToolUse"]));
    assert!(told.contains("settings.json:2"), "{told}");
}

#[test]
fn a_switch_of_another_agents_file_is_named_with_its_line() {
    let hook = r#"{"hooks":{"EVENT":[{"matcher":"M","hooks":[{"type":"command","name":"g","command":"exit 2"}]}]}"#;
    let gemini = hook
        .replace("EVENT", "BeforeTool")
        .replace("\"M\"", "\"run_shell_command\"");
    let codex = hook
        .replace("EVENT", "PreToolUse")
        .replace("\"M\"", "\"Bash\"")
        + "}";
    for (files, place) in [
        (
            vec![(
                ".gemini/settings.json",
                format!("{gemini},\n\"hooksConfig\": {{\n\"disabled\": [\"g\"]}}}}"),
            )],
            "`hooksConfig.disabled` in HOME/.gemini/settings.json:3",
        ),
        (
            vec![(
                ".gemini/settings.json",
                format!("{gemini},\n\"hooksConfig\": {{\n\"enabled\": false}}}}"),
            )],
            "`hooksConfig.enabled` is false in HOME/.gemini/settings.json:3",
        ),
        (
            vec![
                (".codex/hooks.json", codex),
                (
                    ".codex/config.toml",
                    "[features]\n\nhooks = false\n".to_owned(),
                ),
            ],
            "`features.hooks = false` in HOME/.codex/config.toml:3",
        ),
    ] {
        let project = Project::new();
        for (file, text) in files {
            project.write_home(file, &text);
        }
        let told = bash_push_explained(&project, &[]);
        let place = place.replace("HOME", &project.home().display().to_string());
        assert!(told.contains(&place), "{place}: {told}");
    }
}

#[test]
fn a_switch_in_the_users_own_settings() {
    let project = Project::new();
    let hooks = json!({ "PreToolUse": [{ "matcher": "Bash", "hooks": [
        { "type": "command", "command": "exit 2" },
    ] }] });
    let settings = json!({ "hooks": hooks, "disableAllHooks": true });
    project.write_home(".claude/settings.json", &settings.to_string());
    let said = project.shown(140, &["list"]);
    assert!(said.contains("disabled: "), "{said}");
    assert!(
        said.contains("disableAllHooks") && said.contains("settings.json"),
        "{said}"
    );
    let said = project.shown(140, &["check"]);
    assert!(said.contains("switched_off"), "{said}");
}

#[test]
fn a_switch_in_a_file_that_nobody_trusted_leaves_trusted_hooks_on_and_is_told() {
    let settings = r#"{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"exit 2"}]}]}}"#;
    let project = with_settings(settings);
    project.write(
        ".claude/settings.local.json",
        r#"{"disableAllHooks": true}"#,
    );
    let once = project.run(&["list", "--trust-project"]);
    assert!(
        said(&once).contains("disabled: `disableAllHooks` in"),
        "{once:?}"
    );
    trust(&project);
    let sentence = "`disableAllHooks` is not applied, because this file is not trusted: 1 trusted hook stays on";
    let typed: [&[&str]; 4] = [
        &["list"],
        &["explain", "PreToolUse"],
        &["check"],
        &["list", "--json"],
    ];
    for typed in typed {
        let ran = project.run(typed);
        assert!(said(&ran).contains(sentence), "{typed:?}: {ran:?}");
        assert!(
            said(&ran).contains("settings.local.json"),
            "{typed:?}: {ran:?}"
        );
    }
    let checked = said(&project.run(&["check"]));
    let marked = r#"1 | {"disableAllHooks": true} | ^"#;
    assert!(checked.contains(marked), "{checked}");
    let fired = project.run(&["fire", "PreToolUse", "--sample", "--expect", "block"]);
    assert_eq!(fired.code, Some(0), "{fired:?}");
    let codex = with_file(".codex/hooks.json", settings);
    codex.write(".codex/config.toml", "[features]\nhooks = false\n");
    trust(&codex);
    let listed = said(&codex.run(&["list"]));
    let sentence = "`features.hooks = false` is not applied, because this file is not trusted";
    assert!(listed.contains(sentence), "{listed}");
    assert!(listed.contains(".codex/config.toml:2:"), "{listed}");
    // In this project no hook exists that the switch could turn off, so the switch is not mentioned.
    let untrusted = with_file(
        ".claude/settings.local.json",
        r#"{"disableAllHooks": true}"#,
    );
    assert!(!said(&untrusted.run(&["list"])).contains("is not applied"));
}
