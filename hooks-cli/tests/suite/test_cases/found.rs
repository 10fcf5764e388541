//! `hooks test`: which files are read as cases.

use super::*;

#[test]
fn a_case_in_the_working_folder_is_run_by_its_bare_name() {
    let project = Project::with_hooks("[[hooks.stop]]\ncommand = \"true\"\n");
    project.write(
        "c.toml",
        "event = \"stop\"\n[expect]\noutcome = \"proceed\"\n",
    );
    let ran = project.run(&["test", "c.toml"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn bad_cases_and_folders_are_named_and_the_rest_goes_on() {
    let project = project();
    std::fs::write(project.path("tests/binary.toml"), b"\xff\xfe\x00").unwrap();
    project.write(
        "tests/noconfig.toml",
        "event = \"stop\"\nconfig = \"gone.toml\"\n[expect]\noutcome = \"proceed\"\n",
    );
    let ran = project.run(&["test", "tests"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("it is not text (UTF-8)"), "{ran:?}");
    assert!(
        ran.stdout
            .contains("1 passed, 0 failed, 2 could not be run"),
        "{ran:?}"
    );
    let none = project.run(&["test", "nowhere"]);
    assert_eq!(none.code, Some(125));
    project.write("empty/hooks.toml", "");
    let none = project.run(&["test", "empty"]);
    assert!(none.stderr.contains("there is no test case"), "{none:?}");
}

#[cfg(unix)]
#[test]
fn a_case_that_is_a_pipe_or_a_device_is_named_and_keeps_nobody_waiting() {
    let project = Project::with_hooks("");
    project.write("cases/keep", "");
    std::os::unix::fs::symlink("/dev/zero", project.path("cases/a.toml")).unwrap();
    let pipe = project.path("cases/b.toml");
    let made = std::process::Command::new("mkfifo").arg(pipe).status();
    assert!(made.unwrap().success());
    let ran = project.run(&["test", "cases"]);
    assert_ne!(ran.code, Some(0), "{ran:?}");
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert_eq!(said.matches("it is not a file").count(), 2, "{ran:?}");
}

#[test]
fn without_a_folder_the_cases_are_the_projects_and_a_folder_without_one_is_an_error() {
    let project = project();
    let none = project.run(&["test"]);
    assert_eq!(none.code, Some(2), "{none:?}");
    assert!(none.stderr.contains(".agent-hooks/tests"), "{none:?}");
    project.write(".agent-hooks/hooks.toml", HOOKS);
    project.write(
        ".agent-hooks/tests/blocks.toml",
        "event = \"pre_tool_use\"\nset = { command = \"force\" }\n[expect]\noutcome = \"block\"\n",
    );
    let ran = project.run(&["test"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    std::fs::create_dir(project.path("empty")).unwrap();
    for missing in ["empty", "gone"] {
        let ran = project.run(&["test", "tests", missing]);
        assert_eq!(ran.code, Some(125), "{ran:?}");
        assert!(ran.stderr.contains(missing), "{ran:?}");
    }
}

/// Searches folders with links to themselves: each case is found once. A link that leads out is named.
#[cfg(unix)]
#[test]
fn a_case_is_run_once_however_many_links_lead_to_it() {
    use std::os::unix::fs::symlink;
    let project = project();
    let tests = project.root().join("tests");
    for link in ["self", "again", "more/above"] {
        std::fs::create_dir_all(tests.join(link).parent().unwrap()).unwrap();
        symlink(&tests, tests.join(link)).unwrap();
    }
    let ran = project.run(&["test", "tests"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("1 passed, 0 failed"), "{ran:?}");
    project.write("tests/.hidden/a.toml", "");
    symlink(tests.join(".hidden"), tests.join("shown")).unwrap();
    let ran = project.run(&["test", "tests"]);
    assert!(ran.stdout.contains("tests/shown"), "{ran:?}");
    std::fs::remove_file(tests.join("shown")).unwrap();
    symlink("/", tests.join("out")).unwrap();
    let ran = project.run(&["test", "tests"]);
    assert!(
        ran.stdout
            .contains("1 passed, 0 failed, 1 could not be run"),
        "{ran:?}"
    );
    assert!(ran.stdout.contains("tests/out"), "{ran:?}");
}
