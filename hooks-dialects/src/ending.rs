//! How a run ended, as agents count it.

use hooks_types::dialect::failed_ending;
use hooks_types::{Cause, Ending, Failure, Said};

/// What an ending comes to where the agent takes it for a failure.
pub(crate) fn failure(said: &Said<'_>) -> Failure {
    failed_ending(said).unwrap_or_else(|| Failure::new(Cause::BadAnswer, "it gave no answer"))
}

/// The code that a run ended with by itself, an HTTP success counting as 0; none for every ending
/// that the hook did not choose.
pub(crate) fn exit_code(ending: Ending) -> Option<i32> {
    match ending {
        Ending::Exited(code) => Some(code),
        Ending::Responded(200..=299) => Some(0),
        _ => None,
    }
}
