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
//! use hooks_config::{Places, ProjectTrust, RootSearch, foreign::foreign_candidates};
//! use hooks_config::{load_candidates, native_candidates};
//! use hooks_types::Dialect;
//!
//! let mut places = Places::new().with_home("/home/me");
//! places.roots = RootSearch::from_folder("/work/project/src").with_home("/home/me").roots()?;
//! let mut candidates = native_candidates(&places);
//! candidates.extend(foreign_candidates(&places, &[Dialect::Claude, Dialect::Codex]));
//! let loaded = load_candidates(&candidates, ProjectTrust::Untrusted);
//! for remark in &loaded.diagnostics {
//!     eprintln!("{remark}");
//! }
//! let limits = loaded.limits;
//! let hooks = loaded.into_hooks()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Features, both off by default: `foreign` reads other agents' files; `schema` makes the JSON
//! Schema of `hooks.toml`.

#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod bounds;
mod diagnostic;
mod lines;
mod loaded;
mod near;
mod options;

mod native;

mod agent_roots;
mod discovery;
mod look;
mod roots;

mod allowance;
mod batch;
mod confine;
mod load;
mod located;
mod managed;
mod read;
mod switched_off;
mod unquoted;

#[cfg(feature = "foreign")]
pub mod foreign;

#[cfg(feature = "foreign")]
mod bridge;

pub use agent_roots::roots_of_agent;
#[cfg(feature = "foreign")]
pub use bridge::{
    BRIDGE_BUDGET, BRIDGE_TIMEOUT, BridgeHome, EditError, bridge_entries_left, bridge_file,
    bridge_home_variable, bridge_switched_off, install_bridge, uninstall_bridge,
};
pub use confine::confine;
pub use diagnostic::{Diagnostic, DiagnosticCode, Severity};
pub use discovery::{Candidate, Places, ProjectTrust, native_candidates};
pub use load::{NamedOptions, load_candidates, load_file, load_files, load_named};
pub use loaded::{LoadError, Loaded, LoadedFile};
pub use look::{Disk, Folder, Look};
pub use native::{
    CommandToml, DurationToml, HookEntryToml, HooksConfigToml, HttpToml, InheritEnvToml,
    MatcherToml, NotifyToml, Post, parse,
};
pub use options::LoadOptions;
pub use roots::{LoadedRoot, Root, RootError, RootSearch};

#[cfg(feature = "schema")]
pub use native::schema_json;
