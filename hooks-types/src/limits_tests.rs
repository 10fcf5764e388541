use super::*;

fn budget(seconds: u64) -> ConfiguredLimits {
    ConfiguredLimits {
        budget: Some(Duration::from_secs(seconds)),
        ..ConfiguredLimits::default()
    }
}

#[test]
fn a_limit_holds_for_its_scope_and_those_below_never_above() {
    let limits = ScopedLimits::new().with_said(Scope::Project, budget(1));
    let bound: Vec<_> = Scope::ALL
        .iter()
        .filter(|scope| limits.of(**scope).budget.is_some())
        .collect();
    assert_eq!(bound, [&Scope::Project, &Scope::Plugin]);
}

#[test]
fn the_scope_that_sets_a_budget_is_the_one_with_the_smallest() {
    let limits = ScopedLimits::new()
        .with_said(Scope::User, budget(5))
        .with_said(Scope::Project, budget(60))
        .with_said(Scope::Plugin, budget(2));
    let set_by: Vec<_> = Scope::ALL
        .iter()
        .map(|scope| limits.budget_scope(*scope))
        .collect();
    let user = Some(Scope::User);
    assert_eq!(set_by, [None, None, user, user, Some(Scope::Plugin)]);
}

#[test]
fn a_lower_scope_tightens_and_does_not_loosen() {
    let limits = ScopedLimits::new()
        .with_said(Scope::User, budget(5))
        .with_said(Scope::Project, budget(60))
        .with_said(Scope::Plugin, budget(2));
    let seconds = |scope| limits.of(scope).budget.map(|budget| budget.as_secs());
    assert_eq!(seconds(Scope::User), Some(5));
    assert_eq!(seconds(Scope::Project), Some(5));
    assert_eq!(seconds(Scope::Plugin), Some(2));
}

#[test]
fn of_all_that_one_scope_says_the_smallest_holds_in_any_order() {
    let both = ScopedLimits::new()
        .with_said(Scope::User, budget(5))
        .with_said(Scope::User, budget(3));
    let appended = ScopedLimits::new()
        .with_said(Scope::User, budget(3))
        .tightened_by(ScopedLimits::new().with_said(Scope::User, budget(5)));
    assert_eq!(both, appended);
    assert_eq!(both.of(Scope::User).budget, Some(Duration::from_secs(3)));
}

#[test]
fn a_scope_that_says_nothing_is_not_held_to_the_defaults() {
    let many = ConfiguredLimits {
        max_concurrency: Some(32),
        ..ConfiguredLimits::default()
    };
    let limits = ScopedLimits::new().with_said(Scope::Project, many);
    assert_eq!(limits.of(Scope::User), DispatchLimits::default());
    assert_eq!(limits.of(Scope::Project).max_concurrency, 32);
}

#[test]
fn plain_limits_hold_for_every_scope() {
    let plain = DispatchLimits {
        budget: Some(Duration::from_secs(4)),
        max_concurrency: 3,
        ..DispatchLimits::default()
    };
    let limits = ScopedLimits::from(plain);
    for scope in Scope::ALL {
        assert_eq!(limits.of(*scope), plain);
    }
}

#[test]
fn of_two_totals_the_smaller_holds() {
    let seconds = Duration::from_secs;
    let limits = ScopedLimits::new()
        .with_total(seconds(5))
        .with_total(seconds(9));
    assert_eq!(limits.total, Some(seconds(5)));
    let other = ScopedLimits::new().with_total(seconds(2));
    assert_eq!(limits.tightened_by(other).total, Some(seconds(2)));
}
