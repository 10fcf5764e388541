//! Locates a finding in its file.
//!
//! A hook knows only the line on which its entry begins. The byte range is searched for in the text of the entry,
//! because this code serves both TOML and JSON files. The search can find the same words at a wrong place in the entry,
//! but never outside of the entry.

use std::collections::BTreeMap;
use std::iter::once;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use hooks_types::HookSpec;
use hooks_types::spec::Program;

use super::Finding;
use super::script::command;
use crate::diagnostic::Diagnostic;

/// The maximum number of bytes that are searched for an entry that shares its line with other entries.
const SHARED: usize = 16 * 1024;

/// The text of one entry: from its first line to the first line of the next entry.
pub(super) struct Entry<'t> {
    /// The text of the whole file.
    text: &'t str,
    /// The byte range of the entry in `text`.
    range: Range<usize>,
    /// The hook of the entry, if other entries begin on the same line.
    shares: Option<&'t HookSpec>,
}

/// The lines of a file, and those on which entries begin.
pub(super) struct EntryLines<'t> {
    /// The text of the whole file.
    text: &'t str,
    /// The byte offsets at which the lines begin.
    starts: Vec<usize>,
    /// The first lines of all entries, each with the number of entries that begin there.
    entries: BTreeMap<u32, usize>,
}

impl<'t> EntryLines<'t> {
    /// Reads the lines of a file that has these hooks.
    pub(super) fn of<'h>(text: &'t str, hooks: impl Iterator<Item = &'h HookSpec>) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let mut entries = BTreeMap::new();
        for hook in hooks {
            *entries.entry(hook.source.line).or_default() += 1;
        }
        Self {
            text,
            starts: once(0).chain(breaks).collect(),
            entries,
        }
    }

    /// Returns the byte offset at which a line begins; lines count from 1. A line after the last line begins at the end
    /// of the text. Line 0, which a hook without a known line has, begins at the start.
    fn start_of(&self, line: u32) -> usize {
        let before = usize::try_from(line).unwrap_or_default().saturating_sub(1);
        let start = self.starts.get(before);
        start.copied().unwrap_or(self.text.len())
    }

    /// Finds the entry of a hook.
    ///
    /// Two entries on one line, as in compact JSON, share the text up to the next line that has an entry, or its first
    /// [`SHARED`] bytes. In this text, the search for a finding begins after the name of the hook's event.
    pub(super) fn entry(&self, hook: &'t HookSpec) -> Entry<'t> {
        let line = hook.source.line;
        let start = self.start_of(line);
        let next = self.entries.range(line.saturating_add(1)..).next();
        let end = next.map_or(self.text.len(), |(next, _)| self.start_of(*next));
        let is_shared = self.entries.get(&line).is_some_and(|count| *count > 1);
        let end = match is_shared {
            // Every entry of the line searches this text, so bound it: a hostile file must not cause quadratic time.
            true => {
                let mut ends = (start..=end.min(start + SHARED)).rev();
                ends.find(|end| self.text.is_char_boundary(*end))
                    .unwrap_or(start)
            }
            false => end,
        };
        Entry {
            text: self.text,
            range: start..end.max(start),
            shares: is_shared.then_some(hook),
        }
    }
}

impl<'t> Entry<'t> {
    /// Converts a finding to a diagnostic that points at the finding's place in the file.
    pub(super) fn diagnostic(&self, finding: Finding, file: &Arc<PathBuf>) -> Diagnostic {
        let span = self.span(&finding.about, finding.key, finding.before);
        let found = Diagnostic::new(
            finding.code,
            finding.severity,
            finding.message,
            file,
            self.text,
            span,
        );
        match finding.help {
            Some(help) => found.with_help(help),
            None => found,
        }
    }

    /// Returns the number that is the value of a key, as written; `None` if the key has no number. The caller must
    /// compare the number with the hook: if several entries share a line, the number might belong to a different entry.
    pub(super) fn number(&self, key: &str) -> Option<&'t str> {
        let entry = self.text.get(self.range.clone())?;
        let value = entry[value_of(entry, key)?..].trim_start_matches([' ', '\t', '=', ':']);
        let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | '_');
        let end = value.find(|c| !is_digit(c)).unwrap_or(value.len());
        Some(&value[..end]).filter(|number| !number.is_empty())
    }

    /// Returns the range of `about` in the entry, or else the entry's first line. An occurrence in the value of `key`
    /// is preferred: the name of a script often contains the name of its hook. `before` occurrences in this value are
    /// skipped.
    fn span(&self, about: &str, key: Option<&str>, before: usize) -> Range<usize> {
        let shared = self.shared();
        let entry = self.text.get(shared.clone()).unwrap_or_default();
        let in_command = || {
            let command = self.command_of_shared(entry)?;
            found_in(&entry[command.clone()], about).map(|at| command.start + at)
        };
        let in_value = |key| {
            let start = value_of(entry, key)?;
            let value = &entry[start..];
            let at = match before {
                0 => found_in(value, about),
                before => value.match_indices(about).nth(before).map(|(at, _)| at),
            };
            at.map(|at| start + at)
        };
        let of_command = (key == Some("command") && before == 0)
            .then(in_command)
            .flatten();
        let found = of_command
            .or_else(|| key.and_then(in_value))
            .or_else(|| found_in(entry, about));
        if let Some(at) = found.filter(|_| !about.is_empty()) {
            let start = shared.start + at;
            return start..start + about.len();
        }
        let entry = self.text.get(self.range.clone()).unwrap_or_default();
        let line = entry.lines().next().unwrap_or_default().trim_end();
        self.range.start..self.range.start + line.len()
    }

    /// Returns the range of the entry without the entries of other events before it on the same line.
    fn shared(&self) -> Range<usize> {
        let entry = self.text.get(self.range.clone()).unwrap_or_default();
        let start = self.shares.and_then(|hook| {
            let event = format!("\"{}\"", hook.form.event);
            let mut found = entry.match_indices(&event).map(|(at, _)| at + event.len());
            found.find(|at| entry[*at..].trim_start().starts_with(':'))
        });
        self.range.start + start.unwrap_or(0)..self.range.end
    }

    /// Returns the range of the hook's command in `entry`, which also has the commands of other hooks.
    fn command_of_shared(&self, entry: &str) -> Option<Range<usize>> {
        let Program::Shell(text) = &command(self.shares?)?.program else {
            return None;
        };
        let written = serde_json::to_string(text).ok()?;
        let at = entry.find(&written)?;
        Some(at..at + written.len())
    }
}

/// Finds a text, preferably in quotes: a quoted text is a whole value and not a part of a longer word.
fn found_in(text: &str, about: &str) -> Option<usize> {
    text.find(&format!("\"{about}\""))
        .map(|at| at + 1)
        .or_else(|| whole_word(text, about))
        .or_else(|| text.find(about))
}

/// Finds where the value of a key begins, in TOML or JSON.
///
/// A key is followed by `=` or `:`, perhaps after its closing quote, and is not the end of a longer word: `timeout` is
/// not found in `http_timeout = 5`.
fn value_of(entry: &str, key: &str) -> Option<usize> {
    // Accept both `=` (TOML) and `:` (JSON): then this function need not know the format.
    let mut found = entry.match_indices(key).map(|(at, _)| at);
    found.find_map(|at| {
        let in_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let before = entry[..at].chars().next_back();
        let behind = &entry[at + key.len()..];
        let rest = behind.strip_prefix(['"', '\'']).unwrap_or(behind);
        let rest = rest.trim_start_matches([' ', '\t']);
        let is_key = rest.starts_with(['=', ':']) && !before.is_some_and(in_word);
        is_key.then(|| entry.len() - rest.len())
    })
}

/// Finds a text that is not part of a longer word: `p` in `"${config_dir}/p"`, not in `stop`.
fn whole_word(entry: &str, about: &str) -> Option<usize> {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = entry.match_indices(about).map(|(at, _)| at);
    found.find(|at| {
        let before = entry[..*at].chars().next_back();
        let after = entry[*at + about.len()..].chars().next();
        !before.is_some_and(in_word) && !after.is_some_and(in_word)
    })
}
