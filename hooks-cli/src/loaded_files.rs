//! Names the files that the scripts of a hook load, which trust in the hook does not cover.
//!
//! A decision about trust covers the files that the command names. A module that such a file imports can change later,
//! and the user is not asked again. The names are read from the text of the script, so a file that is loaded in a way
//! not recognized here is not named.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use hooks_config::{Loaded, TrustState, alike, missing_sources};
use hooks_types::spec::Handler;
use hooks_types::text::quoted;
use hooks_types::{HookSpec, Payload};

use crate::variables::script_files;

/// The maximum number of files that a remark names; files beyond this number are only counted.
const NAMED: usize = 3;

/// The maximum number of lines of a script that are searched for files that the script loads.
const LINES: usize = 2000;

/// The files that scripts load and that are not scripts of the hook themselves.
#[derive(Debug)]
pub(crate) struct LoadedFiles {
    /// The name of the first script that loads such a file.
    by: String,
    /// The files that the scripts load, spelled as in the scripts.
    names: Vec<String>,
}

impl LoadedFiles {
    /// Finds the files that these scripts load; `None` if they load no other files. Each script is given by its path
    /// and text.
    pub(crate) fn of(scripts: &[(PathBuf, String)]) -> Option<Self> {
        let mut names = Vec::new();
        let mut by = None;
        for (path, text) in scripts {
            let folder = path.parent().unwrap_or(path);
            let lines = text.lines().take(LINES);
            for name in lines.filter_map(|line| loads(line, folder)) {
                let file = folder.join(&name);
                let is_covered = scripts.iter().any(|(known, _)| *known == file);
                if !is_covered && !names.contains(&name) {
                    by.get_or_insert(path);
                    names.push(name);
                }
            }
        }
        let by = by?.file_name()?.to_string_lossy().into_owned();
        Some(Self { by, names })
    }

    /// Finds the files that the scripts of a hook load. A relative path is resolved against `folder`.
    pub(crate) fn of_hook(spec: &HookSpec, folder: &Path) -> Option<Self> {
        match &spec.handler {
            Handler::Command(command) => Self::of(&script_files(command, folder)),
            _ => None,
        }
    }

    /// Returns a line for a list of code that trust does not cover.
    pub(crate) fn line(&self) -> String {
        format!("{}, which `{}` loads", self.listed(), self.script())
    }

    /// Returns a line for each file that a script loads and that does not exist. If the file is created later, trust
    /// does not cover it.
    pub(crate) fn missing(scripts: &[(PathBuf, String)]) -> Vec<String> {
        let missing = scripts.iter().flat_map(|(path, text)| {
            let script = path.file_name().unwrap_or_default().to_string_lossy();
            let script = quoted(script.as_bytes(), 60).to_string();
            let missing = missing_sources(path, text).into_iter().take(NAMED);
            missing.map(move |source| {
                let named = quoted(source.named.as_bytes(), 80);
                format!("`{named}`, which `{script}` loads and which does not exist")
            })
        });
        missing.collect()
    }

    /// Returns a remark for the row of a trusted hook.
    fn remark(&self) -> String {
        format!(
            "trusted: `{}`; {}, which it loads, may change without a question",
            self.script(),
            self.listed()
        )
    }

    fn script(&self) -> String {
        quoted(self.by.as_bytes(), 60).to_string()
    }

    /// Lists the first files, and adds the number of the others.
    fn listed(&self) -> String {
        let shown = self.names.iter().take(NAMED);
        let shown: Vec<String> = shown
            .map(|name| format!("`{}`", quoted(name.as_bytes(), 60)))
            .collect();
        match self.names.len().saturating_sub(NAMED) {
            0 => shown.join(", "),
            more => format!("{} and {more} more", shown.join(", ")),
        }
    }
}

/// Returns a remark on a trusted hook whose script loads other files in the script's folder.
/// `known` keeps the remarks about scripts that were read, because many hooks can run one script.
pub(crate) fn uncovered(
    spec: &HookSpec,
    loaded: &Loaded,
    payload: &Payload,
    known: &mut HashMap<String, Option<String>>,
) -> Option<String> {
    let file = spec.source.file.as_deref()?;
    let is_trusted = loaded.trust.iter().any(|status| {
        status.state == TrustState::Trusted
            && (&status.event, &status.id) == (&spec.event, &spec.id)
            && file.ends_with(&status.file)
    });
    let read = || LoadedFiles::of_hook(spec, Path::new(&payload.meta.cwd));
    let remark = || read().map(|files| files.remark());
    is_trusted.then(|| known.entry(alike(spec)).or_insert_with(remark).clone())?
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
