//! Calls that the agent itself would ask its user about.

use hooks_exec::MockHandle;
use hooks_router::{Gate, Permission, PermissionEffect, Session};
use hooks_types::{EventName, HookAnswer, HookEvent, HookSpec, Outcome, ToolCall};
use serde_json::json;

use crate::support::{call, content, hook, hook_of, meta, mocked, told};

/// Makes a hook of PermissionRequest.
fn leave() -> HookSpec {
    hook_of(EventName::PermissionRequest, "leave")
}

/// Asks for permission for a call that the gate has approved unchanged.
async fn permission<'a>(session: &Session, call: &'a ToolCall) -> Permission<'a> {
    let Gate::Run(approved) = session.before(call).await else {
        panic!("not approved");
    };
    session.permission(approved).await
}

/// Answers the next request of a hook, and returns the event that it was shown.
async fn answered(handle: &mut MockHandle, id: &str, answer: impl Into<HookAnswer>) -> HookEvent {
    let asked = handle.next_of(id).await.unwrap();
    let event = asked.request().payload.payload().event.clone();
    asked.answer(answer);
    event
}

fn effect(permission: &Permission<'_>) -> String {
    match &permission.effect {
        PermissionEffect::Granted(call) => format!("granted {}", call.call().input.to_value()),
        PermissionEffect::AskUser(call) => format!("ask {}", call.call().input.to_value()),
        PermissionEffect::Denied(response) => response.text(),
    }
}

#[tokio::test]
async fn a_permission_is_granted_denied_or_left_to_the_user() {
    let old = call().input.to_value();
    let cases: [(HookAnswer, String); 5] = [
        (Outcome::allow(None).into(), format!("granted {old}")),
        (HookAnswer::proceed(), format!("ask {old}")),
        (Outcome::inert_allow(None).into(), format!("ask {old}")),
        (
            HookAnswer::block("no"),
            "The call was not run: the hook `leave` blocked it: no".to_owned(),
        ),
        (
            HookAnswer::new(Outcome::allow(None)).with_stop("enough"),
            "The call was not run: a hook ended the run: enough".to_owned(),
        ),
    ];
    for (answer, expected) in cases {
        let (router, mut handle) = mocked([leave()]);
        let (session, call) = (router.session(meta()), call());
        let (found, _) = tokio::join!(
            permission(&session, &call),
            answered(&mut handle, "leave", answer)
        );
        assert_eq!(effect(&found), expected);
    }
}

#[tokio::test]
async fn leave_for_another_input_is_an_approval_of_that_input() {
    let (router, mut handle) = mocked([leave()]);
    let (session, call) = (router.session(meta()), call());
    let answer = Outcome::allow(Some(content("ls")));
    let (found, _) = tokio::join!(
        permission(&session, &call),
        answered(&mut handle, "leave", answer)
    );
    let PermissionEffect::Granted(approved) = found.effect else {
        panic!("{found:?}");
    };
    assert_eq!(approved.call().input.to_value(), content("ls"));
    assert_eq!(approved.original(), &call);
    assert!(approved.is_modified() && approved.is_granted());
}

#[tokio::test]
async fn validators_judge_an_input_that_came_with_leave() {
    let hooks = [
        hook("guard"),
        hook("judge").with_role(hooks_types::spec::Role::Validate),
        leave(),
    ];
    let (router, mut handle) = mocked(hooks);
    let (session, call) = (router.session(meta()), call());
    let answers = async {
        answered(&mut handle, "guard", HookAnswer::proceed()).await;
        answered(&mut handle, "judge", HookAnswer::proceed()).await;
        let allow = HookAnswer::new(Outcome::allow(Some(content("dd")))).with_context("other");
        answered(&mut handle, "leave", allow).await;
        let block = HookAnswer::block("no dd").with_notice("a hook wanted dd");
        answered(&mut handle, "judge", block).await
    };
    let (found, judged) = tokio::join!(permission(&session, &call), answers);
    assert_eq!(
        effect(&found),
        "The call was not run: the hook `judge` blocked it: no dd"
    );
    assert_eq!(found.contexts(), ["other"]);
    assert_eq!(found.notices(), ["a hook wanted dd"]);
    let rows: Vec<_> = found.reports().iter().map(|r| told(&r.hooks)).collect();
    assert_eq!(
        rows,
        [
            vec!["leave ran = modify (said allow)"],
            vec!["guard skipped judged_before", "judge ran = block"]
        ]
    );
    let HookEvent::PreToolUse(judged) = judged else {
        panic!("{judged:?}");
    };
    assert_eq!(judged.call.input.to_value(), content("dd"));
    assert_eq!(judged.original_tool_input, Some(call.input.to_value()));
}

#[tokio::test]
async fn a_validator_can_have_the_user_asked_in_spite_of_leave() {
    let (router, mut handle) = mocked([
        hook("judge").with_role(hooks_types::spec::Role::Validate),
        leave(),
    ]);
    let (session, call) = (router.session(meta()), call());
    let answers = async {
        answered(&mut handle, "judge", HookAnswer::proceed()).await;
        let allow = Outcome::allow(Some(content("dd")));
        answered(&mut handle, "leave", allow).await;
        let ask = Outcome::ask(Some("dd?".into()), None);
        answered(&mut handle, "judge", ask).await;
    };
    let (found, ()) = tokio::join!(permission(&session, &call), answers);
    let PermissionEffect::AskUser(pending) = found.effect else {
        panic!("{found:?}");
    };
    assert_eq!(
        (pending.hook().as_str(), pending.message()),
        ("judge", Some("dd?"))
    );
    assert_eq!(pending.granted().call().input.to_value(), content("dd"));
}

#[tokio::test]
async fn an_input_that_came_with_leave_must_pass_the_agent_s_check() {
    let (router, mut handle) = mocked([leave()]);
    let session = router.session(meta()).with_input_check(|call: &ToolCall| {
        match call.input.to_value()["command"] == json!(["dd"]) {
            true => Err("`dd` is not in the schema".to_owned()),
            false => Ok(()),
        }
    });
    let call = call();
    let allow = Outcome::allow(Some(content("dd")));
    let (found, _) = tokio::join!(
        permission(&session, &call),
        answered(&mut handle, "leave", allow)
    );
    assert_eq!(
        effect(&found),
        "The call was not run: the hook `leave` changed its input, but `dd` is not in the schema"
    );
}
