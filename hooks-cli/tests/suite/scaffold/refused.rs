//! What `hooks new` and `hooks init` refuse, and which files they do not change.

use super::*;

#[test]
fn existing_files_stay_without_force() {
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
fn an_entry_is_added_at_the_end_and_replaces_its_namesake_only_with_force() {
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
    let again = new(&project, &arguments);
    assert_eq!(again.code, Some(125), "{again:?}");
    let forced = new(&project, &[&arguments[..], &["--force"]].concat());
    assert_eq!(forced.code, Some(0), "{forced:?}");
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
