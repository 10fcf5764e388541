//! Loads hook configuration into [`HookSpec`](hooks_types::HookSpec)s, with diagnostics that point at
//! the line.
//!
//! Parsing a text is a pure function: [`parse`] reads our own format and [`Agents::parse`] an agent's
//! format. Only loading by path ([`load_named`], [`load_candidates`], [`load_with`]), discovery, trust
//! and findings touch the file system. This crate starts no process and does not depend on tokio.
//!
//! The crate knows no agent by itself. To read other agents' files, pass those agents as [`Agents`]:
//! `hooks_dialects::agents()` returns six, and [`format`](mod@format) describes how to add another.
//! Without agents, only our own format is read.
//!
//! | To ... | use |
//! |---|---|
//! | load files that the user named | [`load_files`], [`load_named`] |
//! | find the files of a session and load them | [`Places`], [`RootSearch`], [`load_candidates`] |
//! | ask before a project's hooks run | [`TrustStore`], [`FileTrust`], [`load_with`] |
//! | explain a configuration to its author | [`findings()`], [`Explained`] |
//! | add our hooks to another agent's settings | [`install_bridge`], [`uninstall_bridge`] |
//! | teach the loader another agent's format | [`format`](mod@format), [`AgentFiles`] |
//!
//! This example loads the files that discovery finds, our own and those of the agents. The hooks of a
//! project are listed, but they do not run until the user trusts the project:
//!
//! ```no_run
//! use hooks_config::{Agents, Places, ProjectTrust, RootSearch};
//! use hooks_config::{load_candidates, native_candidates};
//!
//! # let agents_of_the_host = || Agents::default();
//! let agents: Agents = agents_of_the_host(); // for example hooks_dialects::agents()
//! let mut places = Places::new().with_home("/home/me");
//! let search = RootSearch::from_folder("/work/project/src").with_home("/home/me");
//! places.roots = search.with_agents(agents.clone()).roots()?;
//! let mut candidates = native_candidates(&places);
//! candidates.extend(agents.all_candidates(&places));
//! let loaded = load_candidates(&candidates, ProjectTrust::Untrusted, &agents);
//! for remark in &loaded.diagnostics {
//!     eprintln!("{remark}");
//! }
//! let limits = loaded.limits;
//! let hooks = loaded.into_hooks()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The feature `schema`, off by default, generates the JSON Schema of `hooks.toml` (`schema_json`).
//!
//! `docs/glossary.md` in the repository explains the words that these pages use.

#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

#[macro_use]
mod setters;

mod bounds;
mod diagnostic;
mod flaw;
mod lines;
mod loaded;
mod options;

mod native;

mod agent_roots;
mod discovery;
mod look;
mod paths;
mod roots;

mod administered;
mod alike;
mod allowance;
mod batch;
mod confine;
mod git_root;
mod load;
mod located;
mod managed;
mod read;
mod remarks;
mod switched_off;
mod unheeded;
mod unquoted;
mod user_folder;
mod variables_read;
mod words;

mod findings;
mod trust;

pub mod format;

mod bridge;

pub use agent_roots::roots_of_agent;
pub use alike::alike;
pub use bridge::{
    BRIDGE_BUDGET, BRIDGE_TIMEOUT, BridgeCall, BridgeHome, BridgeInstalled, BridgeLimits,
    EditError, EditErrorKind, bridge_call, bridge_entries_left, bridge_file, bridge_installed,
    bridge_limits, bridge_lost_lines, bridge_programs, bridge_switched_off, install_bridge,
    uninstall_bridge, uninstall_bridge_of,
};
pub use confine::confine;
pub use diagnostic::{Diagnostic, DiagnosticCode, Severity};
pub use discovery::{Candidate, Places, ProjectTrust, native_candidates};
pub use findings::{
    Explained, MissingSource, NOT_OF_SETTINGS, cure_of_variable, explained, findings,
    findings_of_hooks, findings_page, findings_without_scripts, lost_in_pipe, missing_sources,
    never_matches, variables_of_settings,
};
pub use format::{AgentFiles, Agents, AgentsError, HooksShape};
pub use git_root::with_git_root;
pub use load::{NamedOptions, load_candidates, load_file, load_files, load_named, load_with};
pub use loaded::{LoadError, Loaded, LoadedFile};
pub use look::{Disk, Folder, Held, Look};
pub use native::{
    CANONICAL_TOOLS, CommandToml, DurationToml, EventMeant, HookEntryToml, HooksConfigToml,
    HttpToml, InheritEnvToml, MatcherToml, NotifyToml, Post, TrustPolicy, canonical_of,
    event_meant_by, of_strangers, parse, tool_doubt,
};
pub use options::{LoadOptions, OwnKeys};
pub use roots::{LoadedRoot, Plugin, Root, RootError, RootSearch};
pub use trust::{
    DecidedHook, Decision, FileTrust, FoundHook, GoneHook, HookFile, Identity, ListedPlace, Shown,
    StoreError, StorePlace, StoreTrust, TrustEntry, TrustListing, TrustState, TrustStatus,
    TrustStore, UnreadableStore, WaitingHook, changed_data, folder_in_root, not_covered,
    place_of_same_hook, place_when_trusted, repository_of,
};
pub use user_folder::UserFolderInProject;
pub use variables_read::{expanded_variables, reads_variable};
pub use words::Words;

#[cfg(feature = "schema")]
pub use native::schema_json;
#[cfg(feature = "schema")]
pub use trust::trust_listing_schema_json;

/// Runs the examples of this crate's README as doc tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
