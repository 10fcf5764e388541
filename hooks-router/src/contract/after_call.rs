//! What an agent promises to its hooks after a tool ran: hooks see the result, and their texts and replacements
//! reach the model.

use std::sync::Arc;

use hooks_types::{EventName, HookAnswer, HookEvent, Payload};
use serde_json::Value;

use super::probe::Play;
use super::trials::{Kept, Stage, broken, not_here};

/// Marker texts that the checks search for. They occur in no other text, and JSON does not escape them.
const FEEDBACK: &str = "contract-feedback-71be";
const BEFORE: &str = "contract-context-before-90aa";
const AFTER: &str = "contract-context-after-3f42";
const REPLACED: &str = "contract-replaced-output-c8e7";

/// Checks that PostToolUse hooks see each result once, with the output that the tool returned.
pub(super) async fn post_hooks_see_the_result(stage: Stage<'_>) -> Kept {
    let came = stage
        .answering(EventName::PostToolUse, HookAnswer::proceed())
        .await?;
    let Some(run) = came.ran.executed.first() else {
        return broken("the tool did not run although no hook objected");
    };
    let shown = came.completed();
    let [shown] = shown.as_slice() else {
        let times = shown.len();
        return broken(format!(
            "PostToolUse hooks were called {times} times for one call"
        ));
    };
    let text = text_of(&shown.tool_output);
    match text.contains(&run.output) {
        true => Ok(()),
        false => broken(format!(
            "the tool returned `{}`, hooks were shown `{text}`",
            run.output
        )),
    }
}

/// Checks that PostToolUseFailure hooks see the failure of a tool with its error message, and that the hooks' answer
/// reaches the model.
pub(super) async fn a_failure_is_shown_to_its_hooks(stage: Stage<'_>) -> Kept {
    let Some(failing) = &stage.path.failing else {
        return not_here("the path names no input on which its tool fails");
    };
    let play = stage.at(EventName::PostToolUseFailure, |_| {
        HookAnswer::block(FEEDBACK)
    });
    let came = stage
        .run(vec![stage.call_with(failing, "call-1")], play)
        .await?;
    let Some(run) = came.ran.executed.first() else {
        return broken("the tool did not run although no hook objected");
    };
    let shown = came.failed();
    let [shown] = shown.as_slice() else {
        let (times, other) = (shown.len(), came.completed().len());
        return broken(format!(
            "the call failed; PostToolUseFailure hooks were called {times} times for it, PostToolUse hooks {other} times"
        ));
    };
    // Some agents put the text of a failure into `error`, others into the output. So search both fields.
    let text = format!(
        "{}\n{}",
        shown.error,
        shown.tool_output.as_ref().map(text_of).unwrap_or_default()
    );
    if !text.contains(&run.output) {
        return broken(format!(
            "the tool failed with `{}`, hooks were shown `{text}`",
            run.output
        ));
    }
    match came.model_read(FEEDBACK) {
        true => Ok(()),
        false => broken("a hook answered the failure with a text, and the model never read it"),
    }
}

/// Checks that the reason of a block at PostToolUse reaches the model. The tool has run, so the block is feedback.
pub(super) async fn feedback_reaches_the_model(stage: Stage<'_>) -> Kept {
    let came = stage
        .answering(EventName::PostToolUse, HookAnswer::block(FEEDBACK))
        .await?;
    match came.model_read(FEEDBACK) {
        true => Ok(()),
        false => broken("a hook answered the result with a text, and the model never read it"),
    }
}

/// Checks that the model reads the output with which a hook replaced the tool's output, and not the original.
pub(super) async fn the_model_reads_the_replaced_output(stage: Stage<'_>) -> Kept {
    // First run the agent without a replacement. If the model does not read the original output in this run, its
    // absence in the second run would prove nothing.
    let plain = stage
        .answering(EventName::PostToolUse, HookAnswer::proceed())
        .await?;
    let Some(run) = plain.ran.executed.first() else {
        return broken("the tool did not run although no hook objected");
    };
    let output = run.output.trim();
    // A short output, or an output that repeats the input, could be in a request by coincidence. Then the check would
    // prove nothing, so refuse it.
    if output.len() < 8 || run.input.to_string().contains(output) {
        return broken(format!(
            "this cannot be checked: the tool must return at least eight characters that are not in its input; it returned `{output}`"
        ));
    }
    if !plain.model_read(output) {
        return broken(format!(
            "the tool returned `{output}`, and the model never read it"
        ));
    }
    let came = stage
        .answering(EventName::PostToolUse, HookAnswer::modify(REPLACED))
        .await?;
    if !came.model_read(REPLACED) {
        return broken("a hook replaced the output, and the model never read the replacement");
    }
    match came.model_read(output) {
        false => Ok(()),
        true => broken("a hook replaced the output, and the model read the original too"),
    }
}

/// Checks that the model reads the texts that hooks add before and after a call.
pub(super) async fn contexts_reach_the_model(stage: Stage<'_>) -> Kept {
    let tool = stage.path.call.tool_name.clone();
    let play: Play = Arc::new(move |payload: &Payload, _| match &payload.event {
        HookEvent::PreToolUse(event) if event.call.tool_name == tool => {
            HookAnswer::proceed().with_context(BEFORE)
        }
        HookEvent::PostToolUse(event) if event.call.tool_name == tool => {
            HookAnswer::proceed().with_context(AFTER)
        }
        _ => HookAnswer::proceed(),
    });
    let came = stage.run(vec![stage.path.call.clone()], play).await?;
    for (text, when) in [(BEFORE, "before"), (AFTER, "after")] {
        if !came.model_read(text) {
            return broken(format!(
                "a hook added a text for the model {when} the call, and the model never read it"
            ));
        }
    }
    Ok(())
}

/// Returns a tool's output as text.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
