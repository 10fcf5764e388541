//! A model that follows a script, a tool that records its arguments, and hooks that a closure answers for.

use std::sync::{Arc, Mutex};

use hooks_exec::{ClosureExecutor, HookRequest};
use hooks_router::Router;
use hooks_router::contract::Executed;
use hooks_types::spec::{DispatchLimits, Handler};
use hooks_types::{EventName, Failure, HookAnswer, HookSpec, SessionMeta, ToolCall, ToolInput};
use rig::message::{AssistantContent, ToolFunction, ToolName};
use rig::test_utils::{MockCompletionModel, MockTurn};
use rig::tool::{DynamicTool, ToolExecutionError, ToolOutput};
use serde_json::{Map, json};

pub(super) type Log = Arc<Mutex<Vec<Executed>>>;

pub(super) fn session(router: &Router) -> hooks_router::Session {
    router.session(SessionMeta::new("session-1", "/work"))
}

pub(super) fn input(word: &str) -> ToolInput {
    ToolInput::Function(Map::from_iter([("word".to_owned(), json!(word))]))
}

/// Returns the tool `say`, which records its arguments.
pub(super) fn say(log: &Log) -> DynamicTool {
    let log = Arc::clone(log);
    let schema = json!({"type": "object", "properties": {"word": {"type": "string"}}});
    DynamicTool::new(
        ToolName::new("say").unwrap(),
        "Says a word.",
        schema,
        move |arguments| {
            let fails = arguments["word"] == "fail";
            let output = if fails {
                "nothing can be said"
            } else {
                "words were said"
            };
            log.lock().unwrap().push(Executed::new(arguments, output));
            Box::pin(async move {
                match fails {
                    true => Err(ToolExecutionError::other(output)),
                    false => Ok(ToolOutput::text(output)),
                }
            })
        },
    )
}

/// Returns a turn in which the model makes these tool calls.
fn turn(calls: &[ToolCall]) -> MockTurn {
    let call = |call: &ToolCall| {
        let name = ToolName::new(call.tool_name.as_str()).unwrap();
        let function = ToolFunction::new(name, call.input.to_value());
        AssistantContent::ToolCall(rig::message::ToolCall::from_wire(
            call.call_id.as_str(),
            function,
        ))
    };
    MockTurn::from_contents(calls.iter().map(call))
}

/// Returns a model that makes these calls in its first turn and no calls later.
pub(super) fn model(calls: &[ToolCall]) -> MockCompletionModel {
    let ends = (0..8).map(|_| MockTurn::text("that is all"));
    MockCompletionModel::from_turns([turn(calls)].into_iter().chain(ends))
}

pub(super) fn read(model: &MockCompletionModel) -> Vec<String> {
    let requests = model.requests().into_iter();
    requests
        .map(|request| serde_json::to_string(&request).unwrap())
        .collect()
}

/// Creates a router with one hook for each of these events. `answer` answers for all of them.
pub(super) fn router<F>(events: &[EventName], answer: F) -> Router
where
    F: Fn(&HookRequest) -> HookAnswer + Clone + Send + Sync + 'static,
{
    let executor = ClosureExecutor::new().with_hook("hook", move |request| {
        let answer = answer(&request);
        async move { Ok::<_, Failure>(answer) }
    });
    let hook = |event: &EventName| {
        let key = "hook".to_owned();
        HookSpec::new(
            format!("on-{event}"),
            event.clone(),
            Handler::InProcess { key },
        )
    };
    let hooks = events.iter().map(hook).collect();
    Router::new(hooks, DispatchLimits::default(), Arc::new(executor))
}
