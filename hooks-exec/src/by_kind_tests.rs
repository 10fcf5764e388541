use hooks_types::event::Stop;
use hooks_types::spec::OtherHandler;
use hooks_types::{EventName, HookAnswer, HookSpec, Payload, SessionMeta};

use super::*;
use crate::wire_forms::SharedPayload;

#[derive(Debug)]
struct Always(&'static str);

#[async_trait]
impl HookExecutor for Always {
    async fn execute(&self, _: HookRequest) -> HookRun {
        HookRun::answered(HookAnswer::block(self.0))
    }
}

fn request(handler: Handler) -> HookRequest {
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), Stop::new());
    let spec = HookSpec::new("h", EventName::Stop, handler);
    HookRequest::new(Arc::new(spec), SharedPayload::new(payload))
}

fn other(kind: &str) -> Handler {
    Handler::Other(OtherHandler::new(kind, serde_json::Map::new()))
}

#[tokio::test]
async fn a_hook_runs_in_the_executor_of_its_kind() {
    let router = ByKind::new()
        .with_executor(
            HandlerKind::Other("prompt".to_owned()),
            Always("asked a model"),
        )
        .with_executor(
            HandlerKind::Other("agent".to_owned()),
            Always("asked an agent"),
        );
    let run = router.execute(request(other("agent"))).await;
    assert_eq!(run, HookRun::answered(HookAnswer::block("asked an agent")));
}

#[tokio::test]
async fn the_last_executor_given_for_a_kind_takes_it() {
    let router = ByKind::new()
        .with_executor(HandlerKind::Other("prompt".to_owned()), Always("first"))
        .with_executor(HandlerKind::Other("prompt".to_owned()), Always("second"));
    let run = router.execute(request(other("prompt"))).await;
    assert_eq!(run, HookRun::answered(HookAnswer::block("second")));
}

#[tokio::test]
async fn a_kind_that_nobody_takes_is_a_failure_that_names_it() {
    let run = ByKind::new().execute(request(other("mcp_tool"))).await;
    let failure = Failure::new(
        Cause::NoExecutor,
        "no executor runs hooks of kind `mcp_tool`",
    );
    assert_eq!(run, HookRun::failed(failure));
}

#[tokio::test]
async fn an_unusable_entry_fails_with_its_own_failure_in_every_executor() {
    let broken = Failure::new(Cause::NotUsable, "`command` is empty");
    let router = ByKind::new().with_executor(HandlerKind::Unusable, Always("never"));
    let run = router
        .execute(request(Handler::Unusable(broken.clone())))
        .await;
    assert_eq!(run, HookRun::failed(broken));
}
