//! The calls that the guard of `hooks new` blocks, in each language.

use super::*;

/// The commands that the guard of every language must block (`true`) or let pass, as `exec` and as other agents send
/// them.
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
pub(super) fn blocks_force_pushes(project: &Project, what: &str) {
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
