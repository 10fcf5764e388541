//! Chooses the word that tables show for the cause why a hook did not run or failed.

use hooks_config::place_when_trusted;
use hooks_types::report::Cause;

/// Returns the word for the cause why a hook did not run or failed. The files of a project that only moved are
/// unchanged, so its word is not `changed`.
pub(crate) fn cause_word<'c>(cause: Option<&'c Cause>, reason: &str) -> &'c str {
    match cause {
        Some(Cause::Changed) if place_when_trusted(reason).is_some() => MOVED,
        Some(cause) => cause.code(),
        None => "",
    }
}

/// The word for the cause of a hook whose project has another path than when the user trusted it.
pub(crate) const MOVED: &str = "moved";
