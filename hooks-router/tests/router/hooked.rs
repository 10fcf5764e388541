//! Handlers and services behind the gate.

use std::sync::Arc;

use async_trait::async_trait;
use hooks_router::{
    ApprovedCall, Approver, Handled, Hooked, HostVerdict, PendingCall, Router, ToolHandler,
    ToolResult,
};
use hooks_types::{EventName, HookAnswer, Outcome, ToolCall};
use serde_json::json;

use crate::support::{call, content, hook, hook_of, meta, mocked, told};

#[derive(Debug)]
struct Echo;

#[async_trait]
impl ToolHandler for Echo {
    async fn handle(&self, call: &ApprovedCall<'_>) -> ToolResult {
        ToolResult::Completed(call.call().input.to_value())
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
        text(&handled).ends_with("there is no user to ask: sure?"),
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
async fn what_hooks_say_before_a_call_is_not_lost_when_it_runs() {
    let after = hook_of(EventName::PostToolUse, "after");
    let (router, mut handle) = mocked([hook("before"), after]);
    let hooked = Hooked::new(router.session(meta()), Echo);
    let says = |when: &str, outcome: Outcome| {
        HookAnswer::new(outcome)
            .with_context(format!("context {when}"))
            .with_notice(format!("notice {when}"))
    };
    let asked = async {
        let before = handle.next().await.unwrap();
        before.answer(says("before", Outcome::modify(content("ls"))));
        let after = handle.next().await.unwrap();
        after.answer(says("after", Outcome::Proceed).with_stop("enough"));
    };
    let call = call();
    let (handled, ()) = tokio::join!(hooked.call(&call), asked);
    let contexts: Vec<&str> = handled.contexts().collect();
    assert_eq!(contexts, ["context before", "context after"]);
    let notices: Vec<&str> = handled.notices().collect();
    assert_eq!(notices, ["notice before", "notice after"]);
    assert_eq!(handled.stop(), Some("enough"));
    let rows: Vec<_> = handled.reports().iter().map(|r| told(&r.hooks)).collect();
    assert_eq!(rows, [["before ran = modify"], ["after ran = proceed"]]);
    let Handled::Ran(after) = handled else {
        panic!("{handled:?}");
    };
    let before = after.trail();
    assert_eq!(before.original(), &call);
    assert_eq!(before.call().input.to_value(), content("ls"));
    assert!(before.is_modified());
}

/// An approver whose own permission system asks about every call.
struct Careful(Option<Result<(), String>>);

#[async_trait]
impl Approver for Careful {
    async fn approve(&self, _call: &PendingCall<'_>) -> Option<Result<(), String>> {
        self.0.clone()
    }

    fn verdict(&self, _call: &ToolCall) -> HostVerdict {
        HostVerdict::Ask
    }
}

#[tokio::test]
async fn an_agent_that_would_ask_hears_permission_hooks_first() {
    let permission = |answer: HookAnswer, says: Option<Result<(), String>>| async move {
        let (router, mut handle) = mocked([hook_of(EventName::PermissionRequest, "leave")]);
        let hooked = Hooked::new(router.session(meta()), Echo).asking(Careful(says));
        let asked = async { handle.next().await.unwrap().answer(answer) };
        let call = call();
        text(&tokio::join!(hooked.call(&call), asked).0)
    };
    let allow = Outcome::allow(Some(content("ls"))).into();
    let granted = permission(allow, None).await;
    assert!(
        granted.starts_with("ran") && granted.contains("ls"),
        "{granted}"
    );
    assert_eq!(
        permission(HookAnswer::block("no"), Some(Ok(()))).await,
        "blocked: The call was not run: the hook `leave` blocked it: no"
    );
    assert_eq!(
        permission(HookAnswer::proceed(), Some(Err("not now".into()))).await,
        "blocked: The call was not run: the user was asked and said no: not now"
    );
    assert_eq!(
        permission(HookAnswer::proceed(), None).await,
        "blocked: The call was not run: the user must be asked, and there is no user to ask"
    );
}

#[tokio::test]
async fn a_handler_and_an_approver_may_stand_behind_pointers() {
    let handler: Arc<dyn ToolHandler> = Arc::new(Echo);
    let approver: Box<dyn Approver> = Box::new(Careful(Some(Err("no".into()))));
    let session = Router::empty().session(meta());
    let hooked = Hooked::new(session.clone(), Arc::clone(&handler)).asking(&approver);
    // The pointer must pass on this approver's own `verdict`, which asks, and not the default,
    // which allows.
    assert!(text(&hooked.call(&call()).await).ends_with("said no: no"));
    let hooked = Hooked::new(session, &handler);
    assert!(text(&hooked.call(&call()).await).starts_with("ran"));
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
        Ok::<_, Infallible>(ToolResult::Completed(call.call().input.to_value()))
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

#[cfg(feature = "tower")]
#[tokio::test]
async fn hooks_hear_of_a_service_that_fails_and_the_error_stays_its_own() {
    use hooks_router::HookedLayer;
    use hooks_types::HookEvent;
    use tower::{Layer, ServiceExt, service_fn};

    let after = hook_of(EventName::PostToolUseFailure, "after");
    let (router, mut handle) = mocked([after]);
    let tool = service_fn(|_: ApprovedCall<'static>| async move {
        Err::<ToolResult, _>("the sandbox is gone")
    });
    let service = HookedLayer::new(router.session(meta())).layer(tool);
    let asked = async {
        let asked = handle.next().await.unwrap();
        let event = asked.request().payload.payload().event.clone();
        asked.answer(HookAnswer::proceed());
        event
    };
    let (failed, event) = tokio::join!(service.oneshot(call()), asked);
    assert_eq!(failed.unwrap_err(), "the sandbox is gone");
    let HookEvent::PostToolUseFailure(event) = event else {
        panic!("{event:?}");
    };
    assert_eq!(event.error, "the sandbox is gone");
}
