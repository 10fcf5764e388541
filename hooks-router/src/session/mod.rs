//! What outlives a dispatch.

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
