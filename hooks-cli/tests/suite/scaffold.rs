//! `hooks init` and `hooks new`: what they write works, and nothing is overwritten or half written.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::support::{Project, Ran};

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
        assert!(tested.stdout.contains("11 passed, 0 failed"), "{tested:?}");
        let checked = project.run(&["check", ".agent-hooks/hooks.toml"]);
        assert!(
            // The guards say that other tools do the same: `way_round`.
            checked.stdout.contains("6 hooks, 2 notes"),
            "{checked:?}"
        );
    }
}

/// What the guard of every language blocks and lets pass, as `exec` and other agents send it.
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

/// The calls of the table, with the outcome of the hooks of this project's file.
fn blocks_force_pushes(project: &Project, what: &str) {
    // Words of the session are none of the call.
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

/// Each case asks the hook that it was written for.
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

/// A project with six hooks that stay, each of another event.
fn project_of_workers(lang: &str) -> Project {
    let project = Project::new();
    for (name, event, tool) in [
        ("no-force-push", "pre_tool_use", "shell"),
        ("inside", "PreToolUse", "write_file"),
        ("no-deploy", "user_prompt_submit", ""),
        ("look-again", "stop", ""),
        ("greet", "session_start", ""),
        ("after", "post_tool_use", "Write"),
    ] {
        let mut arguments = vec![name, "--event", event, "--lang", lang, "--worker"];
        if !tool.is_empty() {
            arguments.extend(["--tool", tool]);
        }
        let ran = new(&project, &arguments);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    project
}

/// The cases of every hook pass whether it is kept or started for each event.
fn passes_in_both_modes(project: &Project, hooks: usize, passed: &str) {
    let kept = project.read(".agent-hooks/hooks.toml");
    assert_eq!(kept.matches("launch = \"worker\"").count(), hooks);
    for hooks in [kept.clone(), kept.replace("launch = \"worker\"\n", "")] {
        project.write(".agent-hooks/hooks.toml", &hooks);
        let tested = project.run(&["test", ".agent-hooks/tests"]);
        assert_eq!(tested.code, Some(0), "{tested:?}");
        assert!(tested.stdout.contains(passed), "{tested:?}");
        let call = crate::support::native_call(&["git push --force"]);
        let fire = [
            "fire",
            "--config",
            ".agent-hooks/hooks.toml",
            "--format",
            "json",
        ];
        let report = project.run_with(&fire, &call).json();
        assert_eq!(report["outcome"], "block", "{report}");
    }
    let checked = project.run(&["check", ".agent-hooks/hooks.toml"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
}

#[test]
fn a_hook_that_stays_works_in_both_modes_in_each_language() {
    for (lang, program) in [("bash", "bash"), ("python", "python3"), ("node", "node")] {
        if installed(program) {
            let project = project_of_workers(lang);
            passes_in_both_modes(&project, 6, "11 passed, 0 failed");
        }
    }
}

/// Its dependency was built with this repository, so that nothing is fetched.
#[test]
#[ignore = "builds a package"]
fn a_hook_in_rust_that_stays_works_in_both_modes() {
    let project = Project::new();
    let arguments = [
        "guard",
        "--event",
        "pre_tool_use",
        "--lang",
        "rust",
        "--worker",
    ];
    assert_eq!(new(&project, &arguments).code, Some(0));
    let built = Command::new("cargo")
        .args([
            "build",
            "--release",
            "--quiet",
            "--offline",
            "--manifest-path",
        ])
        .arg(project.path(".agent-hooks/guard/Cargo.toml"))
        .env(
            "CARGO_TARGET_DIR",
            project.path(".agent-hooks/guard/target"),
        )
        .output()
        .unwrap();
    assert!(built.status.success(), "{built:?}");
    passes_in_both_modes(&project, 1, "3 passed, 0 failed");
    blocks_force_pushes(&project, "rust");
}

#[test]
fn a_rust_hook_that_stays_is_a_package_and_a_step_that_builds_it() {
    let project = Project::new();
    let arguments = [
        "guard",
        "--event",
        "pre_tool_use",
        "--lang",
        "rust",
        "--worker",
    ];
    let ran = new(&project, &arguments);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.stdout.contains(
            "next:\n  cargo build --release --manifest-path .agent-hooks/guard/Cargo.toml"
        ),
        "{ran:?}"
    );
    let source = project.read(".agent-hooks/guard/src/main.rs");
    insta::assert_snapshot!("rust_worker", source);
    let config = project.read(".agent-hooks/hooks.toml");
    assert!(config.contains("command = [\"${config_dir}/guard/target/release/guard\"]"));
}

#[test]
fn the_helper_of_a_hook_that_stays_is_named_in_its_entry_and_never_overwritten() {
    let project = Project::new();
    let named = |name: &str, more: &[&str]| {
        let arguments = [name, "--event", "stop", "--lang", "python", "--worker"];
        new(&project, &[&arguments[..], more].concat())
    };
    assert_eq!(named("one", &[]).code, Some(0));
    let config = project.read(".agent-hooks/hooks.toml");
    let command = "command = [\"${config_dir}/one.py\", \"${config_dir}/agent_hook.py\"]";
    assert!(config.contains(command), "{config}");
    // As `new` writes it, it is used again.
    assert_eq!(named("again", &[]).code, Some(0));
    project.write(".agent-hooks/agent_hook.py", "# mine\n");
    let config = project.read(".agent-hooks/hooks.toml");
    let ran = named("two", &[]);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(
        ran.stderr
            .contains(".agent-hooks/agent_hook.py already exists and is not the helper"),
        "{ran:?}"
    );
    assert_eq!(project.read(".agent-hooks/hooks.toml"), config);
    assert!(!project.has(".agent-hooks/two.py"));
    assert_eq!(named("two", &["--force"]).code, Some(0));
    assert_eq!(project.read(".agent-hooks/agent_hook.py"), "# mine\n");
}

#[test]
fn a_helper_that_is_a_link_is_never_used() {
    let project = Project::new();
    project.write("elsewhere.py", "# planted\n");
    fs::create_dir(project.path(".agent-hooks")).unwrap();
    let link = project.path(".agent-hooks/agent_hook.py");
    std::os::unix::fs::symlink(project.path("elsewhere.py"), link).unwrap();
    for more in [&[][..], &["--force"]] {
        let arguments = ["one", "--event", "stop", "--lang", "python", "--worker"];
        let ran = new(&project, &[&arguments[..], more].concat());
        assert_eq!(ran.code, Some(125), "{ran:?}");
        assert!(ran.stderr.contains("agent_hook.py is a link"), "{ran:?}");
        assert!(!project.has(".agent-hooks/one.py"));
    }
}

#[test]
fn a_name_that_a_file_beside_the_hook_needs_is_refused_before_anything_is_read() {
    let project = Project::new();
    for (name, lang, more, said) in [
        (
            "agent_hook",
            "bash",
            &["--worker"][..],
            "its helper is agent_hook.bash",
        ),
        (
            "agent_hook",
            "python",
            &["--worker"],
            "its helper is agent_hook.py",
        ),
        (
            "Agent_Hook",
            "node",
            &["--worker"],
            "its helper is agent_hook.mjs",
        ),
        (
            "agent_hook",
            "rust",
            &["--worker"],
            "its helper is the module `agent_hook`",
        ),
        ("tests", "rust", &[], "keeps a folder of that name"),
        ("deps", "rust", &[], "keeps a folder of that name"),
    ] {
        // It would be reported later.
        project.write(".agent-hooks/hooks.toml", "[[hooks.stop]\n");
        let arguments = [name, "--event", "stop", "--lang", lang];
        let ran = new(&project, &[&arguments[..], more].concat());
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(said), "{ran:?}");
    }
}

/// They are part of this program, and stand where they are read too.
#[test]
fn the_helpers_are_those_of_the_examples() {
    let repository = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in ["agent_hook.py", "agent_hook.mjs", "agent_hook.bash"] {
        let read = |folder: &str| fs::read(repository.join(folder).join(name)).unwrap();
        let written = read("hooks-cli/src/scaffold/worker_helpers");
        assert_eq!(written, read("examples/workers"), "{name}");
    }
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
fn new_says_what_it_wrote_and_what_next() {
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
fn what_is_there_stays_without_force() {
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", "# mine\n");
    let ran = project.run(&["init"]);
    assert_eq!(ran.code, Some(125));
    assert!(ran.stderr.contains("`--force` overwrites it"), "{ran:?}");
    assert_eq!(project.read(".agent-hooks/hooks.toml"), "# mine\n");

    project.write(".agent-hooks/tests/guard.blocks.toml", "mine");
    let ran = new(
        &project,
        &["guard", "--event", "pre_tool_use", "--lang", "bash"],
    );
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(
        !project.has(".agent-hooks/hooks"),
        "nothing is half written"
    );
    assert_eq!(project.read(".agent-hooks/hooks.toml"), "# mine\n");
}

#[test]
fn an_entry_is_added_behind_what_is_there_and_a_second_of_its_name_is_refused() {
    let project = Project::new();
    project.write(
        ".agent-hooks/hooks.toml",
        "# mine\n[[hooks.stop]]\ncommand = \"true\"",
    );
    let arguments = ["guard", "--event", "pre_tool_use", "--lang", "bash"];
    assert_eq!(new(&project, &arguments).code, Some(0));
    let text = project.read(".agent-hooks/hooks.toml");
    assert!(
        text.starts_with("# mine\n[[hooks.stop]]\ncommand = \"true\"\n"),
        "{text}"
    );
    let again = new(&project, &[&arguments[..], &["--force"]].concat());
    assert_eq!(again.code, Some(125), "{again:?}");
    assert_eq!(project.read(".agent-hooks/hooks.toml"), text);
}

#[test]
fn a_broken_hooks_toml_is_named_and_left_alone() {
    let project = Project::new();
    project.write(".agent-hooks/hooks.toml", "[[hooks.stop]\n");
    let ran = new(&project, &["guard", "--event", "stop", "--lang", "bash"]);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("hooks check"), "{ran:?}");
    assert!(!project.has(".agent-hooks/hooks"));
}

#[test]
fn a_folder_that_cannot_be_written_leaves_nothing() {
    let project = Project::new();
    project.write(".agent-hooks/tests", "a file where a folder is needed");
    let ran = new(&project, &["guard", "--event", "stop", "--lang", "bash"]);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("Nothing was written"), "{ran:?}");
    assert!(!project.has(".agent-hooks/hooks.toml"));
    assert!(!project.has(".agent-hooks/guard.sh"));
}

#[test]
fn a_link_is_not_followed() {
    let project = Project::new();
    project.write("elsewhere.toml", "# other\n");
    fs::create_dir(project.path(".agent-hooks")).unwrap();
    let link = project.path(".agent-hooks/hooks.toml");
    std::os::unix::fs::symlink(project.path("elsewhere.toml"), link).unwrap();
    let ran = project.run(&["init", "--force"]);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert_eq!(project.read("elsewhere.toml"), "# other\n");

    for linked in [".agent-hooks", ".agent-hooks/tests"] {
        let project = Project::new();
        fs::create_dir_all(project.path("elsewhere")).unwrap();
        fs::create_dir_all(project.path(linked).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(project.path("elsewhere"), project.path(linked)).unwrap();
        let ran = new(&project, &["guard", "--event", "stop", "--lang", "bash"]);
        assert_eq!(ran.code, Some(125), "{linked}: {ran:?}");
        let written = fs::read_dir(project.path("elsewhere")).unwrap().count();
        assert_eq!(written, 0, "{linked}");
    }
}

#[test]
fn wrong_names_and_events_are_refused_before_anything_is_written() {
    let project = Project::new();
    for (arguments, said) in [
        (
            &["../x", "--event", "stop", "--lang", "bash"][..],
            "cannot be a file's name",
        ),
        (
            &["a b", "--event", "stop", "--lang", "bash"],
            "cannot be a file's name",
        ),
        (
            &["x", "--event", "pre_tol_use", "--lang", "bash"],
            "did you mean `pre_tool_use`?",
        ),
        (
            &["x", "--event", "stop", "--tool", "shell", "--lang", "bash"],
            "not about a tool call",
        ),
        (&["x", "--event", "stop", "--lang", "pyton"], "python"),
    ] {
        let ran = new(&project, arguments);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(said), "{ran:?}");
    }
    assert!(!project.has(".agent-hooks"));
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
fn a_helper_that_is_no_regular_file_is_not_read_and_one_that_is_kept_is_named() {
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
