//! Which hooks an event is for: matchers compiled once, an index over names, one pure selection.

mod condition;
#[cfg(feature = "patterns")]
mod ecmascript;
mod index;
mod matcher_text;
mod pattern;
mod pattern_set;
mod prefixes;
mod reasons;

pub(crate) use index::{Index, Selected};
pub(crate) use matcher_text::wanted;
pub(crate) use reasons::why_it_fits;
