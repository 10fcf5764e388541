//! Checks that proptest keeps the seeds of failed cases, in files that git tracks.
//!
//! proptest writes the seed of a failed case to `CRATE/proptest-regressions/`, or to
//! `CRATE/tests/proptest-regressions/` for integration tests. All later runs begin with these seeds.

use std::path::Path;
use std::process::{Command, Output};

/// The ways to switch the files off. Each is written in two parts, so that the search does not find this list.
const OFF: &[&str] = &[
    concat!("failure_persistence", ": None"),
    concat!("FileFailurePersistence", "::Off"),
    concat!("PROPTEST", "_DISABLE_FAILURE_PERSISTENCE"),
];

/// Runs git in the root of the workspace.
fn git(arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut git = Command::new("git");
    git.args(arguments).current_dir(root).output().unwrap()
}

#[test]
fn no_property_test_switches_its_file_of_seeds_off() {
    for text in OFF {
        let found = git(&["grep", "--fixed-strings", "--line-number", text]);
        let lines = String::from_utf8_lossy(&found.stdout);
        // Git ends with 1 if it found nothing.
        assert_eq!((&*lines, found.status.code()), ("", Some(1)), "{text}");
    }
}

#[test]
fn git_ignores_no_file_of_seeds() {
    let found = git(&["grep", "--files-with-matches", concat!("proptest", "! {")]);
    let tests = String::from_utf8(found.stdout).unwrap();
    let mut seen = 0;
    for test in tests.lines().filter(|path| path.ends_with(".rs")) {
        seen += 1;
        let (folder, _) = test.split_once('/').unwrap();
        for seeds in [
            format!("{folder}/proptest-regressions/module/name.txt"),
            format!("{folder}/tests/proptest-regressions/name.txt"),
        ] {
            let ignored = git(&["check-ignore", "--no-index", &seeds]);
            // Git ends with 1 if no rule ignores the path.
            assert_eq!(ignored.status.code(), Some(1), "{seeds}");
        }
    }
    assert!(seen > 20, "{seen} files with properties");
}
