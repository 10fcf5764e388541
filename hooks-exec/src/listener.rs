//! Whoever wants to know what a hook printed, word for word: a tool that shows it to the hook's
//! author.

use std::fmt;
use std::sync::Arc;

use hooks_types::{Interpretation, Said, interpret};

use crate::request::HookRequest;

type Heard = dyn Fn(&HookRequest, &Said<'_>) + Send + Sync;

/// Is told how each hook ended and what it printed, before that is judged. It must not block.
#[derive(Clone)]
pub struct Listener(Arc<Heard>);

impl Listener {
    /// Calls `heard` for each hook that said something to the end.
    #[must_use]
    pub fn new(heard: impl Fn(&HookRequest, &Said<'_>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(heard))
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}

/// Judges what a hook said, and tells who listens.
#[cfg(any(feature = "process", feature = "http", feature = "worker"))]
pub(crate) fn hear_and_judge(request: &HookRequest, said: &Said<'_>) -> Interpretation {
    if let Some(Listener(heard)) = &request.listener {
        heard(request, said);
    }
    interpret(&request.spec, request.payload.payload(), said)
}
