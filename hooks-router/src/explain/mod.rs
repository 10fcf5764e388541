//! Explains an event without running a hook: which hooks would run, why the remaining hooks would not run, and which
//! hooks of similar events the user might have expected.

mod explanation;
mod listed;
mod near_misses;
#[cfg(feature = "schema")]
mod schema;

pub use explanation::{CannotStart, Explained, Explanation, Prospect};
pub use listed::Listed;
pub use near_misses::NearMiss;
#[cfg(feature = "schema")]
pub use schema::schemas;
