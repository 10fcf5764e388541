//! The promises that an agent keeps to its hooks, on each of its tool paths.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use super::after_call::{
    a_failure_is_shown_to_its_hooks, contexts_reach_the_model, feedback_reaches_the_model,
    post_hooks_see_the_result, the_model_reads_the_replaced_output,
};
use super::before_call::{
    a_block_blocks, a_changed_input_is_what_runs, a_refusal_reaches_the_model,
    an_ask_without_a_yes_runs_nothing, parallel_calls_are_gated, the_gate_is_passed_once,
};
use super::driver::{Driver, ToolPath};
use super::trials::{Kept, Stage};
use super::whole_run::{
    a_changed_prompt_is_what_the_model_reads, a_dropped_prompt_reaches_nobody,
    a_hook_can_end_the_run, a_hook_can_end_the_run_after_a_call, a_stop_can_continue,
    calls_of_a_subagent_say_so, contexts_beside_the_prompt_reach_the_model,
};

/// A running check of one promise.
type Checking<'a> = Pin<Box<dyn Future<Output = Kept> + Send + 'a>>;
/// Starts the check of one promise. This is a function pointer and not a closure, because [`PROMISES`] is a constant.
type Check = for<'a> fn(Stage<'a>) -> Checking<'a>;

/// One promise of an agent to its hooks, with its check.
#[derive(Clone, Copy)]
pub struct Promise {
    name: &'static str,
    check: Check,
}

impl Promise {
    /// Returns the promise as a name in snake_case.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Checks the promise on one tool path.
    pub(super) async fn check(&self, driver: &dyn Driver, path: &ToolPath) -> Kept {
        (self.check)(Stage { driver, path }).await
    }
}

impl fmt::Debug for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Promise").field(&self.name).finish()
    }
}

// The name of a promise is the name of its function, so a result leads to the code that checks it.
macro_rules! promises {
    ($($name:ident),+ $(,)?) => {
        /// Every promise that is checked on each tool path. One more promise is about the agent as a whole: every event
        /// that the agent lists is fired.
        pub const PROMISES: &[Promise] = &[$(Promise {
            name: stringify!($name),
            check: |stage| Box::pin($name(stage)),
        }),+];
    };
}

promises![
    the_gate_is_passed_once,
    a_block_blocks,
    a_refusal_reaches_the_model,
    a_changed_input_is_what_runs,
    an_ask_without_a_yes_runs_nothing,
    parallel_calls_are_gated,
    post_hooks_see_the_result,
    a_failure_is_shown_to_its_hooks,
    feedback_reaches_the_model,
    the_model_reads_the_replaced_output,
    contexts_reach_the_model,
    calls_of_a_subagent_say_so,
    a_stop_can_continue,
    a_hook_can_end_the_run,
    a_hook_can_end_the_run_after_a_call,
    a_dropped_prompt_reaches_nobody,
    a_changed_prompt_is_what_the_model_reads,
    contexts_beside_the_prompt_reach_the_model,
];

/// The reason of a block. It occurs in no other text and JSON does not escape it, so it can be found in a request
/// to the model.
pub(super) const REASON: &str = "contract-reason-5d1c";
