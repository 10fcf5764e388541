//! Checks that every public setter of a builder is called `with_...`.

use std::fs;
use std::path::{Path, PathBuf};

/// Functions that take `mut self` and a value, but are not setters.
const NO_SETTERS: &[&str] = &["tightened_by"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Returns the names of the setters in a source file: the entries of `setters!`, and public functions that take a value
/// and return `Self`.
fn setters(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for entries in text.split("setters! {").skip(1) {
        let entries = entries.split("\n    }\n").next().unwrap_or_default();
        let entries = entries
            .lines()
            .filter_map(|line| line.trim().strip_prefix("fn "));
        found.extend(entries.map(name));
    }
    for start in ["pub fn ", "pub const fn "] {
        for function in text.split(start).skip(1) {
            let head = function.split('{').next().unwrap_or_default();
            let words: Vec<&str> = head.split_whitespace().collect();
            let head = words.join(" ").replace("( ", "(");
            if head.contains("(mut self, ") && head.contains("-> Self") {
                found.push(name(function));
            }
        }
    }
    found
}

/// Returns the name at the beginning of a function.
fn name(function: &str) -> &str {
    let end = function.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    &function[..end.unwrap_or(function.len())]
}

#[test]
fn every_setter_is_called_with() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut seen = 0;
    let mut others = Vec::new();
    for package in ["types", "config", "dialects", "exec", "router"] {
        let mut files = Vec::new();
        sources(&root.join(format!("hooks-{package}/src")), &mut files);
        // The macro itself has a variable in place of a name.
        for file in files
            .iter()
            .filter(|file| !file.ends_with("src/setters.rs"))
        {
            for setter in setters(&fs::read_to_string(file).unwrap()) {
                seen += 1;
                if !setter.starts_with("with_") && !NO_SETTERS.contains(&setter) {
                    others.push(format!("{}: {setter}", file.display()));
                }
            }
        }
    }
    assert!(seen > 80, "{seen} setters");
    assert!(others.is_empty(), "{}", others.join("\n"));
}

#[test]
fn setters_are_found_in_macros_and_as_functions() {
    let text = "
    setters! {
        /// Sets it.
        fn in_it(it: It) = it;
    }

    pub const fn within(mut self, seconds: u64) -> Self {
    pub fn due(
        mut self,
        at: Instant,
    ) -> Self {
    pub fn denied(mut self, reason: String) -> Response {
    pub fn untrusted(mut self) -> Self {
";
    assert_eq!(setters(text), ["in_it", "due", "within"]);
}
