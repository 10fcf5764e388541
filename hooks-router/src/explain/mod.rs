//! Explains an event without running a hook: which hooks would run, why the others would not, and which hooks of
//! other events were perhaps meant.

mod explanation;
mod listed;
mod near_misses;
#[cfg(feature = "schema")]
mod schema;

pub use explanation::{Explained, Explanation, Prospect};
pub use listed::Listed;
pub use near_misses::NearMiss;
#[cfg(feature = "schema")]
pub use schema::schemas;
