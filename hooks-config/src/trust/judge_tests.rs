use std::collections::BTreeMap;

use hooks_types::fingerprint::Fingerprint;

use super::super::shown::Shown;
use super::*;

fn entry(id: &str, command: &str) -> TrustEntry {
    let shown = Shown {
        file: "f".to_owned(),
        event: "pre_tool_use".to_owned(),
        id: id.to_owned(),
        command: command.to_owned(),
        ..Shown::default()
    };
    TrustEntry::new(Fingerprint::of(command.as_bytes()), BTreeMap::new(), shown)
}

fn hook(id: &str, command: &str, exact: &[usize]) -> Present {
    Present {
        event: "pre_tool_use".to_owned(),
        id: id.to_owned(),
        command: command.to_owned(),
        exact: exact.to_vec(),
    }
}

fn judged(entries: &[TrustEntry], hooks: &[Present]) -> (Vec<TrustState>, Vec<String>) {
    let entries: Vec<&TrustEntry> = entries.iter().collect();
    let judged = judge(&entries, hooks);
    let gone = judged.gone.iter().map(|at| entries[*at].shown.id.clone());
    let states = judged.hooks.iter().map(|(state, _)| *state);
    (states.collect(), gone.collect())
}

use TrustState::{Changed, New, Revoked, Trusted};

#[test]
fn a_hook_without_a_decision_is_new_and_an_equal_hook_is_trusted() {
    let entries = [entry("a", "x")];
    let hooks = [hook("a", "x", &[0]), hook("b", "y", &[])];
    assert_eq!(judged(&entries, &hooks), (vec![Trusted, New], vec![]));
}

#[test]
fn a_hook_with_the_name_or_the_command_of_a_trusted_one_is_that_one_changed() {
    let entries = [entry("a", "x")];
    for hook in [hook("a", "y", &[]), hook("b", "x", &[])] {
        assert_eq!(judged(&entries, &[hook]), (vec![Changed], vec![]));
    }
    let other = [hook("b", "y", &[])];
    assert_eq!(judged(&entries, &other), (vec![New], vec!["a".to_owned()]));
}

#[test]
fn a_copy_of_a_trusted_guard_does_not_make_a_weaker_one_new() {
    // Both hooks run the same command; the matcher of the second hook was narrowed.
    let entries = [entry("a", "x"), entry("b", "x")];
    let hooks = [hook("a", "x", &[0]), hook("b", "x", &[])];
    assert_eq!(judged(&entries, &hooks), (vec![Trusted, Changed], vec![]));
}

#[test]
fn hooks_without_names_are_found_when_one_is_put_before_them_and_when_one_is_changed() {
    let entries = [entry("PreToolUse[0]", "x"), entry("PreToolUse[1]", "y")];
    let inserted = [
        hook("PreToolUse[0]", "evil", &[]),
        hook("PreToolUse[1]", "x", &[0]),
        hook("PreToolUse[2]", "y", &[1]),
    ];
    assert_eq!(
        judged(&entries, &inserted),
        (vec![New, Trusted, Trusted], vec![])
    );
    let changed = [
        hook("PreToolUse[0]", "x2", &[]),
        hook("PreToolUse[1]", "y", &[1]),
    ];
    assert_eq!(judged(&entries, &changed), (vec![Changed, Trusted], vec![]));
    // The hook changed and moved after the other hook.
    let moved = [
        hook("PreToolUse[0]", "y", &[1]),
        hook("PreToolUse[1]", "x2", &[]),
    ];
    assert_eq!(judged(&entries, &moved), (vec![Trusted, Changed], vec![]));
}

#[test]
fn several_versions_of_one_hook_are_trusted_at_once_and_one_is_enough() {
    let entries = [entry("a", "x"), entry("a", "y")];
    assert_eq!(
        judged(&entries, &[hook("a", "y", &[1])]),
        (vec![Trusted], vec![])
    );
    assert_eq!(
        judged(&entries, &[hook("a", "z", &[])]),
        (vec![Changed], vec![])
    );
    assert_eq!(judged(&entries, &[]), (vec![], vec!["a".to_owned()]));
}

#[test]
fn what_was_taken_back_stays_so_even_when_it_is_changed_or_trusted_twice() {
    let mut entries = [entry("a", "x"), entry("a", "y")];
    entries.iter_mut().for_each(|entry| entry.revoked = true);
    for hook in [
        hook("a", "x", &[0]),
        hook("a", "z", &[]),
        hook("b", "y", &[]),
    ] {
        assert_eq!(judged(&entries, &[hook]), (vec![Revoked], vec![]));
    }
    assert_eq!(judged(&entries, &[]), (vec![], vec![]));
}
