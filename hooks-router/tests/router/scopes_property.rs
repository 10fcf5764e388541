//! Whatever hooks and limits lower scopes add, a higher scope loses nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use hooks_exec::{HookExecutor, HookRequest, HookRun};
use hooks_router::{DispatchOptions, Router};
use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::event::PreToolUse;
use hooks_types::report::{Cause, RowStatus};
use hooks_types::spec::{ConfiguredLimits, Pace, Scope, ScopedLimits, Strategy as Starts};
use hooks_types::{Failure, HookAnswer, HookEvent, Outcome, Payload, Report};
use proptest::prelude::*;
use serde_json::Value;

use super::paced::at_pace;
use crate::support::{call, content, hook_in, meta};

type Verdict = Result<HookAnswer, Failure>;

/// A hook, with its answers to the original call and to any other input.
#[derive(Debug, Clone)]
struct Script {
    scope: Scope,
    strategy: Starts,
    pace: Pace,
    validates: bool,
    once: bool,
    identity: Option<&'static str>,
    delay: u64,
    first: Verdict,
    other: Verdict,
}

#[derive(Debug, Clone)]
struct World {
    scripts: Vec<Script>,
    limits: Vec<(Scope, ConfiguredLimits)>,
}

/// Content that a hook saw or returned.
#[derive(Debug, Clone, PartialEq)]
struct Judged {
    id: String,
    content: Value,
    gave: bool,
}

/// Answers by the script, on the paused clock, and records what each hook saw or returned.
#[derive(Debug)]
struct Scripted {
    scripts: BTreeMap<String, Script>,
    judged: Mutex<Vec<Judged>>,
}

#[async_trait]
impl HookExecutor for Scripted {
    async fn execute(&self, request: HookRequest) -> HookRun {
        let id = request.spec.id.clone();
        let script = &self.scripts[&id];
        let HookEvent::PreToolUse(event) = &request.payload.payload().event else {
            panic!("another event");
        };
        let saw = event.call.input.to_value();
        tokio::time::sleep(Duration::from_millis(script.delay)).await;
        let said = match saw == call().input.to_value() {
            true => script.first.clone(),
            false => script.other.clone(),
        };
        let mut judged = self.judged.lock().unwrap();
        if let Ok(answer) = &said
            && let Some(gave) = answer.outcome.content()
        {
            let (id, content) = (id.clone(), gave.clone());
            judged.push(Judged {
                id,
                content,
                gave: true,
            });
        }
        judged.push(Judged {
            id,
            content: saw,
            gave: false,
        });
        HookRun::new(said, hooks_types::output::RunFacts::default())
    }
}

/// Runs the hooks of these scopes and returns the report, and what each hook judged.
fn run(world: &World, least: Scope) -> (Report, Vec<Judged>) {
    let named = world.scripts.iter().enumerate();
    let scripts: BTreeMap<String, Script> = named
        .filter(|(_, script)| script.scope <= least)
        .map(|(place, script)| (format!("h{place:02}"), script.clone()))
        .collect();
    let hooks = scripts.iter().map(|(id, script)| {
        let mut hook = hook_in(script.scope, id).with_strategy(script.strategy);
        hook = at_pace(hook, script.pace);
        hook.once = script.once;
        hook.identity = script.identity.map(str::to_owned);
        if script.validates {
            hook.with_role(hooks_types::spec::Role::Validate)
        } else {
            hook
        }
    });
    let hooks = hooks.collect();
    let mut limits = ScopedLimits::new();
    for (scope, said) in world.limits.iter().filter(|(scope, _)| *scope <= least) {
        limits.say(*scope, *said);
    }
    let executor = Arc::new(Scripted {
        scripts,
        judged: Mutex::default(),
    });
    let router = Router::new(
        hooks,
        limits,
        Arc::clone(&executor) as Arc<dyn HookExecutor>,
    );
    let session = router.session(meta());
    let payload = Payload::new(session.meta(), PreToolUse::new(call()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let dispatched = runtime.block_on(session.dispatch(payload, DispatchOptions::default()));
    let judged = executor.judged.lock().unwrap().clone();
    (dispatched.report(), judged)
}

fn said() -> impl Strategy<Value = Verdict> {
    let program = || "[ab]".prop_map(|program| content(&program));
    let maybe = move || proptest::option::of(program());
    let outcome = prop_oneof![
        5 => Just(Outcome::Proceed),
        1 => "[xyz]".prop_map(Outcome::block),
        3 => program().prop_map(Outcome::modify),
        2 => maybe().prop_map(Outcome::allow),
        1 => maybe().prop_map(|content| Outcome::ask(Some("?".into()), content)),
        1 => Just(Outcome::modify(call().input.to_value())),
        1 => Just(Outcome::modify("does not fit")),
    ];
    prop_oneof![
        12 => outcome.prop_map(|outcome| Ok(HookAnswer::new(outcome))),
        1 => Just(Err(Failure::new(Cause::ExitCode, "it exited with 1"))),
    ]
}

fn script() -> impl Strategy<Value = Script> {
    let starts = prop_oneof![
        Just(Starts::Sequential),
        Just(Starts::Parallel),
        Just(Starts::Chain),
        Just(Starts::All),
    ];
    let pace = prop_oneof![
        Just(Pace::Together),
        Just(Pace::InTurn),
        Just(Pace::InTurnMerged)
    ];
    let scope = (0..Scope::ALL.len()).prop_map(|place| Scope::ALL[place]);
    let identity = prop_oneof![4 => Just(None), 1 => Just(Some("same"))];
    let kind = (
        proptest::bool::weighted(0.15),
        proptest::bool::weighted(0.2),
        identity,
    );
    (scope, starts, pace, kind, 0u64..50, said(), said()).prop_map(
        |(scope, strategy, pace, (validates, once, identity), delay, first, other)| Script {
            scope,
            strategy,
            pace,
            validates,
            once,
            identity,
            delay,
            first,
            other,
        },
    )
}

fn world() -> impl Strategy<Value = World> {
    let said = (
        proptest::option::of(0u64..60),
        proptest::option::of(1usize..3),
    )
        .prop_map(|(budget, most)| {
            let mut said = ConfiguredLimits::default();
            said.budget = budget.map(Duration::from_millis);
            said.max_concurrency = most;
            said
        });
    let scope = (0..Scope::ALL.len()).prop_map(|place| Scope::ALL[place]);
    let limits = proptest::collection::vec((scope, said), 0..4);
    let scripts = proptest::collection::vec(script(), 1..8);
    (scripts, limits).prop_map(|(scripts, limits)| World { scripts, limits })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    /// Answers about the final input (those of validators and of hooks that judge again) are not compared. A lower
    /// scope may change that input, and these hooks then judge a different input.
    #[test]
    fn lower_scopes_never_loosen_what_higher_ones_say_nor_keep_them_from_saying_it(
        mut world in world(),
    ) {
        world.scripts.iter_mut().for_each(|script| script.validates = false);
        let (with_all, _) = run(&world, Scope::Plugin);
        for least in Scope::ALL {
            let (higher, _) = run(&world, *least);
            let notes = higher.hooks.iter().flat_map(|row| &row.notes);
            if notes.into_iter().any(|note| note.code == NoteCode::JudgedChange) {
                continue;
            }
            let stricter = matches!(higher.outcome, OutcomeKind::Block | OutcomeKind::Ask);
            prop_assert!(!stricter || with_all.outcome >= higher.outcome, "{:?}", least);
            let of_scope: Vec<_> =
                with_all.hooks.iter().filter(|row| row.scope <= *least).collect();
            let ids = |rows: &[&hooks_types::report::Row]| -> Vec<String> {
                rows.iter().map(|row| row.id.clone()).collect()
            };
            prop_assert_eq!(ids(&of_scope), ids(&higher.hooks.iter().collect::<Vec<_>>()));
            for (row, alone) in of_scope.iter().zip(&higher.hooks) {
                // A hook that runs alone (without the hooks of lower scopes) also runs together with those hooks.
                prop_assert!(
                    alone.status == RowStatus::Skipped || row.status != RowStatus::Skipped,
                    "{:?} {:?}", row, alone
                );
                // If another hook has blocked, this hook does not judge the replaced input.
                let (here, alone) = (row.outcome, alone.outcome);
                let said = matches!(alone, Some(OutcomeKind::Block | OutcomeKind::Ask));
                prop_assert!(
                    !said || here >= alone || with_all.outcome == OutcomeKind::Block,
                    "{:?} {:?}", here, alone
                );
            }
        }
    }

    #[test]
    fn the_final_input_was_judged_by_every_hook_above_its_author(
        world in world(),
    ) {
        let (report, judged) = run(&world, Scope::Plugin);
        if report.outcome == OutcomeKind::Block {
            return Ok(());
        }
        let original = call().input.to_value();
        let done = report.content.clone().unwrap_or_else(|| original.clone());
        let script = |id: &str| &world.scripts[id[1..].parse::<usize>().unwrap()];
        let gives = |id: &str| {
            let of = script(id);
            let given = [&of.first, &of.other].map(|said| {
                said.as_ref().ok().and_then(|answer| answer.outcome.content()) == Some(&done)
            });
            given.contains(&true)
        };
        // The highest scope that could have given the content. All scopes above that one must judge the content.
        let by = report.hooks.iter().filter(|row| gives(&row.id)).map(|row| row.scope).min();
        for row in &report.hooks {
            if row.status == RowStatus::Skipped {
                continue;
            }
            let above = by.is_some_and(|by| row.scope < by);
            if above || script(&row.id).validates {
                let failed_unasked = row.cause == Some(Cause::Budget);
                prop_assert!(
                    judged.iter().any(|one| one.id == row.id && one.content == done) || failed_unasked,
                    "{} did not judge {}: {:?}", row.id, done, report
                );
            }
        }
        // Only hooks that may grant can have granted.
        let allows = |row: &hooks_types::report::Row| {
            !row.scope.needs_trust()
                && [&script(&row.id).first, &script(&row.id).other].into_iter().any(|said| {
                    said.as_ref().is_ok_and(|said| said.outcome.kind() == OutcomeKind::Allow)
                })
        };
        prop_assert!(!report.grants || report.hooks.iter().any(allows));
    }

    #[test]
    fn a_hook_runs_twice_at_most(world in world()) {
        let (report, judged) = run(&world, Scope::Plugin);
        for row in &report.hooks {
            let runs = judged.iter().filter(|judged| judged.id == row.id && !judged.gave);
            prop_assert!(runs.count() <= 2, "{}", row.id);
        }
    }
}
