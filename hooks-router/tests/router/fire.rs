//! Events with typed results.

use hooks_router::{CompactEffect, Fire, Fired, PromptEffect, StopEffect};
use hooks_types::answer::OutcomeKind;
use hooks_types::event::{OtherEvent, PreCompact, SessionStart, Stop, UserPromptSubmit};
use hooks_types::{EventName, HookAnswer, Outcome};
use serde_json::{Map, json};

use crate::support::{hook_of, meta, mocked};

/// Fires an event whose only hook gives this answer.
async fn fired<E: Fire>(
    name: EventName,
    event: E,
    answer: impl Into<HookAnswer>,
) -> Fired<E::Effect> {
    let (router, mut handle) = mocked([hook_of(name, "hook")]);
    let session = router.session(meta());
    let answer = answer.into();
    let asked = async { handle.next().await.unwrap().answer(answer) };
    tokio::join!(session.fire(event), asked).0
}

#[tokio::test]
async fn a_prompt_is_submitted_replaced_or_dropped() {
    let prompt = |answer: HookAnswer| {
        fired(
            EventName::UserPromptSubmit,
            UserPromptSubmit::new("hello"),
            answer,
        )
    };
    let text = |effect: PromptEffect| match effect {
        PromptEffect::Submitted { text, .. } => format!("submitted: {text}"),
        PromptEffect::Dropped { message, .. } => format!("dropped: {message}"),
        other => panic!("{other:?}"),
    };
    let cases = [
        (HookAnswer::proceed(), "submitted: hello"),
        (Outcome::modify("hi").into(), "submitted: hi"),
        (HookAnswer::block("holds a key"), "dropped: holds a key"),
        (HookAnswer::proceed().with_stop("enough"), "dropped: enough"),
        (
            Outcome::modify(5).into(),
            "dropped: the hook `hook` returned a replacement, but the modified prompt is not a string",
        ),
    ];
    for (answer, expected) in cases {
        assert_eq!(text(prompt(answer).await.effect), expected);
    }
}

#[tokio::test]
async fn a_blocked_stop_goes_on_unless_a_hook_ends_the_run() {
    let stop = |answer: HookAnswer| fired(EventName::Stop, Stop::new(), answer);
    assert_eq!(stop(HookAnswer::proceed()).await.effect, StopEffect::Stops);
    let goes_on = stop(HookAnswer::block("run the tests")).await.effect;
    assert!(matches!(goes_on, StopEffect::GoesOn { message, .. } if message == "run the tests"));
    let ended = stop(HookAnswer::block("go on").with_stop("enough")).await;
    assert_eq!(ended.effect, StopEffect::Stops);
    assert_eq!(ended.dispatched.stop(), Some("enough"));
}

#[tokio::test]
async fn a_blocked_compaction_keeps_the_conversation() {
    let compact =
        |answer: HookAnswer| fired(EventName::PreCompact, PreCompact::new("auto"), answer);
    let keeps = compact(HookAnswer::block("not now")).await.effect;
    assert!(matches!(keeps, CompactEffect::Keeps { message, .. } if message == "not now"));
    let ended = compact(HookAnswer::proceed().with_stop("enough"))
        .await
        .effect;
    assert!(matches!(ended, CompactEffect::Keeps { message, .. } if message == "enough"));
    assert_eq!(
        compact(HookAnswer::proceed()).await.effect,
        CompactEffect::Compacts
    );
}

#[tokio::test]
async fn what_a_hook_puts_in_place_of_an_event_of_the_agent_s_own_is_reported() {
    let name = EventName::Other("BeforeModel".into());
    let event = OtherEvent::new("BeforeModel", Map::new());
    let answer = Outcome::modify(json!({ "model": "small" }));
    let fired = fired(name, event, answer).await;
    assert_eq!(fired.effect, OutcomeKind::Modify);
    assert_eq!(
        fired.dispatched.content(),
        Some(&json!({ "model": "small" }))
    );
}

#[tokio::test]
async fn an_event_that_carries_nothing_still_carries_texts_and_variables() {
    let mut answer = HookAnswer::proceed().with_context("the branch is `main`");
    answer.env.insert("BRANCH".into(), "main".into());
    let (router, mut handle) = mocked([hook_of(EventName::SessionStart, "hook")]);
    let session = router.session(meta());
    let asked = async { handle.next().await.unwrap().answer(answer) };
    let (started, ()) = tokio::join!(session.fire(SessionStart::new("startup")), asked);
    assert_eq!(started.dispatched.contexts(), ["the branch is `main`"]);
    assert_eq!(session.env(), [("BRANCH".into(), "main".into())].into());
}

#[test]
fn no_change_of_the_facts_is_lost_to_another() {
    let (router, _handle) = mocked([]);
    let session = router.session(meta());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..500 {
                    session.update_meta(|meta| meta.cwd.push('/'));
                }
            });
        }
    });
    assert_eq!(session.meta().cwd.matches('/').count(), 2000 + 1);
}

#[tokio::test]
async fn the_facts_of_the_session_can_change_between_events() {
    let (router, mut handle) = mocked([hook_of(EventName::Stop, "hook")]);
    let session = router.session(meta());
    session.update_meta(|meta| meta.turn_id = Some("turn-2".into()));
    let asked = async {
        let asked = handle.next().await.unwrap();
        let turn = asked.request().payload.payload().meta.turn_id.clone();
        asked.answer(HookAnswer::proceed());
        turn
    };
    let (_, turn) = tokio::join!(session.fire(Stop::new()), asked);
    assert_eq!(turn.as_deref(), Some("turn-2"));
}
