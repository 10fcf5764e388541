//! Checks that `docs/security.md` names a test for every threat, and that each of these tests exists.

use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../docs/security.md");

/// Returns every Rust source of the workspace.
fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let crates = [
        "hooks-types",
        "hooks-dialects",
        "hooks-config",
        "hooks-exec",
        "hooks-router",
        "hooks-cli",
        "tests",
    ];
    let mut folders: Vec<PathBuf> = crates.iter().map(|name| root.join(name)).collect();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                files.push(path);
            }
        }
    }
    files
}

/// Returns the texts in backquotes that look like function names.
fn names(text: &str) -> Vec<&str> {
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter(|name| name.contains('_') && name.chars().all(word))
        .collect()
}

/// Returns the cells in the column `test` of each table of the page.
fn cells() -> Vec<&'static str> {
    let mut cells = Vec::new();
    let mut in_table = false;
    for line in PAGE.lines() {
        let row: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        match row.last() {
            _ if !line.starts_with('|') => in_table = false,
            Some(&"test") => in_table = true,
            Some(cell) if in_table && !cell.starts_with("---") => cells.push(*cell),
            _ => {}
        }
    }
    cells
}

/// Returns whether a function is a test. `above` has the lines above it: its attributes and comments.
fn is_test(above: &[&str]) -> bool {
    let above = above.iter().rev().map(|line| line.trim());
    above
        .take_while(|line| line.starts_with("#[") || line.starts_with("//"))
        .any(|line| line == "#[test]" || line.starts_with("#[tokio::test"))
}

#[test]
fn every_row_of_the_security_page_names_a_test_and_each_of_them_is_one() {
    let cells = cells();
    assert!(cells.len() > 30, "{cells:?}");
    for cell in &cells {
        assert!(!names(cell).is_empty(), "no test: {cell}");
    }
    let sources: Vec<String> = sources()
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for name in names(PAGE) {
        let head = format!("fn {name}(");
        let found = sources.iter().any(|source| {
            let lines: Vec<&str> = source.lines().collect();
            let at = lines.iter().position(|line| line.contains(&head));
            at.is_some_and(|at| is_test(&lines[..at]))
        });
        assert!(found, "no test of this name: {name}");
    }
}

#[test]
fn a_helper_or_a_comment_is_not_taken_for_a_test() {
    assert!(is_test(&["#[tokio::test(start_paused = true)]"]));
    assert!(is_test(&["", "/// Why.", "#[test]", "#[cfg(unix)]"]));
    assert!(!is_test(&["#[test]", "", "/// A helper."]));
    assert!(!is_test(&["#[test]", "fn other() {}"]));
    assert!(!is_test(&["// #[test]"]));
}
