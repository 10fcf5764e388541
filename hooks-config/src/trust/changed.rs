//! Names the change that ended a hook's trust: a change of a script that the hook runs, of a file that its command only
//! names, or of parts of its entry.
//!
//! A hook can write to a file that its own command names, such as a log. Then each run ends the trust, until the user
//! declares the file as data.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

use hooks_types::spec::Handler;
use hooks_types::text::quoted;

use super::entry::TrustEntry;
use super::found::FoundHook;
use super::mark::DATA;
use super::shown::{Values, WORDING, command, lines};
use super::words::Words;
use crate::findings::is_executable;

/// The two beginnings of a reason that names a file: a file that the hook runs, or a file that its command only names.
const SCRIPT: &str = "its script `";
const FILE: &str = "its file `";

/// The three ends of such a reason, after the file's name.
const MISSING: &str = "` is not there any more";
const DIFFERS: &str = "` changed after the user trusted the hook";
const NEW: &str = "` did not exist when the user trusted the hook";

/// The reason for a new file whose name is not a word of the command: for example, a file that fits `hooks/*.sh`.
const NEW_UNNAMED: &str =
    "a file that its command can read or run did not exist when the user trusted the hook";

/// The labels of the lines that a person reads about a hook, each with the key of the entry that it shows.
const KEYS: &[(&str, &str)] = &[
    ("event", "event"),
    ("when", "matcher"),
    ("timeout", "timeout"),
    ("if it fails", "on_failure"),
    ("dialect", "dialect"),
    ("strategy", "strategy"),
    ("role", "role"),
    ("side effects", "side_effects"),
    ("network", "url"),
];

/// Extensions of files that programs write or read, and do not run.
const DATA_ENDINGS: &[&str] = &[
    "csv", "db", "jsonl", "log", "ndjson", "out", "sqlite", "tsv", "txt",
];

/// Extensions of files with code, which an interpreter can load although the file is not executable.
const CODE_ENDINGS: &[&str] = &[
    "awk", "bash", "cjs", "cmake", "fish", "gradle", "groovy", "js", "jq", "jsx", "kts", "lua",
    "mak", "mjs", "mk", "ninja", "nix", "node", "php", "pl", "pm", "ps1", "py", "rb", "rules",
    "sed", "sh", "so", "tcl", "ts", "tsx", "vim", "wasm", "zsh",
];

/// Returns the name of the file that the reason of a changed hook names, if the user might declare this file as data.
/// `None` if the hook seems to run the file, if the reason names no file, or if the name was shortened or escaped. Also
/// `None` for a new file, unless its extension is usual for data.
#[must_use]
pub fn changed_data(reason: &str) -> Option<&str> {
    let rest = reason.strip_prefix(FILE)?;
    let mut ends = [DIFFERS, MISSING, NEW].iter();
    let (name, end) = ends.find_map(|end| Some((rest.split_once(end)?.0, *end)))?;
    let is_whole = !name.contains(['`', '\\', '…']);
    // A stranger could have added a new file, and the hook need not have written it. The caller advises the user to
    // declare the returned file as data (`--data`). So return a new file only if no program runs files with its
    // extension.
    let is_data = end != NEW || has_ending(name, DATA_ENDINGS);
    (is_whole && is_data).then_some(name)
}

/// Returns whether a file has one of these extensions.
fn has_ending(name: &str, known: &[&str]) -> bool {
    let extension = Path::new(name).extension().and_then(|end| end.to_str());
    extension.is_some_and(|end| known.contains(&end))
}

impl FoundHook<'_> {
    /// Says which file of a trusted version changed, is missing or is new, if the command did not change. Quotes only a
    /// name that the user agreed to, because models can read the answer.
    pub(super) fn changed_file(&self, trusted: &TrustEntry) -> Option<String> {
        if trusted.shown.command != command(&self.everywhere()) {
            return None;
        }
        let now = self.identity();
        let covered = trusted.files.iter().filter(|(_, mark)| *mark != DATA);
        let differs = |(name, mark): &(&String, &String)| now.files.get(*name) != Some(*mark);
        let differing = covered.filter(differs).map(|(name, _)| name);
        let (scripts, data): (Vec<&String>, Vec<&String>) =
            differing.partition(|name| !self.is_only_named(name));
        // Name a script first: a changed script matters more than a changed data file.
        let (what, differing) = match scripts.is_empty() {
            true => (FILE, data),
            false => (SCRIPT, scripts),
        };
        let is_missing = |name: &&&String| {
            let path = self.file.root.join(name);
            path.symlink_metadata()
                .is_err_and(|error| error.kind() == ErrorKind::NotFound)
        };
        let (name, how) = match differing.iter().find(is_missing) {
            Some(name) => (name, MISSING),
            None => match differing.first() {
                Some(name) => (name, DIFFERS),
                None => return self.new_file(trusted),
            },
        };
        Some(format!("{what}{}{how}", quoted(name.as_bytes(), 120)))
    }

    /// Says which file of the command is new since a trusted version. `None` if no file is new.
    fn new_file(&self, trusted: &TrustEntry) -> Option<String> {
        let now = self.identity();
        let new = now.files.keys().chain(now.unread.keys());
        let new: Vec<&String> = new
            .filter(|name| !trusted.files.contains_key(*name))
            .collect();
        // The reason may contain only a name that the user agreed to. So name a file only if each part of its name is
        // in the command's words: a file that merely fits a pattern of the command can have any name.
        let words = now.words.iter().chain([&self.file.name]);
        let parts: BTreeSet<&str> = words.flat_map(|word| word.split('/')).collect();
        let is_word = |name: &&&String| name.split('/').all(|part| parts.contains(part));
        let mut named: Vec<&&String> = new.iter().filter(is_word).collect();
        // Name a script first, as for changed files.
        named.sort_by_key(|name| self.is_only_named(name));
        let Some(name) = named.first() else {
            return (!new.is_empty()).then(|| NEW_UNNAMED.to_owned());
        };
        let what = match self.is_only_named(name) {
            true => FILE,
            false => SCRIPT,
        };
        Some(format!("{what}{}{NEW}", quoted(name.as_bytes(), 120)))
    }

    /// Says which parts of the hook's entry changed, in the words of the entry's keys. Quotes nothing of the hook,
    /// because models can read the answer. `None` if the entry did not change, or if the kept lines have an older
    /// wording.
    pub(super) fn changed_entry(&self, trusted: &TrustEntry) -> Option<String> {
        let spec = self.everywhere();
        let mut parts = Vec::new();
        if trusted.shown.command != command(&spec) {
            parts.push("command");
        }
        let now = lines(&spec, Values::Digests);
        let then = trusted.shown.lines.iter();
        let gone = then.filter(|line| trusted.shown.wording == WORDING && !now.contains(line));
        let new = now
            .iter()
            .filter(|line| trusted.shown.wording == WORDING && !trusted.shown.lines.contains(line));
        for line in gone.chain(new) {
            let label = line.split(':').next().unwrap_or_default();
            let known = KEYS.iter().find(|(known, _)| *known == label);
            parts.extend(
                known
                    .map(|(_, key)| *key)
                    .filter(|key| !parts.contains(key)),
            );
        }
        (!parts.is_empty()).then(|| {
            let parts: Vec<String> = parts.iter().map(|part| format!("`{part}`")).collect();
            format!(
                "its entry changed after the user trusted the hook: {}",
                parts.join(", ")
            )
        })
    }

    /// Returns whether the command names this file, but seems not to run it: the file is neither the program nor a
    /// script. An example is a log that the hook writes.
    fn is_only_named(&self, name: &str) -> bool {
        let Handler::Command(command) = &self.spec.handler else {
            return false;
        };
        let path = self.file.root.join(name);
        let last = name.rsplit('/').next().unwrap_or(name);
        !Words::of(command).runs(last)
            && (has_ending(last, DATA_ENDINGS)
                || !has_ending(last, CODE_ENDINGS)
                    && !is_executable(&path)
                    && !self.begins_as_script(name))
    }
}
