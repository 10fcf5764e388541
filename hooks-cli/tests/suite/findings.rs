//! `hooks check`: what discovery finds, which findings fail a check, and what each code means.

use std::fs;

use hooks_config::DiagnosticCode;
use hooks_types::report::Cause;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::list::project;
use crate::support::{Project, with_project_hooks, with_settings, write_script};

/// Returns the codes that a check finds, each with the name of its file.
fn codes(project: &Project, arguments: &[&str]) -> Vec<(String, String)> {
    let ran = project.run(&[&["check", "--json"], arguments].concat());
    let json = ran.json();
    let files = json["files"].as_array().cloned().unwrap_or_default();
    let of = |file: &Value| {
        let path = file["path"].as_str().unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        let found = file["diagnostics"].as_array().cloned().unwrap_or_default();
        let found = found.into_iter();
        found
            .map(|found| {
                (
                    name.clone(),
                    found["code"].as_str().unwrap_or_default().to_owned(),
                )
            })
            .collect::<Vec<_>>()
    };
    files.iter().flat_map(of).collect()
}

const FAULTS: &str = r#"
[[hooks.pre_tool_use]]
name = "not-there"
matcher = "Shell"
command = ["/gone/guard.sh"]

[[hooks.pre_tool_use]]
name = "home"
command = ["~/bin/guard"]

[[hooks.pre_tool_use]]
name = "code-one"
command = "echo no >&2; exit 1"

[[hooks.stop]]
name = "loops"
command = "exit 2"
timeout = 30000

[[hooks.post_tool_use]]
name = "unheard"
command = "./lint.sh; exit 2"
"#;

#[test]
fn planted_faults_are_marked_in_terminals_of_80_and_140_columns() {
    let project = Project::with_hooks(FAULTS);
    for columns in [80, 140] {
        let shown = project.shown(columns, &["check", "hooks.toml"]);
        insta::assert_snapshot!(format!("check_{columns}"), shown);
    }
}

#[test]
fn faults_in_another_agents_file_are_found() {
    let project = with_settings(&json!({ "hooks": {
            "PreToolUse": [
                { "matcher": "Bahs", "hooks": [{ "type": "command", "command": "true" }] },
                { "matcher": "Edit|Writ", "hooks": [{ "type": "command", "command": "true" }] },
                { "matcher": "Bash", "hooks": [{ "type": "command", "command": "pyhton3 x.py" }] },
                { "matcher": "Bash", "hooks": [{ "type": "command", "command": "exit 2", "async": true }] },
            ],
            "Stop": [{ "hooks": [{ "type": "command", "command": "echo '{\"decision\":\"block\"}'" }] }],
        } })
        .to_string(),
    );
    let found = codes(&project, &[".claude/settings.json"]);
    let found: Vec<&str> = found.iter().map(|(_, code)| code.as_str()).collect();
    for code in [
        "bad_matcher",
        "not_in_path",
        "background_guard",
        "stop_loop",
    ] {
        assert!(found.contains(&code), "{code}: {found:?}");
    }
    assert_eq!(
        found.iter().filter(|code| **code == "bad_matcher").count(),
        2,
        "{found:?}"
    );
}

#[test]
fn without_a_file_everything_that_is_discovered_is_checked() {
    let project = project();
    let found = codes(&project, &[]);
    assert!(
        found.contains(&("hooks.toml".to_owned(), "bad_matcher".to_owned())),
        "{found:?}"
    );
    let shown = project.shown(80, &["check"]);
    assert!(shown.contains("hooks.toml: native, 4 hooks"), "{shown}");
    assert!(shown.contains("settings.json: claude, 1 hook"), "{shown}");
    let none = Project::new().run(&["check"]);
    assert_eq!(none.code, Some(0));
    assert!(none.stderr.contains("no hook files were found"), "{none:?}");
}

#[test]
fn the_scripts_of_a_project_nobody_trusts_are_not_read() {
    let project =
        with_project_hooks("[[hooks.pre_tool_use]]\ncommand = [\"${config_dir}/secret.sh\"]\n");
    project.write(".agent-hooks/secret.sh", "exit 1\n");
    let found = codes(&project, &[]);
    assert!(
        found.iter().all(|(_, code)| code == "not_executable"),
        "{found:?}"
    );
}

#[test]
fn warnings_can_be_denied() {
    let project = Project::with_hooks("[[hooks.stop]]\ncommand = [\"no-such-program\"]\n");
    assert_eq!(project.run(&["check", "hooks.toml"]).code, Some(0));
    assert_eq!(
        project
            .run(&["check", "--deny-warnings", "hooks.toml"])
            .code,
        Some(1)
    );
    let noted = Project::with_hooks("[[hooks.stop]]\ncommand = \"exit 2\"\n");
    assert_eq!(
        noted.run(&["check", "--deny-warnings", "hooks.toml"]).code,
        Some(0)
    );
}

#[test]
fn each_code_is_explained_and_a_near_one_leads_to_it() {
    let project = Project::new();
    for code in DiagnosticCode::ALL {
        let ran = project.run(&["check", "--why", &code.to_string()]);
        assert_eq!(ran.code, Some(0), "{code}: {ran:?}");
        assert!(ran.stdout.lines().count() >= 5, "{code}: {ran:?}");
    }
    let wrong = project.run(&["check", "--why", "exit_on"]);
    assert_eq!(wrong.code, Some(2));
    assert!(
        wrong.stderr.contains("did you mean `exit_one`?"),
        "{wrong:?}"
    );
}

#[test]
fn carets_point_at_the_text_behind_wide_and_hidden_characters() {
    let project = Project::with_hooks(
        "[[hooks.stop]]\nname = \"日本\"\ncommand = [\"no-such-program\"] # \u{200b}\n",
    );
    let shown = project.shown(80, &["check", "hooks.toml"]);
    let lines: Vec<&str> = shown.lines().collect();
    let marks = lines.iter().position(|line| line.contains("^^^")).unwrap();
    let caret = lines[marks].find('^').unwrap();
    let word = lines[marks - 1].find("no-such-program").unwrap();
    assert_eq!(
        lines[marks][..caret].width(),
        lines[marks - 1][..word].width(),
        "{shown}"
    );
}

#[test]
fn every_reason_of_a_row_has_an_entry_in_why_not() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/why-not.md");
    let page = fs::read_to_string(page).unwrap();
    for cause in Cause::ALL {
        assert!(page.contains(&format!("\n### `{cause}`\n")), "{cause}");
    }
    let known = page
        .lines()
        .filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'));
    for code in known {
        assert!(
            Cause::ALL.iter().any(|cause| cause.code() == code),
            "{code} is gone"
        );
    }
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let project = Project::with_hooks("[[hooks.stop]]\ncommand = \"true\"\n");
    let list = ["list", "--config", "hooks.toml"];
    let coloured = |when: &str| {
        let ran = project.run(&[&list[..], &["--color", when]].concat());
        ran.stdout.contains('\u{1b}')
    };
    assert!(coloured("always"));
    assert!(!coloured("never") && !coloured("auto"));
}

#[test]
fn schemas_are_printed_and_are_json() {
    let project = Project::new();
    for name in ["config", "report", "list", "explanation"] {
        let schema = project.run(&["schema", name]).json();
        assert!(schema["$schema"].is_string(), "{name}");
    }
    assert_eq!(
        project.run(&["schema"]).stdout,
        project.run(&["schema", "config"]).stdout
    );
}

#[test]
fn completions_are_printed_for_every_shell() {
    let project = Project::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = project.run(&["completions", shell]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.stdout.contains("explain"), "{shell}");
    }
}

#[test]
fn near_spellings_of_commands_lead_to_the_right_one() {
    let project = Project::with_hooks("[[hooks.stop]]\ncommand = \"true\"\n");
    for (typed, meant) in [
        ("lits", "list"),
        ("explian", "explain"),
        ("chek", "check"),
        ("tset", "test"),
    ] {
        let ran = project.run(&[typed]);
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.contains(&format!("'{meant}'")), "{ran:?}");
    }
    for (alias, arguments) in [
        ("ls", &[][..]),
        ("lint", &["hooks.toml"]),
        ("why", &["stop"]),
    ] {
        let ran = project.run(&[&[alias], arguments].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
}

#[test]
fn a_guard_without_permission_to_run_is_named_with_what_to_type() {
    let project = Project::with_hooks("[[hooks.stop]]\ncommand = [\"${config_dir}/guard.sh\"]\n");
    write_script(&project.path("guard.sh"), "#!/bin/sh\n", 0o644);
    let shown = project.shown(80, &["check", "hooks.toml"]);
    assert!(shown.contains("not_executable"), "{shown}");
    assert!(shown.contains("chmod +x {project}/guard.sh"), "{shown}");
}
