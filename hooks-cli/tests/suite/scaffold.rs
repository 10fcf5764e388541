//! `hooks init` and `hooks new`: the files that they write work, and no file is overwritten or half written.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::support::{Project, Ran};

mod entries;
mod guards;
mod refused;
mod workers;

fn installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

fn new(project: &Project, arguments: &[&str]) -> Ran {
    project.run(&[&["new"], arguments].concat())
}

#[test]
fn init_writes_comments_that_change_nothing_and_says_where_and_what_next() {
    let project = Project::new();
    for columns in [80, 140] {
        let shown = project.shown(columns, &["init", "--force"]);
        insta::assert_snapshot!(format!("init_{columns}"), shown);
    }
    let checked = project.run(&["check", ".agent-hooks/hooks.toml"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
    assert!(
        checked.stdout.contains("0 hooks, no findings"),
        "{checked:?}"
    );
}

#[test]
fn the_hook_of_each_language_works_and_passes_its_cases() {
    for (lang, program) in [("bash", "bash"), ("python", "python3"), ("node", "node")] {
        if !installed(program) {
            continue;
        }
        let project = Project::new();
        for (name, event, tool) in [
            ("no-force-push", "pre_tool_use", "shell"),
            ("inside", "PreToolUse", "write_file"),
            ("no-deploy", "user_prompt_submit", ""),
            ("look-again", "stop", ""),
            ("greet", "session_start", ""),
            ("after", "post_tool_use", "Write"),
        ] {
            let mut arguments = vec![name, "--event", event, "--lang", lang];
            if !tool.is_empty() {
                arguments.extend(["--tool", tool]);
            }
            let ran = new(&project, &arguments);
            assert_eq!(ran.code, Some(0), "{ran:?}");
        }
        let tested = project.run(&["test", ".agent-hooks/tests"]);
        assert_eq!(tested.code, Some(0), "{lang}: {tested:?}");
        assert!(tested.stdout.contains("12 passed, 0 failed"), "{tested:?}");
        let checked = project.run(&["check", ".agent-hooks/hooks.toml"]);
        assert!(
            // The notes (`way_round`) say that tools which a guard does not match can do what the guard forbids.
            checked.stdout.contains("6 hooks, 2 notes"),
            "{checked:?}"
        );
    }
}

#[test]
fn the_next_commands_are_in_the_order_in_which_a_user_needs_them() {
    let project = Project::new();
    fs::create_dir(project.path("web")).unwrap();
    let arguments = ["guard", "--event", "pre_tool_use", "--lang", "bash"];
    let next = |more: &[&str]| {
        let ran = new(&project, &[&arguments[..], more].concat());
        let (_, next) = ran.stdout.split_once("next:\n").unwrap_or_default();
        let (next, _) = next.split_once("\n\n").unwrap_or_default();
        next.to_owned()
    };
    assert_eq!(
        next(&[]),
        "  hooks test .agent-hooks/tests\n  hooks trust\n  hooks explain pre_tool_use --tool shell"
    );
    assert_eq!(
        next(&["--project", "web"]),
        "  hooks test web/.agent-hooks/tests\n  hooks trust --project web\n  hooks explain pre_tool_use --tool shell --project web"
    );
    assert!(!next(&["--user"]).contains("trust"));
}

#[test]
fn a_rust_hook_is_a_package_with_an_entry_that_builds_it() {
    let project = Project::new();
    let ran = new(
        &project,
        &[
            "guard",
            "--event",
            "pre_tool_use",
            "--tool",
            "shell",
            "--lang",
            "rust",
        ],
    );
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let source = project.read(".agent-hooks/guard/src/main.rs");
    insta::assert_snapshot!("rust_hook", source);
    let config = project.read(".agent-hooks/hooks.toml");
    assert!(config.contains("\"--manifest-path\", \"${config_dir}/guard/Cargo.toml\""));
    assert!(config.contains("timeout = \"2m\""));
}

#[test]
fn new_names_the_written_files_and_the_next_command() {
    for columns in [80, 140] {
        let project = Project::new();
        let arguments = ["new", "guard", "--event", "pre_tool_use", "--lang", "bash"];
        insta::assert_snapshot!(format!("new_{columns}"), project.shown(columns, &arguments));
        let script = project.path(".agent-hooks/guard.sh");
        let mode = fs::metadata(script).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o755);
    }
}

#[test]
fn user_writes_into_the_users_configuration() {
    let project = Project::new();
    let ran = new(
        &project,
        &["guard", "--event", "stop", "--lang", "bash", "--user"],
    );
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(project.home().join(".config/agent-hooks/guard.sh").exists());
    let listed = project.run(&["list", "--json"]).json();
    assert_eq!(listed["hooks"][0]["live"], serde_json::json!(true));
}

#[test]
fn an_agents_own_name_of_a_tool_is_registered_under_ours_and_any_other_as_it_is() {
    let project = Project::new();
    for (name, tool, matcher) in [
        ("a", "Bash", "matcher = \"shell\""),
        ("b", "run_shell_command", "matcher = \"shell\""),
        ("c", "Write", "matcher = \"write_file\""),
        (
            "d",
            "mcp__github__create_issue",
            "matcher = \"mcp__github__create_issue\"",
        ),
        ("e", "od\"d", "matcher = 'od\"d'"),
    ] {
        let ran = new(
            &project,
            &[
                name,
                "--event",
                "pre_tool_use",
                "--tool",
                tool,
                "--lang",
                "bash",
            ],
        );
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let config = project.read(".agent-hooks/hooks.toml");
        assert!(
            config.contains(&format!("name = \"{name}\"\n{matcher}\n")),
            "{config}"
        );
    }
    let tested = project.run(&["test", ".agent-hooks/tests"]);
    assert_eq!(tested.code, Some(0), "{tested:?}");
}

#[test]
fn a_helper_that_is_not_a_regular_file_is_not_read_and_a_kept_helper_is_named() {
    let mut count = 0;
    let mut new = |project: &Project| {
        count += 1;
        let name = format!("kept{count}");
        let words = ["new", &name, "--event", "stop", "--lang", "python"];
        project.run(&[&words[..], &["--worker", "--force"]].concat())
    };
    let project = Project::new();
    let first = new(&project);
    assert_eq!(first.code, Some(0), "{first:?}");
    let again = new(&project);
    assert!(!again.stdout.contains("kept "), "{again:?}");
    let helper = project.path(".agent-hooks/agent_hook.py");
    std::fs::write(&helper, "import os\n").unwrap();
    let kept = new(&project);
    assert_eq!(kept.code, Some(0), "{kept:?}");
    let line = kept.stdout.lines().next().unwrap();
    assert!(
        line.starts_with("kept ") && line.contains("agent_hook.py"),
        "{kept:?}"
    );
    std::fs::remove_file(&helper).unwrap();
    for pipe in [helper, project.path(".agent-hooks/hooks.toml")] {
        let _ = std::fs::remove_file(&pipe);
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let refused = new(&project);
        assert_eq!(refused.code, Some(125), "{refused:?}");
        assert!(
            refused.stderr.contains("is not a regular file"),
            "{refused:?}"
        );
        std::fs::remove_file(&pipe).unwrap();
    }
}
