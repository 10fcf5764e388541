//! Tests the folder of an event for a worker: it must exist, as for a hook that is started for each event.

use std::fs;
use std::path::Path;

use hooks_exec::SharedPayload;
use hooks_router::{Gate, Router};
use hooks_types::answer::NoteCode;
use hooks_types::event::Stop;
use hooks_types::spec::{DispatchLimits, OnFailure, SideEffects};
use hooks_types::{Payload, SessionMeta, ToolCall};

use super::*;

/// Returns the facts of a session whose project is the folder of the test.
fn session(bench: &Bench, cwd: &Path) -> SessionMeta {
    let mut meta = SessionMeta::new("s", cwd.to_str().unwrap());
    meta.project_dir = bench.rig.folder().to_str().map(str::to_owned);
    meta
}

/// Sends an event whose folder is `cwd`.
async fn ask_in(bench: &Bench, cwd: &Path) -> HookRun {
    let payload = Payload::new(Arc::new(session(bench, cwd)), Stop::new());
    let spec = Arc::clone(&bench.request.spec);
    let request = HookRequest::new(spec, SharedPayload::new(payload));
    bench.ask_for(request).await
}

fn names_the_folder(run: &HookRun, folder: &Path) {
    assert_eq!(cause(run), Cause::BadCwd, "{}", message(run));
    let named = format!("{} does not exist", folder.display());
    assert!(message(run).contains(&named), "{}", message(run));
}

/// Checks a worker that ignores the folder: it gets no event of a folder that is gone, and keeps running for others.
async fn is_asked_only_for_folders_that_exist(bench: Bench, inner: &Path) {
    let file = inner.join("guard.json");
    fs::create_dir(inner).unwrap();
    fs::write(&file, "").unwrap();
    is_blocked(&ask_in(&bench, inner).await, "no");
    fs::remove_dir_all(inner).unwrap();
    for _ in 0..2 {
        names_the_folder(&ask_in(&bench, inner).await, inner);
    }
    let starts = bench.starts();
    assert_eq!(starts, 1);
    fs::create_dir(inner).unwrap();
    fs::write(&file, "").unwrap();
    is_blocked(&ask_in(&bench, inner).await, "no");
}

#[tokio::test]
async fn a_worker_gets_no_event_whose_folder_is_gone() {
    for effects in [SideEffects::Possible, SideEffects::None] {
        let bench = Bench::new(Rig::new(), worker(vec![blocks("no")]))
            .with_spec(|spec| spec.side_effects = effects);
        let inner = bench.rig.folder().join("inner");
        is_asked_only_for_folders_that_exist(bench, &inner).await;
    }
}

/// The worker's command names a file of the folder. The check of this file covers the folder too.
#[tokio::test]
async fn a_worker_with_a_file_in_the_folder_gets_no_event_when_both_are_gone() {
    for effects in [SideEffects::Possible, SideEffects::None] {
        let rig = Rig::new();
        let inner = rig.folder().join("inner");
        let starts = rig.folder().join("starts");
        let mut steps = vec![Step::Record(starts.clone(), "started".to_owned())];
        steps.extend(worker(vec![blocks("no")]));
        let mut argv = probe(&steps);
        argv.push(inner.join("guard.json").display().to_string());
        let bench = Bench::of(rig, Command::argv(argv), starts)
            .with_spec(|spec| spec.side_effects = effects);
        is_asked_only_for_folders_that_exist(bench, &inner).await;
    }
}

#[tokio::test]
async fn a_folder_that_is_gone_closes_the_gate_although_failures_let_a_call_pass() {
    let bench = Bench::new(Rig::new(), worker(vec![fine()]))
        .with_spec(|spec| spec.on_failure = OnFailure::Proceed);
    let executor = Arc::new(bench.executor.clone());
    let spec = (*bench.request.spec).clone();
    let router = Router::new(vec![spec], DispatchLimits::default(), executor);
    let inner = bench.rig.folder().join("inner");
    fs::create_dir(&inner).unwrap();
    let session = router.session(session(&bench, &inner));
    let call = ToolCall::custom("c", "tool", "text");
    let first = soon("a verdict", session.before(&call)).await;
    assert!(matches!(first, Gate::Run(_)), "{first:?}");
    fs::remove_dir(&inner).unwrap();
    let second = soon("a verdict", session.before(&call)).await;
    let Gate::Blocked(response) = second else {
        panic!("the call passed");
    };
    let text = response.text().to_string();
    assert!(text.contains("does not exist"), "{text}");
}

#[tokio::test]
async fn an_event_whose_folder_is_gone_happens_in_the_fallback() {
    let rig = Rig::new();
    let root = rig.folder().to_owned();
    // The worker blocks with the folder that the event's line names.
    let script = r#"read -r hello; echo '{"type":"hello","protocol":1}'
        while read -r line; do
            at=${line#*'"cwd":"'}; id=${line#*'"id":'}
            echo "{\"id\":${id%%,*},\"exit\":2,\"stderr\":\"${at%%'"'*}\"}"
        done"#;
    let mut command = Command::argv(["bash", "-c", script]);
    command.work_dir_fallbacks = vec![root.join("gone too"), root.clone()];
    let starts = root.join("starts");
    let bench = Bench::of(rig, command, starts);
    let inner = root.join("inner");
    fs::create_dir(&inner).unwrap();
    for _ in 0..2 {
        is_blocked(&ask_in(&bench, &inner).await, inner.to_str().unwrap());
    }
    fs::remove_dir(&inner).unwrap();
    for _ in 0..2 {
        let run = ask_in(&bench, &inner).await;
        is_blocked(&run, root.to_str().unwrap());
        let notes = &run.facts.notes;
        assert!(notes.iter().any(|note| note.code == NoteCode::MovedCwd));
    }
    fs::create_dir(&inner).unwrap();
    is_blocked(&ask_in(&bench, &inner).await, inner.to_str().unwrap());
}
