//! Config text to hooks, and diagnostics that point at the line.
//!
//! Reading a text is a pure function ([`parse`] for our own format, `foreign::parse` for other
//! agents'); only loading by path ([`load_named`], [`load_candidates`]) and discovery read files.
//! Nothing here starts a process or knows tokio.
//!
//! Our own files and those of other agents, as discovery finds them; a project's hooks run only
//! once somebody trusted the project:
//!
#![cfg_attr(feature = "foreign", doc = "```no_run")]
#![cfg_attr(not(feature = "foreign"), doc = "```ignore")]
//! use hooks_config::{Places, ProjectTrust, foreign::foreign_candidates};
//! use hooks_config::{load_candidates, native_candidates};
//! use hooks_types::Dialect;
//!
//! let places = Places::new().with_home("/home/me").with_project("/work/project");
//! let mut candidates = native_candidates(&places);
//! candidates.extend(foreign_candidates(&places, &[Dialect::Claude, Dialect::Codex]));
//! let loaded = load_candidates(&candidates, ProjectTrust::Untrusted);
//! for remark in &loaded.diagnostics {
//!     eprintln!("{remark}");
//! }
//! let limits = loaded.limits;
//! let hooks = loaded.into_hooks()?;
//! # Ok::<(), hooks_config::LoadError>(())
//! ```
//!
//! Features, both off by default: `foreign` reads other agents' files; `schema` makes the JSON
//! Schema of `hooks.toml`.

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
    CommandToml, DurationToml, HookEntryToml, HooksConfigToml, HttpToml, InheritEnvToml,
    MatcherToml, NotifyToml, Post, parse,
};
pub use options::LoadOptions;

#[cfg(feature = "schema")]
pub use native::schema_json;
