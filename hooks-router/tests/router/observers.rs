//! Observers and the events that they are notified of.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hooks_router::{
    DispatchFolded, DispatchInfo, Gate, Observer, Router, RunFinished, RunInfo, ToolMet, ToolResult,
};
use hooks_types::dialect::WireForm;
use hooks_types::event::PreToolUse;
use hooks_types::spec::Strategy;
use hooks_types::{HookAnswer, ToolCall};
use serde_json::json;

use crate::support::{call, fire, hook, meta, mocked};

/// Records every notification.
#[derive(Clone, Default)]
struct Log {
    lines: Arc<Mutex<Vec<String>>>,
    unmatched: bool,
}

impl Log {
    fn add(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.lines.lock().unwrap())
    }
}

fn ended(run: &RunFinished<'_>) -> String {
    let cause = run.row.cause.as_ref().map_or("-", |cause| cause.code());
    let outcome = run.row.outcome.map_or("-", |outcome| outcome.code());
    let said = [run.contexts, run.notices].concat().join(",");
    format!("{} {outcome} {cause} [{said}]", run.run.hook.id)
}

impl Observer for Log {
    fn dispatch_started(&self, dispatch: &DispatchInfo<'_>) {
        let (event, session) = (dispatch.event(), dispatch.session_id());
        self.add(format!("dispatch {event} {session}"));
    }

    fn hook_started(&self, run: &RunInfo<'_>) {
        assert!(run.run_id > 0 && run.dispatch_id > 0);
        self.add(format!("start {}", run.hook.id));
    }

    fn hook_finished(&self, run: &RunFinished<'_>) {
        self.add(format!("end {}", ended(run)));
    }

    fn dispatch_folded(&self, dispatch: &DispatchFolded<'_>) {
        self.add(format!("folded {}", dispatch.report.outcome));
    }

    fn dispatch_cancelled(&self, _dispatch: &DispatchInfo<'_>) {
        self.add("cancelled".to_owned());
    }

    fn background_finished(&self, run: &RunFinished<'_>) {
        self.add(format!("background {}", ended(run)));
    }

    fn undeclared_tool(&self, tool: &ToolMet<'_>) {
        self.add(format!("undeclared {} {}", tool.tool, tool.session_id));
    }

    fn wants_unmatched(&self) -> bool {
        self.unmatched
    }
}

fn watched(router: Router) -> (Router, Log) {
    let log = Log::default();
    (router.with_observer(log.clone()), log)
}

#[tokio::test]
async fn a_dispatch_is_told_from_its_start_to_its_fold() {
    let (router, mut handle) = mocked([hook("guard"), hook("audit").with_background(true)]);
    let (router, log) = watched(router);
    let session = router.session(meta());
    let done = fire(&session, PreToolUse::new(call()));
    let answer = HookAnswer::allow().with_context("c").with_notice("n");
    handle.next_of("guard").await.unwrap().answer(answer);
    let _ = done.await.unwrap();
    let asked = handle.next_of("audit").await.unwrap();
    asked.answer(HookAnswer::block("late").with_notice("b"));
    session.shutdown(Duration::from_secs(60)).await;
    assert_eq!(
        log.take(),
        [
            "dispatch PreToolUse session-1",
            "start guard",
            "end guard allow - [c,n]",
            "folded allow",
            "start audit",
            "background audit - - [b]",
        ]
    );
}

#[tokio::test]
async fn a_hook_that_a_block_ends_and_a_dispatch_that_is_given_up_are_told_as_cancelled_once() {
    let hooks = ["one", "two"].map(|id| hook(id).with_strategy(Strategy::Parallel));
    let (router, mut handle) = mocked(hooks);
    let (router, log) = watched(router);
    let session = router.session(meta());
    let done = fire(&session, PreToolUse::new(call()));
    let two = handle.next_of("two").await.unwrap();
    handle
        .next_of("one")
        .await
        .unwrap()
        .answer(HookAnswer::block("no"));
    let _ = done.await.unwrap();
    drop(two);
    let lines = log.take();
    assert_eq!(lines.last().unwrap(), "folded block");
    assert!(
        lines.contains(&"end two - cancelled []".to_owned()),
        "{lines:?}"
    );

    let done = fire(&session, PreToolUse::new(call()));
    let _asked = [handle.next().await, handle.next().await];
    done.abort();
    assert!(done.await.unwrap_err().is_cancelled());
    let lines = log.take();
    let ends = |what: &str| lines.iter().filter(|line| line.contains(what)).count();
    assert_eq!(ends("end "), 2, "{lines:?}");
    assert_eq!(ends("folded"), 0, "{lines:?}");
    assert_eq!(
        lines.iter().filter(|line| *line == "cancelled").count(),
        1,
        "{lines:?}"
    );
    assert_eq!(lines.last().unwrap(), "cancelled");
}

#[tokio::test]
async fn a_background_hook_that_is_cut_is_told_as_cancelled() {
    let (router, mut handle) = mocked([hook("audit").with_background(true)]);
    let (router, log) = watched(router);
    let session = router.session(meta());
    let _ = fire(&session, PreToolUse::new(call())).await.unwrap();
    let _asked = handle.next().await.unwrap();
    session.shutdown(Duration::ZERO).await;
    assert_eq!(
        log.take().last().unwrap(),
        "background audit - cancelled []"
    );
}

#[tokio::test]
async fn a_background_hook_that_finds_no_place_is_told_as_failed() {
    let (router, _handle) = mocked([hook("audit").with_background(true)]);
    router.shutdown(Duration::ZERO).await;
    let (router, log) = watched(router);
    let _ = fire(&router.session(meta()), PreToolUse::new(call()))
        .await
        .unwrap();
    assert_eq!(
        log.take(),
        [
            "dispatch PreToolUse session-1",
            "background audit - cancelled []",
            "folded proceed"
        ]
    );
}

#[tokio::test]
async fn calls_that_no_hook_is_for_are_told_only_to_those_who_want_it() {
    let (router, _handle) = mocked([]);
    let log = Log::default();
    let all = Log {
        unmatched: true,
        ..Log::default()
    };
    let router = router.with_observer(log.clone()).with_observer(all.clone());
    let session = router.session(meta());
    let call = call();
    let Gate::Run(approved) = session.before(&call).await else {
        panic!("no hook is for the call");
    };
    let after = session.after(approved, ToolResult::Completed(json!(1)));
    assert_eq!(after.await.result, ToolResult::Completed(json!(1)));
    assert_eq!(log.take(), [""; 0]);
    assert_eq!(
        all.take(),
        [
            "dispatch PreToolUse session-1",
            "folded proceed",
            "dispatch PostToolUse session-1",
            "folded proceed"
        ]
    );
}

/// Panics at its first notification.
struct Broken;

impl Observer for Broken {
    fn hook_started(&self, _run: &RunInfo<'_>) {
        panic!("the screen is gone");
    }

    fn dispatch_folded(&self, _dispatch: &DispatchFolded<'_>) {
        unreachable!("it is told nothing more");
    }
}

#[tokio::test]
async fn an_observer_that_panics_is_noted_and_told_nothing_more() {
    let (router, mut handle) = mocked([hook("guard")]);
    let (router, log) = watched(router.with_observer(Broken));
    let session = router.session(meta());
    for noted in [1, 0] {
        let done = fire(&session, PreToolUse::new(call()));
        handle.next().await.unwrap().answer(HookAnswer::block("no"));
        let report = done.await.unwrap().report();
        assert_eq!(report.outcome, hooks_types::answer::OutcomeKind::Block);
        assert_eq!(report.notes.len(), noted, "{:?}", report.notes);
        for note in report.notes {
            assert_eq!(note.code.code(), "observer");
            assert!(note.message.ends_with("the screen is gone"), "{note:?}");
        }
        assert_eq!(log.take().last().unwrap(), "folded block");
    }
}

#[tokio::test]
async fn an_undeclared_tool_is_told_once_a_session() {
    let form = WireForm::new(hooks_dialects::CLAUDE, "PreToolUse");
    let (router, mut handle) = mocked([hook("audit").with_form(form)]);
    let (router, log) = watched(router);
    let session = router.session(meta());
    let arguments = json!({"sql": "select 1"}).as_object().cloned().unwrap();
    let call = ToolCall::function("call-1", "query_it", arguments);
    for _ in 0..2 {
        let done = fire(&session, PreToolUse::new(call.clone()));
        handle.next().await.unwrap().answer(HookAnswer::proceed());
        let _ = done.await.unwrap();
    }
    let told = log.take();
    let met: Vec<_> = told
        .iter()
        .filter(|line| line.starts_with("undeclared"))
        .collect();
    assert_eq!(met, ["undeclared query_it session-1"]);
}

#[tokio::test]
async fn ids_are_those_of_no_other_run_whatever_the_router() {
    let ids: Arc<Mutex<Vec<u64>>> = Arc::default();
    struct Ids(Arc<Mutex<Vec<u64>>>);
    impl Observer for Ids {
        fn hook_started(&self, run: &RunInfo<'_>) {
            self.0.lock().unwrap().push(run.run_id);
        }
    }
    for _ in 0..2 {
        let (router, mut handle) = mocked([hook("guard")]);
        let router = router.with_observer(Ids(Arc::clone(&ids)));
        let done = fire(&router.session(meta()), PreToolUse::new(call()));
        let asked = handle.next().await.unwrap();
        assert_eq!(ids.lock().unwrap().last(), Some(&asked.request().run_id));
        asked.answer(HookAnswer::proceed());
        let _ = done.await.unwrap();
    }
    let ids = ids.lock().unwrap();
    assert_ne!(ids[0], ids[1]);
}
