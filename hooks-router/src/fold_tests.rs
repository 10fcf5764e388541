use proptest::prelude::*;
use serde_json::json;

use super::*;

fn vote(outcome: Outcome) -> Vote {
    Vote::new(outcome)
}

fn block(message: &str) -> Vote {
    vote(Outcome::block(message))
}

fn modify(content: &str) -> Vote {
    vote(Outcome::modify(content))
}

fn context(text: &str) -> Vote {
    let mut vote = Vote::default();
    vote.context.push(text.to_owned());
    vote
}

#[test]
fn the_strongest_outcome_wins_and_the_first_of_its_rank_gives_the_reason() {
    let cases = [
        (vec![], OutcomeKind::Proceed, None, None),
        (
            vec![vote(Outcome::allow(None)), modify("m")],
            OutcomeKind::Modify,
            Some(1),
            None,
        ),
        (
            vec![modify("m"), vote(Outcome::ask(Some("a".into()), None))],
            OutcomeKind::Ask,
            Some(1),
            Some("a"),
        ),
        (
            vec![
                vote(Outcome::ask(Some("a".into()), None)),
                vote(Outcome::ask(Some("b".into()), None)),
            ],
            OutcomeKind::Ask,
            Some(0),
            Some("a"),
        ),
        (
            vec![vote(Outcome::ask(None, None)), block("b"), block("c")],
            OutcomeKind::Block,
            Some(1),
            Some("b"),
        ),
    ];
    for (votes, outcome, decided_by, message) in cases {
        let folded = fold(&votes);
        let got = (folded.outcome, folded.decided_by, folded.message.as_deref());
        assert_eq!(got, (outcome, decided_by, message), "{votes:?}");
    }
}

#[test]
fn the_content_is_that_of_the_last_counted_vote_that_has_one() {
    let folded = fold(&[modify("first"), modify("second"), context("x")]);
    assert_eq!(folded.content, Some(json!("second")));
    assert_eq!(folded.content_from, Some(1));
}

#[test]
fn nothing_behind_a_block_counts() {
    let mut late = context("late");
    late.stop = Some("stop".into());
    late.env.insert("A".into(), "1".into());
    let folded = fold(&[context("early"), block("no"), late, modify("m")]);
    assert_eq!(folded.context, ["early"]);
    assert_eq!((folded.stop, folded.content), (None, None));
    assert!(folded.env.is_empty());
    let counted = [
        Some(OutcomeKind::Proceed),
        Some(OutcomeKind::Block),
        None,
        None,
    ];
    assert_eq!(folded.counted, counted);
}

#[test]
fn under_all_every_vote_counts_and_the_first_block_gives_the_reason() {
    let votes = [block("first"), context("late"), block("second")].map(|vote| Vote {
        always_counts: true,
        ..vote
    });
    let folded = fold(&votes);
    assert_eq!(folded.message.as_deref(), Some("first"));
    assert_eq!(folded.context, ["late"]);
}

#[test]
fn a_grant_holds_for_what_its_hook_saw_or_returned_and_for_nothing_else() {
    let grant = || vote(Outcome::allow(None));
    let grant_after = |content: &str| Vote {
        saw: Some(json!(content)),
        ..grant()
    };
    let grant_of = |content: &str| vote(Outcome::allow(Some(json!(content))));
    let cases = [
        ("alone", vec![grant()], OutcomeKind::Allow, true),
        (
            "rewritten later",
            vec![grant(), modify("x")],
            OutcomeKind::Modify,
            false,
        ),
        (
            "rewritten before",
            vec![modify("x"), grant()],
            OutcomeKind::Modify,
            false,
        ),
        (
            "saw the rewrite",
            vec![modify("x"), grant_after("x")],
            OutcomeKind::Modify,
            true,
        ),
        (
            "returned it",
            vec![grant_of("x")],
            OutcomeKind::Modify,
            true,
        ),
        (
            "returned what another replaced",
            vec![grant_of("x"), modify("y")],
            OutcomeKind::Modify,
            false,
        ),
        (
            "beside an ask",
            vec![grant(), vote(Outcome::ask(None, None))],
            OutcomeKind::Ask,
            false,
        ),
        (
            "before a block",
            vec![grant(), block("no")],
            OutcomeKind::Block,
            false,
        ),
        (
            "inert",
            vec![vote(Outcome::inert_allow(None))],
            OutcomeKind::Allow,
            false,
        ),
    ];
    for (name, votes, outcome, grants) in cases {
        let folded = fold(&votes);
        assert_eq!((folded.outcome, folded.grants), (outcome, grants), "{name}");
    }
}

#[test]
fn a_grant_that_does_not_hold_counts_as_a_proceed() {
    let folded = fold(&[vote(Outcome::allow(None)), modify("x")]);
    let counted = [Some(OutcomeKind::Proceed), Some(OutcomeKind::Modify)];
    assert_eq!(folded.counted, counted);
}

#[test]
fn texts_add_up_the_first_stop_stays_and_later_variables_win() {
    let mut first = context("a");
    first.notices.push("n1".into());
    first.stop = Some("s1".into());
    first.env.insert("A".into(), "1".into());
    let mut second = context("b");
    second.notices.push("n2".into());
    second.stop = Some("s2".into());
    second.env.insert("A".into(), "2".into());
    let folded = fold(&[first, second]);
    assert_eq!(folded.context, ["a", "b"]);
    assert_eq!(folded.notices, ["n1", "n2"]);
    assert_eq!(folded.stop.as_deref(), Some("s1"));
    assert_eq!(folded.env, [("A".into(), "2".into())].into());
}

#[test]
fn a_lower_scope_overrides_no_variable_of_a_higher_one() {
    let vote = |scope, value: &str| {
        let mut vote = Vote::new(Outcome::Proceed);
        vote.scope = scope;
        vote.env.insert("A".into(), value.into());
        vote
    };
    let votes = [
        vote(Scope::Project, "early"),
        vote(Scope::User, "first"),
        vote(Scope::User, "last"),
        vote(Scope::Plugin, "late"),
    ];
    let folded = fold(&votes);
    assert_eq!(folded.env, [("A".into(), "last".into())].into());
    assert_eq!(folded.env_scopes, [("A".into(), Scope::User)].into());
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    let content = || proptest::option::of("[ab]".prop_map(Value::String));
    prop_oneof![
        Just(Outcome::Proceed),
        "[xy]".prop_map(Outcome::block),
        "[ab]".prop_map(Outcome::modify),
        content().prop_map(Outcome::allow),
        content().prop_map(Outcome::inert_allow),
        content().prop_map(|content| Outcome::ask(Some("?".into()), content)),
    ]
}

fn any_votes() -> impl Strategy<Value = Vec<Vote>> {
    let vote = (any_outcome(), any::<bool>()).prop_map(|(outcome, always_counts)| Vote {
        always_counts,
        ..Vote::new(outcome)
    });
    proptest::collection::vec(vote, 0..8)
}

proptest! {
    #[test]
    fn a_block_is_never_lost(votes in any_votes(), at in 0usize..8) {
        let mut votes = votes;
        let at = at.min(votes.len());
        votes.insert(at, block("no"));
        let folded = fold(&votes);
        prop_assert_eq!(folded.outcome, OutcomeKind::Block);
        prop_assert!(!folded.grants);
    }

    #[test]
    fn votes_behind_the_first_block_change_nothing(votes in any_votes(), behind in any_votes()) {
        let mut cut: Vec<Vote> = votes;
        cut.push(block("no"));
        let mut whole = cut.clone();
        whole.extend(behind.into_iter().map(|vote| Vote { always_counts: false, ..vote }));
        let (cut, mut whole) = (fold(&cut), fold(&whole));
        whole.counted.truncate(cut.counted.len());
        prop_assert_eq!(cut, whole);
    }

    #[test]
    fn a_further_vote_never_weakens_the_outcome(votes in any_votes(), further in any_votes()) {
        let before = fold(&votes);
        let mut all = votes;
        all.extend(further);
        let after = fold(&all);
        // Treat an allow like a proceed: if a different hook rewrites the content, a grant becomes void, and this is
        // not a loosening.
        let strength = |kind: OutcomeKind| if kind <= OutcomeKind::Allow { OutcomeKind::Proceed } else { kind };
        prop_assert!(strength(after.outcome) >= strength(before.outcome));
    }
}
