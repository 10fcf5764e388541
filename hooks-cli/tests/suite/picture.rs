//! Checks that README's picture shows what the program prints, by running its commands again.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::Project;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/picture")
}

/// Returns the lines of text in an SVG.
fn lines_of(svg: &str) -> Vec<String> {
    let lines = svg.lines().filter(|line| line.starts_with("<text "));
    lines
        .map(|line| {
            let parts = line.split('<').filter_map(|part| part.split_once('>'));
            let text: String = parts.map(|(_, text)| text).collect();
            let text = text.replace("&lt;", "<").replace("&gt;", ">");
            text.replace("&amp;", "&").trim_end().to_owned()
        })
        .collect()
}

#[test]
fn the_picture_in_readme_is_what_its_commands_print() {
    let shown = lines_of(&fs::read_to_string(folder().join("terminal.svg")).unwrap());
    let commands = fs::read_to_string(folder().join("commands.txt")).unwrap();
    let mut printed = Vec::new();
    for line in commands.lines() {
        let project = Project::new();
        let mut shell = std::process::Command::new("sh");
        shell
            .args([
                "-c",
                &format!("exec 2>&1; {}", line.replacen("hooks", "\"$HOOKS\"", 1)),
            ])
            .env("HOOKS", env!("CARGO_BIN_EXE_hooks"))
            .env("COLUMNS", "92")
            .env("HOME", project.home())
            .current_dir(folder());
        let ran = shell.output().unwrap();
        printed.push(format!("$ {line}"));
        let text = String::from_utf8(ran.stdout).unwrap();
        printed.extend(text.lines().map(|line| line.trim_end().to_owned()));
        printed.push(String::new());
    }
    printed.pop();
    assert_eq!(shown, printed, "run: cargo xtask picture");
}

#[test]
fn readme_shows_the_picture_and_the_guard_in_it() {
    let readme = fs::read_to_string(folder().join("../../README.md")).unwrap();
    assert!(readme.contains("docs/picture/terminal.svg"));
    let guard = fs::read_to_string(folder().join("no-force-push")).unwrap();
    assert!(readme.contains(&format!("```sh\n{guard}```")), "{guard}");
    assert!(!readme.contains("rm -rf"), "nobody is asked to type that");
}
