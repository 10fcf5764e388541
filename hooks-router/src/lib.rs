//! Chooses an event's hooks, runs them through an executor, folds their answers, applies failure
//! policy, gates tool calls and reports.
//!
//! From hooks to a gated call:
//!
//! ```
//! # use std::sync::Arc;
//! # use hooks_exec::HookExecutor;
//! # use hooks_router::{Gate, Router};
//! # use hooks_types::{DispatchLimits, HookSpec, SessionMeta, ShellInput, ToolCall};
//! # async fn example(hooks: Vec<HookSpec>, executor: Arc<dyn HookExecutor>) {
//! let router = Router::new(hooks, DispatchLimits::default(), executor);
//! let session = router.session(SessionMeta::new("session-1", "/work"));
//! let call = ToolCall::shell("call-1", "shell", ShellInput::new(["cargo", "test"]));
//! match session.before(&call).await {
//!     Gate::Run(approved) => {
//!         let output = format!("ran {:?}", approved.call().input);
//!         let after = session.after(approved, Ok::<_, String>(output)).await;
//!         println!("{:?}", after.result);
//!     }
//!     Gate::Ask(pending) => println!("{}", pending.nobody_to_ask().text()),
//!     Gate::Blocked(response) => println!("{}", response.text()),
//! }
//! # }
//! ```
//!
//! [`Hooked`] does the same around a [`ToolHandler`], the feature `tower` around a service.
//! [`Session::fire`] fires the events that are not about tool calls, [`Session::dispatch`] any
//! payload. `examples/agent` is a whole agent in small.
//!
//! The crate never parses what a hook printed and knows neither configuration, TOML nor the rules
//! of a dialect: those are `hooks-exec`, `hooks-config` and `hooks-types`.
//!
//! [`Router::explain`] says what an event would meet, and runs nothing.
//!
//! Features: `patterns` (default) compiles regular expressions; `tower` adds the layer; `schema`
//! derives JSON Schemas of what is printed.

#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod select;

mod dispatch;
mod router;
mod slots;

mod background;
mod session;

mod explain;

mod fire;
mod gate;

pub use background::{BackgroundRow, ReportSink};
pub use dispatch::{Decision, Dispatched, Folded, Vote, fold};
#[cfg(feature = "schema")]
pub use explain::schemas;
pub use explain::{Explained, Explanation, Listed, NearMiss, Prospect};
pub use fire::{CompactEffect, Fire, Fired, PromptEffect, StopEffect};
pub use gate::{
    After, ApprovedCall, Approver, Gate, Handled, Hooked, NobodyToAsk, Passage, PendingCall,
    Permission, PermissionEffect, Refusal, ToolHandler, ToolResponse, ToolResult,
};
#[cfg(feature = "tower")]
pub use gate::{HookedLayer, HookedService};
pub use router::Router;
pub use session::{BackgroundMode, DispatchOptions, InputCheck, Session};
