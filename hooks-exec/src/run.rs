//! The result of an executor: [`HookRun`].

use hooks_types::output::RunFacts;
use hooks_types::{Failure, HookAnswer};

/// One run of a hook: its answer or its failure, and in both cases facts about the run.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use = "a block, or the failure of a guard, is lost with it"]
pub struct HookRun {
    /// The answer, or the failure. After a failure, the hook's `on_failure` setting decides the outcome.
    pub result: Result<HookAnswer, Failure>,
    /// The exit code or signal, the duration, the numbers of bytes, the notes, and whether processes were left behind.
    pub facts: RunFacts,
}

impl HookRun {
    /// Creates a run with its facts.
    pub fn new(result: Result<HookAnswer, Failure>, facts: RunFacts) -> Self {
        Self { result, facts }
    }

    /// Creates a run with an answer and default facts.
    pub fn answered(answer: impl Into<HookAnswer>) -> Self {
        Self::new(Ok(answer.into()), RunFacts::default())
    }

    /// Creates a run with a failure and default facts.
    pub fn failed(failure: Failure) -> Self {
        Self::new(Err(failure), RunFacts::default())
    }
}
