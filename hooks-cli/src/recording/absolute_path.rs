//! Explains why a hook might have let a call pass: its script compares a path from its beginning with a folder such as
//! `migrations/`, but the path in the payload is absolute.
//!
//! | script | compares |
//! |---|---|
//! | `case "$f" in migrations/*)`, `[[ $f == migrations/* ]]` | the beginning |
//! | `[[ $f =~ ^migrations/ ]]`, `grep -q '^migrations/'`, `/^migrations\//.test(f)` | the beginning |
//! | `f.startswith("migrations/")`, `startswith("migrations/")` in jq | the beginning |
//!
//! This is a guess, and the sentence says so. The path in the payload must contain `/migrations/`, the script must read
//! the path's field and block where the comparison holds, and it must neither shorten the path nor look for the folder
//! at another place of it.

use std::collections::HashMap;

use hooks_types::text::{quoted, short_name};
use hooks_types::wire::encode;
use serde_json::Value;

use super::Recorded;
use super::if_found::blocks_if_found;
use super::word_list::{LONG, TEXTS, quotations_within};

/// The maximum number of fields of a payload that are compared.
const FIELDS: usize = 64;

/// The maximum number of words of a line that are read.
const WORDS: usize = 100;

/// Signs that a script makes a relative path or takes a part of a path.
const SHORTENS: &[&str] = &[
    "relative",
    "relpath",
    "removeprefix",
    "realpath",
    "replace(",
    "sed ",
    "cut ",
    "awk",
    "perl ",
    "basename",
    "dirname",
    "parts",
    "ls-files",
    "rev-parse",
    "trimstr",
    "sub(",
    "slice(",
    "substring(",
    "split(",
    "len(",
    "PROJECT",
    "PWD",
    "pwd",
    "cwd",
];

impl Recorded {
    /// Returns a sentence that says that the script compares an absolute path with the name of a folder. `None` unless
    /// the hook let the call pass and printed nothing.
    pub(super) fn absolute_path(&self) -> Option<String> {
        let heard = self.heard.as_ref()?;
        if !heard.lets_pass || heard.total > 0 || !self.could_block() {
            return None;
        }
        let mut sources = self.scripts();
        if sources.is_empty() {
            sources.extend(self.command_texts());
        }
        let lines = sources.iter().flat_map(|source| source.lines());
        let is_comment = |line: &str| line.starts_with('#') || line.starts_with("//");
        let code = lines.filter(|line| !is_comment(line.trim_start()));
        let code: Vec<&str> = code.collect();
        if code.iter().any(|line| shortens(line)) {
            return None;
        }
        let bytes = encode(&self.payload, &self.spec.form).ok()?;
        let payload = serde_json::from_slice::<Value>(&bytes).ok()?;
        let mut paths = Vec::new();
        collect(&payload, &mut paths);
        paths.retain(|(key, _)| code.iter().any(|line| line.contains(key)));
        let numbered = code.iter().enumerate();
        let in_lines = numbered.flat_map(|(at, line)| {
            let folders = folders_in(line).into_iter();
            folders.map(move |folder| (at, folder))
        });
        let mut anywhere = HashMap::new();
        let (folder, key, path) = in_lines.take(TEXTS).find_map(|(at, folder)| {
            let inside = format!("/{folder}");
            let (key, path) = paths.iter().find(|(_, path)| path.contains(&inside))?;
            // Where the comparison lets a call pass, it is not the reason why this call passed.
            if blocks_if_found(&code, at, &folder) != Some(true) {
                return None;
            }
            // A script that also looks for `/migrations/` expects absolute paths.
            let looks = || code.iter().any(|line| looks_anywhere(line, &folder));
            let is_elsewhere = *anywhere.entry(folder.clone()).or_insert_with(looks);
            (!is_elsewhere).then_some((folder, key, path))
        })?;
        Some(format!(
            "`{}` let the call pass; that could be because it compares the beginning of a path with `{}`, and `{key}` \
             is an absolute path in this payload: `{}`; if the comparison is to block the call, remove the project's \
             folder from the beginning of the path before it: then it is right for both absolute and relative paths",
            short_name(&self.spec.id),
            quoted(folder.as_bytes(), LONG),
            end_of(path),
        ))
    }
}

/// Quotes a path. Of a long path, quotes only the end, because the name of the folder is usually there.
fn end_of(path: &str) -> String {
    match path.char_indices().rev().nth(LONG - 1) {
        Some((at, _)) if at > 0 => format!("…{}", quoted(&path.as_bytes()[at..], LONG)),
        _ => quoted(path.as_bytes(), LONG),
    }
}

/// Collects the absolute paths of a payload, each with its key. Only a key that contains `path` or `file` counts.
fn collect<'p>(value: &'p Value, paths: &mut Vec<(&'p str, &'p str)>) {
    if paths.len() >= FIELDS {
        return;
    }
    for (key, value) in value.as_object().into_iter().flatten() {
        let lower = key.to_ascii_lowercase();
        let is_path = lower.contains("path") || lower.contains("file");
        let is_plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        match value.as_str() {
            Some(path) if is_path && is_plain && path.starts_with('/') && !path.contains('\n') => {
                if !lower.contains("transcript") {
                    paths.push((key, path));
                }
            }
            _ => collect(value, paths),
        }
    }
}

/// Returns whether a line seems to take a part of a path or to make a relative path.
fn shortens(line: &str) -> bool {
    // `${f#...}`, `${f:3}` and `${f/a/b}` are parts of a variable; `${f:-x}` is all of it.
    let is_part = |behind: &str| {
        let rest = behind.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        rest.len() < behind.len()
            && rest.starts_with(['#', '/', ':', '%'])
            && !rest.starts_with(":-")
    };
    SHORTENS.iter().any(|sign| line.contains(sign)) || line.split("${").skip(1).any(is_part)
}

/// Returns whether a line looks for the folder at any place of a path.
fn looks_anywhere(line: &str, folder: &str) -> bool {
    let name = folder.trim_end_matches('/');
    line.match_indices(name).take(WORDS).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + name.len()..]);
        let behind = after.trim_start_matches(['/', '"', '\'', '*']);
        let bare = before.trim_end_matches(['"', '\'']);
        before.ends_with(['*', '/', '|', '('])
            || bare.ends_with('*')
            || bare.ends_with("includes(")
            || bare.ends_with("contains(")
            || behind.starts_with(" in ")
            || behind.starts_with(" not in ")
            || (line.contains("grep") && !before.ends_with('^') && bare.len() < before.len())
    })
}

/// Returns the relative folders, such as `migrations/`, that a line seems to compare the beginning of a path with.
fn folders_in(line: &str) -> Vec<String> {
    // In a regular expression of JavaScript the slashes are escaped: `/^src\//`.
    let line = line.replace("\\/", "/");
    let calls_regex = [".search(", ".match(", ".test(", "test("];
    let has_regex = line.contains("grep") || calls_regex.iter().any(|call| line.contains(call));
    let mut found: Vec<&str> = quotations_within(&line)
        .filter_map(|(before, text, after)| {
            let before = before.trim_end();
            if let Some(pattern) = text.strip_prefix('^') {
                return (has_regex || before.ends_with("=~")).then_some(pattern);
            }
            let first = before.trim_end_matches(['r', '(']);
            let is_call = ["startswith", "startsWith", "re.match"].iter().any(|call| {
                first.ends_with(call) || (first.ends_with(',') && first.contains(call))
            });
            let is_open = text.ends_with('*') || after.starts_with('*');
            let compares = ["==", "!=", " =", " in"].iter();
            let is_test = before.is_empty() || compares.into_iter().any(|it| before.ends_with(it));
            (is_call || (is_test && is_open)).then_some(text)
        })
        .collect();
    let mut previous = "";
    for word in line.split_whitespace().take(WORDS) {
        if previous == "=~" {
            found.extend(word.strip_prefix('^'));
        } else if matches!(previous, "==" | "=" | "!=") && word.ends_with('*') {
            found.push(word);
        }
        previous = word;
    }
    // A pattern of `case` begins the line or is behind `in`. Several are joined by `|`.
    let pattern = line
        .rsplit_once(" in ")
        .map_or(&*line, |(_, behind)| behind);
    if let Some((patterns, _)) = pattern.split_once(')') {
        let is_bare = |text: &&str| text.ends_with('*') && !text.contains(['(', '"', '\'', ' ']);
        found.extend(
            patterns
                .split('|')
                .map(str::trim)
                .filter(is_bare)
                .take(WORDS),
        );
    }
    if let Some((_, regex)) = line.split_once("/^").filter(|_| has_regex) {
        // The first slash of `//` belongs to the folder, and the second ends the regular expression.
        let end = regex.find("//").map_or(regex.len(), |at| at + 1);
        found.push(&regex[..end]);
    }
    // A program of jq is between quotes and has quotes itself.
    let programs = quotations_within(&line).filter(|(_, text, _)| text.contains('"'));
    let nested = programs.flat_map(|(_, text, _)| folders_in(text));
    found
        .into_iter()
        .filter_map(folder_of)
        .chain(nested)
        .collect()
}

/// Returns the folder with which a pattern begins, with its last slash.
fn folder_of(pattern: &str) -> Option<String> {
    let end = pattern.find(|c| !is_of_name(c)).unwrap_or(pattern.len());
    let (folder, _) = pattern[..end].rsplit_once('/')?;
    let is_relative = !folder.is_empty() && !folder.starts_with(['/', '.']);
    (is_relative && folder.len() < LONG).then(|| format!("{folder}/"))
}

/// Returns whether a character can be in the plain name of a folder.
fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_at_the_beginning_of_a_path_is_found_in_each_language() {
        for line in [
            "  migrations/*) exit 2 ;;",
            "  src/*|migrations/*) exit 2 ;;",
            "case \"$f\" in migrations/*) exit 2;; esac",
            "case $f in \"migrations/\"*) exit 2;; esac",
            "  'migrations/'*)",
            "[[ $f == migrations/* ]] && exit 2",
            "if [[ \"$f\" = \"migrations/\"* ]]; then",
            "[[ $f =~ ^migrations/ ]] && exit 2",
            "[[ $f =~ ^migrations/.*\\.sql$ ]] && exit 2",
            "echo \"$f\" | grep -q '^migrations/' && exit 2",
            "if p.startswith(\"migrations/\"):",
            "if p.startswith(('src/', 'migrations/')):",
            "if re.match(r'migrations/', p):",
            "if re.search(r\"^migrations/.*\", p):",
            "if (f.startsWith('migrations/')) process.exit(2);",
            "if (/^migrations\\//.test(f)) process.exit(2);",
            "jq -e '.tool_input.file_path | startswith(\"migrations/\")'",
            "jq -e '.tool_input.file_path | test(\"^migrations/\")'",
        ] {
            let found = folders_in(line);
            assert!(
                found.iter().any(|it| it == "migrations/"),
                "{line}: {found:?}"
            );
        }
        for fine in [
            "  */migrations/*) exit 2 ;;",
            "[[ $f == */migrations/* ]] && exit 2",
            "[[ $f == \"$root\"/migrations/* ]]",
            "if \"migrations/\" in p:",
            "if (f.includes('migrations/')) process.exit(2);",
            "grep -q 'migrations/' && exit 2",
            "echo \"migrations/ is frozen\" >&2",
            "cat migrations/*",
            "x=migrations/",
            "",
            "é/*)",
            "/^",
        ] {
            assert_eq!(folders_in(fine), [""; 0], "{fine}");
        }
    }

    #[test]
    fn a_script_that_makes_a_part_of_the_path_is_known() {
        for line in [
            "rel=${f#\"$root\"/}",
            "f=${f:12}",
            "rel=$(realpath --relative-to=. \"$f\")",
            "rel = os.path.relpath(p, root)",
            "f=$(basename \"$f\")",
        ] {
            assert!(shortens(line), "{line}");
        }
        for line in ["f=${1:-x}", "f=${f}", "case ${f} in", "release=1", "${"] {
            assert!(!shortens(line), "{line}");
        }
    }
}
