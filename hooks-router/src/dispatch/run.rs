//! Runs one hook within the limits of its dispatch.
//!
//! A run has several time limits. First it waits for a slot, at most until the budget of its scope ends. After its
//! start, its deadline is the hook's own time limit or the end of the budget, whichever is earlier. An executor must
//! end its hook at the deadline. If it does not, the run is dropped a little later, so no executor can make an agent
//! hang.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hooks_exec::{Allowance, HookRequest, HookRun, LastWords, SharedPayload};
use hooks_types::output::RunFacts;
use hooks_types::report::Cause;
use hooks_types::spec::{BudgetSource, Handler, Scope};
use hooks_types::text::time_span;
use hooks_types::{Failure, HookSpec};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use super::clock::{Clock, Due};
use super::used_up::used_up;
use super::watch::RunWatch;
use crate::panic::Caught;
use crate::router::{Shared, next_id};
use crate::session::Session;

/// The time that a run may take beyond its deadline and its allowance, before it is dropped. An executor that keeps to
/// the allowance returns earlier.
const SPARE: Duration = Duration::from_millis(250);

/// The state that the hook runs of one dispatch (one event sent to its hooks) share.
#[derive(Debug)]
pub(crate) struct RunContext {
    /// The router, with its slots and its executor.
    pub(crate) router: Arc<Shared>,
    /// How long the executor may take after the deadline to end the hook.
    allowance: Allowance,
    /// The settings that the budgets come from, for messages.
    budgets: Arc<[BudgetSource]>,
    /// The budgets of the dispatch; `None` for a background hook.
    pub(crate) clock: Option<Clock>,
    /// The time of each run, to name the slowest hook when a budget is used up.
    spent: Mutex<Vec<Spent>>,
    /// Receives the answer that a background hook had given before it was ended early. `None` for hooks that the agent
    /// waits for: if the run of such a hook is dropped, its answer is not needed.
    last_words: Option<LastWords>,
}

/// One run of a hook, with its start and its end. The time between them counts against the budgets.
#[derive(Debug)]
struct Spent {
    spec: Arc<HookSpec>,
    since: Instant,
    /// The end of the run; `None` while it runs.
    until: Option<Instant>,
}

impl RunContext {
    /// Creates the state of a dispatch that begins now.
    pub(crate) fn new(session: &Session) -> Self {
        let router = Arc::clone(session.shared());
        Self {
            clock: Some(Clock::new(router.limits)),
            router,
            allowance: session.allowance(),
            budgets: Arc::clone(session.budgets()),
            spent: Mutex::default(),
            last_words: None,
        }
    }

    /// Creates the state of a background hook's run.
    pub(crate) fn in_background(
        router: Arc<Shared>,
        allowance: Allowance,
        last_words: LastWords,
    ) -> Self {
        Self {
            clock: None,
            router,
            allowance,
            budgets: Arc::default(),
            spent: Mutex::default(),
            last_words: Some(last_words),
        }
    }

    /// Returns the slots from which a hook of this scope takes one in order to run.
    fn slots(&self, scope: Scope) -> Arc<Semaphore> {
        match self.clock {
            Some(_) => self.router.slots.of(scope),
            // A background hook has no clock, because the agent does not wait for it. Such hooks have separate slots, so
            // that they cannot delay the hooks that the agent waits for.
            None => self.router.background.slots.of(scope),
        }
    }

    /// Records the start of a run and returns its index.
    fn starts(&self, spec: &Arc<HookSpec>) -> usize {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.push(Spent {
            spec: Arc::clone(spec),
            since: Instant::now(),
            until: None,
        });
        spent.len() - 1
    }

    /// Records the end of the run with this index.
    fn ended(&self, run: usize) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(spent) = spent.get_mut(run) {
            spent.until = Some(Instant::now());
        }
    }

    /// Returns the moment until which this call waits if the `once` hook is running for another call. The wait is as
    /// long as one run may take, but does not go beyond the budget. `None` means that the wait has no limit, because
    /// the clock cannot express the moment.
    pub(super) fn last_moment_of_another(&self, spec: &HookSpec) -> Option<Instant> {
        let run = spec.timeout.saturating_add(self.allowance.total());
        let own = Instant::now().checked_add(run.saturating_add(SPARE));
        let due = self.clock.as_ref().and_then(|clock| clock.due(spec.scope));
        own.into_iter().chain(due.map(|due| due.at)).min()
    }

    /// Makes the failure of a `once` hook for this call: the hook was already running for a different call, and that
    /// run gave no verdict in time.
    pub(super) fn no_turn(&self) -> Failure {
        let message =
            "it runs once per session, and its run for another call gave no verdict in time";
        Failure::new(Cause::Budget, message)
    }

    /// Makes the failure of a hook for which the budget has no time left.
    fn over_budget(&self, due: Option<Due>, spec: &HookSpec) -> Failure {
        let now = Instant::now();
        let spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        // All hooks use up the time of the whole dispatch. The budget of a scope is used up only by hooks of this
        // scope.
        let of_all = due.is_some_and(|due| due.set_in.is_none());
        let spent = spent
            .iter()
            .filter(|spent| of_all || spent.spec.scope == spec.scope);
        let users = spent.map(|spent| (spent.until.unwrap_or(now) - spent.since, &*spent.spec));
        let message = used_up(due, spec, users.collect(), &self.budgets);
        Failure::new(Cause::Budget, message)
    }
}

/// Runs a hook: waits for a slot, then starts the hook. Returns at the latest at the hook's deadline plus the allowance
/// (the time for ending the hook) and [`SPARE`].
///
/// # Cancel safety
///
/// Dropping the future drops the executor's future, which ends the hook.
pub(crate) async fn run_hook(
    context: Arc<RunContext>,
    spec: Arc<HookSpec>,
    payload: SharedPayload,
    watch: &mut Option<RunWatch>,
) -> HookRun {
    if let Handler::Unusable(failure) = &spec.handler {
        return HookRun::failed(failure.clone());
    }
    let scope = spec.scope;
    let slots = context.slots(scope);
    let budget = context.clock.as_ref().and_then(|clock| clock.due(scope));
    let slot = match budget {
        None => slots.acquire().await,
        Some(due) => match timeout_at(due.at, slots.acquire()).await {
            Ok(slot) => slot,
            Err(_) => return HookRun::failed(context.over_budget(budget, &spec)),
        },
    };
    // This never fails, because the semaphore is never closed. If it were closed, the hook would run without a slot.
    let _slot = slot.ok();
    // `HookRequest::new` sets the deadline: the hook's own time limit from now. So the time in which the hook waited
    // for a slot is not counted.
    let mut asked = HookRequest::new(Arc::clone(&spec), payload)
        .with_allowance(context.allowance)
        .with_run_id(next_id());
    asked.last_words.clone_from(&context.last_words);
    let own = asked.deadline;
    let due = budget.map_or(own, |due| due.at.min(own));
    let began = Instant::now();
    // The budget has no time left, so do not start the hook.
    if due <= began && due < own {
        return HookRun::failed(context.over_budget(budget, &spec));
    }
    // From here on the run uses up the budget, so record its start.
    let place = context.starts(&spec);
    let limit = spec.timeout;
    if let Some(watch) = watch {
        watch.started(asked.run_id);
    }
    let mut run = guarded(&context.router, asked.with_deadline(due), began).await;
    context.ended(place);
    let failed = run.result.as_mut().err();
    if let Some(failure) = failed.filter(|failure| failure.cause == Cause::Timeout) {
        if due < own {
            // The budget ended the run, so replace the cause and the message. Keep the rest of the failure: it says
            // what a timeout means to the hook's agent, which applies here too.
            let cut = context.over_budget(budget, &spec);
            (failure.cause, failure.message) = (cut.cause, cut.message);
        } else {
            failure.message = with_limit(&failure.message, limit);
            let advice = || "`timeout` in its entry sets that limit".to_owned();
            failure.advice.get_or_insert_with(advice);
        }
    }
    run
}

/// Adds the time limit to the message of a timeout, before the stderr that the message can quote.
fn with_limit(message: &str, limit: Duration) -> String {
    let limit = time_span(limit);
    match message.strip_prefix("it timed out") {
        Some(rest) => format!("it timed out after {limit} (its time limit){rest}"),
        None => format!("{message} (its time limit is {limit})"),
    }
}

/// Calls the executor. If the executor panics, returns a failure. If the executor does not return in time, drops its
/// future.
async fn guarded(router: &Shared, request: HookRequest, began: Instant) -> HookRun {
    let limit = request.deadline - began;
    let spare = request.allowance.total().saturating_add(SPARE);
    let last = request.deadline.checked_add(spare);
    let executor = Arc::clone(&router.executor);
    // Call the executor inside an async block, so that a panic before the first await is caught too.
    let run = Caught(Box::pin(async move { executor.execute(request).await }));
    let run = async {
        match last {
            Some(last) => timeout_at(last, run).await,
            // The clock cannot express the moment of the limit, so wait without a limit.
            None => Ok(run.await),
        }
    };
    let failure = match run.await {
        Ok(Ok(run)) => return run,
        Ok(Err(panic)) => Failure::new(Cause::Panicked, format!("its executor panicked: {panic}")),
        Err(_) => Failure::new(
            Cause::Timeout,
            format!("no answer within {}", time_span(limit)),
        ),
    };
    // The executor returned no facts, so the duration is the only known fact.
    let mut facts = RunFacts::default();
    facts.duration = began.elapsed();
    HookRun::new(Err(failure), facts)
}
