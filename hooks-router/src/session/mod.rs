//! What outlives a dispatch.

mod once;
mod state;
mod stop_count;

pub(crate) use once::{Once, OnceMark, OnceMarks};
pub use state::{InputCheck, Session};
