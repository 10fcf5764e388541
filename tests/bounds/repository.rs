//! Tests cloned repositories with very many files. In git, a thousand equal files take only a few kilobytes.

use std::fs;
use std::path::Path;

use hooks_config::{Loaded, Places, ProjectTrust, Severity, load_candidates, native_candidates};
use hooks_dialects::agents;

use crate::measured::{Cost, ROOM, measured};

/// Loads a home folder with the user's own guards, and a repository with `files` Copilot files that contain
/// `text`.
fn loaded(files: usize, text: &str, trust: ProjectTrust) -> (Loaded, Cost) {
    let folder = tempfile::tempdir().expect("a folder");
    let (home, project) = (folder.path().join("home"), folder.path().join("repo"));
    write(
        &home.join(".config/agent-hooks/hooks.toml"),
        "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = [\"guard\"]\n",
    );
    write(
        &home.join(".copilot/hooks/own.json"),
        r#"{"version":1,"hooks":{"preToolUse":[{"bash":"guard"}]}}"#,
    );
    let first = project.join(".github/hooks/0.json");
    write(&first, text);
    for file in 1..files {
        let other = project.join(format!(".github/hooks/{file}.json"));
        fs::hard_link(&first, other).expect("another name");
    }
    let places = Places::new().with_home(&home).with_project(&project);
    measured(|| {
        let mut candidates = native_candidates(&places);
        candidates.extend(agents().all_candidates(&places));
        load_candidates(&candidates, trust, &agents())
    })
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("created");
    fs::write(path, text).expect("written");
}

/// Checks that the user's guards can run whatever the repository contains, and that a message says what was not read.
fn guards_stay(files: usize, text: &str, said: &str) {
    let (loaded, cost) = loaded(files, text, ProjectTrust::Untrusted);
    let live = |hook: &&hooks_types::HookSpec| hook.liveness == hooks_types::spec::Liveness::Live;
    let hooks = loaded.hooks_despite_errors();
    assert_eq!(hooks.iter().filter(live).count(), 2, "{said}");
    assert!(hooks.len() <= 2 * 5_000, "{}", hooks.len());
    let told = |found: &&hooks_config::Diagnostic| {
        found.message.contains(said) && found.severity >= Severity::Warning
    };
    assert!(
        loaded.diagnostics.iter().any(|found| told(&found)),
        "{said}"
    );
    assert!(cost.peak < 2 * ROOM, "{said}: {cost:?}");
    assert!(cost.total < 20 * ROOM, "{said}: {cost:?}");
}

#[test]
fn a_thousand_names_of_one_large_file() {
    let text = format!("{{\"hooks\":{{\"x\":\"{}\"}}}}", "a".repeat(900_000));
    guards_stay(
        300,
        &text,
        "than the limit for projects that are not trusted",
    );
}

#[test]
fn a_thousand_names_of_one_file_of_many_hooks() {
    let text = format!(
        "{{\"hooks\":{{\"preToolUse\":[{}{{}}]}}}}",
        "{},".repeat(999)
    );
    guards_stay(200, &text, "contain more than 5000 hooks");
}

#[test]
fn a_thousand_small_files_of_nothing_but_errors() {
    let unknown: String = (0..60).map(|n| format!("\"k{n}\":1,")).collect();
    let text = format!("{{{unknown}\"hooks\":{{}}}}");
    guards_stay(999, &text, "contain more than 256 files");
}

#[test]
fn a_folder_that_never_ends() {
    guards_stay(1_200, "{}", "contains more than 1000 entries");
}

#[test]
fn a_bomb_in_the_repository_leaves_the_users_guards_alone() {
    let text = format!("{{\"hooks\":{}", "[".repeat(900_000));
    guards_stay(1, &text, "nested more than 64 deep");
}

#[test]
fn a_trusted_project_that_holds_too_much_closes_its_gates() {
    let many = format!(
        "{{\"hooks\":{{\"preToolUse\":[{}{{}}]}}}}",
        "{},".repeat(999)
    );
    let large = format!("{{\"hooks\":{{\"x\":\"{}\"}}}}", "a".repeat(900_000));
    for (files, text, bound) in [
        (7, &many, "more than 5000 hooks"),
        (11, &large, "more than 8 MiB"),
        (300, &"{\"hooks\":{}}".to_owned(), "more than 256 files"),
    ] {
        let (loaded, _) = loaded(files, text, ProjectTrust::Trusted);
        assert!(loaded.forbids_use(), "{bound}");
        let said = |found: &hooks_config::Diagnostic| found.message.contains(bound);
        assert!(loaded.diagnostics.iter().any(said), "{bound}");
        assert!(loaded.hooks_despite_errors().len() <= 2 * 5_000);
    }
}
