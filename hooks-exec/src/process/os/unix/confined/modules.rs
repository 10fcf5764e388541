//! Files that interpreters find for a path without an extension.

use std::path::{Path, PathBuf};

/// What they try, in no order: every one that is there counts.
const EXTENSIONS: &[&str] = &[
    "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "json", "node", "wasm", "ps1", "psm1",
    "rb",
];

/// Paths that the path of a module may stand for; `whole` is where it leads.
pub(super) fn completed(whole: &Path, path: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    if whole.is_dir() {
        paths.push(path.join("package.json"));
        paths.extend(
            EXTENSIONS
                .iter()
                .map(|end| path.join(format!("index.{end}"))),
        );
    }
    if path.file_name().is_none() {
        return paths;
    }
    for end in EXTENSIONS {
        let mut added = path.as_os_str().to_owned();
        added.push(".");
        added.push(end);
        paths.push(added.into());
    }
    // TypeScript's take `guard.js` for `guard.ts` where only that is there.
    if path
        .extension()
        .is_some_and(|end| end.to_string_lossy().ends_with("js"))
    {
        let sources = ["ts", "mts", "cts", "tsx", "jsx"];
        paths.extend(sources.iter().map(|end| path.with_extension(end)));
    }
    paths
}
