//! New worker hooks in each language, as workers and started for each event, with their helpers.

use super::guards::blocks_force_pushes;
use super::*;

/// Makes a project with six worker hooks, each of another event.
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

/// Checks that the cases of every hook pass, both as a worker and started for each event.
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
            passes_in_both_modes(&project, 6, "12 passed, 0 failed");
        }
    }
}

/// Builds the hook's crate. The crate's dependency was built together with this repository, so nothing is downloaded.
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
    // If the helper has the text that `new` writes, it is used again.
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
        // An error in `hooks.toml` would be reported only after the checks of the name.
        project.write(".agent-hooks/hooks.toml", "[[hooks.stop]\n");
        let arguments = [name, "--event", "stop", "--lang", lang];
        let ran = new(&project, &[&arguments[..], more].concat());
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(said), "{ran:?}");
    }
}

/// Compares the helpers that are built into this program with the same files in the examples, which are for readers.
#[test]
fn the_helpers_are_those_of_the_examples() {
    let repository = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in ["agent_hook.py", "agent_hook.mjs", "agent_hook.bash"] {
        let read = |folder: &str| fs::read(repository.join(folder).join(name)).unwrap();
        let written = read("hooks-cli/src/scaffold/worker_helpers");
        assert_eq!(written, read("examples/workers"), "{name}");
    }
}
