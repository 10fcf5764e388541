//! The native format: `[hooks]`, `[[hooks.pre_tool_use]]` and `notify`.
//!
//! The steps from a file to hooks:
//!
//! 1. [`root`] parses the text and looks at its root keys. [`table`] reads `[hooks]`, [`events`] the events in
//!    it, and [`read_entry`] each [`entry`], with one module per kind of value ([`command`], [`matcher`], [`http`],
//!    [`duration`], [`environment`]). Every flaw is kept with its place.
//! 2. [`rules`] compares the keys of an entry with each other and with the event table.
//! 3. [`lower`] converts each entry into exactly one hook. Here the options of the load take effect: the scope, the
//!    folder and the agents.
//!
//! The parser is stricter than other agents' readers, which skip unknown keys. If a guard is lost by a typo,
//! the calls that it guards pass without a trace. So an unknown key is an error, and a broken entry stays as a hook
//! that fails.
//!
//! Text is parsed into the same tree as agents' files, and so are [`embedded`] configurations. The schema for
//! editors is generated from the same types, and tests compare it with the parser.

mod embedded;
mod flaws;
mod values;

mod command;
mod duration;
mod environment;
mod http;
mod matcher;
mod matcher_rule;
mod tools;
mod words;

mod entry;
mod events;
mod read_entry;
mod rules;
mod strayed;
mod table;

mod config;
mod lower;
mod notify;
mod other;
mod root;

#[cfg(feature = "schema")]
mod schema;
#[cfg(feature = "schema")]
mod schema_examples;

pub use command::CommandToml;
pub use config::HooksConfigToml;
pub use duration::DurationToml;
pub use entry::HookEntryToml;
pub use environment::{InheritEnvToml, of_strangers};
pub use http::HttpToml;
pub use matcher::MatcherToml;
pub use notify::NotifyToml;
pub use other::{EventMeant, event_meant_by};
pub use root::parse;
#[cfg(feature = "schema")]
pub use schema::schema_json;
pub(crate) use tools::FEW;
pub use tools::{CANONICAL_TOOLS, canonical_of, tool_doubt};
pub use words::{Post, TrustPolicy};

pub(crate) use command::{CONFIG_DIR, CONFIG_DIR_VAR, elements};
pub(crate) use http::variables;
pub(crate) use table::TableKeys;
pub(crate) use tools::{is_doubted, is_known_tool, is_shell_program};
