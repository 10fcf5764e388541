//! Config text to hooks, and diagnostics that point at the line.
//!
//! Loading is a pure function of text; only `load_files` and discovery read files. Nothing here
//! starts a process or knows tokio.

#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod diagnostic;
mod loaded;
mod options;

mod discovery;

#[cfg(feature = "foreign")]
pub mod foreign;

pub use diagnostic::{Diagnostic, DiagnosticCode, Severity};
pub use discovery::{Candidate, Places, ProjectTrust, native_candidates};
pub use loaded::{LoadError, Loaded, LoadedFile};
pub use options::LoadOptions;
