use hooks_types::event::{Stop, SubagentStop, UserPromptSubmit};
use hooks_types::spec::ConfiguredLimits;

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

fn stops(most: u32) -> ConfiguredLimits {
    let mut said = ConfiguredLimits::default();
    said.max_stop_blocks = Some(most);
    said
}

fn settle(count: &StopCount, event: impl Into<HookEvent>, mut folded: Folded) -> Folded {
    let limits = ScopedLimits::new().with_said(Scope::Managed, stops(2));
    count.settle(
        &event.into(),
        &mut folded,
        &[Scope::User],
        &["run the tests"],
        &limits,
    );
    folded
}

/// Returns whether a block by hooks of these scopes prevents the stop.
fn kept(count: &StopCount, blocking: &[Scope], limits: &ScopedLimits) -> bool {
    let mut folded = blocked();
    count.settle(
        &Stop::new().into(),
        &mut folded,
        blocking,
        &["run the tests"],
        limits,
    );
    folded.outcome == OutcomeKind::Block
}

#[test]
fn a_lower_scope_that_allows_no_stop_block_does_not_undo_the_users() {
    let limits = ScopedLimits::new()
        .with_said(Scope::User, stops(2))
        .with_said(Scope::Project, stops(0));
    let count = StopCount::default();
    assert!(!kept(&count, &[Scope::Project], &limits));
    assert!(kept(&count, &[Scope::User], &limits));
}

#[test]
fn a_lower_scope_that_blocks_uses_up_nothing_of_the_users_count() {
    let limits = ScopedLimits::new().with_said(Scope::Managed, stops(2));
    let count = StopCount::default();
    let (project, user) = ([Scope::Project], [Scope::User]);
    assert!(kept(&count, &project, &limits));
    assert!(kept(&count, &project, &limits));
    assert!(kept(&count, &user, &limits));
    assert!(kept(&count, &[Scope::User, Scope::Project], &limits));
    // Both scopes have already used up their blocks, so the next block has no effect.
    assert!(!kept(&count, &user, &limits));
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
            "hooks kept the agent from stopping 2 times in a row; the agent stops now, although a hook \
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

#[test]
fn subagents_that_never_stop_do_not_fill_the_memory() {
    let count = StopCount::default();
    settle(&count, Stop::new(), blocked());
    for number in 0..3 * SUBAGENTS {
        settle(
            &count,
            SubagentStop::new(format!("agent {number}")),
            blocked(),
        );
        // The count of this subagent must not be forgotten, because the subagent goes on.
        settle(&count, SubagentStop::new("busy"), Folded::default());
        settle(&count, SubagentStop::new("busy"), blocked());
        assert!(active(&count, SubagentStop::new("busy")), "{number}");
    }
    let held = count.counts.lock().unwrap().blocks.len();
    assert_eq!(held, SUBAGENTS + 1);
    assert!(active(&count, Stop::new()));
    assert!(!active(&count, SubagentStop::new("agent 0")));
    let last = format!("agent {}", 3 * SUBAGENTS - 1);
    assert!(active(&count, SubagentStop::new(last)));
}
