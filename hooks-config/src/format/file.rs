//! A file that was read, before it is combined with the agent's other files.

use std::path::PathBuf;
use std::sync::Arc;

use hooks_types::DialectRef;
use hooks_types::report::Cause;

use super::agent::AgentFiles;
use super::place::{Found, Place, Trust};
use super::reader::{Entry, Reader};
use super::switches::Switches;
use super::tree::Span;
use crate::bridge::is_own_bridge;
use crate::diagnostic::{DiagnosticCode, Severity};
use crate::flaw::Flaw;
use crate::loaded::{Loaded, LoadedFile};
use crate::remarks::Remarks;

/// One agent's file after reading: its hooks, settings and remarks.
#[derive(Debug)]
#[non_exhaustive]
pub struct FileRead {
    /// The file's place, with the scope, trust and folders that the file's hooks inherit from it.
    pub place: Place,
    /// The file's path as diagnostics show it.
    pub file: Arc<PathBuf>,
    /// The file's hooks, in file order.
    pub entries: Vec<Entry>,
    /// The file's settings that apply to more than one hook.
    pub switches: Switches,
    /// The agent whose format the file has.
    pub(crate) agent: &'static AgentFiles,
    /// The file's text, for the places of diagnostics.
    text: Arc<str>,
    /// The remarks about the file so far.
    pub(crate) remarks: Remarks,
}

impl FileRead {
    /// Creates the value from the hooks, settings and remarks that a reader collected.
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

    /// Returns the dialect of the file's format.
    #[must_use]
    pub fn dialect(&self) -> &DialectRef {
        self.agent.dialect
    }

    /// Reports something about a part of this file.
    pub fn say(
        &mut self,
        severity: Severity,
        code: DiagnosticCode,
        span: &Span,
        message: impl Into<crate::words::Words>,
    ) {
        let mut flaw = Flaw::new(code, span, message);
        flaw.severity = severity;
        self.remarks.say(&self.text, flaw);
    }

    /// Returns the line of a part of this file, from 1.
    #[must_use]
    pub fn line_of(&self, span: &Span) -> u32 {
        self.remarks.line(&self.text, span.start)
    }

    /// Switches off every hook of the file that could run.
    pub fn retire(&mut self, cause: &Cause, reason: &str) {
        for entry in &mut self.entries {
            entry.retire(cause, reason);
        }
    }

    /// Switches off hooks because of the way the file was found, or because the file is untrusted. Our
    /// own bridge in a discovered file must not run, since it would run the same hooks again; and no
    /// hook of an untrusted file may run.
    pub(crate) fn settle_place(&mut self) {
        if self.place.found == Found::Discovered {
            let bridges: Vec<&mut Entry> = self
                .entries
                .iter_mut()
                .filter(|entry| is_own_bridge(&entry.spec.handler))
                .collect();
            for entry in bridges {
                let reason = "our own bridge, which would run the same hooks again";
                entry.retire(&Cause::OwnEntry, reason);
            }
        }
        if self.place.trust == Trust::Untrusted {
            let reason = "its project or plugin is not trusted yet";
            self.retire(&Cause::Untrusted, reason);
            // Errors in an untrusted file are only warnings: its hooks do not run.
            self.remarks.soften();
        }
    }

    /// Converts the file's content to a [`Loaded`] of its own.
    pub(crate) fn into_loaded(self) -> Loaded {
        let mut loaded = Loaded::default();
        let hooks = self.entries.len();
        for entry in self.entries {
            loaded.push(entry.spec);
        }
        loaded.diagnostics = self.remarks.in_order();
        let mut file = LoadedFile::new(self.file, self.agent.dialect, hooks, self.text);
        let switch = self.switches.disable_all.filter(|switch| switch.value);
        file.switch = switch.map(|switch| switch.span);
        loaded.files.push(file);
        loaded
    }
}
