//! `hooks bridge` at work: reads the agent's payload, runs our hooks, answers in the agent's words.

use std::time::{Duration, Instant};

use hooks_router::DispatchOptions;
use hooks_types::wire::{DecodeError, DecodeErrorKind, Expected, HookOutput, decode, speak};
use hooks_types::{DialectRef, EventName, Payload, Report};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::stand_in::{believes, gates, stand_in, stand_in_of_gate, unjudged};
use crate::cli::BridgeRun;
use crate::configuration::{Configured, Whereabouts, own_files};
use crate::engine::{Engine, interrupts};
use crate::failure::Failure;
use crate::hook_output;
use crate::input::read_payload;
use crate::show::complain;
use crate::trust::Told;

/// Answers the payload on stdin. What keeps us from it becomes the agent's own block where it
/// waits for leave, else a word on stderr.
pub(crate) async fn run(options: &BridgeRun) -> Result<u8, Failure> {
    let dialect = &options.speak.clone().unwrap_or_default();
    let mut seen = None;
    let mut said = Said::default();
    let answer = match answer(options, dialect, &mut seen, &mut said).await {
        Ok(answer) => answer,
        Err(failure) => cannot(options, dialect, seen, &failure.to_string()),
    };
    if answer.exit_code == 0 {
        // At any other code the agent takes stderr for the reason, which its model reads.
        said.held_back.iter().for_each(complain);
        if let Some(told) = &said.told {
            told.set();
        }
    }
    Ok(hook_output::say(&answer))
}

/// What there is to say to the user beside the answer.
#[derive(Default)]
struct Said {
    held_back: Vec<String>,
    told: Option<Told>,
}

async fn answer(
    options: &BridgeRun,
    dialect: &DialectRef,
    seen: &mut Option<Payload>,
    said: &mut Said,
) -> Result<HookOutput, Failure> {
    let began = Instant::now();
    let spent = || {
        let budget = options.budget.as_secs_f64();
        Failure::new(format!("the budget of {budget} s is spent"))
    };
    // On a thread of its own: an agent that never ends the payload still gets its answer.
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
    if let Ok(configured) = &configured {
        said.held_back.clone_from(&configured.held_back);
        said.told.clone_from(&configured.told);
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
    // Without the payload nobody knows whose project this is, so hooks that may run can be missing.
    let missing = decoded.is_err() && trusts;
    if let Ok(Configured { found: false, .. }) = configured
        && !missing
    {
        let payload = decoded.unwrap_or_else(|_| stand_in(dialect, options.event.as_deref()));
        return Ok(speak(&payload, &Report::new(payload.event.name())));
    }
    let payload = decoded?;
    *seen = Some(payload.clone());
    let mut configured = configured?;
    let left = options.budget.saturating_sub(began.elapsed());
    configured.limits = configured.limits.with_total(time_for_hooks(left));
    let engine = Engine::new(configured)?;
    let session = engine.session((*payload.meta).clone());
    let mut interrupts = interrupts()?;
    let fired = session.dispatch(payload, DispatchOptions::awaiting_background());
    let fired = timeout(left, fired);
    let dispatched = engine.unless_interrupted(&mut interrupts, fired).await;
    engine.end().await;
    let dispatched = dispatched?.map_err(|_| spent())?;
    let mut report = dispatched.report();
    if report.event == EventName::SessionStart {
        // Some agents show stderr to nobody; a session's start is where a notice is read.
        report.notices.extend(said.held_back.iter().cloned());
    }
    Ok(speak(dispatched.payload(), &report))
}

/// Why a gate's payload does not tell for certain whose project it is of, where that one's hooks may
/// run: of a root that it names twice nobody knows which the agent is in.
fn project_unclear(payload: &Payload) -> Option<Failure> {
    let unseen = payload.unseen.as_ref().filter(|_| gates(payload))?;
    let cure = "name it with --project DIR";
    Some(Failure::new(format!(
        "the payload does not tell for certain whose project it is of: {unseen}; {cure}"
    )))
}

/// The payload of the event that the entry is for, or of one that the entry [`believes`].
fn read(bytes: &[u8], dialect: &DialectRef, event: Option<&str>) -> Result<Payload, DecodeError> {
    let expected = || Expected::new(dialect);
    let Some(event) = event else {
        return decode(bytes, expected());
    };
    let believes = |payload: &Payload| believes(dialect, event, payload);
    match decode(bytes, expected().with_event(event)) {
        Ok(payload) if believes(&payload) => Ok(payload),
        Ok(payload) => {
            let form = payload.origin.as_ref().map(|origin| &*origin.form.event);
            let said = form.unwrap_or_default();
            let problem = format!("the payload is of {said}, where no block of {event} is heard");
            Err(DecodeError::new(problem).with_kind(DecodeErrorKind::OtherEvent))
        }
        Err(error) if error.kind() == DecodeErrorKind::UnclearEvent => Err(error),
        Err(error) => {
            let other = decode(bytes, expected()).ok();
            other.filter(believes).ok_or(error)
        }
    }
}

/// The time for all hooks together: what is left without what it takes to answer.
fn time_for_hooks(left: Duration) -> Duration {
    let spare = Duration::from_secs(2).min(left / 4);
    left.saturating_sub(spare)
}

/// The answer of a bridge that cannot do its work.
fn cannot(
    options: &BridgeRun,
    dialect: &DialectRef,
    seen: Option<Payload>,
    why: &str,
) -> HookOutput {
    let payload = seen.unwrap_or_else(|| stand_in(dialect, options.event.as_deref()));
    unjudged(&payload, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_the_hooks_ends_before_our_own() {
        assert_eq!(time_for_hooks(Duration::from_secs(50)).as_secs(), 48);
        assert_eq!(time_for_hooks(Duration::from_secs(2)).as_millis(), 1500);
    }
}
