//! `docs/security.md` names a test for every threat, and each of them exists.

use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../docs/security.md");

/// Every Rust source of the workspace.
fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let crates = [
        "hooks-types",
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

#[test]
fn every_test_that_the_security_page_names_exists() {
    let names: Vec<&str> = PAGE
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| {
            name.contains('_') && !name.contains(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        })
        .collect();
    assert!(names.len() > 30, "{names:?}");
    let sources: String = sources()
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for name in names {
        assert!(sources.contains(&format!("fn {name}(")), "{name}");
    }
}
