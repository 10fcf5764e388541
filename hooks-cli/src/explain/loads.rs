//! Names the files that a trusted script loads, which its trust does not cover.
//!
//! A decision about trust covers the files that the command names. A module that such a file imports can change later,
//! and the user is not asked again. The names are read from the text of the script, so a file that is loaded in a way
//! not recognized here is not named.

use std::path::Path;

use hooks_config::{Loaded, TrustState};
use hooks_types::spec::Handler;
use hooks_types::text::quoted;
use hooks_types::{HookSpec, Payload};

use crate::variables::script_files;

/// The maximum number of files that a remark names; files beyond this number are only counted.
const NAMED: usize = 3;

/// The maximum number of lines of a script that are searched for files that the script loads.
const LINES: usize = 2000;

/// Returns a remark on a trusted hook whose script loads other files in the script's folder.
pub(super) fn uncovered(spec: &HookSpec, loaded: &Loaded, payload: &Payload) -> Option<String> {
    let file = spec.source.file.as_deref()?;
    let is_trusted = loaded.trust.iter().any(|status| {
        status.state == TrustState::Trusted
            && (&status.event, &status.id) == (&spec.event, &spec.id)
            && file.ends_with(&status.file)
    });
    let Handler::Command(command) = &spec.handler else {
        return None;
    };
    if !is_trusted {
        return None;
    }
    let scripts = script_files(command, Path::new(&payload.meta.cwd));
    let mut named = Vec::new();
    let mut by = None;
    for (path, text) in &scripts {
        let folder = path.parent().unwrap_or(path);
        for name in text
            .lines()
            .take(LINES)
            .filter_map(|line| loads(line, folder))
        {
            let is_covered = scripts
                .iter()
                .any(|(known, _)| *known == folder.join(&name));
            if !is_covered && !named.contains(&name) {
                by.get_or_insert(path);
                named.push(name);
            }
        }
    }
    let by = by?.file_name()?.to_string_lossy();
    let shown = named.iter().take(NAMED);
    let shown: Vec<String> = shown
        .map(|name| format!("`{}`", quoted(name.as_bytes(), 60)))
        .collect();
    let more = match named.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!(
        "trusted: {}; {}{more}, which it loads, may change without a question",
        quoted(by.as_bytes(), 60),
        shown.join(", ")
    ))
}

/// Returns the file beside the script that this line of the script loads. Recognizes `import helpers`, `from .helpers
/// import x`, `. ./lib.sh`, `source "$(dirname "$0")/lib.sh"`, `require("./lib")`, `import x from "./lib.js"` and
/// `require_relative "lib"`.
fn loads(line: &str, folder: &Path) -> Option<String> {
    let line = line.trim();
    let there = |name: &str| {
        let is_beside = Path::new(name).is_relative() && folder.join(name).is_file();
        is_beside.then(|| name.to_owned())
    };
    let python = |name: &str| {
        let name = name.trim_start_matches('.').split([' ', ',', ';']).next()?;
        let path = name.replace('.', "/");
        let is_name = !name.is_empty() && name.len() < 100;
        is_name
            .then(|| there(&format!("{path}.py")).or_else(|| there(&format!("{path}/__init__.py"))))
            .flatten()
    };
    let shell = line
        .strip_prefix("source ")
        .or_else(|| line.strip_prefix(". "));
    if let Some(named) = shell {
        // A path can begin with an expression for the script's own folder, such as `$(dirname "$0")/`. Drop it.
        let tail = named.rsplit_once(")/").map_or(named, |(_, tail)| tail);
        let tail = tail.split([';', '&', '|']).next()?.trim();
        let tail = tail.trim_matches(['"', '\'']).trim_start_matches("./");
        let tail = match tail.strip_prefix('$') {
            Some(rest) => rest.split_once('/')?.1,
            None => tail,
        };
        return there(tail);
    }
    if let Some(named) = line.strip_prefix("require_relative ") {
        let named = named.trim_matches(['"', '\'']);
        return there(&format!("{named}.rb")).or_else(|| there(named));
    }
    let quoted_path = ["\"./", "'./", "\"../", "'../"].iter().find_map(|start| {
        let is_load = line.contains("require(") || line.starts_with("import ");
        let (_, rest) = line.split_once(start).filter(|_| is_load)?;
        let up = if start.contains("..") { "../" } else { "" };
        Some(format!("{up}{}", rest.split(['"', '\'']).next()?))
    });
    if let Some(path) = quoted_path {
        let ends = ["", ".js", ".mjs", ".cjs", ".ts", ".json", "/index.js"];
        return ends.iter().find_map(|end| there(&format!("{path}{end}")));
    }
    let module = line
        .strip_prefix("import ")
        .or_else(|| line.strip_prefix("from "));
    module.and_then(python)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_beside_the_script_is_found_in_the_ways_of_each_language() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "helpers.py",
            "lib.sh",
            "lib.js",
            "pkg/__init__.py",
            "lib.rb",
        ] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        for (line, name) in [
            ("import helpers", "helpers.py"),
            ("from helpers import rules", "helpers.py"),
            ("from .helpers import rules", "helpers.py"),
            ("import pkg, sys", "pkg/__init__.py"),
            (". ./lib.sh", "lib.sh"),
            ("source lib.sh; x", "lib.sh"),
            ("source \"$(dirname \"$0\")/lib.sh\"", "lib.sh"),
            (". \"$HERE/lib.sh\"", "lib.sh"),
            ("const x = require(\"./lib\");", "lib.js"),
            ("import { x } from './lib.js';", "lib.js"),
            ("require_relative \"lib\"", "lib.rb"),
        ] {
            assert_eq!(loads(line, folder.path()).as_deref(), Some(name), "{line}");
        }
        for none in [
            "import sys",
            "from json import loads",
            ". /etc/profile",
            "source $X",
            "import",
            "# import helpers",
            "",
        ] {
            assert_eq!(loads(none, folder.path()), None, "{none}");
        }
    }
}
