//! Handlers and services behind the gate.

use async_trait::async_trait;
use hooks_router::{
    ApprovedCall, Approver, Handled, Hooked, PendingCall, Router, ToolHandler, ToolResult,
};
#[cfg(feature = "tower")]
use hooks_types::HookAnswer;
use hooks_types::{EventName, Outcome};
use serde_json::json;

use crate::support::{call, content, hook, hook_of, meta, mocked};

#[derive(Debug)]
struct Echo;

#[async_trait]
impl ToolHandler for Echo {
    async fn handle(&self, call: &ApprovedCall<'_>) -> ToolResult {
        ToolResult::Completed(call.input.to_value())
    }
}

struct Says(Result<(), &'static str>);

#[async_trait]
impl Approver for Says {
    async fn approve(&self, _call: &PendingCall<'_>) -> Option<Result<(), String>> {
        Some(self.0.map_err(str::to_owned))
    }
}

fn text(handled: &Handled) -> String {
    match handled {
        Handled::Ran(after) => format!("ran: {:?}", after.result),
        Handled::Blocked(response) => format!("blocked: {}", response.text()),
        _ => "unknown".to_owned(),
    }
}

#[tokio::test]
async fn a_handler_runs_on_what_hooks_left_and_its_output_is_shown_to_them() {
    let after = hook_of(EventName::PostToolUse, "after");
    let (router, mut handle) = mocked([hook("before"), after]);
    let hooked = Hooked::new(router.session(meta()), Echo);
    let asked = async {
        handle
            .next()
            .await
            .unwrap()
            .answer(Outcome::modify(content("ls")));
        handle.next().await.unwrap().answer(Outcome::modify("seen"));
    };
    let call = call();
    let (handled, ()) = tokio::join!(hooked.call(&call), asked);
    let Handled::Ran(after) = handled else {
        panic!("{handled:?}");
    };
    assert_eq!(after.result, ToolResult::Completed(json!("seen")));
}

#[tokio::test]
async fn an_ask_goes_to_the_approver_and_blocks_without_one() {
    let ask = || Outcome::ask(Some("sure?".into()), None);
    let call = call();
    let (router, mut handle) = mocked([hook("guard")]);
    let session = router.session(meta());

    let silent = Hooked::new(session.clone(), Echo);
    let asked = async { handle.next().await.unwrap().answer(ask()) };
    let (handled, ()) = tokio::join!(silent.call(&call), asked);
    assert!(
        text(&handled).ends_with("there is nobody to ask: sure?"),
        "{handled:?}"
    );

    let refusing = Hooked::new(session.clone(), Echo).asking(Says(Err("not today")));
    let asked = async { handle.next().await.unwrap().answer(ask()) };
    let (handled, ()) = tokio::join!(refusing.call(&call), asked);
    assert!(
        text(&handled).ends_with("said no: not today"),
        "{handled:?}"
    );

    let agreeing = Hooked::new(session, Echo).asking(Says(Ok(())));
    let asked = async { handle.next().await.unwrap().answer(ask()) };
    let (handled, ()) = tokio::join!(agreeing.call(&call), asked);
    assert!(text(&handled).starts_with("ran"), "{handled:?}");
}

#[tokio::test]
async fn a_hooked_handler_can_be_taken_out_again() {
    let hooked = Hooked::new(Router::empty().session(meta()), Echo);
    assert_eq!(format!("{:?}", hooked.get_ref()), "Echo");
    let Echo = hooked.into_inner();
}

#[cfg(feature = "tower")]
#[tokio::test]
async fn a_layer_makes_a_service_of_approved_calls_one_of_calls() {
    use std::convert::Infallible;

    use hooks_router::HookedLayer;
    use tower::{Layer, Service, ServiceExt, service_fn};

    let (router, mut handle) = mocked([hook("guard")]);
    let tool = service_fn(|call: ApprovedCall<'static>| async move {
        Ok::<_, Infallible>(ToolResult::Completed(call.input.to_value()))
    });
    let mut service = HookedLayer::new(router.session(meta())).layer(tool);

    let asked = async { handle.next().await.unwrap().answer(HookAnswer::block("no")) };
    let blocked = async { service.ready().await.unwrap().call(call()).await.unwrap() };
    let (handled, ()) = tokio::join!(blocked, asked);
    assert!(text(&handled).starts_with("blocked"), "{handled:?}");

    let asked = async {
        handle
            .next()
            .await
            .unwrap()
            .answer(Outcome::modify(content("ls")))
    };
    let ran = async { service.ready().await.unwrap().call(call()).await.unwrap() };
    let (handled, ()) = tokio::join!(ran, asked);
    let Handled::Ran(after) = handled else {
        panic!("{handled:?}");
    };
    assert_eq!(after.result, ToolResult::Completed(content("ls")));
}
