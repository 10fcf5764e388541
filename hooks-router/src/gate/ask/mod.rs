//! Stores questions about calls and the user's answers for later (feature `suspend`).
//!
//! [`suspended`] writes a pending call to JSON, and [`resume`] takes it through the gate again when the user has
//! answered. [`remembered`] lets an earlier yes answer later calls. Digests ([`digest`]) bind every stored yes to the
//! hooks that asked, and to one call or to the settings of a command. [`argv`] decides whether the first words of a
//! command say what runs.

mod argv;
mod digest;
mod remembered;
mod resume;
mod suspended;

pub use remembered::RememberedAnswer;
pub use suspended::{ResumeError, ResumeErrorKind, SuspendedCall};
