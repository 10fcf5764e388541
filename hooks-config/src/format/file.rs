//! Files that were read, and what they mean for each other.

use std::path::PathBuf;
use std::sync::Arc;

use hooks_types::DialectRef;
use hooks_types::report::Cause;

use super::agent::AgentFiles;
use super::place::{Found, Place, Trust};
use super::reader::{Entry, Reader};
use super::switches::Switches;
use super::tree::Span;
use crate::bridge::is_bridge;
use crate::diagnostic::{DiagnosticCode, Severity};
use crate::flaw::Flaw;
use crate::loaded::{Loaded, LoadedFile};
use crate::remarks::Remarks;

/// One file that was read.
#[derive(Debug)]
#[non_exhaustive]
pub struct FileRead {
    /// Where it lies.
    pub place: Place,
    /// Its path, as it should be named.
    pub file: Arc<PathBuf>,
    /// Its hooks, in its order.
    pub entries: Vec<Entry>,
    /// What it says about hooks as a whole.
    pub switches: Switches,
    pub(crate) agent: &'static dyn AgentFiles,
    text: Arc<str>,
    pub(crate) remarks: Remarks,
}

impl FileRead {
    pub(super) fn finish(reader: Reader<'_>, text: Arc<str>) -> Self {
        Self {
            place: reader.place.clone(),
            file: Arc::clone(&reader.remarks.file),
            entries: reader.entries,
            switches: reader.switches,
            agent: reader.agent,
            text,
            remarks: reader.remarks,
        }
    }

    /// Whose format it has.
    #[must_use]
    pub fn dialect(&self) -> &DialectRef {
        self.agent.dialect()
    }

    /// Says something about a piece of this file.
    pub fn say(
        &mut self,
        severity: Severity,
        code: DiagnosticCode,
        span: &Span,
        message: impl Into<String>,
    ) {
        let mut flaw = Flaw::new(code, span, message);
        flaw.severity = severity;
        self.remarks.say(&self.text, flaw);
    }

    /// Switches every hook of the file off that is live.
    pub fn retire(&mut self, cause: &Cause, reason: &str) {
        for entry in &mut self.entries {
            entry.retire(cause, reason);
        }
    }

    /// What follows from how the file was found: nobody trusted it, or its hook is our own.
    pub(crate) fn settle_place(&mut self) {
        if self.place.found == Found::Discovered {
            let bridges: Vec<&mut Entry> = self
                .entries
                .iter_mut()
                .filter(|entry| is_bridge(&entry.spec.handler))
                .collect();
            for entry in bridges {
                let reason = "our own bridge, which would run the same hooks again";
                entry.retire(&Cause::OwnEntry, reason);
            }
        }
        if self.place.trust == Trust::Untrusted {
            let reason = "it comes with a project or plugin that nobody has trusted yet";
            self.retire(&Cause::Untrusted, reason);
            self.remarks.soften();
        }
    }

    /// The file's part of a load.
    pub(crate) fn into_loaded(self) -> Loaded {
        let mut loaded = Loaded::default();
        let hooks = self.entries.len();
        for entry in self.entries {
            loaded.push(entry.spec);
        }
        loaded.diagnostics = self.remarks.in_order();
        let file = LoadedFile::new(self.file, self.agent.dialect(), hooks, self.text);
        loaded.files.push(file);
        loaded
    }
}
