//! The promises about a run as a whole: prompts, stops, subagents, and hooks that end the run.

use std::sync::Arc;

use hooks_types::{EventName, HookAnswer, HookEvent, Payload};

use super::probe::Play;
use super::promises::REASON;
use super::trials::{Came, Kept, PROMPT, Stage, broken, not_here};

/// Marker texts that the checks search for. They occur in no other text, and JSON does not escape them.
const CHANGED: &str = "contract-changed-prompt-2e60";
const CONTEXT: &str = "contract-context-beside-b81d";

/// Checks that hooks can distinguish a subagent's call from a call of the agent itself.
pub(super) async fn calls_of_a_subagent_say_so(stage: Stage<'_>) -> Kept {
    if !stage.path.in_subagent {
        return not_here("the path is not in a subagent");
    }
    let came = stage
        .answering(EventName::PreToolUse, HookAnswer::proceed())
        .await?;
    if came.gated().is_empty() {
        return broken("no PreToolUse hook was called for the call");
    }
    let seen = came.seen.payloads();
    let tool = &stage.path.call.tool_name;
    let mut gated = seen.iter().filter(|payload| match &payload.event {
        HookEvent::PreToolUse(event) => event.call.tool_name == *tool,
        _ => false,
    });
    match gated.all(|payload| payload.meta.subagent.is_some()) {
        true => Ok(()),
        false => broken("hooks could not see that a subagent made the call; use `Session::child`"),
    }
}

/// Checks that the agent goes on if a hook blocks its stop, and fires the stop event again when the model ends again.
pub(super) async fn a_stop_can_continue(stage: Stage<'_>) -> Kept {
    let stop = match stage.path.in_subagent {
        true => EventName::SubagentStop,
        false => EventName::Stop,
    };
    if !stage.fires(&stop) {
        return not_here(format!("the agent does not list {stop}"));
    }
    // Block only the first stop. Otherwise the agent would go on until the limit `max_stop_blocks` is reached.
    let stopping = stop.clone();
    let play: Play = Arc::new(move |payload: &Payload, before| {
        match payload.event.name() == stopping && before == 0 {
            true => HookAnswer::block(REASON),
            false => HookAnswer::proceed(),
        }
    });
    let came = stage.run(vec![stage.path.call.clone()], play).await?;
    match came.seen.count(&stop) {
        0 => broken(format!("no {stop} hook was called")),
        _ if !came.model_read(REASON) => broken(format!(
            "a {stop} hook blocked the stop, and the model never read its reason"
        )),
        // The stop event was fired only once. So the agent went on after the block, but did not fire the event when
        // the model ended again.
        1 => broken(format!(
            "a {stop} hook blocked the stop, and was not called when the model ended again"
        )),
        _ => Ok(()),
    }
}

/// Checks that a call does not run, and the model is not asked again, if a hook ends the run at PreToolUse.
pub(super) async fn a_hook_can_end_the_run(stage: Stage<'_>) -> Kept {
    let end = HookAnswer::proceed().with_stop(REASON);
    let came = stage.answering(EventName::PreToolUse, end).await?;
    if came.gated().is_empty() {
        return broken("no PreToolUse hook was called for the call");
    }
    came.nothing_ran("a hook ended the run before the call")?;
    // An agent that does not fire Stop does not control whether the model goes on. For such an agent the check ends
    // here.
    match stage.fires(&EventName::Stop) {
        true => the_model_is_not_asked_again(stage, &came, "PreToolUse").await,
        false => Ok(()),
    }
}

/// Checks that the model is not asked again if a hook ends the run at PostToolUse.
pub(super) async fn a_hook_can_end_the_run_after_a_call(stage: Stage<'_>) -> Kept {
    let end = HookAnswer::proceed().with_stop(REASON);
    let came = stage.answering(EventName::PostToolUse, end).await?;
    if came.completed().is_empty() {
        return broken("no PostToolUse hook was called for the call");
    }
    if !stage.fires(&EventName::Stop) {
        return not_here(
            "the agent does not list Stop: it does not control whether the model goes on",
        );
    }
    the_model_is_not_asked_again(stage, &came, "PostToolUse").await
}

/// Checks that no model was asked after a hook of `event` ended the run.
async fn the_model_is_not_asked_again(stage: Stage<'_>, came: &Came, event: &str) -> Kept {
    let asked = came.ran.requests.len();
    let goes_on = match stage.path.in_subagent {
        false => asked > 1,
        // On a subagent's path, the outer agent makes requests too, so the number of requests alone proves nothing. So
        // compare it with a second run, in which no hook ends the run: the second run must make at least one more
        // request.
        true => {
            let nothing = HookAnswer::proceed();
            let whole = stage.answering(EventName::PostToolUse, nothing).await?;
            asked >= whole.ran.requests.len()
        }
    };
    match goes_on {
        true => broken(format!(
            "a hook of {event} ended the run in the first turn, and the model was asked {asked} times"
        )),
        false => Ok(()),
    }
}

/// Checks that the model reads the prompt with which a hook replaced the user's prompt, and not the original.
pub(super) async fn a_changed_prompt_is_what_the_model_reads(stage: Stage<'_>) -> Kept {
    if !stage.fires(&EventName::UserPromptSubmit) {
        return not_here("the agent does not list UserPromptSubmit");
    }
    let changed = HookAnswer::modify(CHANGED);
    let came = stage
        .answering(EventName::UserPromptSubmit, changed)
        .await?;
    if !came.model_read(CHANGED) {
        return broken("a hook replaced the prompt, and the model never read the replacement");
    }
    match came.model_read(PROMPT) {
        true => broken("a hook replaced the prompt, and the model read the original too"),
        false => Ok(()),
    }
}

/// Checks that the model reads texts that hooks add at SessionStart and UserPromptSubmit.
pub(super) async fn contexts_beside_the_prompt_reach_the_model(stage: Stage<'_>) -> Kept {
    let events = [EventName::SessionStart, EventName::UserPromptSubmit];
    let listed: Vec<_> = events.into_iter().filter(|e| stage.fires(e)).collect();
    if listed.is_empty() {
        return not_here("the agent lists neither SessionStart nor UserPromptSubmit");
    }
    for event in listed {
        let answer = HookAnswer::proceed().with_context(CONTEXT);
        let came = stage.answering(event.clone(), answer).await?;
        // An event that is not fired is skipped here, because another promise checks that listed events are fired.
        if came.seen.has(&event) && !came.model_read(CONTEXT) {
            return broken(format!(
                "a hook of {event} added a text for the model, and the model never read it"
            ));
        }
    }
    Ok(())
}

/// Checks that no model is asked about a prompt that a hook blocked.
pub(super) async fn a_dropped_prompt_reaches_nobody(stage: Stage<'_>) -> Kept {
    if !stage.fires(&EventName::UserPromptSubmit) {
        return not_here("the agent does not list UserPromptSubmit");
    }
    let block = HookAnswer::block(REASON);
    let came = stage.answering(EventName::UserPromptSubmit, block).await?;
    if !came.seen.has(&EventName::UserPromptSubmit) {
        return broken("no UserPromptSubmit hook was called");
    }
    match came.ran.requests.len() {
        0 => came.nothing_ran("a hook dropped the prompt"),
        asked => broken(format!(
            "a hook dropped the prompt, and the model was asked {asked} times"
        )),
    }
}
