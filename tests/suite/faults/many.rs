//! Tests faults 41, 44, 45 and 46 of docs/faults.md, which concern many hooks, state and trust.

use std::sync::Arc;

use hooks_exec::{DEPTH_VARIABLE, HookExecutor, ProcessExecutor};
use hooks_router::{Gate, Router};
use hooks_tests::{Step, Stream};
use hooks_types::report::Cause;
use hooks_types::spec::{Command, DispatchLimits, InheritEnv, OnFailure};
use hooks_types::wire::form_of;
use hooks_types::{EventName, HookAnswer, HookSpec, SessionMeta, ToolCall};

use crate::rig::{Rig, probe, soon, start};

#[tokio::test]
async fn f44_only_allowed_variables_are_inherited() {
    let rig = Rig::new();
    let steps = [rig.beacon("hook"), Step::TellAbout];
    let command = Command::argv(probe(&steps))
        .with_env("OWN", "1")
        .with_inherit_env(InheritEnv::Only(vec!["LANG".into(), "ABSENT".into()]));
    let executor = ProcessExecutor::new().with_host_env([("LANG", "C"), ("TOKEN", "secret")]);
    let started = start(&executor, rig.request_of(command));
    let mut about = rig.connected("hook").await.about().await;
    let _ = started.await.unwrap();
    // Leave out the variables that the dialect sets for every hook, because they are not inherited.
    about
        .environment
        .retain(|name, _| !name.starts_with("HOOKS_"));
    let expected = [(DEPTH_VARIABLE, "1"), ("LANG", "C"), ("OWN", "1")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(about.environment, expected.into());
}

#[tokio::test]
async fn f45_hook_that_starts_the_agent() {
    let rig = Rig::new();
    let at = |depth: &str| ProcessExecutor::new().with_host_env([(DEPTH_VARIABLE, depth)]);
    let started = start(
        &at("3"),
        rig.request(&[rig.beacon("hook"), Step::TellAbout]),
    );
    let about = rig.connected("hook").await.about().await;
    let _ = started.await.unwrap();
    assert_eq!(about.environment[DEPTH_VARIABLE], "4");
    let refused = at("4").execute(rig.request(&[])).await;
    assert_eq!(refused.result.unwrap_err().cause, Cause::Recursion);
}

#[tokio::test]
async fn f45_a_foreign_guard_beyond_the_depth_blocks_whatever_the_environment_claims() {
    let rig = Rig::new();
    for depth in ["4", "99", "-1", "x", "4294967296", "\u{661}"] {
        for dialect in &hooks_dialects::all() {
            let event = EventName::PreToolUse;
            let form = form_of(dialect, &event).unwrap();
            let guard = HookSpec::command("guard", event, Command::argv(probe(&[])))
                .with_form(form)
                .with_on_failure(OnFailure::Proceed);
            let executor = ProcessExecutor::new().with_host_env([(DEPTH_VARIABLE, depth)]);
            let limits = DispatchLimits::default();
            let router = Router::new(vec![guard], limits, Arc::new(executor));
            let session = router.session(SessionMeta::new("s", rig.folder().to_str().unwrap()));
            let call = ToolCall::custom("c", "probe", "text");
            let gate = soon("a verdict", session.before(&call)).await;
            assert!(matches!(gate, Gate::Blocked(_)), "{dialect} {depth:?}");
            let row = &gate.report().hooks[0];
            assert_eq!(row.cause, Some(Cause::Recursion), "{dialect} {depth:?}");
        }
    }
}

#[tokio::test]
async fn f46_storm() {
    let rig = Rig::new();
    let executor = ProcessExecutor::new();
    let runs: Vec<_> = (0..100)
        .map(|number| {
            let reason = format!("no {number}");
            let steps = [
                Step::ReadAll,
                Step::Flood(Stream::Out, 10_000),
                Step::Print(Stream::Err, reason.clone()),
                Step::Exit(2),
            ];
            (reason, start(&executor, rig.request(&steps)))
        })
        .collect();
    for (reason, run) in runs {
        let run = soon("a verdict", run).await.unwrap();
        assert_eq!(run.result, Ok(HookAnswer::block(reason)));
    }
    assert_eq!(executor.running(), 0);
}

#[tokio::test]
async fn f41_panic_inside_an_in_process_hook() {
    let rig = Rig::new();
    let mut request = rig.request(&[]);
    let handler = hooks_types::spec::Handler::InProcess { key: "k".into() };
    let event = hooks_types::EventName::PreToolUse;
    request.spec = hooks_types::HookSpec::new("hook", event, handler).into();
    let executor =
        hooks_exec::ClosureExecutor::new().with_hook("k", |_| async { panic!("made up") });
    let run = executor.execute(request).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::Panicked);
}
