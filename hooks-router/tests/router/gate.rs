//! Tool calls before and after.

use std::sync::Arc;
use std::time::Duration;

use hooks_exec::ProcessExecutor;
use hooks_router::{Gate, Refusal, Router, ToolResponse, ToolResult};
use hooks_types::dialect::WireForm;
use hooks_types::payload::Subagent;
use hooks_types::report::Cause;
use hooks_types::spec::{Command, DispatchLimits, Matcher, OnFailure};
use hooks_types::tool::ShellInput;
use hooks_types::wire::form_of;
use hooks_types::{EventName, HookAnswer, HookEvent, HookSpec, Outcome, ToolCall, ToolInput};
use serde_json::{Value, json};

use crate::support::{call, content, hook, hook_of, meta, mocked, told};

mod results;

/// Returns the gate's verdict on a call whose only hook gives this answer.
async fn gate_of(call: &ToolCall, answer: impl Into<HookAnswer>) -> Gate<'_> {
    let (router, mut handle) = mocked([hook("guard")]);
    let session = router.session(meta());
    let answer = answer.into();
    let asked = async { handle.next().await.unwrap().answer(answer) };
    tokio::join!(session.before(call), asked).0
}

async fn blocked(call: &ToolCall, answer: impl Into<HookAnswer>) -> ToolResponse {
    match gate_of(call, answer).await {
        Gate::Blocked(response) => response,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_call_without_hooks_is_approved_as_it_is() {
    let session = Router::empty().session(meta());
    let call = call();
    let Gate::Run(approved) = session.before(&call).await else {
        panic!("not approved");
    };
    assert_eq!(approved.call(), &call);
    assert!(!approved.is_modified() && !approved.is_granted());
    assert!(approved.report().hooks.is_empty());
}

#[tokio::test]
async fn a_modified_call_runs_on_the_new_input_and_remembers_the_old() {
    let call = call();
    let Gate::Run(approved) = gate_of(&call, Outcome::modify(content("ls"))).await else {
        panic!("not approved");
    };
    assert_eq!(
        approved.call().input,
        ToolInput::Shell(ShellInput::new(["ls"]))
    );
    assert_eq!(approved.original(), &call);
    assert!(approved.is_modified() && !approved.is_granted());
}

#[tokio::test]
async fn each_kind_of_call_is_answered_in_its_own_form_under_its_own_id() {
    let text = "The call was not run: the hook `guard` blocked it: no";
    let cases = [
        (
            ToolCall::function("f", "Write", serde_json::Map::new()),
            json!({ "type": "function_call_output", "call_id": "f", "output": text }),
        ),
        (
            ToolCall::custom("c", "apply_patch", "*** Begin"),
            json!({ "type": "custom_tool_call_output", "call_id": "c", "output": text }),
        ),
        (
            call(),
            json!({
                "type": "shell_call_output", "call_id": "call-1",
                "output": { "stdout": "", "stderr": text, "exit_code": null },
            }),
        ),
        (
            ToolCall::mcp("m", "db", "drop", None),
            json!({
                "type": "mcp_tool_call_output", "call_id": "m",
                "result": { "content": [{ "type": "text", "text": text }], "isError": true },
            }),
        ),
    ];
    for (call, expected) in cases {
        let response = blocked(&call, HookAnswer::block("no")).await;
        assert_eq!(response.to_value(), expected);
    }
}

#[tokio::test]
async fn a_broken_hook_reads_differently_from_a_denial() {
    let (router, mut handle) = mocked([hook("guard")]);
    let session = router.session(meta());
    let call = call();
    let fails = async {
        let asked = handle.next().await.unwrap();
        asked.fail(Cause::SpawnFailed, "no such program");
    };
    let (Gate::Blocked(response), ()) = tokio::join!(session.before(&call), fails) else {
        panic!("not blocked");
    };
    assert!(matches!(
        response.refusal,
        Refusal::Broken {
            cause: Cause::SpawnFailed,
            ..
        }
    ));
    assert_eq!(
        response.text(),
        "The call was not run: the hook `guard` failed \
         (spawn_failed): no such program. Its failure policy is to block."
    );
}

#[tokio::test]
async fn a_broken_hook_whose_policy_asks_reads_differently_from_one_that_asks() {
    let (router, mut handle) = mocked([hook("guard").with_on_failure(OnFailure::Ask)]);
    let session = router.session(meta());
    let call = call();
    let fails = async {
        handle
            .next()
            .await
            .unwrap()
            .fail(Cause::Timeout, "too slow")
    };
    let (Gate::Ask(pending), ()) = tokio::join!(session.before(&call), fails) else {
        panic!("not asked");
    };
    assert_eq!(
        pending.nobody_to_ask().text(),
        "The call was not run: the hook `guard` failed (timeout): \
         too slow (its time limit is 30 s). Its failure policy is to ask, and there is no user to ask."
    );
}

#[tokio::test]
async fn the_question_has_what_every_asking_hook_said() {
    let (router, mut handle) = mocked([hook("one"), hook("two"), hook("three")]);
    let session = router.session(meta());
    let call = call();
    let answers = async {
        for question in ["really?", "on a Friday?", "really?"] {
            let run = handle.next().await.unwrap();
            run.answer(HookAnswer::ask(question));
        }
    };
    let (Gate::Ask(pending), ()) = tokio::join!(session.before(&call), answers) else {
        panic!("not asked");
    };
    assert_eq!(pending.message(), Some("really?"));
    assert_eq!(pending.question(), "really?\non a Friday?");
}

#[tokio::test]
async fn an_ask_waits_for_the_user_s_word() {
    let call = call();
    let ask = || Outcome::ask(Some("really?".into()), Some(content("ls")));
    let pending = || async {
        match gate_of(&call, ask()).await {
            Gate::Ask(pending) => pending,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(pending().await.message(), Some("really?"));
    assert_eq!(
        pending().await.granted().call().input.to_value(),
        content("ls")
    );
    assert_eq!(
        pending().await.denied("too risky").text(),
        "The call was not run: the user was asked because of the hook `guard` and said no: too \
         risky"
    );
    assert_eq!(
        pending().await.nobody_to_ask().text(),
        "The call was not run: the hook `guard` wants to ask the user, and there is no user \
         to ask: really?"
    );
}

#[tokio::test]
async fn a_hook_that_ends_the_run_keeps_the_call_from_running() {
    let call = call();
    let response = blocked(&call, HookAnswer::proceed().with_stop("enough")).await;
    assert_eq!(response.stop(), Some("enough"));
    assert_eq!(
        response.text(),
        "The call was not run: a hook ended the run: enough"
    );
}

#[tokio::test]
async fn a_modified_call_that_fails_the_agent_s_check_is_blocked_in_the_hook_s_name() {
    let (router, mut handle) = mocked([hook("guard")]);
    let session = router.session(meta()).with_input_check(|call: &ToolCall| {
        let input = call.input.to_value();
        match &input["command"][0] {
            Value::String(program) if program == "ls" => Err("`ls` is not in the schema".into()),
            _ => Ok(()),
        }
    });
    let call = call();
    let asked = async {
        handle
            .next()
            .await
            .unwrap()
            .answer(Outcome::modify(content("ls")));
    };
    let (gate, ()) = tokio::join!(session.before(&call), asked);
    assert_eq!(
        told(&gate.report().hooks),
        ["guard ran = block (said modify)"]
    );
    let Gate::Blocked(response) = gate else {
        panic!("not blocked");
    };
    assert_eq!(
        response.text(),
        "The call was not run: the hook `guard` changed its input, but `ls` is not in the schema"
    );
}

#[tokio::test]
async fn a_result_no_hook_is_for_stays_as_it_is_and_says_which_hooks_were_not() {
    let other = Matcher::Names(vec!["write_file".to_owned()]);
    let (router, _handle) = mocked([hook_of(EventName::PostToolUse, "format").with_matcher(other)]);
    let session = router.session(meta());
    let call = call();
    let Gate::Run(approved) = session.before(&call).await else {
        panic!("not approved");
    };
    let after = session.after(approved, Ok::<_, String>("out")).await;
    assert_eq!(after.result, ToolResult::Completed(json!("out")));
    assert!(after.dispatched().is_none());
    let report = after.report();
    assert_eq!(report.event, EventName::PostToolUse);
    assert_eq!(told(&report.hooks), ["format skipped unmatched"]);
}

#[tokio::test]
async fn an_approval_brought_to_another_session_is_told_to_the_hooks_of_that_one() {
    let (router, mut handle) = mocked([hook_of(EventName::PostToolUse, "after")]);
    let call = call();
    let Gate::Run(approved) = Router::empty().session(meta()).before(&call).await else {
        panic!("not approved");
    };
    let session = router.session(meta());
    let asked = async {
        handle
            .next()
            .await
            .unwrap()
            .answer(HookAnswer::block("look"))
    };
    let result = ToolResult::Completed(json!("done"));
    let (after, ()) = tokio::join!(session.after(approved, result), asked);
    assert_eq!(after.feedback.as_deref(), Some("look"));
}

#[tokio::test]
async fn a_guard_that_the_agent_s_own_shutdown_ended_blocks_in_every_dialect() {
    for dialect in hooks_dialects::dialects().iter() {
        let form = form_of(dialect, &EventName::PreToolUse).unwrap();
        let guard = hook("guard")
            .with_form(form)
            .with_on_failure(OnFailure::Proceed);
        let (router, mut handle) = mocked([guard]);
        let (session, call) = (router.session(meta()), call());
        let ended = async {
            let asked = handle.next().await.unwrap();
            asked.fail(Cause::Cancelled, "the host was shut down");
        };
        let (gate, ()) = tokio::join!(session.before(&call), ended);
        assert!(matches!(gate, Gate::Blocked(_)), "{dialect}");
    }
}

#[tokio::test]
async fn after_the_executor_s_shutdown_no_call_that_has_a_guard_runs() {
    let executor = ProcessExecutor::new();
    let command = Command::argv(["/bin/true"]);
    let form = WireForm::new(hooks_dialects::CLAUDE, "PreToolUse");
    let guard = HookSpec::command("guard", EventName::PreToolUse, command).with_form(form);
    let router = Router::new(
        vec![guard],
        DispatchLimits::default(),
        Arc::new(executor.clone()),
    );
    executor.shutdown(Duration::ZERO).await;
    let (session, call) = (router.session(meta()), call());
    assert!(matches!(session.before(&call).await, Gate::Blocked(_)));
}

#[tokio::test]
async fn after_shutdowns_of_a_session_its_subagent_and_their_router_the_gate_still_judges() {
    let (router, mut handle) = mocked([hook("guard")]);
    let session = router.session(meta());
    let child = session.child(Subagent::new("a1"));
    child.shutdown(Duration::ZERO).await;
    session.shutdown(Duration::ZERO).await;
    router.shutdown(Duration::ZERO).await;
    let call = call();
    for session in [session.clone(), child.clone(), session.with_router(&router)] {
        let answered = async { handle.next().await.unwrap().answer(HookAnswer::block("no")) };
        let (gate, ()) = tokio::join!(session.before(&call), answered);
        assert!(matches!(gate, Gate::Blocked(_)));
    }
}
