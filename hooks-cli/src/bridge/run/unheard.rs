//! Answers an event whose hooks could not run.

use hooks_types::wire::{HookOutput, speak};
use hooks_types::{DialectRef, EventName, Payload, Report};

use super::super::stand_in::{gates, stand_in, unjudged};
use super::bridge_of;
use crate::cli::BridgeRun;
use crate::configuration::{Whereabouts, may_judge_prompts};
use crate::failure::Failure;

/// Returns an error if the payload is from a gate (an event at which a block prevents the action) and its project is
/// uncertain, for example because the payload names two projects. Hooks of a trusted project might guard the call, so
/// after this error the caller blocks the call.
pub(super) fn project_unclear(payload: &Payload) -> Option<Failure> {
    let unseen = payload.unseen.as_ref().filter(|_| gates(payload))?;
    let cure = "name it with --project DIR";
    Some(Failure::new(format!(
        "the payload does not identify its project for certain: {unseen}; {cure}"
    )))
}

/// Returns the answer after an error. At a gate (an event at which a block prevents the action), this is a block with
/// the reason, except for a prompt that [`through_model`] lets pass. At another event the agent goes on, and the reason
/// is on stderr and in a notice. `seen` is the payload, if it could be read.
pub(super) fn cannot(
    options: &BridgeRun,
    dialect: &DialectRef,
    seen: Option<Payload>,
    why: &str,
) -> HookOutput {
    if let Some(told) = seen
        .as_ref()
        .and_then(|seen| through_model(options, dialect, seen, why))
    {
        return told;
    }
    let payload = seen.unwrap_or_else(|| stand_in(dialect, options.event.as_deref()));
    unjudged(&payload, why)
}

/// Lets a prompt pass with the error as context for the model, if the agent does not show the user why a prompt was
/// blocked. Returns `None` if a `hooks.toml` might hold a hook for prompts, because that hook could have blocked the
/// prompt. Tool calls stay blocked in any case.
fn through_model(
    options: &BridgeRun,
    dialect: &DialectRef,
    payload: &Payload,
    why: &str,
) -> Option<HookOutput> {
    let unread = !bridge_of(dialect)?.shows_blocked_prompt;
    let of_prompt = payload.event.name() == EventName::UserPromptSubmit;
    let whereabouts = || Whereabouts::of_agent(dialect, Some(payload));
    if !unread || !of_prompt || may_judge_prompts(&options.files, &whereabouts()) {
        return None;
    }
    let mut report = Report::new(payload.event.name());
    let told = format!("The user's hooks cannot run, so no tool will. Tell the user why: {why}");
    report.context.push(told);
    report.notices.push(why.to_owned());
    Some(speak(payload, &report))
}
