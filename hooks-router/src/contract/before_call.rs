//! What an agent promises to its hooks before a tool runs: every call passes the gate, and the agent obeys the
//! verdict.

use std::sync::Arc;

use hooks_types::{EventName, HookAnswer, HookEvent, Payload};
use serde_json::Value;

use super::promises::REASON;
use super::trials::{Kept, Stage, broken};

/// Checks that PreToolUse hooks see each call once, with the model's input, and that the call then runs.
pub(super) async fn the_gate_is_passed_once(stage: Stage<'_>) -> Kept {
    let came = stage
        .answering(EventName::PreToolUse, HookAnswer::proceed())
        .await?;
    let input = stage.path.call.input.to_value();
    let gated = came.gated();
    match gated.as_slice() {
        [] => return broken("no PreToolUse hook was called for the call"),
        [gated] if gated.call.input.to_value() != input => {
            let shown = gated.call.input.to_value();
            return broken(format!("the model sent {input}, hooks were shown {shown}"));
        }
        [_] => {}
        more => {
            let times = more.len();
            return broken(format!(
                "PreToolUse hooks were called {times} times for one call"
            ));
        }
    }
    came.only_ran(&input, "no hook objected")
}

/// Checks that a blocked call does not run.
pub(super) async fn a_block_blocks(stage: Stage<'_>) -> Kept {
    let block = HookAnswer::block(REASON);
    let came = stage.answering(EventName::PreToolUse, block).await?;
    came.nothing_ran("a hook blocked the call")
}

/// Checks that the model reads why its call was blocked. Without the reason the model would try the same call again.
pub(super) async fn a_refusal_reaches_the_model(stage: Stage<'_>) -> Kept {
    let block = HookAnswer::block(REASON);
    let came = stage.answering(EventName::PreToolUse, block).await?;
    match came.model_read(REASON) {
        true => Ok(()),
        false => broken("a hook blocked the call, and the model never read its reason"),
    }
}

/// Checks that the tool runs with the input that a hook returned, and does not run with the model's input too.
pub(super) async fn a_changed_input_is_what_runs(stage: Stage<'_>) -> Kept {
    let other = stage.path.other.to_value();
    let changed = HookAnswer::modify(other.clone());
    let came = stage.answering(EventName::PreToolUse, changed).await?;
    came.only_ran(&other, "a hook changed the input")
}

/// Checks that a call does not run if a hook wants the user to be asked and the user has not said yes.
pub(super) async fn an_ask_without_a_yes_runs_nothing(stage: Stage<'_>) -> Kept {
    let ask = HookAnswer::ask("may it run?");
    let came = stage.answering(EventName::PreToolUse, ask).await?;
    came.nothing_ran("a hook asked for the user's consent, which was not given")
}

/// Checks that each of several calls in one turn has its own verdict.
pub(super) async fn parallel_calls_are_gated(stage: Stage<'_>) -> Kept {
    let (passes, blocked) = (&stage.path.call.input, &stage.path.other);
    let calls = |blocked_first: bool| {
        let (first, second) = if blocked_first {
            (blocked, passes)
        } else {
            (passes, blocked)
        };
        vec![
            stage.call_with(first, "call-1"),
            stage.call_with(second, "call-2"),
        ]
    };
    let refused = blocked.to_value();
    let play = stage.at(EventName::PreToolUse, move |payload| {
        match input_of(payload).as_ref() == Some(&refused) {
            true => HookAnswer::block(REASON),
            false => HookAnswer::proceed(),
        }
    });
    // Try both orders. A faulty agent might apply one verdict, the first or the last one, to all calls of the turn.
    // It then fails in one of the two orders.
    for blocked_first in [false, true] {
        let came = stage.run(calls(blocked_first), Arc::clone(&play)).await?;
        let gated = came.gated().len();
        if gated != 2 {
            return broken(format!(
                "the model made two calls in one turn, and hooks were shown {gated}"
            ));
        }
        came.only_ran(
            &passes.to_value(),
            "a hook blocked one of two calls in one turn",
        )?;
    }
    Ok(())
}

/// Returns the input of a call at PreToolUse.
fn input_of(payload: &Payload) -> Option<Value> {
    match &payload.event {
        HookEvent::PreToolUse(event) => Some(event.call.input.to_value()),
        _ => None,
    }
}
