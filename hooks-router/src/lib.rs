//! Chooses an event's hooks, runs them through an executor, applies failure policy, merges the answers into one
//! outcome and reports what each hook did. A tool call runs only after its hooks have agreed.
//!
//! This example makes a router from hooks, and passes a call through its gate:
//!
//! ```
//! # use std::sync::Arc;
//! # use hooks_exec::HookExecutor;
//! # use hooks_router::{Gate, Router};
//! # use hooks_types::spec::DispatchLimits;
//! # use hooks_types::{HookSpec, SessionMeta, ToolCall};
//! # use hooks_types::tool::ShellInput;
//! # async fn example(hooks: Vec<HookSpec>, executor: Arc<dyn HookExecutor>) {
//! let router = Router::new(hooks, DispatchLimits::default(), executor);
//! let session = router.session(SessionMeta::new("session-1", "/work"));
//! let call = ToolCall::shell("call-1", "shell", ShellInput::new(["cargo", "test"]));
//! let said = match session.before(&call).await {
//!     Gate::Run(approved) => {
//!         let output = format!("ran {:?}", approved.call().input);
//!         session.after(approved, Ok::<_, String>(output)).await.messages()
//!     }
//!     Gate::Ask(pending) => pending.nobody_to_ask().messages(),
//!     Gate::Blocked(response) => response.messages(),
//! };
//! println!("to the model: {}", said.for_model());
//! println!("to the user: {}", said.for_user());
//! # }
//! ```
//!
//! | to | use |
//! |---|---|
//! | gate a tool call yourself | [`Session::before`], [`Gate`], [`Session::after`] |
//! | put a tool handler behind the gate | [`Hooked`]; a tower service: `HookedLayer` (feature `tower`) |
//! | fire any other event | [`Session::fire`]; your own payload: [`Session::dispatch`] |
//! | pass texts of hooks to the model and the user | [`Messages`] |
//! | show which hooks would run for an event, without running one | [`Router::explain`] |
//! | watch hooks while they run | [`Observer`] |
//!
//! `examples/agent` is a small but complete agent, and [`guide`] shows step by step how to embed the engine in
//! yours.
//!
//! The crate never parses the output of a hook (`hooks-types` does), reads no configuration (`hooks-config`
//! does), and knows no dialect's rules (`hooks-dialects` has them).
//!
//! | feature | adds |
//! |---|---|
//! | `patterns` (default) | regular expressions in matchers |
//! | `suspend` | pending calls that can be written as JSON, and remembered answers of the user |
//! | `tower` | `HookedLayer`, for a tower service |
//! | `tracing` | an [`Observer`] that writes spans |
//! | `schema` | JSON Schemas of the values that the program `hooks` prints |
//! | `contract` | a suite for your own tests: you list the ways in which your code calls tools; the suite checks that each of these ways passes the gate, and that your agent obeys its hooks |
//!
//! `docs/glossary.md` in the repository explains the words that these pages use.

#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

// The modules are in order: each one uses only those listed before it.
mod fold;
mod messages;
mod panic;
mod row;
mod select;

mod observe;
mod slots;

mod background;
mod router;
mod session;

mod dispatch;

mod explain;

mod fire;
mod gate;

#[cfg(feature = "contract")]
pub mod contract;

/// Compiles the example in the crate's README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(any(doc, doctest))]
pub mod guide;

pub use dispatch::{
    BackgroundMode, Decision, DispatchOptions, Dispatched, HostVerdict, outcome_of_failure,
};
#[cfg(feature = "schema")]
pub use explain::schemas;
pub use explain::{CannotStart, Explained, Explanation, Listed, NearMiss, Prospect};
pub use fire::{CompactEffect, Fire, Fired, PromptEffect, StopEffect};
pub use fold::{Folded, Vote, fold};
pub use gate::{
    After, ApprovedCall, Approver, CallTrail, Gate, Handled, Hooked, NobodyToAsk, PendingCall,
    Permission, PermissionEffect, Refusal, ToolHandler, ToolResponse, ToolResult,
};
#[cfg(feature = "tower")]
pub use gate::{HookedLayer, HookedService};
#[cfg(feature = "suspend")]
pub use gate::{RememberedAnswer, ResumeError, ResumeErrorKind, SuspendedCall};
pub use messages::Messages;
#[cfg(feature = "tracing")]
pub use observe::TracingObserver;
pub use observe::{DispatchFolded, DispatchInfo, Observer, RunFinished, RunInfo, ToolMet};
pub use router::Router;
pub use session::{InputCheck, Session};
