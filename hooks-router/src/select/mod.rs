//! Selects the hooks of an event: one pure function over matchers that were compiled when the router was made.
//!
//! [`condition`] is a compiled matcher, and [`pattern`] a compiled regular expression. [`ecmascript`] translates
//! JavaScript's syntax of regular expressions. [`index`] finds the hooks that could match, without testing each hook.
//! Its [`groups`] look them up by name, by prefix ([`prefixes`]) and by all patterns in one search ([`pattern_set`]).
//! [`reasons`] and [`matcher_text`] write the sentence that explains why a hook runs or does not.

mod condition;
#[cfg(feature = "patterns")]
mod ecmascript;
mod groups;
mod index;
mod matcher_text;
mod pattern;
mod pattern_set;
mod prefixes;
mod reasons;

pub(crate) use index::{Index, Selected};
pub(crate) use matcher_text::wanted;
pub(crate) use reasons::why_it_fits;
