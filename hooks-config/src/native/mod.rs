//! The native format: `[hooks]`, `[[hooks.pre_tool_use]]` and `notify`.
//!
//! Text is parsed into the same tree as agents' files, and so are [`embedded`] configurations.
//! [`table`] and [`entry`] read that tree by the event table, with one module per kind of value.
//! [`lower`] converts the result into hooks.

mod embedded;
mod flaws;
mod values;

mod command;
mod duration;
mod environment;
mod http;
mod matcher;
mod tools;
mod words;

mod entry;
mod events;
mod rules;
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
pub use environment::InheritEnvToml;
pub use http::HttpToml;
pub use matcher::MatcherToml;
pub use notify::NotifyToml;
pub use other::{EventMeant, event_meant_by};
pub use root::parse;
#[cfg(feature = "schema")]
pub use schema::schema_json;
pub use tools::{CANONICAL_TOOLS, canonical_of, tool_doubt};
pub use words::{Post, TrustPolicy};

pub(crate) use command::{CONFIG_DIR, elements};
pub(crate) use table::TableKeys;
pub(crate) use tools::{is_doubted, is_known_tool};
