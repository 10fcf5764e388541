//! What a hook had answered when it was ended early. That counts as no answer, but its texts are
//! somebody's to read.

use std::sync::{Arc, Mutex, PoisonError};

use hooks_types::HookAnswer;
use hooks_types::output::{Ending, RunOutput, interpret};
use serde_json::{Map, Value};

use crate::request::HookRequest;

/// Where a run that is ended early, by dropping its future or by the host's shutdown, leaves the
/// complete answer that its hook had printed. Clones share it.
///
/// An executor that judges through [`HookRequest::judge`] also when it is dropped fills it without
/// further code.
#[derive(Debug, Clone, Default)]
pub struct LastWords(Arc<Mutex<Option<HookAnswer>>>);

impl LastWords {
    /// Leaves an answer, in the place of one that was left before.
    pub fn leave(&self, answer: HookAnswer) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
    }

    /// Takes what was left. It is for people to read: the hook that said it was ended, so it has
    /// decided nothing.
    #[must_use]
    pub fn take(&self) -> Option<HookAnswer> {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        left.take()
    }
}

/// The answer that a hook had printed in full before it was ended: a restriction, as it counts at
/// any ending, or what its output would have meant had it exited then. A text that is no object may
/// be half of one, so it is not taken for an answer.
pub(crate) fn answer_before_the_end(
    request: &HookRequest,
    said: &RunOutput<'_>,
) -> Option<HookAnswer> {
    let printed = String::from_utf8_lossy(said.stdout.bytes);
    let printed = printed.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let is_object =
        !said.stdout.is_truncated() && serde_json::from_str::<Map<String, Value>>(printed).is_ok();
    if !is_object {
        return None;
    }
    let mut by_itself = *said;
    (by_itself.ending, by_itself.late_exit) = (Ending::Exited(0), None);
    interpret(&request.spec, request.payload.payload(), &by_itself)
        .result
        .ok()
}
