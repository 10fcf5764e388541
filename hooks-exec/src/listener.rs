//! Passes the raw output of a hook to a listener. A tool can use a listener to show the output to the hook's author.

use std::fmt;
use std::sync::Arc;

use hooks_types::output::{Ending, Interpretation, RunOutput, interpret};

use crate::last_words::answer_before_the_end;
use crate::request::HookRequest;

/// The function of a listener. It gets the request and the output of each hook.
type Heard = dyn Fn(&HookRequest, &RunOutput<'_>) + Send + Sync;

/// A function that is called for each hook before the hook's output is judged. It gets the request and the
/// output, which includes the hook's ending. A listener must not block: it runs on a thread of the runtime.
#[derive(Clone)]
pub struct Listener(Arc<Heard>);

impl Listener {
    /// Creates a listener that calls `heard` for each hook whose output is judged. `heard` is not called for a hook
    /// that could not be started.
    #[must_use]
    pub fn new(heard: impl Fn(&HookRequest, &RunOutput<'_>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(heard))
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}

impl HookRequest {
    /// Passes the hook's output to the listener and judges the output with [`interpret`]. Every executor must judge
    /// output by this method, also when the run's future is dropped: the hook's answer is then kept as
    /// [`LastWords`](crate::LastWords).
    pub fn judge(&self, said: &RunOutput<'_>) -> Interpretation {
        if let Some(Listener(heard)) = &self.listener {
            heard(self, said);
        }
        let judged = interpret(&self.spec, self.payload.payload(), said);
        if let Some(words) = &self.last_words
            && said.ending == Ending::Cancelled
        {
            // For a cancelled run, `interpret` accepts only restrictions (such as a block). If the output does not
            // contain a restriction, look for a complete answer of any kind, to keep it as last words.
            let answer = match &judged.result {
                Ok(restricts) => Some(restricts.clone()),
                Err(_) => answer_before_the_end(self, said),
            };
            answer.into_iter().for_each(|answer| words.leave(answer));
        }
        judged
    }
}
