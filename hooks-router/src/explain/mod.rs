//! What a call would meet, without running anything: which hooks run, why the others do not, and
//! which other hooks were perhaps meant.

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
