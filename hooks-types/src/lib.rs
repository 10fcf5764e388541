//! The values of the hook engine: what happened, what a hook may answer, what a hook is, and the
//! native wire.
//!
//! Start at [`Payload`] (what a hook reads) and [`HookAnswer`] (what it says); [`HookSpec`] is a
//! configured hook, [`interpret`] turns what a program printed and how it ended into an answer or
//! a [`Failure`]. A hook author in Rust needs this crate alone: see `examples/guard.rs`.
//!
//! Everything here is a value or a pure function on values. The crate does no IO (reading the
//! clock for a missing `triggered_at` aside) and knows neither tokio, TOML, regular expressions
//! nor the shape of a config file.
//!
//! Feature `schema` derives JSON Schemas.

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
mod event;
mod meta;
mod payload;
mod timestamp;
mod tool_names;

mod answer;
mod cause;
pub mod near;
mod note;
mod outcome;
mod text;

mod confinement;
pub mod dialect;
mod handler;
mod limits;
mod matcher;
mod policy;
mod scope;
mod spec;
mod start_check;

mod interpret;
mod lenient;
mod reader;
mod replaced;
mod said;
mod wire;

mod context_limit;
mod env_file;
mod environment;
#[cfg(feature = "fingerprint")]
mod fingerprint;
mod report;

pub mod worker;

#[cfg(feature = "schema")]
pub mod schema;

pub use call::{CallKind, ShellInput, ToolCall, ToolInput};
pub use call_content::ContentError;
pub use event::{
    AfterAgent, BlockEffect, EventName, EventTraits, HookEvent, Interrupt, ModifyEffect,
    Notification, NotificationLevel, OtherEvent, PermissionRequest, PostCompact, PostToolUse,
    PostToolUseFailure, PreCompact, PreToolUse, SessionEnd, SessionStart, Stop, SubagentStart,
    SubagentStop, Target, UserPromptSubmit,
};
pub use meta::{SessionMeta, Subagent};
pub use payload::{Origin, PROTOCOL, Payload};
pub use timestamp::{Timestamp, TimestampError};
pub use tool_names::{ToolAlias, ToolNames, Undeclared, canonical_tool, tools_called};

pub use answer::HookAnswer;
pub use cause::{Cause, Failure};
pub use note::{Note, NoteCode};
pub use outcome::{Outcome, OutcomeKind};
pub use text::{
    MESSAGE_LIMIT, is_unseen, one_line, plain, quoted, visible, visible_json, visible_line,
};

pub use confinement::{Confinement, ProjectRoot};
pub use dialect::{
    Dialect, DialectOptions, DialectRef, Dialects, DialectsError, DialectsErrorKind, Spelling,
    UnknownDialect, WireForm,
};
pub use handler::{
    Command, Handler, HandlerKind, HttpRequest, InheritEnv, Launch, Leftovers, OtherHandler,
    PayloadChannel, Program, WorkDir,
};
pub use limits::{
    DEFAULT_MAX_CONCURRENCY, DEFAULT_MAX_STOP_BLOCKS, DispatchLimits, SaidLimits, ScopedLimits,
};
pub use matcher::{Alphabet, Anchor, Matcher, OnBadPattern, Pattern, Subject};
pub use policy::{OnFailure, Pace, Role, SideEffects, Strategy};
pub use scope::Scope;
pub use spec::{HookSpec, Liveness, Source};

pub use start_check::{StartCheck, StartGuard};

pub use context_limit::ContextLimit;
pub use env_file::read_env_file;
pub use environment::{EnvironmentPlan, environment};
#[cfg(feature = "fingerprint")]
pub use fingerprint::{Digest, Fingerprint, Hasher, NoFingerprint, canonical_json};
pub use interpret::{Interpretation, interpret};
pub use reader::RestrictionScanner;
pub use report::{Report, Row, RowStatus};
pub use said::{Captured, Delivery, Ending, Exit, RunFacts, Said};
pub use wire::{
    AnswerError, AnswerErrorKind, DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind,
    EventRef, Expected, Likeness, Spoken, Subjects, UndeclaredTool, carries_block, content_as_sent,
    decode, encode, events_of, failure_meaning, form_of, guards_gate, speak, subjects,
};
