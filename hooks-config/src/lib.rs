//! Config text to hooks, and diagnostics that point at the line.
//!
//! Reading a text is a pure function ([`parse`] for our own format, `foreign::parse` for other
//! agents'); only loading by path ([`load_named`], [`load_candidates`]) and discovery read files.
//! Nothing here starts a process or knows tokio.

#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod diagnostic;
mod loaded;
mod near;
mod options;

mod native;

mod batch;
mod discovery;
mod load;
mod located;
mod read;

#[cfg(feature = "foreign")]
pub mod foreign;

#[cfg(feature = "foreign")]
mod bridge;

#[cfg(feature = "foreign")]
pub use bridge::{
    BRIDGE_BUDGET, BRIDGE_TIMEOUT, BridgeHome, EditError, bridge_file, bridge_home_variable,
    install_bridge, uninstall_bridge,
};
pub use diagnostic::{Diagnostic, DiagnosticCode, Severity};
pub use discovery::{Candidate, Places, ProjectTrust, native_candidates};
pub use load::{NamedOptions, load_candidates, load_file, load_files, load_named};
pub use loaded::{LoadError, Loaded, LoadedFile};
pub use native::{
    CommandToml, DurationToml, HookEntryToml, HooksConfigToml, InheritEnvToml, MatcherToml,
    NotifyToml, Post, parse,
};
pub use options::LoadOptions;

#[cfg(feature = "schema")]
pub use native::schema_json;
