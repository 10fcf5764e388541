//! How other agents spell payloads and answers: one folder each, and what they share.
//!
//! Every dialect is a set of pure functions behind [`Dialect`](hooks_types::Dialect), the seam of
//! hooks-types. Each folder's `mod.rs` says in a table what that agent's hooks may print, what is
//! refused or ignored, and where we read it more strictly than the agent itself.

#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod agent;

pub mod claude;
pub mod codex;
pub mod copilot;
pub mod cursor;
pub mod gemini;

mod contradictions;
mod ending;
mod envelope;
mod field_names;
mod known_tools;
mod normalize;
mod overlay;
mod patch;
mod paths;
mod project;
mod reading;
mod remarks;
mod required_fields;
mod result_text;
mod shell_text;
mod snake;
mod speech;
mod spoken;
mod taken;
mod targets;
mod tools;
#[cfg(test)]
mod trial;
mod view;

#[cfg(test)]
mod attack_tests;
#[cfg(test)]
mod late_exit_tests;
#[cfg(test)]
mod nasty;
#[cfg(test)]
mod native_matcher_tests;
#[cfg(test)]
mod own_bytes_tests;
#[cfg(test)]
mod property_samples;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod reading_property_tests;
#[cfg(test)]
mod tool_attack_tests;

pub use agent::{CLAUDE, CODEX, COPILOT, CURSOR, GEMINI, all, dialects};

pub(crate) use agent::AGENTS;
