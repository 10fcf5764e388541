//! Writes and checks the files that are generated from the types: schemas, and pages of docs.
//!
//! The files are in the repository, because editors, embedders in other languages and readers of the docs use them
//! without building anything.
//!
//! `cargo xtask schema` writes the files, and `--check` compares them. A test compares them too, so an outdated file
//! fails the ordinary tests.

use std::fs;
use std::path::{Path, PathBuf};

/// A generated file: its path under the workspace root and its text.
type Generated = (PathBuf, String);

/// Generates all files in memory. They come from the types, except for the page of the conformance kit, which is made
/// from the kit's results.
fn all(root: &Path) -> Vec<Generated> {
    let mut files: Vec<Generated> = hooks_types::schema::files()
        .into_iter()
        .map(|(name, text)| (Path::new("schemas").join(name), text))
        .collect();
    files.push((
        PathBuf::from("hooks-config/config.schema.json"),
        hooks_config::schema_json(),
    ));
    files.push((
        PathBuf::from("docs/findings.md"),
        hooks_config::findings_page(),
    ));
    files.push((
        PathBuf::from("schemas/trust.json"),
        hooks_config::trust_listing_schema_json(),
    ));
    files.extend(crate::reference::pages());
    files.push((PathBuf::from("docs/compat.md"), crate::compat::page(root)));
    for (name, schema) in hooks_router::schemas() {
        files.push((Path::new("schemas").join(name), schema));
    }
    files
}

/// Rewrites the files that are out of date, and removes files that are no longer generated. Prints the path of each
/// file that it changed.
pub(crate) fn write(root: &Path) -> Result<(), String> {
    let files = all(root);
    for (path, text) in &files {
        let full = root.join(path);
        // Do not write a file that is up to date: a new time stamp would make cargo build the file's crate again.
        if fs::read_to_string(&full).is_ok_and(|current| current == *text) {
            continue;
        }
        if let Some(folder) = full.parent() {
            fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        }
        fs::write(&full, text).map_err(|e| format!("{}: {e}", full.display()))?;
        println!("wrote {}", path.display());
    }
    for stale in stale(root, &files)? {
        fs::remove_file(root.join(&stale)).map_err(|e| format!("{}: {e}", stale.display()))?;
        println!("removed {}", stale.display());
    }
    Ok(())
}

/// Fails with a short diff for each file that is out of date, and names the files that should not exist.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let files = all(root);
    let mut problems = Vec::new();
    for (path, text) in &files {
        match fs::read_to_string(root.join(path)) {
            Ok(current) if current == *text => {}
            Ok(current) => {
                problems.push(format!(
                    "{}:\n{}",
                    path.display(),
                    first_difference(&current, text)
                ));
            }
            Err(error) => problems.push(format!("{}: {error}", path.display())),
        }
    }
    for path in stale(root, &files)? {
        problems.push(format!("{}: no longer generated", path.display()));
    }
    if problems.is_empty() {
        println!("{} generated files are current", files.len());
        return Ok(());
    }
    Err(format!(
        "generated files are not current:\n{}\nrun: cargo xtask schema",
        problems.join("\n")
    ))
}

/// Returns the files in the generated folders that are no longer generated. Only folders that contain nothing but
/// generated files are searched. In all other folders, such a file must be removed by hand.
fn stale(root: &Path, files: &[Generated]) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("schemas"), PathBuf::from("docs/reference")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else {
            continue;
        };
        for entry in entries {
            let entry = entry.map_err(|e| format!("{}: {e}", folder.display()))?;
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if !files.iter().any(|(known, _)| *known == path) {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// Shows the first lines that differ, at most three of each side. That is enough to recognize the change; `git diff`
/// shows the rest once the files are written.
fn first_difference(current: &str, wanted: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (current.lines().collect(), wanted.lines().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let show = |sign: char, lines: &[&str]| -> String {
        lines
            .iter()
            .skip(start)
            .take(3)
            .map(|line| format!("  {sign}{line}\n"))
            .collect()
    };
    format!(
        "  line {}\n{}{}",
        start + 1,
        show('-', &old),
        show('+', &new)
    )
    .trim_end()
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_generated_file_is_current() {
        check(&crate::workspace_root()).unwrap();
    }

    #[test]
    fn a_difference_shows_where_it_begins() {
        assert_eq!(
            first_difference("a\nb\nc\n", "a\nx\nc\n"),
            "  line 2\n  -b\n  -c\n  +x\n  +c"
        );
    }
}
