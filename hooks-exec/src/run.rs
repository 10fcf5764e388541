//! What an executor returns.

use hooks_types::output::RunFacts;
use hooks_types::{Failure, HookAnswer};

/// One run of a hook: its answer or why there is none, and the facts whatever the result.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct HookRun {
    /// The answer, or the failure that policy will judge.
    pub result: Result<HookAnswer, Failure>,
    /// How it ended, how long it took, what it left behind.
    pub facts: RunFacts,
}

impl HookRun {
    /// A run with its facts.
    #[must_use]
    pub fn new(result: Result<HookAnswer, Failure>, facts: RunFacts) -> Self {
        Self { result, facts }
    }

    /// An answer of a run nothing else is known of.
    #[must_use]
    pub fn answered(answer: impl Into<HookAnswer>) -> Self {
        Self::new(Ok(answer.into()), RunFacts::default())
    }

    /// A failure of a run nothing else is known of.
    #[must_use]
    pub fn failed(failure: Failure) -> Self {
        Self::new(Err(failure), RunFacts::default())
    }
}
