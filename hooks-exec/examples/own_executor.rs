//! Shows how to write an executor. This executor runs hooks of kind `prompt`, which ask a model: `cargo run -p
//! hooks-exec --example own_executor`
//!
//! Claude Code has hooks whose handler is a question to a model. The library loads these hooks but cannot run them,
//! because it has no model. The embedding agent has a model.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::sync::Arc;

use async_trait::async_trait;
use hooks_exec::{ByKind, HookExecutor, HookRequest, HookRun, ProcessExecutor, SharedPayload};
use hooks_types::event::UserPromptSubmit;
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, HandlerKind, OtherHandler};
use hooks_types::{EventName, Failure, HookAnswer, HookSpec, Payload, SessionMeta};
use serde_json::{Map, json};
use tokio::time::timeout_at;

/// Asks a model whether an event may proceed.
#[derive(Debug)]
struct PromptExecutor;

/// Answers like the agent's model, for this example: objects to exclamation marks.
async fn model(question: &str) -> Result<String, String> {
    Ok(match question.contains('!') {
        true => "no: it shouts",
        false => "yes",
    }
    .to_owned())
}

#[async_trait]
impl HookExecutor for PromptExecutor {
    async fn execute(&self, request: HookRequest) -> HookRun {
        let Handler::Other(handler) = &request.spec.handler else {
            let message = "this executor takes hooks of kind `prompt` alone";
            return HookRun::failed(Failure::new(Cause::NoExecutor, message));
        };
        let payload = match request.payload.bytes(&request.spec.form) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(problem) => {
                return HookRun::failed(Failure::new(Cause::NotUsable, problem.to_string()));
            }
        };
        let prompt = handler
            .config
            .get("prompt")
            .and_then(|prompt| prompt.as_str());
        let question = format!("{}\n{payload}", prompt.unwrap_or_default());
        // The deadline covers the whole run. If the model fails or is too slow, the hook fails, and the router applies
        // the hook's `on_failure`.
        match timeout_at(request.deadline, model(&question)).await {
            Err(_) => HookRun::failed(Failure::new(Cause::Timeout, "the model took too long")),
            Ok(Err(problem)) => HookRun::failed(Failure::new(Cause::BadAnswer, problem)),
            Ok(Ok(said)) => HookRun::answered(match said.strip_prefix("no: ") {
                Some(why) => HookAnswer::block(why),
                None => HookAnswer::proceed(),
            }),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // Hooks that are programs run as usual, and `PromptExecutor` runs hooks that ask the model. A hook of any other
    // kind fails, and the report shows the failure.
    let executor = ByKind::new()
        .with_executor(HandlerKind::Command, ProcessExecutor::new())
        .with_executor(HandlerKind::Other("prompt".to_owned()), PromptExecutor);

    let entry = Map::from_iter([("prompt".to_owned(), json!("May the user say this?"))]);
    let handler = Handler::Other(OtherHandler::new("prompt", entry));
    let hook = Arc::new(HookSpec::new(
        "manners",
        EventName::UserPromptSubmit,
        handler,
    ));
    for prompt in ["please build it", "build it!"] {
        let meta = Arc::new(SessionMeta::new("session-1", "/"));
        let payload = SharedPayload::new(Payload::new(meta, UserPromptSubmit::new(prompt)));
        let run = executor
            .execute(HookRequest::new(Arc::clone(&hook), payload))
            .await;
        println!("{prompt}: {:?}", run.result.map(|answer| answer.outcome));
    }
}
