//! Asks that outlive the call that waits for them (feature `suspend`): suspended to JSON, or answered
//! once for later calls too.

mod argv;
mod digest;
mod remembered;
mod resume;
mod suspended;

pub use remembered::RememberedAnswer;
pub use suspended::{ResumeError, ResumeErrorKind, SuspendedCall};
