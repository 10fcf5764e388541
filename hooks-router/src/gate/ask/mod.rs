//! Stores questions and answers beyond the call that waits for them (feature `suspend`).
//!
//! [`suspended`] writes a pending call to JSON, and [`resume`] takes it through the gate again when the user has
//! answered. [`remembered`] answers later calls with an earlier yes. Both bind the yes by [`digest`]: to the call,
//! and to each hook that asked and what it saw. [`argv`] decides whether the first words of a command say what runs.

mod argv;
mod digest;
mod remembered;
mod resume;
mod suspended;

pub use remembered::RememberedAnswer;
pub use suspended::{ResumeError, ResumeErrorKind, SuspendedCall};
