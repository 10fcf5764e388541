//! The values of the hook engine: what happened, what a hook may answer, what a hook is, and the
//! native wire.
//!
//! What everybody needs is at the root: [`Payload`] is what a hook reads, [`HookAnswer`] what it says,
//! [`HookSpec`] a configured hook, [`Report`] what came of an event. The rest is grouped by reader:
//!
//! | you | read |
//! |---|---|
//! | write a hook in Rust | [`event`], [`payload`], [`tool`], [`answer`], [`worker`]; see `examples/guard.rs` |
//! | embed the engine in an agent | [`event`], [`tool`], [`spec`], [`report`] |
//! | write an executor | [`spec`], [`env`](mod@env), [`output`], [`wire`] |
//! | bring a dialect of your own | [`dialect`], [`wire`] |
//! | print what hooks said | [`text`] |
//!
//! Everything here is a value or a pure function on values. The crate does no IO (reading the
//! clock for a missing `triggered_at` aside) and knows neither tokio, TOML, regular expressions
//! nor the shape of a config file.
//!
//! Feature `schema` derives JSON Schemas, feature `fingerprint` digests a hook for trust.
//!
//! `docs/glossary.md` in the repository explains the words that these pages use.

#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

#[macro_use]
mod codes;
#[macro_use]
mod setters;
#[macro_use]
mod underlying;

mod call;
mod call_content;
mod call_wire;
mod meta;
mod timestamp;
mod tool_names;

mod cause;
mod note;
mod outcome;

mod confinement;
mod handler;
mod limits;
mod matcher;
mod policy;
mod scope;
mod start_check;

mod interpret;
mod lenient;
mod reader;
mod replaced;
mod run_output;

#[cfg(test)]
mod any_json;
mod context_limit;
mod env_file;
mod environment;

pub mod answer;
pub mod dialect;
pub mod event;
#[cfg(feature = "fingerprint")]
pub mod fingerprint;
pub mod near;
pub mod payload;
pub mod report;
pub mod sample;
#[cfg(feature = "schema")]
pub mod schema;
pub mod spec;
pub mod text;
pub mod wire;
pub mod worker;

/// Tool calls, and what agents call their tools.
pub mod tool {
    pub use crate::call::{CallKind, ShellInput, ToolCall, ToolInput};
    pub use crate::call_content::ContentError;
    pub use crate::call_wire::UNNAMED_CALL;
    pub use crate::tool_names::{ToolAlias, ToolNames, Undeclared, canonical_tool, tools_called};
}

/// What a hook's run printed and how it ended, and how that becomes an answer.
pub mod output {
    pub use crate::interpret::{Interpretation, interpret};
    pub use crate::reader::RestrictionScanner;
    pub use crate::run_output::{Captured, Delivery, Ending, Exit, RunFacts, RunOutput};
}

/// The environment of a hook's process, and the file in which a hook sets variables for later ones.
pub mod env {
    pub use crate::env_file::read_env_file;
    pub use crate::environment::{EnvironmentPlan, environment};
}

pub use answer::{HookAnswer, Outcome};
pub use dialect::DialectRef;
pub use event::{EventName, HookEvent};
pub use payload::{Payload, SessionMeta};
pub use report::{Failure, Report};
pub use spec::HookSpec;
pub use tool::{ToolCall, ToolInput};

/// The README of this crate holds.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
