//! The complete texts of hooks, for the model and for the user.

use std::time::Duration;

use hooks_router::{ApprovedCall, DispatchOptions, Gate, HostVerdict, Router, Session, ToolResult};
use hooks_types::event::{PreCompact, SessionStart, Stop, UserPromptSubmit};
use hooks_types::report::{Cause, Row};
use hooks_types::spec::Strategy;
use hooks_types::{EventName, HookAnswer, Outcome, ToolInput};
use serde_json::json;

use crate::support::{call, content, hook, hook_of, meta, mocked};

mod host;

/// Returns an answer with every kind of text besides its decision.
fn everything(outcome: Outcome, at: &str) -> HookAnswer {
    HookAnswer::new(outcome)
        .with_reason(format!("reason {at}"))
        .with_context(format!("context {at}"))
        .with_notice(format!("notice {at}"))
}

/// Handles a call as the README does. The result contains all texts of the hooks.
async fn run(session: &Session, tool: fn(&ApprovedCall<'_>) -> ToolResult) -> (String, String) {
    let call = call();
    let said = match session.before(&call).await {
        Gate::Run(approved) => {
            let result = tool(&approved);
            session.after(approved, result).await.messages()
        }
        Gate::Ask(pending) => pending.nobody_to_ask().messages(),
        Gate::Blocked(response) => response.messages(),
    };
    (said.for_model(), said.for_user())
}

fn done(_: &ApprovedCall<'_>) -> ToolResult {
    ToolResult::Completed(json!("done"))
}

#[tokio::test]
async fn of_hooks_that_say_everything_everywhere_no_text_is_lost_on_the_short_path() {
    let (router, mut handle) = mocked([hook("before"), hook_of(EventName::PostToolUse, "after")]);
    let session = router.session(meta());
    let hooks = async {
        let mut before = everything(Outcome::modify(content("ls")), "before");
        before.env.insert("WHO".into(), "before".into());
        handle.next().await.unwrap().answer(before);
        let after = everything(Outcome::block("feedback"), "after").with_stop("enough");
        handle.next().await.unwrap().answer(after);
    };
    let ((model, user), ()) = tokio::join!(
        run(&session, |approved| {
            assert_eq!(approved.env()["WHO"], "before");
            done(approved)
        }),
        hooks
    );
    assert_eq!(model, "done\n\nfeedback\n\ncontext before\n\ncontext after");
    assert_eq!(
        user,
        "reason before\n\nnotice before\n\nnotice after\n\na hook ended the run: enough"
    );
}

#[tokio::test]
async fn a_refusal_comes_with_every_text_of_the_hooks() {
    for (outcome, model, user) in [
        (
            Outcome::block("no"),
            "The call was not run: the hook `guard` blocked it: no\n\ncontext x",
            "notice x",
        ),
        (
            Outcome::ask(Some("sure?".into()), None),
            "The call was not run: the hook `guard` wants to ask the user, and there is no user \
             to ask: sure?\n\ncontext x",
            "notice x",
        ),
    ] {
        let (router, mut handle) = mocked([hook("guard")]);
        let session = router.session(meta());
        let asked = async {
            let answer = everything(outcome, "x");
            handle.next().await.unwrap().answer(answer);
        };
        let (said, ()) = tokio::join!(run(&session, done), asked);
        assert_eq!(said, (model.to_owned(), user.to_owned()));
    }
}

#[tokio::test]
async fn a_pending_call_tells_the_user_the_question_and_a_granted_one_does_not_ask_again() {
    let (router, mut handle) = mocked([hook("guard")]);
    let session = router.session(meta());
    let call = call();
    let asked = async {
        let answer = everything(Outcome::ask(Some("sure?".into()), None), "x");
        handle.next().await.unwrap().answer(answer);
    };
    let (gate, ()) = tokio::join!(session.before(&call), asked);
    let Gate::Ask(pending) = gate else {
        panic!("{gate:?}");
    };
    assert_eq!(pending.messages().user_parts(), ["sure?", "notice x"]);
    let after = session.after(pending.granted(), done_value()).await;
    assert_eq!(after.messages().user_parts(), ["notice x"]);
    assert_eq!(after.messages().model_parts(), ["done", "context x"]);
}

fn done_value() -> ToolResult {
    ToolResult::Completed(json!("done"))
}

#[tokio::test]
async fn every_objection_that_counts_reaches_the_model() {
    let hooks =
        ["one", "two"].map(|id| hook_of(EventName::PostToolUse, id).with_strategy(Strategy::All));
    let (router, mut handle) = mocked(hooks);
    let session = router.session(meta());
    let answers = async {
        for _ in 0..2 {
            let asked = handle.next().await.unwrap();
            let answer = HookAnswer::block(format!("{} objects", asked.id()));
            asked.answer(answer);
        }
    };
    let ((model, _), ()) = tokio::join!(run(&session, done), answers);
    assert_eq!(model, "done\n\none objects\n\ntwo objects");
}

#[tokio::test]
async fn fired_events_say_everything_to_who_is_to_read_it() {
    let events = [
        EventName::UserPromptSubmit,
        EventName::Stop,
        EventName::PreCompact,
        EventName::SessionStart,
    ];
    let (router, mut handle) = mocked(events.map(|event| hook_of(event, "x")));
    let session = router.session(meta());

    macro_rules! fired {
        ($event:expr, $answer:expr) => {{
            let asked = async { handle.next().await.unwrap().answer($answer) };
            let (fired, ()) = tokio::join!(session.fire($event), asked);
            let said = fired.messages();
            (said.for_model(), said.for_user())
        }};
    }
    let both = |model: &str, user: &str| (model.to_owned(), user.to_owned());
    assert_eq!(
        fired!(
            UserPromptSubmit::new("hi"),
            everything(Outcome::modify("hello"), "x")
        ),
        both("hello\n\ncontext x", "reason x\n\nnotice x")
    );
    assert_eq!(
        fired!(
            UserPromptSubmit::new("hi"),
            everything(Outcome::block("a secret"), "x")
        ),
        both("context x", "a secret\n\nnotice x")
    );
    assert_eq!(
        fired!(Stop::new(), everything(Outcome::block("tests fail"), "x")),
        both("tests fail\n\ncontext x", "notice x")
    );
    assert_eq!(
        fired!(
            PreCompact::new("auto"),
            everything(Outcome::block("not now"), "x")
        ),
        both("context x", "not now\n\nnotice x")
    );
    assert_eq!(
        fired!(
            SessionStart::new("startup"),
            everything(Outcome::Proceed, "x").with_stop("closed")
        ),
        both(
            "context x",
            "reason x\n\nnotice x\n\na hook ended the run: closed"
        )
    );
}

#[tokio::test]
async fn feedback_that_the_result_happens_to_contain_reaches_the_model_all_the_same() {
    let (router, mut handle) = mocked([hook_of(EventName::PostToolUse, "after")]);
    let session = router.session(meta());
    let answers = async {
        handle
            .next()
            .await
            .unwrap()
            .answer(HookAnswer::block("one"))
    };
    let ((model, _), ()) = tokio::join!(run(&session, done), answers);
    assert_eq!(model, "done\n\none");
}

/// Returns the rows and texts of two hooks that both give this answer and do not end each other.
async fn both_said(answer: impl Fn(&str) -> HookAnswer) -> (Vec<Row>, (String, String)) {
    let hooks = ["one", "two"].map(|id| hook(id).with_strategy(Strategy::All));
    let (router, mut handle) = mocked(hooks);
    let session = router.session(meta());
    let answers = async {
        for _ in 0..2 {
            let asked = handle.next().await.unwrap();
            let said = answer(asked.id());
            asked.answer(said);
        }
    };
    let call = call();
    let (gate, ()) = tokio::join!(session.before(&call), answers);
    let rows = gate.report().hooks;
    let said = match gate {
        Gate::Ask(pending) => pending.nobody_to_ask().messages(),
        gate => gate.messages(),
    };
    (rows, (said.for_model(), said.for_user()))
}

#[tokio::test]
async fn of_two_hooks_that_end_the_run_both_say_why_and_rows_tell_who() {
    let (rows, (model, user)) =
        both_said(|id| HookAnswer::proceed().with_stop(format!("stop {id}"))).await;
    assert_eq!(
        model,
        "The call was not run: a hook ended the run: stop one"
    );
    assert_eq!(
        user,
        "the hook `two` ended the run too: stop two\n\na hook ended the run: stop one"
    );
    let stops: Vec<_> = rows.iter().map(|row| row.stop.as_deref()).collect();
    assert_eq!(stops, [Some("stop one"), Some("stop two")]);
}

#[tokio::test]
async fn with_nobody_to_ask_every_question_reaches_the_model() {
    let (_, (model, user)) = both_said(|id| HookAnswer::ask(format!("{id}?"))).await;
    assert!(
        model.ends_with("there is no user to ask: one?\ntwo?"),
        "{model}"
    );
    assert_eq!(user, "");
}

#[tokio::test]
async fn a_change_that_does_not_fit_is_told_once_to_the_model_and_its_reason_to_the_user() {
    let (router, mut handle) = mocked([hook("guard")]);
    let session = router.session(meta());
    let answers = async {
        let answer = HookAnswer::modify(json!(7)).with_reason("shorter");
        handle.next().await.unwrap().answer(answer);
    };
    let call = call();
    let (gate, ()) = tokio::join!(session.before(&call), answers);
    let said = gate.messages();
    assert_eq!(said.model_parts().len(), 1, "{said:?}");
    assert_eq!(said.user_parts().first().unwrap(), "shorter");
    assert!(
        said.for_user()
            .contains("the hook `guard` returned a replacement")
    );
    let notes = &gate.report().hooks[0].notes;
    assert!(notes.iter().any(|note| note.message.ends_with("shorter")));
}

#[tokio::test]
async fn a_guard_that_fails_is_told_to_the_model_and_to_who_can_mend_it() {
    let (router, mut handle) = mocked([hook("guard")]);
    let session = router.session(meta());
    let answers = async {
        let asked = handle.next().await.unwrap();
        asked.fail(Cause::ExitCode, "exit code 1");
    };
    let ((model, user), ()) = tokio::join!(run(&session, done), answers);
    assert!(model.contains("Its failure policy is to block"), "{model}");
    assert_eq!(user, "the hook `guard` failed (exit_code): exit code 1");
}

#[tokio::test]
async fn a_hook_that_fails_and_decides_nothing_is_told_to_the_user() {
    let format = || hook_of(EventName::PostToolUse, "format");
    for hook in [format(), format().with_background(true)] {
        let (router, mut handle) = mocked([hook]);
        let session = router.session(meta());
        let ran = async {
            let (model, user) = run(&session, done).await;
            assert_eq!(model, "done");
            user
        };
        let answers = async {
            handle.next().await.unwrap().fail(Cause::Signal, "no end");
        };
        let (user, ()) = tokio::join!(ran, answers);
        session.shutdown(Duration::from_secs(60)).await;
        let user = user + &session.take_pending().for_user();
        assert_eq!(user, "the hook `format` failed (signal): no end");
    }
}

#[tokio::test]
async fn without_hooks_the_text_is_the_result_alone() {
    let session = Router::empty().session(meta());
    assert_eq!(
        run(&session, done).await,
        ("done".to_owned(), String::new())
    );
    let failed = run(&session, |_| {
        ToolResult::failed_with("exit 1", json!({"stdout": "x"}))
    });
    assert_eq!(failed.await.0, "exit 1\n{\"stdout\":\"x\"}");
    let fired = session.fire(SessionStart::new("startup")).await;
    assert!(fired.messages().is_empty());
}
