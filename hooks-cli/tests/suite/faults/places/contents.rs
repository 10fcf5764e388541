//! Files at places that no agent reads, told apart by their content.

use crate::support::{CLAUDE_FILE, Project, link, said, with_file};

#[test]
fn a_misplaced_file_with_a_mark_comments_or_commas_is_an_error_as_any_other() {
    for text in [
        CLAUDE_FILE.to_owned(),
        format!("\u{feff}{CLAUDE_FILE}"),
        format!("// our guard\n{CLAUDE_FILE}"),
        CLAUDE_FILE.replace("}]}]}}", "},]}]}}"),
    ] {
        for path in [".claude/hooks/settings.json", ".claude/hooks/hooks.json"] {
            let project = with_file(path, &text);
            let checked = project.run(&["check"]);
            assert_eq!(checked.code, Some(1), "{path} {text}: {checked:?}");
            assert!(checked.stdout.contains("error[not_read]"), "{checked:?}");
        }
    }
}

#[test]
fn a_file_of_data_in_an_agents_folder_does_not_fail_a_check() {
    for text in [
        r#"{"hooks":{}}"#,
        r#"{"hooks":{"PostToolUse":["eslint"]}}"#,
        r#"{"hooks":{"lint":{"enabled":true}}}"#,
        r#"{"hooks":[{"name":"x"}]}"#,
        r#"{"hooks":{"lint":[]}}"#,
    ] {
        for path in [".claude/hooks/config.json", ".claude/hooks/hooks.json"] {
            let project = with_file(path, text);
            let checked = project.run(&["check"]);
            assert_eq!(checked.code, Some(0), "{path} {text}: {checked:?}");
            let is_named = said(&checked).contains("is not read");
            let is_doubtful = path.ends_with("hooks.json") && text != r#"{"hooks":{}}"#;
            assert_eq!(is_named, is_doubtful, "{path} {text}: {checked:?}");
        }
    }
}

#[test]
fn the_hooks_of_a_plugin_that_a_project_keeps_are_not_called_misplaced() {
    let plugin = ".claude/plugins/my";
    let project = with_file(
        &format!("{plugin}/.claude-plugin/plugin.json"),
        r#"{"name":"my"}"#,
    );
    project.write(&format!("{plugin}/hooks/hooks.json"), CLAUDE_FILE);
    let checked = project.run(&["check"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
    assert!(!said(&checked).contains("is not read"), "{checked:?}");
}

#[test]
fn large_files_in_an_agents_folder_are_read_up_to_one_limit_and_the_users_own_are_still_named() {
    let project = Project::new();
    let padding = "x".repeat(60_000);
    for at in 0..60 {
        let text = format!("{{\"a\":\"{padding}\",{}", &CLAUDE_FILE[1..]);
        project.write(&format!(".claude/hooks/{at}.json"), &text);
    }
    project.write_home(".claude/hooks/mine.json", CLAUDE_FILE);
    let checked = project.run(&["check"]).stdout;
    let named = checked.matches("error[not_read]").count();
    assert!((20..=40).contains(&named), "{named}");
    assert!(
        checked.contains("home/.claude/hooks/mine.json is not read"),
        "{checked}"
    );
}

#[test]
fn a_link_out_of_the_project_excuses_an_agents_own_file_and_no_other_problem() {
    let big = "#".repeat(5_000_000);
    let outside = |name: &str, target: &str| {
        let project = Project::new();
        project.write_home("agents/settings.json", CLAUDE_FILE);
        project.write_home("ours/hooks.toml", "[[hooks.stop]]\ncommand = \"true\"\n");
        let target = project.home().join(target);
        link(&project, name, target);
        project.run(&["check"])
    };
    let linked = outside(".claude", "agents");
    assert_eq!(linked.code, Some(0), "{linked:?}");
    assert!(
        linked.stdout.contains("leads out of the project"),
        "{linked:?}"
    );
    let ours = outside(".agent-hooks", "ours");
    assert_eq!(ours.code, Some(1), "{ours:?}");
    let project = with_file("big.json", &big);
    project.write(".claude/x", "");
    link(&project, ".claude/settings.json", "../big.json");
    let inside = project.run(&["check"]);
    assert_eq!(inside.code, Some(1), "{inside:?}");
}

#[test]
fn a_named_file_that_a_pattern_of_its_agent_reads_is_not_called_misplaced() {
    let hook = r#"{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"true"}]}}"#;
    let project = with_file(".github/hooks/hooks.json", hook);
    for typed in [&["check"][..], &["check", ".github/hooks/hooks.json"]] {
        let told = said(&project.run(typed));
        assert!(!told.contains("not_read"), "{typed:?}: {told}");
    }
}

#[test]
fn a_large_file_of_data_with_the_name_of_a_hook_file_does_not_fail_a_check() {
    let data = format!("{{\"a\":\"{}\"}}", "x".repeat(130_000));
    let project = with_file(".cursor/hooks.jsonc", &data);
    let checked = project.run(&["check"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
}

#[test]
fn a_file_with_the_name_of_a_hook_file_but_without_hooks_gives_no_finding() {
    for (path, text) in [
        (
            ".claude/hooks/hooks.json",
            r#"{"blocked":["rm"],"level":3}"#,
        ),
        (".claude/skills/s/hooks.json", "{}"),
        (".github/hooks.json", r#"{"a":1}"#),
        (".agent-hooks/tests.toml", "event = \"stop\"\n"),
        ("hooks.toml", "[tool]\nname = \"x\"\n"),
        (".gemini/extensions/x/hooks/hooks.json", r#"{"hooks":{}}"#),
        (".claude/hooks/rules.json", r#"[{"pattern":"rm"}]"#),
        (".claude/hooks/notes.json", "// a comment\n[1]\n"),
        (".cursor/hooks/config.json", r#"{"hooks":["x"]}"#),
    ] {
        let project = with_file(path, text);
        for typed in [&["list"][..], &["check"]] {
            let told = said(&project.run(typed));
            assert!(!told.contains("is not read"), "{path} {typed:?}: {told}");
        }
    }
    // A second configuration beside the real place is often named with `--config`.
    let project = with_file(
        ".agent-hooks/strict.toml",
        "[[hooks.stop]]\ncommand = \"true\"\n",
    );
    let ran = project.run(&["check"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("warning[not_read]"), "{ran:?}");
}
