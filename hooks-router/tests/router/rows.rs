//! Every configured hook has a row.

use hooks_exec::HookRun;
use hooks_types::answer::{Note, NoteCode};
use hooks_types::event::{PreToolUse, Stop};
use hooks_types::output::{Exit, RunFacts};
use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::spec::{Handler, Matcher, OnBadPattern, Pattern, PatternSyntax};
use hooks_types::tool::ShellInput;
use hooks_types::{EventName, Failure, HookAnswer, HookSpec, Outcome, ToolCall};

use crate::support::{fire, fire_call, hook, hook_of, meta, mocked, told};

fn named(id: &str, tool: &str) -> HookSpec {
    hook(id).with_matcher(Matcher::Names(vec![tool.into()]))
}

#[tokio::test]
async fn hooks_that_did_not_start_say_why() {
    let bad = |id: &str, on_bad| {
        let pattern = Pattern::new("(", PatternSyntax::Rust).with_on_bad(on_bad);
        hook(id).with_matcher(Matcher::Pattern(pattern))
    };
    let (router, mut handle) = mocked([
        named("other tool", "Read"),
        hook("off").with_liveness(hooks_types::spec::Liveness::not_live(
            Cause::Disabled,
            "switched off",
        )),
        hook("stranger").with_liveness(hooks_types::spec::Liveness::not_live(
            Cause::Untrusted,
            "nobody trusts it yet",
        )),
        bad("never", OnBadPattern::NeverRuns),
        hook("first").with_identity("same"),
        hook("again").with_identity("same"),
        hook_of(EventName::Stop, "another event"),
    ]);
    let done = fire_call(&router);
    handle.next().await.unwrap().answer(HookAnswer::proceed());
    assert_eq!(
        told(&done.await.unwrap().rows()),
        [
            "other tool skipped unmatched",
            "off skipped disabled",
            "stranger skipped untrusted",
            "never skipped never_runs",
            "first ran = proceed",
            "again skipped duplicate"
        ]
    );
}

#[tokio::test]
async fn a_bad_pattern_does_as_its_agent_documents_and_the_row_says_so() {
    let bad = |id: &str, on_bad| {
        let pattern = Pattern::new("shell(", PatternSyntax::Rust).with_on_bad(on_bad);
        hook(id).with_matcher(Matcher::Pattern(pattern))
    };
    let (router, mut handle) = mocked([
        bad("runs", OnBadPattern::Runs),
        bad("exact", OnBadPattern::Exact),
        bad("fails", OnBadPattern::Fails),
    ]);
    let done = fire_call(&router);
    handle.next().await.unwrap().answer(HookAnswer::proceed());
    let rows = done.await.unwrap().rows();
    assert_eq!(
        told(&rows),
        [
            "runs ran = proceed",
            "exact skipped unmatched",
            "fails failed not_usable = block"
        ]
    );
    let codes: Vec<&NoteCode> = rows[0].notes.iter().map(|note| &note.code).collect();
    assert_eq!(codes, [&NoteCode::BadPattern]);
}

#[tokio::test]
async fn a_row_holds_the_facts_of_its_run() {
    let (router, mut handle) = mocked([hook("guard")]);
    let done = fire_call(&router);
    let mut facts = RunFacts::default();
    facts.exit = Exit::Code(2);
    facts.duration = std::time::Duration::from_millis(12);
    facts.leaked = true;
    facts.notes = vec![Note::new(NoteCode::Noise, "noise")];
    let run = HookRun::new(Ok(HookAnswer::block("no")), facts);
    handle.next().await.unwrap().run(run);
    let mut expected = Row::new("guard", "(code)", RowStatus::Ran);
    expected.outcome = Some(hooks_types::answer::OutcomeKind::Block);
    expected.reason = Some("no".into());
    expected.exit_code = Some(2);
    expected.duration_ms = 12.0;
    expected.leaked = true;
    expected.notes = vec![Note::new(NoteCode::Noise, "noise")];
    assert_eq!(done.await.unwrap().rows(), [expected]);
}

#[tokio::test]
async fn an_unusable_hook_fails_without_being_started_and_its_policy_decides() {
    let broken = Failure::new(Cause::NotUsable, "its command is empty");
    let spec = HookSpec::new("broken", EventName::PreToolUse, Handler::Unusable(broken));
    let (router, mut handle) = mocked([spec]);
    let done = fire_call(&router).await.unwrap();
    assert_eq!(told(&done.rows()), ["broken failed not_usable = block"]);
    assert!(handle.try_next().is_none());
}

#[tokio::test]
async fn a_report_holds_what_the_dispatch_came_to() {
    let (router, mut handle) = mocked([hook("guard")]);
    let done = fire_call(&router);
    let answer = HookAnswer::new(Outcome::modify(serde_json::json!({ "command": ["ls"] })))
        .with_reason("safer")
        .with_context("for the model")
        .with_notice("for the user");
    handle.next().await.unwrap().answer(answer);
    let report = serde_json::to_value(done.await.unwrap().report()).unwrap();
    assert_eq!(
        report,
        serde_json::json!({
            "event": "PreToolUse", "outcome": "modify", "message": "safer",
            "content": { "command": ["ls"] }, "grants": false, "context": ["for the model"],
            "notices": ["for the user"], "stop": null, "env": {},
            "hooks": [{
                "id": "guard", "source": "(code)", "status": "ran", "cause": null,
                "reason": "safer", "outcome": "modify", "exit_code": null, "duration_ms": 0.0,
                "scope": "user", "dialect": "native",
            }],
        })
    );
}

#[tokio::test]
async fn the_outcome_of_an_allow_with_content_is_a_modification_that_grants() {
    let (router, mut handle) = mocked([hook("guard")]);
    let done = fire_call(&router);
    let content = crate::support::content("ls");
    handle
        .next()
        .await
        .unwrap()
        .answer(Outcome::allow(Some(content.clone())));
    let done = done.await.unwrap();
    assert_eq!(done.outcome(), hooks_types::answer::OutcomeKind::Modify);
    assert_eq!((done.grants(), done.content()), (true, Some(&content)));
}

/// Returns the notes of a hook that replaced the input of this call with `content`.
async fn notes_of_change(call: ToolCall, content: serde_json::Value) -> Vec<Note> {
    let (router, mut handle) = mocked([hook("rewrites")]);
    let session = router.session(meta());
    let done = fire(&session, PreToolUse::new(call));
    let rewrites = handle.next().await.unwrap();
    rewrites.answer(Outcome::modify(content));
    done.await.unwrap().rows().remove(0).notes
}

#[tokio::test]
async fn a_change_that_drops_fields_of_the_input_names_them() {
    let mut input = ShellInput::new(["npm", "test"]);
    input.workdir = Some("/work".to_owned());
    input.timeout_ms = Some(1000);
    let call = ToolCall::shell("c", "shell", input);
    let content = serde_json::json!({ "command": ["pnpm", "test"] });
    let lost = "its input lost `timeout_ms`, `workdir`: return every field you want to keep";
    let note = Note::new(NoteCode::LostFields, lost);
    assert_eq!(notes_of_change(call.clone(), content).await, [note]);
    let whole = serde_json::json!({ "command": ["pnpm"], "workdir": "/a", "timeout_ms": 5 });
    assert_eq!(notes_of_change(call, whole).await, []);
}

#[tokio::test]
async fn names_of_lost_fields_are_escaped_and_few() {
    let fields = (0..20).map(|n| (format!("\u{1b}[2J\n{n:02}"), n.into()));
    let call = ToolCall::function("c", "deploy", fields.collect());
    let notes = notes_of_change(call, serde_json::json!({})).await;
    let [note] = notes.as_slice() else {
        panic!("{notes:?}");
    };
    assert!(note.message.contains(" and 12 more: return"), "{note:?}");
    assert!(!note.message.contains(['\u{1b}', '\n']), "{note:?}");
}

#[tokio::test]
async fn an_event_without_hooks_has_no_rows() {
    let (router, _handle) = mocked([hook("guard")]);
    let session = router.session(meta());
    let done = fire(&session, Stop::new()).await.unwrap();
    assert_eq!(done.rows(), []);
}
