//! How other agents spell payloads and answers: one folder each, and what they share.
//!
//! Every dialect is a set of pure functions behind the crate's one seam for dialects (encode,
//! decode, interpret, restrains, speak, subjects, environment). Each folder's `mod.rs` says in a
//! table what that agent's hooks may print, what is refused or ignored, and where we read it more
//! strictly than the agent itself.

pub mod claude;
pub mod codex;
pub mod copilot;
pub mod cursor;
pub mod gemini;

pub(crate) mod claims;
pub(crate) mod ending;
pub(crate) mod envelope;
pub(crate) mod overlay;
pub(crate) mod patch;
pub(crate) mod paths;
pub(crate) mod reading;
pub(crate) mod remarks;
pub(crate) mod renames;
pub(crate) mod result_text;
pub(crate) mod rivals;
pub(crate) mod shape;
pub(crate) mod shell_text;
pub(crate) mod snake;
pub(crate) mod speech;
pub(crate) mod spoken;
pub(crate) mod taken;
pub(crate) mod targets;
pub(crate) mod tool_table;
pub(crate) mod tools;
#[cfg(test)]
pub(crate) mod trial;

#[cfg(test)]
mod attack_tests;
#[cfg(test)]
mod nasty;
#[cfg(test)]
mod property_samples;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod reading_property_tests;
