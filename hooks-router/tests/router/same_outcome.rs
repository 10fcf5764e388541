//! Parallel hooks have the same outcome as sequential ones, whichever finishes first.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hooks_exec::{HookExecutor, HookRequest, HookRun};
use hooks_router::{DispatchOptions, Router};
use hooks_types::event::PreToolUse;
use hooks_types::report::Cause;
use hooks_types::spec::{DispatchLimits, Strategy as Starts};
use hooks_types::{Failure, HookAnswer, Outcome, Payload, Report};
use proptest::prelude::*;

use crate::support::{call, content, hook, meta};

/// Answers each hook after its own delay, on the paused clock.
#[derive(Debug)]
struct Scripted(Vec<(Duration, Result<HookAnswer, Failure>)>);

#[async_trait]
impl HookExecutor for Scripted {
    async fn execute(&self, request: HookRequest) -> HookRun {
        let place: usize = request.spec.id.parse().unwrap();
        let (delay, result) = self.0[place].clone();
        tokio::time::sleep(delay).await;
        HookRun::new(result, hooks_types::output::RunFacts::default())
    }
}

/// For each hook: its delay, its answer, and whether it is a validator.
type Script = Vec<(u64, Result<HookAnswer, Failure>, bool)>;

fn reported(script: &Script, strategy: Starts, most: usize) -> Report {
    let hooks = script.iter().enumerate().map(|(place, (_, _, validates))| {
        let hook = hook(&place.to_string()).with_strategy(strategy);
        if *validates {
            hook.with_role(hooks_types::spec::Role::Validate)
        } else {
            hook
        }
    });
    let hooks = hooks.collect();
    let answers = script
        .iter()
        .map(|(delay, result, _)| (Duration::from_millis(*delay), result.clone()))
        .collect();
    let mut limits = DispatchLimits::default();
    limits.max_concurrency = most;
    let router = Router::new(hooks, limits, Arc::new(Scripted(answers)));
    let session = router.session(meta());
    let payload = Payload::new(session.meta(), PreToolUse::new(call()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let dispatch = session.dispatch(payload, DispatchOptions::default());
    let mut report = runtime.block_on(dispatch).report();
    report.hooks.clear();
    report
}

fn result() -> impl Strategy<Value = Result<HookAnswer, Failure>> {
    let program = || "[ab]".prop_map(|program| content(&program));
    let maybe = move || proptest::option::of(program());
    let outcome = prop_oneof![
        4 => Just(Outcome::Proceed),
        1 => "[xyz]".prop_map(Outcome::block),
        2 => program().prop_map(Outcome::modify),
        2 => maybe().prop_map(Outcome::allow),
        1 => maybe().prop_map(|content| Outcome::ask(Some("?".into()), content)),
        1 => Just(Outcome::modify("does not fit")),
    ];
    let answer = (outcome, "[cd]", any::<bool>()).prop_map(|(outcome, text, stops)| {
        let answer = HookAnswer::new(outcome)
            .with_context(text.clone())
            .with_notice(text);
        if stops {
            answer.with_stop("enough")
        } else {
            answer
        }
    });
    prop_oneof![
        9 => answer.prop_map(Ok),
        1 => Just(Err(Failure::new(Cause::ExitCode, "it exited with 1"))),
    ]
}

fn script() -> impl Strategy<Value = Script> {
    let validates = proptest::bool::weighted(0.2);
    proptest::collection::vec((0u64..50, result(), validates), 0..7)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn parallel_equals_sequential_whatever_finishes_first(script in script(), most in 1usize..5) {
        let sequential = reported(&script, Starts::Sequential, most);
        let parallel = reported(&script, Starts::Parallel, most);
        prop_assert_eq!(sequential, parallel);
    }

    #[test]
    fn the_fold_does_not_depend_on_time(script in script(), most in 1usize..5) {
        let at_once: Script = script.iter().cloned().map(|(_, result, validates)| (0, result, validates)).collect();
        let timed = reported(&script, Starts::All, most);
        prop_assert_eq!(timed, reported(&at_once, Starts::All, 1));
    }
}
