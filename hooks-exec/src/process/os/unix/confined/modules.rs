//! Lists the files that interpreters find for the path of a module.
//!
//! `node ./guard` runs `./guard.js`. The word `./guard` is not the path of this file, so without this list the check
//! would miss the script of an untrusted project.

use std::path::{Path, PathBuf};

/// The extensions that interpreters try. Their order does not matter here, because every file that exists is checked.
const EXTENSIONS: &[&str] = &[
    "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "json", "node", "wasm", "ps1", "psm1",
    "rb",
];

/// Returns the paths that an interpreter might try for the path of a module. `whole` is `path` joined to the folder in
/// which it is resolved.
pub(super) fn completed(whole: &Path, path: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    // If an interpreter is given a folder, it reads `package.json` to find the file to run, or runs an index file. So
    // check these files.
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
    // Programs that run TypeScript resolve `guard.js` to `guard.ts` if only `guard.ts` exists. So also try the path
    // with the endings of TypeScript files.
    if path
        .extension()
        .is_some_and(|end| end.to_string_lossy().ends_with("js"))
    {
        let sources = ["ts", "mts", "cts", "tsx", "jsx"];
        paths.extend(sources.iter().map(|end| path.with_extension(end)));
    }
    paths
}
