//! The state of a session, which outlives a dispatch.
//!
//! [`state`] has [`Session`] itself, [`lasting`] its reload, subagents and end. The other modules hold one part of
//! the state each: [`once`] marks hooks that have run, [`stop_count`] counts refused stops, [`env`] keeps
//! variables, [`pending`] keeps texts of background hooks, [`tools_met`] remembers undeclared tools, and
//! [`input_check`] checks modified calls.

mod env;
mod input_check;
mod lasting;
mod once;
mod pending;
mod state;
mod stop_count;
mod tools_met;

pub use input_check::InputCheck;
pub(crate) use once::{Once, OnceMark, OnceMarks};
pub(crate) use pending::Taken;
pub use state::Session;
