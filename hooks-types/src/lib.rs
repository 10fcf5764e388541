//! The values of the hook engine: lifecycle events, hook answers, configured hooks, and the native
//! wire format.
//!
//! The types that every reader needs are at the root: a hook reads a [`Payload`] and returns a [`HookAnswer`],
//! [`HookSpec`] is a configured hook, and [`Report`] holds the result of one event. This table lists the modules by
//! task:
//!
//! | you | read |
//! |---|---|
//! | write a hook in Rust | [`event`], [`payload`], [`tool`], [`answer`], [`worker`]; see `examples/guard.rs` |
//! | embed the engine in an agent | [`event`], [`tool`], [`spec`], [`report`] |
//! | write an executor | [`spec`], [`env`](mod@env), [`output`], [`wire`] |
//! | add a dialect | [`dialect`], [`wire`] |
//! | print text that hooks wrote | [`text`] |
//!
//! Everything here is a value or a pure function on values. The crate does no IO, except that it
//! reads the clock when a payload has no `triggered_at`. It does not depend on tokio, TOML, regular
//! expressions or the layout of config files.
//!
//! Feature `schema` derives JSON Schemas. Feature `fingerprint` computes a hook's digest, under which
//! trust decisions are stored.
//!
//! `docs/glossary.md` in the repository explains the words that these pages use.

#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

#[macro_use]
mod codes;
#[macro_use]
mod setters;
#[macro_use]
mod underlying;

#[cfg(test)]
#[path = "tests/any_json.rs"]
mod any_json;

// Each module uses only modules of the groups above it. The exceptions are two traits, in `dialect` and `start_check`:
// their methods take the values that refer to them.
mod call;
mod confinement;
mod context_limit;
mod invisible;
mod lines;
mod matcher;
mod outcome;
mod policy;
mod scope;
mod time_span;
mod tool_names;

mod cause;
mod limits;
mod marks;
mod meta;
pub mod near;
mod stack_trace;
mod timestamp;

mod handler;
pub mod text;

mod note;

mod call_content;
pub mod event;
mod replaced;
mod run_output;
mod start_check;

pub mod answer;
pub mod payload;
pub mod report;
pub mod sample;
pub mod spec;

#[cfg(feature = "fingerprint")]
pub mod fingerprint;
mod gates;
mod reader;
#[cfg(feature = "schema")]
pub mod schema;

mod call_wire;
mod environment;
mod interpret;
mod lenient;

pub mod wire;

mod native;
pub mod worker;

pub mod dialect;

/// Tool calls, and the names that agents give their tools.
pub mod tool {
    pub use crate::call::{CallKind, ShellInput, ToolCall, ToolInput};
    pub use crate::call_content::{ContentError, ContentErrorKind};
    pub use crate::call_wire::UNNAMED_CALL;
    pub use crate::tool_names::{ToolAlias, ToolNames, Undeclared, canonical_tool, tools_called};
}

/// The output and exit status of a hook's run, and the rules that turn them into an answer.
pub mod output {
    pub use crate::interpret::{EXIT_TWO_OVERRIDES, Interpretation, interpret};
    pub use crate::reader::RestrictionScanner;
    pub use crate::run_output::{Captured, Delivery, Ending, Exit, RunFacts, RunOutput};
}

/// The environment of a hook's process.
pub mod env {
    pub use crate::environment::{EnvironmentPlan, environment, environment_is_of_session};
}

pub use answer::{HookAnswer, Outcome};
pub use dialect::DialectRef;
pub use event::{EventName, HookEvent};
pub use payload::{Payload, SessionMeta};
pub use report::{Failure, Report};
pub use spec::HookSpec;
pub use tool::{ToolCall, ToolInput};

/// Compiles the examples of this crate's README as doc tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
