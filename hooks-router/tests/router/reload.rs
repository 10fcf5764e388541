//! Sessions that outlive a reload, and sessions of subagents.

use std::path::Path;
use std::time::Duration;

use hooks_router::{DispatchOptions, Session};
use hooks_types::event::{PreToolUse, SessionStart, Stop};
use hooks_types::payload::Subagent;
use hooks_types::spec::{Command, Handler, StartCheck, StartGuard};
use hooks_types::{EventName, Failure, HookAnswer, HookEvent, HookSpec};

use crate::support::{bounded, call, fire, hook, hook_of, meta, mocked, told};

fn stop_hook() -> HookSpec {
    hook_of(EventName::Stop, "tests")
}

/// Fires a stop, and returns whether it has `stop_hook_active` set.
async fn is_active(session: &Session, handle: &mut hooks_exec::MockHandle) -> bool {
    let fired = fire(session, Stop::new());
    let asked = handle.next().await.unwrap();
    let HookEvent::Stop(stop) = asked.request().payload.payload().event.clone() else {
        panic!("another event");
    };
    asked.answer(HookAnswer::block("go on"));
    let _ = fired.await.unwrap();
    stop.stop_hook_active
}

#[derive(Debug)]
struct Looks;

impl StartCheck for Looks {
    fn check(&self, _: &Command, _: &Path, _: &Path) -> Result<(), Failure> {
        Ok(())
    }
}

#[tokio::test]
async fn a_reload_keeps_once_marks_of_hooks_that_did_not_change() {
    let once = || hook("guard").with_once(true);
    let (router, mut handle) = mocked([once()]);
    let session = router.session(meta());
    let first = fire(&session, PreToolUse::new(call()));
    handle.next().await.unwrap().answer(HookAnswer::proceed());
    let _ = first.await.unwrap();

    let mut moved = once();
    moved.source.line = 7;
    moved.status_message = Some("looking".to_owned());
    let (reloaded, _handle) = mocked([moved]);
    let session = session.with_router(&reloaded);
    let second = fire(&session, PreToolUse::new(call())).await.unwrap();
    assert_eq!(told(&second.rows()), ["guard skipped once"]);

    // Each load makes its own start check for a trusted hook.
    let mut trusted = once();
    if let Handler::Command(command) = &mut trusted.handler {
        command.start_check = Some(StartGuard::new(Looks));
    }
    let (reloaded, _handle) = mocked([trusted]);
    let session = session.with_router(&reloaded);
    let again = fire(&session, PreToolUse::new(call())).await.unwrap();
    assert_eq!(told(&again.rows()), ["guard skipped once"]);

    let changed = once().with_timeout(Duration::from_secs(1));
    let (reloaded, mut handle) = mocked([changed]);
    let session = session.with_router(&reloaded);
    let third = fire(&session, PreToolUse::new(call()));
    handle.next().await.unwrap().answer(HookAnswer::proceed());
    assert_eq!(told(&third.await.unwrap().rows()), ["guard ran = proceed"]);
}

#[tokio::test]
async fn a_reload_keeps_the_stop_count_and_variables() {
    let (router, mut handle) = mocked([stop_hook(), hook_of(EventName::SessionStart, "env")]);
    let session = router.session(meta());
    let started = fire(&session, SessionStart::new("startup"));
    let mut sets = HookAnswer::proceed();
    sets.env.insert("A".into(), "1".into());
    handle.next().await.unwrap().answer(sets);
    let _ = started.await.unwrap();
    assert!(!is_active(&session, &mut handle).await);

    let (reloaded, mut handle) = mocked([stop_hook()]);
    let session = session.with_router(&reloaded);
    assert!(is_active(&session, &mut handle).await);
    assert_eq!(session.env()["A"], "1");
}

#[tokio::test]
async fn runs_under_way_at_a_reload_end_and_deliver_once() {
    let (router, mut handle) = mocked([hook("audit").with_background(true)]);
    let session = router.session(meta());
    let _ = fire(&session, PreToolUse::new(call())).await.unwrap();
    let under_way = handle.next().await.unwrap();
    drop(router);

    let (reloaded, _handle) = mocked([]);
    let session = session.with_router(&reloaded);
    under_way.answer(HookAnswer::proceed().with_context("late"));
    assert_eq!(session.shutdown(Duration::from_secs(60)).await, []);
    assert_eq!(session.take_pending().for_model(), "late");
    assert!(session.take_pending().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_session_s_shutdown_ends_runs_of_the_routers_it_had_before() {
    let (router, mut handle) = mocked([hook("audit").with_background(true)]);
    let before = router.session(meta());
    let _ = fire(&before, PreToolUse::new(call())).await.unwrap();
    let mut under_way = handle.next().await.unwrap();
    let (reloaded, _handle) = mocked([]);
    let (again, _other) = mocked([]);
    let session = before.clone().with_router(&reloaded).with_router(&again);
    let cut = session.shutdown(Duration::from_secs(5)).await;
    assert_eq!(told(&cut), ["audit failed cancelled"]);
    under_way.cancelled().await;
}

#[tokio::test(start_paused = true)]
async fn a_session_s_shutdown_ends_runs_of_its_subagents_also_of_the_routers_they_had_before() {
    let audited = || mocked([hook("audit").with_background(true)]);
    let (router, mut handle) = audited();
    let session = router.session(meta());
    let (child, other) = (session.child(Subagent::new("a1")), router.session(meta()));
    let _ = fire(&child, PreToolUse::new(call())).await.unwrap();
    let mut before = handle.next().await.unwrap();
    let _ = fire(&other, PreToolUse::new(call())).await.unwrap();
    let of_other = handle.next().await.unwrap();

    let (reloaded, mut handle) = audited();
    let child = child.with_router(&reloaded);
    let _ = fire(&child, PreToolUse::new(call())).await.unwrap();
    let mut after = handle.next().await.unwrap();
    drop((router, reloaded));

    let cut = session.shutdown(Duration::from_secs(5)).await;
    let ended = "audit failed cancelled";
    assert_eq!(told(&cut), [ended, ended]);
    before.cancelled().await;
    after.cancelled().await;
    assert!(!of_other.is_cancelled());
}

#[tokio::test]
async fn the_router_of_a_session_is_the_one_it_was_given_last() {
    let (router, _handle) = mocked([hook("old")]);
    let session = router.session(meta());
    let (reloaded, _handle) = mocked([hook("new"), hook("audit").with_background(true)]);
    let session = session.with_router(&reloaded);
    let hooks: Vec<_> = session.router().hooks().map(|hook| &*hook.id).collect();
    assert_eq!(hooks, ["new", "audit"]);
    session.router().shutdown(Duration::ZERO).await;
    let child = session.child(Subagent::new("a1"));
    let fired = fire(&child, Stop::new()).await.unwrap();
    assert_eq!(told(&fired.rows()), [""; 0]);
}

#[tokio::test]
async fn a_dispatch_under_way_at_a_reload_ends_with_the_hooks_it_began_with() {
    let (router, mut handle) = mocked([hook("old")]);
    let session = router.session(meta());
    let under_way = fire(&session, PreToolUse::new(call()));
    let asked = handle.next().await.unwrap();
    let (reloaded, _handle) = mocked([]);
    let session = session.with_router(&reloaded);
    let next = fire(&session, PreToolUse::new(call())).await.unwrap();
    assert_eq!(told(&next.rows()), [""; 0]);
    asked.answer(HookAnswer::block("no"));
    assert_eq!(told(&under_way.await.unwrap().rows()), ["old ran = block"]);
}

#[tokio::test]
async fn a_subagent_shares_once_marks_and_variables_and_counts_its_own_stops() {
    let hooks = [
        hook("guard").with_once(true),
        stop_hook(),
        hook_of(EventName::SubagentStop, "sub"),
    ];
    let (router, mut handle) = mocked(hooks);
    let session = router.session(meta());
    let child = session.child(Subagent::new("a1").with_kind("Explore"));
    assert_eq!(child.meta().subagent.as_ref().unwrap().id, "a1");
    assert_eq!(session.meta().subagent, None);

    let first = fire(&child, PreToolUse::new(call()));
    let mut sets = HookAnswer::proceed();
    sets.env.insert("A".into(), "1".into());
    handle.next().await.unwrap().answer(sets);
    let _ = first.await.unwrap();
    let second = fire(&session, PreToolUse::new(call())).await.unwrap();
    assert_eq!(told(&second.rows()), ["guard skipped once"]);
    assert_eq!(session.env()["A"], "1");

    assert!(!is_active(&session, &mut handle).await);
    assert!(is_active(&session, &mut handle).await);
    assert!(!is_active(&child, &mut handle).await);
    child.update_meta(|meta| meta.turn_id = Some("t9".to_owned()));
    assert_eq!(session.meta().turn_id, None);
}

#[tokio::test]
async fn a_subagent_shares_the_slots_of_background_hooks() {
    let limits = crate::support::at_once(1);
    let (router, _handle) = bounded([hook("audit").with_background(true)], limits);
    let session = router.session(meta());
    let child = session.child(Subagent::new("a1"));
    for of in [&session, &child].into_iter().cycle().take(65) {
        let done = fire(of, PreToolUse::new(call())).await.unwrap();
        assert_eq!(told(&done.rows()), ["audit started"]);
    }
    let payload = hooks_types::Payload::new(child.meta(), PreToolUse::new(call()));
    let done = child.dispatch(payload, DispatchOptions::default()).await;
    assert_eq!(told(&done.rows()), ["audit failed queue_full"]);
}
