//! Runs `hooks bridge`: reads the agent's payload, runs native hooks, and answers in the agent's format.
//!
//! The agent kills a bridge that runs longer than the agent's time limit for a hook, and most agents then let the call
//! pass. So the bridge has a shorter limit of its own, the budget, and answers with a block before the agent's limit
//! ends.

mod unheard;
mod waiting;

use std::time::{Instant, SystemTime};

use hooks_config::format::BridgeEntry;
use hooks_dialects::agents;
use hooks_router::DispatchOptions;
use hooks_types::spec::BudgetSource;
use hooks_types::text::time_span;
use hooks_types::wire::{DecodeErrorKind, HookOutput, speak};
use hooks_types::{DialectRef, Payload, Report};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use self::unheard::{cannot, project_unclear};
pub(super) use self::waiting::time_for_hooks;
use self::waiting::{time_to_wait, turn_within};
use super::asking::{a_user_answers, block_unheard};
use super::passed_over;
use super::reading::read;
use super::shown_once::add_notices;
use super::stand_in::{stand_in, stand_in_of_gate};
use super::twice::{EntryRole, FirstEntry, SharedEvent};
use crate::cli::BridgeRun;
use crate::configuration::{Configured, Whereabouts, own_files};
use crate::engine::{Engine, interrupts};
use crate::failure::Failure;
use crate::hook_output;
use crate::input::read_payload;
use crate::show::complain;
use crate::trust::{NoticeMark, SessionMarks};

/// Answers the payload on stdin, and returns the exit code that the agent expects. At a gate (an event at which a block
/// prevents the action), an error becomes a block in the agent's format. At other events it becomes a line on stderr
/// and a notice to the agent's user.
///
/// # Errors
///
/// Never returns an error: after the exit code of an error most agents let the call pass.
pub(crate) async fn run(options: &BridgeRun) -> Result<u8, Failure> {
    // Read the clock first. The time is compared later with the time at which another bridge entry decided the same
    // event.
    let began = SystemTime::now();
    let dialect = &options.speak.clone().unwrap_or_default();
    // Record the call before the payload is read, so that `bridge status` shows the call even if the payload is broken.
    super::state::called(dialect);
    let mut seen = None;
    let mut said = Said::default();
    let answer = match answer(options, dialect, began, &mut seen, &mut said).await {
        Ok(answer) => answer,
        Err(failure) => cannot(options, dialect, seen, &failure.to_string()),
    };
    if answer.exit_code == 0 {
        // Print these lines on stderr only at exit code 0. At any other exit code the agent takes stderr for the hook's
        // reason and shows it to its model.
        said.held_back.iter().for_each(complain);
        if let Some(told) = &said.told {
            told.set();
        }
    }
    // Read the clock before the answer is written. Bridge entries that start later can belong to the agent's next
    // event, so they must not take this decision.
    let decided = SystemTime::now();
    let code = hook_output::say(&answer);
    // If the answer could not be written, `say` returns the exit code of a block. Then the agent did not get the
    // decision of the hooks, so the decision is not passed on.
    if code == answer.exit_code {
        said.shown.iter().for_each(NoticeMark::set);
    }
    if let Some(judged) = said.judged.filter(|_| code == answer.exit_code) {
        let Judged {
            first,
            answered,
            report,
        } = judged;
        first.answered(&answered, &report, decided);
    }
    Ok(code)
}

/// What [`run`] does besides writing the answer: it prints lines for the user, and passes the decision on to other
/// bridge entries that got the same event. The decision is passed on only after the answer was written.
#[derive(Default)]
struct Said {
    /// Lines for the user about hooks that may not run, and about failed hooks if the answer to the agent has no field
    /// for notices.
    held_back: Vec<String>,
    /// The mark to set after the lines for the user are shown, so that the session does not show them again.
    told: Option<NoticeMark>,
    /// The marks to set after the answer was written, because its notices repeat these lines for the user.
    shown: Vec<NoticeMark>,
    /// The decision to pass to other entries that received the event; `None` if no other entry waits for it.
    judged: Option<Judged>,
}

/// The decision of this entry's hooks, to be passed on to the other entries that got the same event.
struct Judged {
    /// The claim of this entry on the event: the file through which other entries get the decision.
    first: FirstEntry,
    /// The payload as the answer changed it.
    answered: Payload,
    /// What the hooks decided.
    report: Report,
}

/// Reads the payload, runs the hooks and makes the answer. Stores the payload in `seen` as soon as its event is known,
/// or a substitute for a gate if its event is unclear. If an error follows, the caller answers this event.
///
/// # Errors
///
/// The payload or the configuration cannot be read, the project is unclear, the budget is spent, or the process was
/// interrupted. At a gate (an event at which a block prevents the action), the caller turns the error into a block in
/// the agent's format.
async fn answer(
    options: &BridgeRun,
    dialect: &DialectRef,
    started: SystemTime,
    seen: &mut Option<Payload>,
    said: &mut Said,
) -> Result<HookOutput, Failure> {
    let began = Instant::now();
    let spent = || {
        let budget = time_span(options.budget);
        Failure::new(format!("the budget of {budget} is spent"))
    };
    // Read on a separate thread: an agent that never closes stdin still gets its answer.
    let bytes = match timeout(options.budget, spawn_blocking(read_payload)).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) => Err(Failure::new(format!("cannot read the payload: {error}"))),
        Err(_) => Err(spent()),
    };
    let event = options.event.as_deref();
    let decoded = bytes.and_then(|bytes| {
        read(&bytes, dialect, event).map_err(|error| {
            if error.kind() == DecodeErrorKind::UnclearEvent {
                *seen = Some(stand_in_of_gate(dialect, event));
            }
            Failure::new(format!("the payload is not for {dialect}: {error}"))
        })
    });
    let whereabouts = Whereabouts::of_agent(dialect, decoded.as_ref().ok());
    let configured = own_files(&options.files, &whereabouts);
    let mut trusts = options.files.trust_any_project();
    let mut marks: Option<SessionMarks> = None;
    if let Ok(configured) = &configured {
        said.held_back.clone_from(&configured.held_back);
        said.told.clone_from(&configured.told);
        marks.clone_from(&configured.marks);
        // With `--project` the project is known even if the payload cannot be read, so no hooks of the project are
        // missing. Without it, trusted hooks of an unknown project might be missing.
        trusts |= configured.trusts_projects && options.files.project.is_none();
    }
    let decoded = decoded.and_then(
        |payload| match project_unclear(&payload).filter(|_| trusts) {
            None => Ok(payload),
            Some(failure) => {
                *seen = Some(payload);
                Err(failure)
            }
        },
    );
    // If the payload cannot be read, its project is unknown. Then trusted hooks of that project might be missing among
    // the loaded hooks.
    let missing = decoded.is_err() && trusts;
    // If no hook file in our own format was found, no hook can object. So the event passes even if its payload cannot
    // be read.
    if let Ok(Configured { found: false, .. }) = configured
        && !missing
    {
        let payload = decoded.unwrap_or_else(|_| stand_in(dialect, options.event.as_deref()));
        return Ok(speak(&payload, &Report::new(payload.event.name())));
    }
    let mut payload = decoded?;
    *seen = Some(payload.clone());
    let mut configured = configured?;
    let left = || options.budget.saturating_sub(began.elapsed());
    let first = match SharedEvent::of(dialect, &payload, &configured, started) {
        None => None,
        Some(shared) => match turn_within(time_to_wait(left(), shared.longest()), shared).await {
            // A different bridge entry ran the hooks and has already given the hooks' texts to the agent. So this
            // report has no texts.
            EntryRole::Told(report) => return Ok(speak(&payload, &report)),
            EntryRole::First(first) => Some(first),
            EntryRole::Alone => None,
        },
    };
    // Waiting for another entry took time, so measure the remaining time again.
    let left = left();
    let total = time_for_hooks(left);
    configured.limits = configured.limits.with_total(total);
    let source = BudgetSource::new(
        None,
        total,
        "`--budget` of the bridge's command, less the time for its answer",
    );
    configured.budgets.push(source);
    let named = options.files.project.as_deref();
    whereabouts.locate(&mut payload, named, configured.root.as_deref());
    let engine = Engine::new(configured)?;
    let session = engine.session((*payload.meta).clone());
    let mut interrupts = interrupts()?;
    let fired = session.dispatch(payload, DispatchOptions::awaiting_background());
    let fired = timeout(left, fired);
    let dispatched = engine.unless_interrupted(&mut interrupts, fired).await;
    // End the engine after a timeout or a signal too: no hook outlives its event.
    engine.end().await;
    let dispatched = dispatched?.map_err(|_| spent())?;
    let mut report = dispatched.report();
    // Most agents show stderr neither to the user nor to the model, but they show notices. So add the lines to the
    // notices too.
    said.shown = add_notices(
        &mut report,
        dispatched.payload(),
        &said.held_back,
        marks.as_ref(),
    );
    if let Some(bridge) = bridge_of(dialect).filter(|bridge| bridge.asks_at_terminal) {
        block_unheard(&mut report, || a_user_answers(bridge, dialect.name()));
    }
    let answer = passed_over::answer(dispatched.payload(), &report, &mut said.held_back);
    said.judged = first.map(|first| {
        let mut answered = Payload::clone(dispatched.payload());
        answered.event = dispatched.event().clone();
        Judged {
            first,
            answered,
            report,
        }
    });
    Ok(answer)
}

/// Returns how the bridge works with this agent; `None` for our own format, which has no bridge.
fn bridge_of(dialect: &DialectRef) -> Option<&'static BridgeEntry> {
    agents().get(dialect)?.bridge
}
