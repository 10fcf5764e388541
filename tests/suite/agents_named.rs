//! Checks that the code of the crates in [`CRATES`] names no agent. Comments and tests may name one.

use std::fs;
use std::path::{Path, PathBuf};

/// The crates that must not name an agent.
const CRATES: &[&str] = &["hooks-types", "hooks-config", "hooks-exec", "hooks-router"];

const AGENTS: &[&str] = &["claude", "codex", "gemini", "cursor", "copilot", "goose"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test(&path) {
            found.push(path);
        }
    }
}

fn is_test(path: &Path) -> bool {
    let name = path.file_stem().unwrap().to_string_lossy();
    name == "tests" || name.ends_with("_tests")
}

/// Returns the lines of code in a file, with their numbers. The tests at the end of the file are left out.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let tests = text.find("#[cfg(test)]\nmod tests {");
    let text = &text[..tests.unwrap_or(text.len())];
    let lines = text.lines().zip(1..).map(|(line, number)| {
        let line = line.trim_start();
        let comment = if line.starts_with("//") {
            Some(0)
        } else {
            line.find(" // ")
        };
        (number, &line[..comment.unwrap_or(line.len())])
    });
    lines.filter(|(_, line)| !line.is_empty())
}

/// Returns whether a line contains the word, in upper or lower case and not as a part of a longer word.
fn names(line: &str, word: &str) -> bool {
    let line = line.to_ascii_lowercase();
    let part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let behind = line[at + word.len()..].chars().next();
        !part(before) && !part(behind)
    })
}

#[test]
fn layers_below_the_dialects_name_no_agent() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut named = Vec::new();
    for name in CRATES {
        let mut files = Vec::new();
        sources(&root.join(name).join("src"), &mut files);
        assert!(files.len() > 10, "{name} has its code elsewhere");
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            for (number, line) in code(&text) {
                if AGENTS.iter().any(|agent| names(line, agent)) {
                    named.push(format!("{}:{number}: {line}", file.display()));
                }
            }
        }
    }
    assert!(named.is_empty(), "agents are named:\n{}", named.join("\n"));
}

#[test]
fn a_name_is_found_in_every_casing_and_only_as_a_whole_word() {
    for line in [
        "Dialect::Claude => {}",
        "\"CLAUDE_PROJECT_DIR\"",
        "let claude_home = 1;",
        "\".codex/\"",
    ] {
        assert!(AGENTS.iter().any(|agent| names(line, agent)), "{line}");
    }
    for line in ["include!", "cursors", "mongoose", "ClaudeCode"] {
        assert!(!AGENTS.iter().any(|agent| names(line, agent)), "{line}");
    }
    let text = "a\n// claude\nb(); // codex\n#[cfg(test)]\nmod tests {\n    gemini\n}\n";
    assert_eq!(code(text).collect::<Vec<_>>(), [(1, "a"), (3, "b();")]);
}
