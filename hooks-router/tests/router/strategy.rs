//! The strategies: how hooks start, and which hooks a block ends.

use hooks_exec::MockHandle;
use hooks_types::answer::OutcomeKind;
use hooks_types::spec::{Pace, Strategy};
use hooks_types::{HookAnswer, HookEvent, Outcome};
use serde_json::{Value, json};

use super::paced::at_pace;
use crate::support::{call, content, fire_call, hook, mocked, told};

/// Answers the next hook, which must have this id, and returns the input that the hook was shown.
async fn answer_next(handle: &mut MockHandle, id: &str, answer: impl Into<HookAnswer>) -> Value {
    let asked = handle.next().await.unwrap();
    assert_eq!(asked.id(), id);
    let shown = shown(&asked.request().payload.payload().event);
    asked.answer(answer);
    shown
}

fn shown(event: &HookEvent) -> Value {
    match event {
        HookEvent::PreToolUse(event) => event.call.input.to_value(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn sequential_hooks_see_the_original_and_the_last_modify_wins() {
    let (router, mut handle) = mocked([hook("a"), hook("b")]);
    let done = fire_call(&router);
    let original = call().input.to_value();
    let first = answer_next(&mut handle, "a", Outcome::modify(content("x"))).await;
    let second = answer_next(&mut handle, "b", Outcome::modify(content("y"))).await;
    assert_eq!((&first, &second), (&original, &original));
    let done = done.await.unwrap();
    assert_eq!(done.content(), Some(&content("y")));
    assert_eq!(shown(done.event()), content("y"));
}

#[tokio::test]
async fn no_sequential_hook_starts_after_a_block() {
    let (router, mut handle) = mocked([hook("a"), hook("b")]);
    let done = fire_call(&router);
    answer_next(&mut handle, "a", HookAnswer::block("no")).await;
    let done = done.await.unwrap();
    assert_eq!(done.message(), Some("no"));
    assert_eq!(
        told(&done.rows()),
        ["a ran = block", "b skipped after_block"]
    );
    assert!(handle.try_next().is_none());
}

#[tokio::test]
async fn a_chained_hook_sees_the_content_of_the_one_before() {
    let chain = |id| hook(id).with_strategy(Strategy::Chain);
    let (router, mut handle) = mocked([chain("a"), chain("b"), chain("c")]);
    let done = fire_call(&router);
    answer_next(&mut handle, "a", Outcome::modify(content("x"))).await;
    let second = answer_next(&mut handle, "b", HookAnswer::proceed()).await;
    let third = answer_next(&mut handle, "c", Outcome::allow(None)).await;
    assert_eq!((second, third), (content("x"), content("x")));
    let done = done.await.unwrap();
    assert_eq!((done.outcome(), done.grants()), (OutcomeKind::Modify, true));
}

#[tokio::test]
async fn a_chain_ends_at_content_that_does_not_fit() {
    let chain = |id| hook(id).with_strategy(Strategy::Chain);
    let (router, mut handle) = mocked([chain("a"), chain("b")]);
    let done = fire_call(&router);
    answer_next(&mut handle, "a", Outcome::modify("rm")).await;
    let done = done.await.unwrap();
    assert_eq!(
        done.message(),
        Some(
            "the hook `a` returned a replacement, but the modified input does not fit a shell call: it \
             must be an object, not a string"
        )
    );
    assert_eq!(
        told(&done.rows()),
        ["a ran = block (said modify)", "b skipped after_block"]
    );
}

#[tokio::test]
async fn a_parallel_block_ends_only_the_hooks_behind_it() {
    let parallel = |id| hook(id).with_strategy(Strategy::Parallel);
    let (router, mut handle) = mocked([parallel("a"), parallel("b"), parallel("c")]);
    let done = fire_call(&router);
    let before = handle.next_of("a").await.unwrap();
    let blocks = handle.next_of("b").await.unwrap();
    let mut behind = handle.next_of("c").await.unwrap();
    blocks.answer(HookAnswer::block("b says no"));
    behind.cancelled().await;
    assert!(!before.is_cancelled());
    before.answer(HookAnswer::block("a says no"));
    let done = done.await.unwrap();
    assert_eq!(done.message(), Some("a says no"));
    assert_eq!(
        told(&done.rows()),
        ["a ran = block", "b ran (said block)", "c failed cancelled"]
    );
}

#[tokio::test]
async fn under_all_nothing_is_cancelled_and_every_answer_counts() {
    let all = |id| hook(id).with_strategy(Strategy::All);
    let (router, mut handle) = mocked([all("a"), all("b")]);
    let done = fire_call(&router);
    let first = handle.next_of("a").await.unwrap();
    let second = handle.next_of("b").await.unwrap();
    first.answer(HookAnswer::block("no"));
    second.answer(HookAnswer::proceed().with_context("still heard"));
    let done = done.await.unwrap();
    assert_eq!(done.contexts(), ["still heard"]);
    assert_eq!(told(&done.rows()), ["a ran = block", "b ran = proceed"]);
}

#[tokio::test]
async fn after_a_block_only_all_segments_start() {
    let (router, mut handle) = mocked([
        hook("guard"),
        hook("all").with_strategy(Strategy::All),
        hook("parallel").with_strategy(Strategy::Parallel),
        hook("validator").with_role(hooks_types::spec::Role::Validate),
    ]);
    let done = fire_call(&router);
    answer_next(&mut handle, "guard", HookAnswer::block("no")).await;
    answer_next(&mut handle, "all", HookAnswer::proceed()).await;
    assert_eq!(
        told(&done.await.unwrap().rows()),
        [
            "guard ran = block",
            "all ran = proceed",
            "parallel skipped after_block",
            "validator skipped after_block"
        ]
    );
}

#[tokio::test]
async fn one_hook_that_starts_in_turn_makes_its_segment_start_in_turn() {
    let slow = at_pace(hook("b").with_strategy(Strategy::All), Pace::InTurn);
    let (router, mut handle) = mocked([hook("a").with_strategy(Strategy::All), slow]);
    let done = fire_call(&router);
    let first = handle.next().await.unwrap();
    tokio::task::yield_now().await;
    assert!(handle.try_next().is_none());
    first.answer(HookAnswer::block("no"));
    answer_next(&mut handle, "b", HookAnswer::proceed()).await;
    assert_eq!(done.await.unwrap().outcome(), OutcomeKind::Block);
}

#[tokio::test]
async fn a_merging_segment_lays_each_rewrite_over_the_one_before() {
    let merging = |id| at_pace(hook(id).with_strategy(Strategy::All), Pace::InTurnMerged);
    let (router, mut handle) = mocked([merging("a"), merging("b")]);
    let done = fire_call(&router);
    answer_next(
        &mut handle,
        "a",
        Outcome::modify(json!({ "workdir": "/tmp" })),
    )
    .await;
    let second = answer_next(
        &mut handle,
        "b",
        Outcome::modify(json!({ "command": ["ls"] })),
    )
    .await;
    assert_eq!(
        second,
        json!({ "command": ["rm", "file"], "workdir": "/tmp" })
    );
    let whole = json!({ "command": ["ls"], "workdir": "/tmp" });
    assert_eq!(done.await.unwrap().content(), Some(&whole));
}

#[tokio::test]
async fn validators_run_last_on_the_final_input_beside_the_original() {
    let (router, mut handle) = mocked([
        hook("validator").with_role(hooks_types::spec::Role::Validate),
        hook("rewrites"),
    ]);
    let done = fire_call(&router);
    answer_next(&mut handle, "rewrites", Outcome::modify(content("ls"))).await;
    let asked = handle.next().await.unwrap();
    let HookEvent::PreToolUse(event) = asked.request().payload.payload().event.clone() else {
        panic!("another event");
    };
    assert_eq!(event.call.input.to_value(), content("ls"));
    assert_eq!(event.original_tool_input, Some(call().input.to_value()));
    asked.answer(HookAnswer::block("not this"));
    let done = done.await.unwrap();
    assert_eq!(done.message(), Some("not this"));
    assert_eq!(
        told(&done.rows()),
        ["validator ran = block", "rewrites ran = modify"]
    );
}

#[tokio::test]
async fn a_validator_that_modifies_has_failed() {
    let (router, mut handle) =
        mocked([hook("validator").with_role(hooks_types::spec::Role::Validate)]);
    let done = fire_call(&router);
    answer_next(&mut handle, "validator", Outcome::modify(content("ls"))).await;
    let done = done.await.unwrap();
    assert_eq!(done.content(), None);
    assert_eq!(
        told(&done.rows()),
        ["validator failed unsupported_outcome = block (said modify)"]
    );
}
