//! Warnings about settings that switch hooks off.

use super::*;

const SWITCHES: [(&str, &str, &str, &str); 10] = [
    (
        "claude",
        ".claude/settings.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "claude",
        ".claude/settings.json",
        r#"{"allowManagedHooksOnly":true}"#,
        "allowManagedHooksOnly",
    ),
    (
        "claude",
        ".claude/settings.json",
        r#"{"allowManagedHooksOnly":false}"#,
        "",
    ),
    (
        "copilot",
        ".copilot/hooks/hooks-bridge.json",
        r#"{"version":1,"disableAllHooks":true,"hooks":{}}"#,
        "disableAllHooks",
    ),
    (
        "copilot",
        ".copilot/settings.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "gemini",
        ".gemini/settings.json",
        r#"{"hooksConfig":{"enabled":false}}"#,
        "hooksConfig.enabled",
    ),
    (
        "gemini",
        ".gemini/settings.json",
        r#"{"hooksConfig":{"disabled":["hooks-bridge"]}}"#,
        "hooksConfig.disabled",
    ),
    (
        "codex",
        ".codex/config.toml",
        "[features]\nhooks = false\n",
        "features.hooks",
    ),
    (
        "claude",
        ".claude/settings.json",
        r#"{"disableAllHooks":false}"#,
        "",
    ),
    (
        "codex",
        ".codex/config.toml",
        "[features]\nhooks = true\n",
        "",
    ),
];

#[test]
fn installing_where_hooks_are_switched_off_says_so_and_where() {
    for (agent, file, text, switch) in SWITCHES {
        for dry in [&["--dry-run"][..], &[]] {
            let project = Project::new();
            project.write_home(file, text);
            let ran = bridge(&project, "install", agent, dry);
            assert_eq!(ran.code, Some(0), "{ran:?}");
            let said = ran
                .stdout
                .lines()
                .find(|line| line.contains("switched off"));
            assert_eq!(said.is_some(), !switch.is_empty(), "{ran:?}");
            let said = said.unwrap_or_default();
            assert!(said.contains(switch), "{said}");
            if !switch.is_empty() {
                assert!(said.contains(file) && said.contains("until"), "{said}");
            }
        }
    }
}

/// Settings files that switch hooks off, for an installation into a project, with the file and the text that the
/// warning names. In paths, `p` is the project.
const PROJECT_SWITCHES: &[(&str, &str, &str, &str)] = &[
    (
        "claude",
        "p/.claude/settings.local.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "claude",
        ".claude/settings.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "copilot",
        "p/.github/copilot/settings.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "copilot",
        "p/.github/copilot/settings.local.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "copilot",
        "p/.claude/settings.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "copilot",
        "p/.claude/settings.local.json",
        r#"{"disableAllHooks":true}"#,
        "disableAllHooks",
    ),
    (
        "gemini",
        ".gemini/settings.json",
        r#"{"hooksConfig":{"enabled":false}}"#,
        "hooksConfig.enabled",
    ),
    (
        "codex",
        "p/.codex/config.toml",
        "[features]\nhooks = false\n",
        "features.hooks",
    ),
    (
        "codex",
        "p/.codex/config.toml",
        "[features]\ncodex_hooks = false\n",
        "features.codex_hooks",
    ),
    (
        "codex",
        ".codex/config.toml",
        "[profiles.a.features]\nhooks = false\n",
        "profile `a`",
    ),
    (
        "goose",
        "p/.config/goose/settings.json",
        r#"{"disabledPlugins":["hooks-bridge"]}"#,
        "disabledPlugins",
    ),
    (
        "goose",
        "p/.config/goose/settings.local.json",
        r#"{"disabledPlugins":["hooks-bridge"]}"#,
        "disabledPlugins",
    ),
    (
        "goose",
        ".config/goose/settings.json",
        r#"{"disabledPlugins":["hooks-bridge"]}"#,
        "disabledPlugins",
    ),
];

#[test]
fn installing_into_a_project_names_the_switches_of_every_file_that_the_agent_obeys() {
    for (agent, file, text, switch) in PROJECT_SWITCHES {
        let project = Project::new();
        match file.strip_prefix("p/") {
            Some(file) => project.write(file, text),
            None => project.write_home(file, text),
        }
        let ran = bridge(&project, "install", agent, &["--project", "."]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let mut said = ran
            .stdout
            .lines()
            .filter(|line| line.contains("switched off"));
        let said = said.next().unwrap_or_default();
        let file = file.trim_start_matches("p/");
        assert!(
            said.contains(switch) && said.contains(file),
            "{agent} {file}: {ran:?}"
        );
    }
}

#[test]
fn installing_for_the_user_names_switches_in_profiles_and_plugins() {
    for (agent, file, text, switch) in [
        (
            "codex",
            ".codex/config.toml",
            "profiles.a.features.hooks = false\n",
            "profile `a`",
        ),
        (
            "codex",
            ".codex/config.toml",
            "features.codex_hooks = false\n",
            "features.codex_hooks",
        ),
        (
            "goose",
            ".config/goose/settings.json",
            r#"{"disabledPlugins":["hooks-bridge"]}"#,
            "disabledPlugins",
        ),
    ] {
        let project = Project::new();
        project.write_home(file, text);
        let ran = bridge(&project, "install", agent, &[]);
        let mut said = ran
            .stdout
            .lines()
            .filter(|line| line.contains("switched off"));
        assert!(
            said.next().unwrap_or_default().contains(switch),
            "{agent}: {ran:?}"
        );
    }
    let other = "[profiles.a.features]\nhooks = true\n[profiles.b]\nmodel = \"x\"\n";
    let project = Project::new();
    project.write_home(".codex/config.toml", other);
    let ran = bridge(&project, "install", "codex", &[]);
    assert!(!ran.stdout.contains("switched off"), "{ran:?}");
}

#[test]
fn installing_beside_a_file_that_cannot_be_read_says_so() {
    for (agent, file, text) in [
        ("codex", ".codex/config.toml", "[features\nhooks=false\n"),
        ("copilot", ".copilot/settings.json", "{"),
        ("goose", ".config/goose/settings.json", "{"),
    ] {
        let project = Project::new();
        project.write_home(file, text);
        let ran = bridge(&project, "install", agent, &[]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let mut said = ran
            .stdout
            .lines()
            .filter(|line| line.contains("it is unknown whether"));
        assert!(
            said.next().unwrap_or_default().contains(file),
            "{agent}: {ran:?}"
        );
    }
}
