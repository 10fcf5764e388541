//! [`LastWords`]: the answer that a hook had printed before the hook was ended early. This answer decides nothing, but
//! the user can still read its texts.

use std::sync::{Arc, Mutex, PoisonError};

use hooks_types::HookAnswer;
use hooks_types::output::{Ending, RunOutput, interpret};
use serde_json::{Map, Value};

use crate::request::HookRequest;

/// Holds the complete answer that a hook had printed before its run was ended early: the run's future was dropped, or
/// the host shut down. Clones share the answer.
///
/// [`HookRequest::judge`] stores the answer here. So an executor must also call `judge` when the run's future is
/// dropped.
#[derive(Debug, Clone, Default)]
pub struct LastWords(Arc<Mutex<Option<HookAnswer>>>);

impl LastWords {
    /// Stores an answer. It replaces an answer that was stored before.
    pub fn leave(&self, answer: HookAnswer) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
    }

    /// Takes the stored answer; `None` if no answer is stored. Show the texts of the answer to the user. The answer
    /// decides nothing, because the hook was ended early.
    #[must_use]
    pub fn take(&self) -> Option<HookAnswer> {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        left.take()
    }
}

/// Returns the complete answer that a hook had printed before the hook was ended. The output is judged as if the hook
/// had exited with status 0 at that moment. Only a complete JSON object is accepted as an answer: any other text could
/// be the first half of an object.
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
    // With the real ending (the run was ended early), an allow or a text in the output would have no effect. So judge
    // the output as if the hook had exited with status 0.
    (by_itself.ending, by_itself.late_exit) = (Ending::Exited(0), None);
    interpret(&request.spec, request.payload.payload(), &by_itself)
        .result
        .ok()
}
