//! Checks that the command line's parser accepts every command that a text advises.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use clap::error::ErrorKind;

use super::Cli;

/// The crates whose texts people read, and pages that are generated or that texts link to.
const CRATES: &[&str] = &[
    "hooks-cli",
    "hooks-config",
    "hooks-dialects",
    "hooks-exec",
    "hooks-router",
    "hooks-types",
];
const PAGES: &[&str] = &["docs/findings.md", "docs/why-not.md"];

/// Placeholders in advised commands, each with a value that a reader would fill in.
const FILLED_IN: &[(&str, &str)] = &[
    ("{name}", "claude"),
    ("{fingerprint}", FINGERPRINT),
    ("v1:HEX", FINGERPRINT),
    ("v1:...", FINGERPRINT),
    ("FINGERPRINT", FINGERPRINT),
    ("DIALECT", "claude"),
    ("AGENT", "claude"),
    ("OUTCOME", "block"),
    ("CODE", "exit_one"),
    ("...", "x"),
];
const FINGERPRINT: &str = "v1:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// Parser results that are not mistakes: the help and the version.
const SHOWN_INSTEAD: &[ErrorKind] = &[
    ErrorKind::DisplayHelp,
    ErrorKind::DisplayVersion,
    ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
];

/// Adds the Rust source files below a folder, without files of tests.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let name = entry.file_name().into_string().unwrap();
        if path.is_dir() {
            files(&path, found);
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// Returns the texts of a source file, without comments and tests, and with continued lines joined.
fn texts(source: &str) -> String {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let mut text = String::new();
    let mut is_continued = false;
    for line in lines {
        let line = if is_continued {
            line.trim_start()
        } else {
            line
        };
        let continued = line.strip_suffix('\\');
        is_continued = continued.is_some();
        text += continued.unwrap_or(line);
        text += if is_continued { "" } else { "\n" };
    }
    text
}

/// Returns the commands of ours between backticks.
fn commands(text: &str) -> Vec<String> {
    let begun = text.match_indices("`hooks ").map(|(at, _)| &text[at + 1..]);
    let ended = begun.filter_map(|rest| rest.split_once('`'));
    ended
        .map(|(command, _)| command.replace('\n', " "))
        .collect()
}

/// Replaces the placeholders that a reader or a format string fills in, and splits the command into words.
fn filled_in(command: &str) -> Vec<String> {
    let mut command = command.replace("\\\"", "\"");
    for (sign, value) in FILLED_IN {
        command = command.replace(sign, value);
    }
    while let Some((before, rest)) = command.split_once('{') {
        let after = rest.split_once('}').map_or("", |(_, after)| after);
        command = format!("{before}x{after}");
    }
    let command = command.split(" < ").next().unwrap_or_default();
    command.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn every_command_that_a_text_advises_can_be_typed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut sources = Vec::new();
    for name in CRATES {
        files(&root.join(name).join("src"), &mut sources);
    }
    let mut advised: Vec<(String, String)> = Vec::new();
    for path in sources {
        let source = fs::read_to_string(&path).unwrap();
        let found = commands(&texts(&source)).into_iter();
        advised.extend(found.map(|command| (path.display().to_string(), command)));
    }
    for page in PAGES {
        let found = commands(&fs::read_to_string(root.join(page)).unwrap());
        advised.extend(
            found
                .into_iter()
                .map(|command| ((*page).to_owned(), command)),
        );
    }
    assert!(advised.len() > 30, "{}", advised.len());
    let mut refused = String::new();
    for (place, command) in advised {
        let words = filled_in(&command);
        // A text can name a command without giving its options, as in "`hooks fire` and `hooks explain` are sessions of
        // their own". So options can be missing.
        let is_name = words.len() == 2;
        if let Err(error) = Cli::try_parse_from(&words)
            && !(is_name && error.kind() == ErrorKind::MissingRequiredArgument)
            && !SHOWN_INSTEAD.contains(&error.kind())
        {
            let why = error.to_string();
            let why = why.lines().next().unwrap_or_default();
            refused += &format!("{place}: `{command}`: {why}\n");
        }
    }
    assert!(refused.is_empty(), "\n{refused}");
}
