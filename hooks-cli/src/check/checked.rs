//! A file that was checked, with its findings.

use std::path::PathBuf;
use std::sync::Arc;

use hooks_config::{Diagnostic, DiagnosticCode, Loaded, TrustState};
use hooks_types::DialectRef;

use crate::configuration::text_of;
use crate::trust::HookState;

/// A checked file with its findings.
pub(super) struct Checked {
    /// The path as the user named it, or as discovery found it.
    pub(super) path: PathBuf,
    /// The file's format; `None` if it is unknown.
    pub(super) dialect: Option<DialectRef>,
    /// How many hooks the file has, usable or not.
    pub(super) hooks: usize,
    /// The diagnostics from loading the file, followed by the findings of the check.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The result of loading, which has the texts that diagnostics point into.
    pub(super) loaded: Arc<Loaded>,
    /// The trust of the file's hooks, if the file belongs to a project.
    pub(super) trust: Vec<HookState>,
    /// Whether the scripts of the hooks were not read, because the hooks are untrusted.
    pub(super) unread_scripts: bool,
}

impl Checked {
    /// Returns whether the file was read as an untrusted file: messages do not quote it, and the scripts of its hooks
    /// are not read. The loader keeps no text of such a file, so an empty text shows this.
    pub(super) fn is_unquoted(&self) -> bool {
        text_of(&self.loaded, &self.path).is_empty()
    }

    /// Returns whether the file lies at a place that no agent reads, and the user did not name it.
    pub(super) fn is_not_read(&self) -> bool {
        let mut found = self.diagnostics.iter();
        self.dialect.is_none() && found.any(|found| found.code == DiagnosticCode::NotRead)
    }

    /// Returns whether the file could not be read. Then only the file's path can show its format.
    pub(super) fn is_unreadable(&self) -> bool {
        let is_unreadable = |found: &Diagnostic| found.code == DiagnosticCode::Unreadable;
        let is_listed = self
            .loaded
            .files
            .iter()
            .any(|file| file.path.as_path() == self.path);
        !is_listed && self.diagnostics.iter().any(is_unreadable)
    }

    /// Returns whether some of the file's hooks wait for a decision about trust.
    pub(super) fn is_undecided(&self) -> bool {
        let is_decided =
            |hook: &HookState| matches!(hook.state, TrustState::Trusted | TrustState::Gone);
        !self.trust.iter().all(is_decided)
    }

    /// Returns whether a decision about trust would let some of the file's hooks run. A hook whose entry has an error
    /// can neither be trusted nor run.
    pub(super) fn is_decidable(&self) -> bool {
        let mut hooks = self.trust.iter();
        hooks.any(|hook| {
            !matches!(hook.state, TrustState::Trusted | TrustState::Gone) && !hook.is_unusable
        })
    }

    /// Returns why the scripts of the file's hooks were not read.
    pub(super) fn why_unread(&self) -> String {
        let mut moved = self.trust.iter();
        if let Some(from) = moved.find_map(|hook| hook.moved_from.as_deref()) {
            return format!("the project was at {from} when you trusted it");
        }
        let has = |state: TrustState| self.trust.iter().any(|hook| hook.state == state);
        match (has(TrustState::New), has(TrustState::Changed)) {
            (true, false) => "not trusted yet",
            (false, true) => "changed since you trusted it",
            _ => "not trusted",
        }
        .to_owned()
    }

    /// Returns the text that a diagnostic points into.
    pub(super) fn text_of(&self, diagnostic: &Diagnostic) -> &str {
        text_of(&self.loaded, &diagnostic.file)
    }
}
