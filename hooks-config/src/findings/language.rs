//! Tells the language of a script, by its name, its first line or its text.

use std::ffi::OsStr;
use std::path::Path;

/// A language whose scripts are examined.
pub(super) enum Language {
    Python,
    Node,
}

/// Returns the language of a script, by the file's name or the first line.
pub(super) fn language(path: &Path, text: &str) -> Option<Language> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let first = text.lines().next().filter(|line| line.starts_with("#!"));
    let first = first.unwrap_or_default();
    match ending {
        Some("py") => Some(Language::Python),
        Some("js" | "mjs" | "cjs" | "ts") => Some(Language::Node),
        _ if first.contains("python") => Some(Language::Python),
        _ if first.contains("node") => Some(Language::Node),
        _ => None,
    }
}

/// Returns the interpreter of a script without `#!`: by the extension of its name, else by words of its text.
pub(super) fn interpreter_of(path: &Path, text: &str) -> &'static str {
    const ENDINGS: &[(&[&str], &str)] = &[
        (&["py"], "python3"),
        (&["js", "mjs", "cjs"], "node"),
        (&["rb"], "ruby"),
        (&["pl"], "perl"),
        (&["php"], "php"),
        (&["zsh"], "zsh"),
        (&["sh", "bash"], "bash"),
    ];
    const STARTS: &[(&[&str], &str)] = &[
        (&["import ", "from ", "def ", "print("], "python3"),
        (&["const ", "let ", "import {", "console.log("], "node"),
        (&["require '", "puts "], "ruby"),
        (&["use strict;", "my $"], "perl"),
    ];
    let ending = path.extension().and_then(OsStr::to_str);
    let mut endings = ENDINGS.iter();
    if let Some((_, name)) =
        endings.find(|(known, _)| ending.is_some_and(|end| known.contains(&end)))
    {
        return name;
    }
    let begins = |line: &str, words: &[&str]| words.iter().any(|word| line.starts_with(word));
    let of_line = |line: &str| {
        // `import { x } from` is JavaScript, and `import x` is Python.
        let is_module =
            line.starts_with("import {") || line.contains(" from '") || line.contains(" from \"");
        let mut known = STARTS
            .iter()
            .filter(|(_, name)| !is_module || *name == "node");
        known
            .find(|(words, _)| begins(line, words))
            .map(|(_, name)| *name)
    };
    text.lines().take(20).find_map(of_line).unwrap_or("bash")
}
