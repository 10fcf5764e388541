//! Running one hook within the bounds of its dispatch.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hooks_exec::{Allowance, HookRequest, HookRun, SharedPayload};
use hooks_types::{Cause, Failure, Handler, HookSpec, RunFacts};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use super::panic::Caught;
use crate::router::Shared;

/// How much longer than its executor's own limit a run may take before it is dropped.
const SPARE: Duration = Duration::from_millis(250);

/// What the runs of one dispatch share.
#[derive(Debug)]
pub(crate) struct RunContext {
    pub(crate) router: Arc<Shared>,
    allowance: Allowance,
    /// Where a run waits for its turn.
    pub(crate) slots: Arc<Semaphore>,
    /// The end of the dispatch's budget.
    pub(crate) deadline: Option<Instant>,
    spent: Mutex<Vec<Spent>>,
}

/// Time that a hook took from the budget.
#[derive(Debug)]
struct Spent {
    hook: String,
    since: Instant,
    until: Option<Instant>,
}

impl RunContext {
    pub(crate) fn new(
        router: Arc<Shared>,
        allowance: Allowance,
        slots: Arc<Semaphore>,
        budget: Option<Duration>,
    ) -> Self {
        Self {
            router,
            allowance,
            slots,
            deadline: budget.and_then(|budget| Instant::now().checked_add(budget)),
            spent: Mutex::default(),
        }
    }

    fn starts(&self, hook: &str) -> usize {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.push(Spent {
            hook: hook.to_owned(),
            since: Instant::now(),
            until: None,
        });
        spent.len() - 1
    }

    fn ended(&self, run: usize) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(spent) = spent.get_mut(run) {
            spent.until = Some(Instant::now());
        }
    }

    /// Until when a hook waits for another call's run of itself: as long as one run may take, within
    /// the budget; none: there is no end that a clock holds.
    pub(super) fn last_moment_of_another(&self, spec: &HookSpec) -> Option<Instant> {
        let run = spec.timeout.saturating_add(self.allowance.total());
        let own = Instant::now().checked_add(run.saturating_add(SPARE));
        own.into_iter().chain(self.deadline).min()
    }

    /// The failure of a hook whose turn to run has not come.
    pub(super) fn no_turn(&self) -> Failure {
        let message = "it runs once a session, and another call's run of it had no verdict in time";
        Failure::new(Cause::Budget, message)
    }

    /// The failure of a hook the budget leaves no time for; names who used it up.
    fn over_budget(&self) -> Failure {
        let budget = self.router.limits.budget.unwrap_or_default();
        let now = Instant::now();
        let spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let longest = spent
            .iter()
            .map(|spent| (spent.until.unwrap_or(now) - spent.since, &spent.hook))
            .max_by_key(|(time, _)| *time);
        let user = longest.map_or_else(
            || "other dispatches, which held every slot".to_owned(),
            |(time, hook)| format!("most of it by `{hook}` ({time:.1?})"),
        );
        Failure::new(
            Cause::Budget,
            format!("the budget of {budget:?} for this event is used up: {user}"),
        )
    }
}

/// Runs a hook: waits for a slot, starts it, and returns by its deadline and allowance.
///
/// # Cancel safety
///
/// Dropping the future drops the executor's, which ends what it started.
pub(crate) async fn run_hook(
    context: Arc<RunContext>,
    spec: Arc<HookSpec>,
    payload: SharedPayload,
) -> HookRun {
    if let Handler::Unusable(failure) = &spec.handler {
        return HookRun::failed(failure.clone());
    }
    let slot = match context.deadline {
        None => context.slots.acquire().await,
        Some(deadline) => match timeout_at(deadline, context.slots.acquire()).await {
            Ok(slot) => slot,
            Err(_) => return HookRun::failed(context.over_budget()),
        },
    };
    // The slots are never closed; without them a hook would only run unbounded.
    let _slot = slot.ok();
    let asked = HookRequest::new(Arc::clone(&spec), payload)
        .with_allowance(context.allowance)
        .with_run_id(context.router.next_id());
    let own = asked.deadline;
    let due = context.deadline.map_or(own, |deadline| deadline.min(own));
    let began = Instant::now();
    if due <= began && due < own {
        return HookRun::failed(context.over_budget());
    }
    let place = context.starts(&spec.id);
    let mut run = guarded(&context.router, asked.due(due), began).await;
    context.ended(place);
    if due < own
        && let Err(failure) = &mut run.result
        && failure.cause == Cause::Timeout
    {
        // What its agent makes of a timeout holds for this one too.
        let cut = context.over_budget();
        (failure.cause, failure.message) = (cut.cause, cut.message);
    }
    run
}

/// The executor behind a backstop: it may neither panic nor keep the dispatch waiting.
async fn guarded(router: &Shared, request: HookRequest, began: Instant) -> HookRun {
    let limit = request.deadline - began;
    let spare = request.allowance.total().saturating_add(SPARE);
    let last = request.deadline.checked_add(spare);
    let executor = Arc::clone(&router.executor);
    // In a block of its own, so that a panic before the first await is caught too.
    let run = Caught(Box::pin(async move { executor.execute(request).await }));
    let run = async {
        match last {
            Some(last) => timeout_at(last, run).await,
            // An allowance that no clock holds is one without end.
            None => Ok(run.await),
        }
    };
    let failure = match run.await {
        Ok(Ok(run)) => return run,
        Ok(Err(panic)) => Failure::new(Cause::Panicked, format!("its executor panicked: {panic}")),
        Err(_) => Failure::new(Cause::Timeout, format!("no answer within {limit:.1?}")),
    };
    let mut facts = RunFacts::default();
    facts.duration = began.elapsed();
    HookRun::new(Err(failure), facts)
}
