use hooks_types::{Stop, SubagentStop, UserPromptSubmit};

use super::*;

fn blocked() -> Folded {
    Folded {
        outcome: OutcomeKind::Block,
        decided_by: Some(0),
        message: Some("run the tests".into()),
        ..Folded::default()
    }
}

fn active(count: &StopCount, event: impl Into<HookEvent>) -> bool {
    let mut event = event.into();
    count.announce(&mut event);
    match event {
        HookEvent::Stop(stop) => stop.stop_hook_active,
        HookEvent::SubagentStop(stop) => stop.stop_hook_active,
        other => panic!("{other:?}"),
    }
}

fn settle(count: &StopCount, event: impl Into<HookEvent>, mut folded: Folded) -> Folded {
    count.settle(&event.into(), &mut folded, 2);
    folded
}

#[test]
fn a_stop_after_a_block_says_so() {
    let count = StopCount::default();
    assert!(!active(&count, Stop::new()));
    assert_eq!(settle(&count, Stop::new(), blocked()), blocked());
    assert!(active(&count, Stop::new()));
}

#[test]
fn one_block_too_many_becomes_a_proceed_with_a_notice() {
    let count = StopCount::default();
    settle(&count, Stop::new(), blocked());
    settle(&count, Stop::new(), blocked());
    let last = settle(&count, Stop::new(), blocked());
    assert_eq!((last.outcome, last.message), (OutcomeKind::Proceed, None));
    assert_eq!(
        last.notices,
        [
            "hooks kept the agent from stopping 2 times in a row; it stops now, although a hook \
          says: run the tests"
        ]
    );
    assert!(!active(&count, Stop::new()));
}

#[test]
fn a_stop_that_goes_through_ends_the_count() {
    let count = StopCount::default();
    settle(&count, Stop::new(), blocked());
    settle(&count, Stop::new(), Folded::default());
    assert!(!active(&count, Stop::new()));
}

#[test]
fn a_new_prompt_ends_the_count_but_a_dropped_one_does_not() {
    let count = StopCount::default();
    settle(&count, Stop::new(), blocked());
    settle(&count, UserPromptSubmit::new("x"), blocked());
    assert!(active(&count, Stop::new()));
    settle(&count, UserPromptSubmit::new("x"), Folded::default());
    assert!(!active(&count, Stop::new()));
}

#[test]
fn each_subagent_has_a_count_of_its_own() {
    let count = StopCount::default();
    settle(&count, SubagentStop::new("one"), blocked());
    assert!(active(&count, SubagentStop::new("one")));
    assert!(!active(&count, SubagentStop::new("two")));
    assert!(!active(&count, Stop::new()));
}
