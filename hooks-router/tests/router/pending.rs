//! The texts of background hooks arrive, and arrive once.

use std::time::Duration;

use hooks_exec::MockHandle;
use hooks_router::{Gate, Session, ToolResult};
use hooks_types::event::{
    Notification, NotificationLevel, PreToolUse, SessionStart, Stop, SubagentStop, UserPromptSubmit,
};
use hooks_types::payload::Subagent;
use hooks_types::{EventName, HookAnswer};
use serde_json::json;

use crate::support::{call, fire, hook_of, meta, mocked};

/// Returns a session in which a background hook of SessionStart has said a context and a notice.
async fn session_with_words() -> (Session, MockHandle) {
    let audit = hook_of(EventName::SessionStart, "audit").with_background(true);
    let (router, mut handle) = mocked([audit]);
    let session = router.session(meta());
    let _ = fire(&session, SessionStart::new("startup")).await.unwrap();
    let answer = HookAnswer::proceed()
        .with_context("the build is red")
        .with_notice("looked at the build");
    handle.next().await.unwrap().answer(answer);
    session.shutdown(Duration::from_secs(60)).await;
    (session, handle)
}

fn nothing_waits(session: &Session) -> bool {
    session.take_pending().is_empty()
}

#[tokio::test]
async fn words_of_a_background_hook_can_be_taken_once() {
    let (session, _handle) = session_with_words().await;
    let words = session.take_pending();
    assert_eq!(words.for_model(), "the build is red");
    assert_eq!(words.for_user(), "looked at the build");
    assert!(nothing_waits(&session));
}

#[tokio::test]
async fn they_come_with_the_next_call_that_no_hook_is_for() {
    let (session, _handle) = session_with_words().await;
    let call = call();
    let Gate::Run(approved) = session.before(&call).await else {
        panic!("no hook is for the call");
    };
    assert_eq!(approved.contexts(), ["the build is red"]);
    assert!(nothing_waits(&session));
    let after = session
        .after(approved, ToolResult::Completed(json!("done")))
        .await;
    assert_eq!(after.messages().for_model(), "done\n\nthe build is red");
    assert_eq!(after.contexts(), [""; 0]);
}

#[tokio::test]
async fn they_come_with_a_result_a_prompt_and_a_start() {
    let (session, _handle) = session_with_words().await;
    let prompt = session.fire(UserPromptSubmit::new("hi")).await;
    assert_eq!(prompt.messages().for_model(), "hi\n\nthe build is red");
    assert!(nothing_waits(&session));

    let (session, _handle) = session_with_words().await;
    let done = fire(&session, PreToolUse::new(call())).await.unwrap();
    assert_eq!(done.contexts(), ["the build is red"]);
    assert_eq!(done.report().notices, ["looked at the build"]);
    assert!(nothing_waits(&session));
}

#[tokio::test]
async fn they_wait_while_the_model_does_not_go_on() {
    let (session, _handle) = session_with_words().await;
    let stopped = session.fire(Stop::new()).await;
    let told = Notification::new("idle", NotificationLevel::Info);
    let notified = session.fire(told).await;
    for said in [stopped.messages(), notified.messages()] {
        assert!(said.is_empty(), "{said:?}");
    }
    assert!(!nothing_waits(&session));
}

#[tokio::test]
async fn a_call_that_waits_for_its_user_takes_no_words_before_the_answer() {
    for granted in [true, false] {
        let hooks = [
            hook_of(EventName::SessionStart, "audit").with_background(true),
            hook_of(EventName::PreToolUse, "guard"),
        ];
        let (router, mut handle) = mocked(hooks);
        let session = router.session(meta());
        let _ = fire(&session, SessionStart::new("startup")).await.unwrap();
        let answer = HookAnswer::proceed().with_context("the build is red");
        handle.next().await.unwrap().answer(answer);
        session.shutdown(Duration::from_secs(60)).await;
        let call = call();
        let mut ask = async || {
            let guard = async {
                handle
                    .next()
                    .await
                    .unwrap()
                    .answer(HookAnswer::ask("sure?"))
            };
            let (gate, ()) = tokio::join!(session.before(&call), guard);
            let Gate::Ask(pending) = gate else {
                panic!("{gate:?}");
            };
            pending
        };
        // A pending call can be dropped and never be answered (the agent stores it as JSON), so it
        // must not take the texts.
        drop(ask().await);
        let pending = ask().await;
        assert_eq!(pending.contexts(), [""; 0]);
        let said = match granted {
            true => {
                let done = ToolResult::Completed(json!("done"));
                session.after(pending.granted(), done).await.messages()
            }
            false => pending.denied("no").messages(),
        };
        assert_eq!(said.model_parts().last().unwrap(), "the build is red");
        assert!(nothing_waits(&session));
    }
}

#[tokio::test]
async fn a_prompt_that_is_dropped_takes_no_words_with_it() {
    let hooks = [
        hook_of(EventName::SessionStart, "audit").with_background(true),
        hook_of(EventName::UserPromptSubmit, "guard"),
    ];
    let (router, mut handle) = mocked(hooks);
    let session = router.session(meta());
    let _ = fire(&session, SessionStart::new("startup")).await.unwrap();
    let answer = HookAnswer::proceed().with_context("the build is red");
    handle.next().await.unwrap().answer(answer);
    session.shutdown(Duration::from_secs(60)).await;
    let prompt = fire(&session, UserPromptSubmit::new("hi"));
    handle.next().await.unwrap().answer(HookAnswer::block("no"));
    assert_eq!(prompt.await.unwrap().contexts(), [""; 0]);
    assert_eq!(session.take_pending().for_model(), "the build is red");
}

#[tokio::test]
async fn an_event_that_is_given_up_takes_no_words_with_it() {
    let hooks = [
        hook_of(EventName::SessionStart, "audit").with_background(true),
        hook_of(EventName::PreToolUse, "guard"),
    ];
    let (router, mut handle) = mocked(hooks);
    let session = router.session(meta());
    let _ = fire(&session, SessionStart::new("startup")).await.unwrap();
    let answer = HookAnswer::proceed().with_context("the build is red");
    handle.next().await.unwrap().answer(answer);
    session.shutdown(Duration::from_secs(60)).await;
    let given_up = fire(&session, PreToolUse::new(call()));
    let _asked = handle.next().await.unwrap();
    given_up.abort();
    assert!(given_up.await.unwrap_err().is_cancelled());
    assert_eq!(session.take_pending().for_model(), "the build is red");
}

#[tokio::test]
async fn what_a_background_hook_blocks_ends_or_asks_is_told_in_words() {
    let audit = |event| hook_of(event, "audit").with_background(true);
    let (router, mut handle) =
        mocked([audit(EventName::PostToolUse), audit(EventName::PreToolUse)]);
    let session = router.session(meta());
    let call = call();
    let Gate::Run(approved) = session.before(&call).await else {
        panic!("a background hook has no say");
    };
    let ask = HookAnswer::ask("sure?").with_stop("enough");
    handle.next().await.unwrap().answer(ask);
    let done = ToolResult::Completed(json!("done"));
    let after = session.after(approved, done).await;
    assert_eq!(after.messages().for_model(), "done");
    let feedback = HookAnswer::block("the formatter failed");
    handle.next().await.unwrap().answer(feedback);
    session.shutdown(Duration::from_secs(60)).await;
    let words = session.take_pending();
    assert_eq!(words.for_model(), "the formatter failed");
    assert_eq!(
        words.user_parts(),
        [
            "the hook `audit`, which runs in the background, would have asked: sure?",
            "the hook `audit`, which runs in the background, would have ended the run: enough"
        ]
    );
}

#[tokio::test]
async fn what_a_background_hook_would_have_changed_is_told() {
    let audit = hook_of(EventName::PostToolUse, "audit").with_background(true);
    let (router, mut handle) = mocked([audit]);
    let session = router.session(meta());
    let call = call();
    let Gate::Run(approved) = session.before(&call).await else {
        panic!("no hook is for the call");
    };
    let done = ToolResult::Completed(json!("done"));
    let after = session.after(approved, done).await;
    assert_eq!(after.messages().for_model(), "done");
    let changes = HookAnswer::modify(json!("less"));
    handle.next().await.unwrap().answer(changes);
    session.shutdown(Duration::from_secs(60)).await;
    assert_eq!(
        session.take_pending().for_user(),
        "the hook `audit`, which runs in the background, would have changed the event PostToolUse to \"less\": the agent does not \
         wait for a background hook"
    );
}

#[tokio::test]
async fn a_subagent_s_session_has_words_of_its_own() {
    let (session, _handle) = session_with_words().await;
    let child = session.child(Subagent::new("a1"));
    let call = call();
    let Gate::Run(approved) = child.before(&call).await else {
        panic!("no hook is for the call");
    };
    assert_eq!(approved.contexts(), [""; 0]);
    assert!(!nothing_waits(&session));
}

#[tokio::test]
async fn messages_that_a_subagent_did_not_read_reach_its_parent_once() {
    let audit = hook_of(EventName::SubagentStop, "audit").with_background(true);
    let (router, mut handle) = mocked([audit]);
    let session = router.session(meta());
    let child = session.child(Subagent::new("a1"));
    let grandchild = child.child(Subagent::new("a2"));
    drop(child);
    let _ = fire(&grandchild, SubagentStop::new("a2")).await.unwrap();
    drop(grandchild);
    assert!(nothing_waits(&session));
    let answer = HookAnswer::proceed()
        .with_context("the review is thin")
        .with_notice("read the review");
    handle.next().await.unwrap().answer(answer);
    router.shutdown(Duration::from_secs(60)).await;
    let words = session.take_pending();
    assert_eq!(words.for_model(), "the review is thin");
    assert_eq!(words.for_user(), "read the review");
    assert!(nothing_waits(&session));
}
