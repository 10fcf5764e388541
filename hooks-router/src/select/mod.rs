//! Which hooks an event is for: matchers compiled once, an index over names, one pure selection.

mod condition;
#[cfg(feature = "patterns")]
mod ecmascript;
mod index;
mod pattern;
mod prefixes;

pub(crate) use index::{Index, Selected};
