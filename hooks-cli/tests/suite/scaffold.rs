//! `hooks init` and `hooks new`: the files that they write work, and no file is overwritten or half written.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::support::{Project, Ran};

mod entries;
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

/// What the guard of every language must block or let pass, as `exec` and as other agents send the call.
const FORCE_PUSHES: &[(&[&str], bool)] = &[
    (&["git", "push", "--force"], true),
    (&["git", "push", "--force", "origin"], true),
    (&["git", "push", "origin", "--force"], true),
    (&["git", "push", "origin", "main", "-f"], true),
    (
        &["/usr/bin/git", "-C", "sub folder", "push", "--force"],
        true,
    ),
    (&["sh", "-c", "true git push --force"], true),
    (&["sh", "-c", "true && exec git push origin --force"], true),
    (
        &["sh", "-c", "true\ngit\tpush\norigin \\\n --force # \\n \"]"],
        true,
    ),
    (&["sh", "-c", "'git' \"push\" '--force'"], true),
    (&["true", "git", "push"], false),
    (&["true", "git", "push", "--force-with-lease"], false),
    (&["true", "legit", "push", "--force"], false),
    (&["true", "git", "pushed", "--force"], false),
    (&["true", "git", "push", "--force_it", "-fx"], false),
    (&["true", "push", "--force", "git"], false),
    (&["true", "--force"], false),
];

/// Checks for each call of the table that the hooks of this project's file block it or let it pass.
fn blocks_force_pushes(project: &Project, what: &str) {
    // Words in the session's folder are not part of the call.
    project.write("git push -f/here", "");
    let fire = ["fire", "--config", ".agent-hooks/hooks.toml", "--json"];
    for (command, blocked) in FORCE_PUSHES {
        let mut call: serde_json::Value =
            serde_json::from_str(&crate::support::native_call(command)).unwrap();
        call["cwd"] = serde_json::json!(project.path("git push -f"));
        let report = project.run_with(&fire, &call.to_string()).json();
        let outcome = if *blocked { "block" } else { "proceed" };
        assert_eq!(report["outcome"], outcome, "{what} {command:?}: {report}");
        assert_eq!(
            report["hooks"][0]["status"], "ran",
            "{what} {command:?}: {report}"
        );
    }
}

#[test]
fn the_guard_of_each_language_blocks_the_same_force_pushes() {
    for (lang, program) in [("bash", "bash"), ("python", "python3"), ("node", "node")] {
        for more in [&[][..], &["--worker"]] {
            if !installed(program) {
                continue;
            }
            let project = Project::new();
            let arguments = ["guard", "--event", "pre_tool_use", "--tool", "shell"];
            let arguments = [&arguments[..], &["--lang", lang], more].concat();
            assert_eq!(new(&project, &arguments).code, Some(0));
            blocks_force_pushes(&project, &format!("{lang} {more:?}"));
            let case = project.read(".agent-hooks/tests/guard.blocks-argv.toml");
            let input = "input = { command = [\"git\", \"push\", \"--force\"] }";
            assert!(case.contains(input), "{case}");
        }
    }
}

/// Sends a native payload with this `hook_event` to the hook, and returns the outcome.
fn outcome(project: &Project, event: &serde_json::Value) -> serde_json::Value {
    let cwd = project.path("etc/deploy");
    fs::create_dir_all(&cwd).unwrap();
    let payload = serde_json::json!({ "session_id": "s", "cwd": cwd, "hook_event": event });
    let fire = ["fire", "--config", ".agent-hooks/hooks.toml", "--json"];
    let report = project.run_with(&fire, &payload.to_string()).json();
    assert_eq!(report["hooks"][0]["status"], "ran", "{report}");
    report["outcome"].clone()
}

#[test]
fn the_guard_of_each_language_looks_at_its_own_field_only() {
    let of_tool = |tool: &str, input: serde_json::Value| serde_json::json!({ "event_type": "pre_tool_use", "tool_name": tool, "tool_input": input });
    let quoted = "see \"file_path\":\"/etc/x\" and /etc/";
    let write = |tool: &str, path: &str| {
        let file = serde_json::json!({ "file_path": path, "content": quoted });
        of_tool(tool, file)
    };
    let shell = |command: &[&str]| {
        let described =
            serde_json::json!({ "command": command, "description": "no git push --force" });
        of_tool("shell", described)
    };
    let prompt = |text: &str| serde_json::json!({ "event_type": "user_prompt_submit", "user_message": text });
    let cases = [
        (
            ["pre_tool_use", "write_file"],
            write("write_file", "a.txt"),
            write("write_file", "/etc/a \"b\""),
        ),
        (
            ["pre_tool_use", "edit_file"],
            write("edit_file", "a"),
            write("edit_file", "/etc/\\"),
        ),
        (
            ["pre_tool_use", "shell"],
            shell(&["ls", "a]"]),
            shell(&["a]", "git \"push\" --force"]),
        ),
        (
            ["user_prompt_submit", ""],
            prompt("go on"),
            prompt("a \"b\" deploy"),
        ),
    ];
    for (lang, program) in [("bash", "bash"), ("python", "python3"), ("node", "node")] {
        for more in [&[][..], &["--worker"]] {
            for ([event, tool], fine, bad) in cases.iter().filter(|_| installed(program)) {
                let project = Project::new();
                let mut arguments = vec!["guard", "--event", event, "--lang", lang];
                if !tool.is_empty() {
                    arguments.extend(["--tool", tool]);
                }
                arguments.extend(more);
                assert_eq!(new(&project, &arguments).code, Some(0));
                let what = format!("{lang} {event} {tool} {more:?}");
                assert_eq!(outcome(&project, fine), "proceed", "{what}");
                assert_eq!(outcome(&project, bad), "block", "{what}");
            }
        }
    }
}

/// Checks that each test case runs only the hook for which it was written.
#[test]
fn the_cases_of_a_hook_stay_green_beside_other_hooks_of_its_event() {
    let project = Project::new();
    for (name, event, tool) in [
        ("first", "pre_tool_use", "shell"),
        ("second", "pre_tool_use", "shell"),
        ("files", "pre_tool_use", "write_file"),
        ("again", "stop", ""),
        ("once-more", "stop", ""),
    ] {
        let mut arguments = vec![name, "--event", event, "--lang", "bash"];
        if !tool.is_empty() {
            arguments.extend(["--tool", tool]);
        }
        assert_eq!(new(&project, &arguments).code, Some(0));
    }
    let script = project.read(".agent-hooks/first.sh");
    let stricter = script.replace("case \"$(", "echo never >&2; exit 2\ncase \"$(");
    assert_ne!(script, stricter);
    project.write(".agent-hooks/first.sh", &stricter);
    let path = project.path(".agent-hooks/first.sh");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    let tested = project.run(&["test"]);
    assert_eq!(tested.code, Some(1), "{tested:?}");
    assert!(tested.stdout.contains("9 passed, 3 failed"), "{tested:?}");
    for failed in [
        "first.blocks.toml",
        "first.proceeds.toml",
        "first.blocks-argv.toml",
    ] {
        assert!(
            tested
                .stdout
                .contains(&format!("✗ .agent-hooks/tests/{failed}")),
            "{tested:?}"
        );
    }
    assert!(project.has(".agent-hooks/tests/again.proceeds.toml"));
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
