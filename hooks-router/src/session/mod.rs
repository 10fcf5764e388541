//! What outlives a dispatch.

mod dispatching;
mod once;
mod state;
mod stop_count;

pub use dispatching::{BackgroundMode, DispatchOptions};
pub(crate) use once::{Once, OnceMark, OnceMarks};
pub use state::{InputCheck, Session};
