//! Finds files that a shell script loads with `.` or `source` and that do not exist.
//!
//! bash goes on after such a line, and each function of the file is then an unknown command. Only a line with a known
//! path is examined: an absolute path, a path from the script's own folder, or a relative path after
//! `cd "$(dirname "$0")"`. A script that names the file a second time can test for it or create it, so nothing is
//! reported then.

use std::path::{Path, PathBuf};

use hooks_types::HookSpec;
use hooks_types::near::nearest;
use hooks_types::text::quoted;

use super::program_files::last_of;
use super::script::{Scripts, command, files_of};
use super::shell_of::shell_script;
use super::shell_text::Shell;
use super::{CANDIDATES, Finding};
use crate::diagnostic::DiagnosticCode;

/// Expressions for the folder of the script itself, without quotes.
const OWN_FOLDER: &[&str] = &[
    "$(dirname $0)",
    "$(dirname -- $0)",
    "`dirname $0`",
    "${0%/*}",
    "$(dirname $BASH_SOURCE)",
    "$(dirname ${BASH_SOURCE})",
    "$(dirname ${BASH_SOURCE[0]})",
    "$(dirname -- ${BASH_SOURCE[0]})",
    "${BASH_SOURCE%/*}",
    "${BASH_SOURCE[0]%/*}",
];

/// The maximum number of files in a folder that are compared with a missing name.
const NEIGHBOURS: usize = 200;

/// A file that a script loads and that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MissingSource {
    /// The file, as the script names it. It is not escaped.
    pub named: String,
    /// The path that this name means.
    pub path: PathBuf,
}

/// Returns the files that a shell script loads and that do not exist. `script` is the path of the script.
#[must_use]
pub fn missing_sources(script: &Path, text: &str) -> Vec<MissingSource> {
    let Some(folder) = script.parent() else {
        return Vec::new();
    };
    if ![". ", "source "].iter().any(|word| text.contains(word)) {
        return Vec::new();
    }
    let shell = Shell::of(text);
    // Whether the script has changed to its own folder; `false` too if its folder is not known.
    let mut is_in_own = false;
    // The number of open `if`, loops and `case`, whose lines might not run.
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for part in shell.statements() {
        if found.len() >= CANDIDATES {
            break;
        }
        let written = shell.text(&part).replace('"', "");
        let plain = shell.plain(&part);
        match plain.split_whitespace().next().unwrap_or_default() {
            "if" | "for" | "while" | "until" | "case" | "select" => depth += 1,
            "fi" | "done" | "esac" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let mut words = plain.split_whitespace();
        if words.any(|word| matches!(word, "cd" | "pushd" | "popd" | "(cd")) {
            is_in_own = is_own_folder(&written);
            continue;
        }
        // Examine only a line that is a command by itself: not indented, and without a test before or after it.
        let is_first = part.start == 0 || text.as_bytes().get(part.start - 1) == Some(&b'\n');
        let given = written
            .strip_prefix(". ")
            .or_else(|| written.strip_prefix("source "));
        let is_alone = is_first && depth == 0 && !plain.contains(['|', '&', '<', '>']);
        let Some(given) = given.filter(|_| is_alone) else {
            continue;
        };
        found.extend(meant(given.trim(), folder, is_in_own));
    }
    found.retain(|source| {
        let last = last_of(&source.named);
        text.matches(&last).count() == 1
            && !source.path.exists()
            && !names_missing_folder(text, &source.path)
    });
    found
}

/// Returns whether the path leads through a missing folder that the script names a second time. Such a script can test
/// for the folder or create it.
fn names_missing_folder(text: &str, path: &Path) -> bool {
    let folders = path.ancestors().skip(1);
    let missing = folders.take_while(|folder| !folder.exists()).last();
    let name = missing.and_then(|folder| folder.file_name()?.to_str());
    name.is_some_and(|name| text.matches(name).count() > 1)
}

/// Returns whether a statement changes to the folder of the script.
fn is_own_folder(statement: &str) -> bool {
    let target = statement.strip_prefix("cd ").map(|rest| {
        let rest = rest.strip_prefix("-- ").unwrap_or(rest);
        rest.split(" ||").next().unwrap_or(rest).trim()
    });
    target.is_some_and(|target| OWN_FOLDER.contains(&target))
}

/// Returns the file that the words after `.` mean; `None` if its folder is not known.
fn meant(given: &str, folder: &Path, is_in_own: bool) -> Option<MissingSource> {
    let own = OWN_FOLDER.iter().find_map(|own| {
        let tail = given.strip_prefix(own)?.strip_prefix('/')?;
        Some((own.len() + 1, tail))
    });
    let (before, tail) = own.unwrap_or((0, given));
    let tail = tail.split_whitespace().next()?;
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-./+@%".contains(letter);
    if !tail.chars().all(is_plain) {
        return None;
    }
    // Without a `/`, the shell looks for the file in PATH first.
    let is_known = own.is_some() || tail.starts_with('/') || is_in_own && tail.contains('/');
    is_known.then(|| MissingSource {
        named: given[..before + tail.len()].to_owned(),
        path: folder.join(tail.trim_start_matches("./")),
    })
}

/// Warns about the first file that a script of the hook loads and that does not exist.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let files = files_of(command(hook)?);
    files.iter().find_map(|script| {
        let text = shell_script(script, scripts)?;
        let missing = missing_sources(script, &text).into_iter().next()?;
        let script = last_of(&script.display().to_string());
        let (shown, named) = (
            quoted(script.as_bytes(), 80),
            quoted(missing.named.as_bytes(), 120),
        );
        let message = format!("`{shown}` loads `{named}`, which does not exist");
        let help = match neighbour(&missing.path) {
            Some(near) => format!("did you mean `{}`?", quoted(near.as_bytes(), 80)),
            None => {
                let name = last_of(&missing.named);
                let name = quoted(name.as_bytes(), 80);
                format!("create the file `{name}`, or correct its path in the script")
            }
        };
        Some(Finding::warning(DiagnosticCode::MissingFile, script, message).help(help))
    })
}

/// Returns the name of a file in the same folder that is similar to the name of the missing file.
fn neighbour(missing: &Path) -> Option<String> {
    let entries = missing.parent()?.read_dir().ok()?.take(NEIGHBOURS);
    let names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let name = missing.file_name()?.to_str()?;
    nearest(name, names.iter().map(String::as_str)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_found_if_its_folder_is_known() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("there.sh"), "").unwrap();
        let script = folder.path().join("guard");
        let of = |text: &str| {
            let found = missing_sources(&script, text).into_iter();
            found.map(|source| source.named).collect::<Vec<_>>()
        };
        for (text, named) in [
            ("cd \"$(dirname \"$0\")\"\n. ./lib.sh\n", "./lib.sh"),
            (
                "cd \"$(dirname \"$0\")\" || exit 1\nsource ./lib.sh; x",
                "./lib.sh",
            ),
            ("cd -- \"${0%/*}\"\n. sub/lib.sh a\n", "sub/lib.sh"),
            (". \"$(dirname \"$0\")/lib.sh\"", "$(dirname $0)/lib.sh"),
            (
                "source \"$(dirname \"${BASH_SOURCE[0]}\")\"/lib.sh # x",
                "$(dirname ${BASH_SOURCE[0]})/lib.sh",
            ),
            (". /no/such/lib.sh\n", "/no/such/lib.sh"),
            (
                "if true; then x; fi\n. /no/such/lib.sh\n",
                "/no/such/lib.sh",
            ),
        ] {
            assert_eq!(of(text), [named], "{text}");
        }
        for text in [
            "cd \"$(dirname \"$0\")\"\n. ./there.sh\n",
            ". \"$(dirname \"$0\")/there.sh\"\n",
            // It is not known in which folder the file is looked for.
            ". ./lib.sh\n",
            "cd \"$(dirname \"$0\")\"\ncd /tmp\n. ./lib.sh\n",
            "cd \"$(dirname \"$0\")/x\"\n. ./lib.sh\n",
            "cd \"$(dirname \"$0\")\"\n. lib.sh\n",
            ". \"$HERE/lib.sh\"\n",
            // The script expects that the file can be missing, or makes it.
            "[ -f /no/lib.sh ] && . /no/lib.sh\n",
            "if [ -f /no/lib.sh ]; then\n  . /no/lib.sh\nfi\n",
            ". /no/lib.sh || true\n",
            ". /no/lib.sh 2>/dev/null\n",
            "cp a /no/lib.sh\n. /no/lib.sh\n",
            "f() {\n  . /no/lib.sh\n}\n",
            "if [ -d .venv ]; then\n. /no/lib.sh\nfi\n",
            "for f in a b; do\n. /no/lib.sh\ndone\n",
            "cd \"$(dirname \"$0\")\"\nif [ ! -d .venv ]; then python3 -m venv .venv; fi\n. .venv/bin/activate\n",
            "[ -d /opt/nowhere ] || exit 0\n. /opt/nowhere/env.sh\n",
            "# . /no/lib.sh\n",
            "cat <<E\n. /no/lib.sh\nE\n",
            "echo '\n. /no/lib.sh\n'\n",
        ] {
            assert_eq!(of(text), [""; 0], "{text}");
        }
    }
}
