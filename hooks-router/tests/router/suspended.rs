//! Questions that outlive their call: suspended as JSON, or answered once for later calls.

use hooks_exec::MockHandle;
use hooks_router::{
    Gate, HostVerdict, PendingCall, RememberedAnswer, ResumeErrorKind, Router, SuspendedCall,
};
use hooks_types::dialect::WireForm;
use hooks_types::tool::ShellInput;
use hooks_types::{EventName, HookAnswer, HookSpec, Outcome, ToolCall};
use serde_json::{Value, json};

use crate::support::{call, content, hook, hook_of, meta, mocked};

fn ask() -> HookAnswer {
    HookAnswer::ask("sure?")
}

/// Takes a call through the gate of a new session; each hook gives its answer in turn.
async fn gate<'a>(
    router: &Router,
    handle: &mut MockHandle,
    call: &'a ToolCall,
    answers: impl IntoIterator<Item = HookAnswer>,
) -> Gate<'a> {
    let session = router.session(meta());
    let asked = async {
        for answer in answers {
            handle.next().await.unwrap().answer(answer);
        }
    };
    tokio::join!(session.before(call), asked).0
}

fn pending(gate: Gate<'_>) -> PendingCall<'_> {
    let Gate::Ask(pending) = gate else {
        panic!("{gate:?}");
    };
    pending
}

/// Suspends a call that hooks ask about, and resumes it with these hooks and answers, as a different process would.
async fn resumed(
    suspended: &str,
    hooks: impl Into<Vec<HookSpec>>,
    answers: impl IntoIterator<Item = HookAnswer>,
) -> String {
    let (router, mut handle) = mocked(hooks);
    let session = router.session(meta());
    let suspended = SuspendedCall::from_json(suspended).unwrap();
    let call = call();
    let asked = async {
        for answer in answers {
            handle.next().await.unwrap().answer(answer);
        }
    };
    let (gate, ()) = tokio::join!(session.resume(&suspended, &call), asked);
    match gate {
        Ok(Gate::Run(call)) => {
            format!("run {} {}", call.call().input.to_value(), call.is_granted())
        }
        Ok(Gate::Ask(pending)) => format!("ask {}", pending.hook()),
        Ok(Gate::Blocked(response)) => response.text(),
        Err(error) => format!("{:?}", error.kind()),
    }
}

async fn suspend(hooks: impl Into<Vec<HookSpec>>, answers: Vec<HookAnswer>) -> String {
    let (router, mut handle) = mocked(hooks);
    let call = call();
    pending(gate(&router, &mut handle, &call, answers).await)
        .suspend()
        .to_json()
}

#[tokio::test]
async fn a_yes_counts_in_another_process_for_the_same_ask() {
    let json = suspend([hook("guard")], vec![ask()]).await;
    let same = "run {\"command\":[\"rm\",\"file\"]} true";
    assert_eq!(resumed(&json, [hook("guard")], [ask()]).await, same);
    // The hook no longer asks, so there is nothing to answer.
    let open = resumed(&json, [hook("guard")], [HookAnswer::proceed()]).await;
    assert!(open.starts_with("run"), "{open}");
}

#[tokio::test]
async fn a_yes_counts_for_no_block_no_other_hook_and_no_other_input() {
    let json = suspend([hook("guard")], vec![ask()]).await;
    let blocked = resumed(&json, [hook("guard")], [HookAnswer::block("no")]).await;
    assert!(blocked.ends_with("blocked it: no"), "{blocked}");

    let another = resumed(&json, [hook("another")], [ask()]).await;
    assert_eq!(another, "ask another");
    let changed = hook("guard").with_timeout(std::time::Duration::from_secs(1));
    assert_eq!(resumed(&json, [changed], [ask()]).await, "ask guard");
    let second = [hook("guard"), hook("another")];
    assert_eq!(resumed(&json, second, [ask(), ask()]).await, "ask guard");
    // A rewritten command is asked about again. Otherwise the yes would apply to a command that the user was not shown.
    let rewrites = Outcome::ask(Some("sure?".into()), Some(content("curl")));
    let other = resumed(&json, [hook("guard")], [rewrites.into()]).await;
    assert_eq!(other, "ask guard");
}

#[tokio::test]
async fn a_yes_to_a_rewritten_call_counts_while_it_is_rewritten_the_same_way() {
    let rewrites = |program| HookAnswer::new(Outcome::ask(None, Some(content(program))));
    let json = suspend([hook("guard")], vec![rewrites("ls")]).await;
    assert_eq!(
        resumed(&json, [hook("guard")], [rewrites("ls")]).await,
        "run {\"command\":[\"ls\"]} true"
    );
    assert_eq!(
        resumed(&json, [hook("guard")], [rewrites("rm")]).await,
        "ask guard"
    );
}

#[tokio::test]
async fn what_cannot_be_resumed_says_why() {
    let json = suspend([hook("guard")], vec![ask()]).await;
    let session = Router::empty().session(meta());
    let kind = |text: &str| SuspendedCall::from_json(text).unwrap_err().kind();

    assert_eq!(kind(&json[..json.len() / 2]), ResumeErrorKind::Unreadable);
    assert_eq!(kind("[]"), ResumeErrorKind::Unreadable);
    assert_eq!(kind(r#"{"version":1}"#), ResumeErrorKind::Unreadable);
    let newer = json.replace("\"version\":1", "\"version\":2");
    assert_eq!(kind(&newer), ResumeErrorKind::Version);
    assert!(serde_json::from_str::<SuspendedCall>(&newer).is_err());
    let mut later: Value = serde_json::from_str(&json).unwrap();
    later["a_later_key"] = json!(true);
    assert!(SuspendedCall::from_json(&later.to_string()).is_ok());

    let suspended = SuspendedCall::from_json(&json).unwrap();
    assert_eq!(suspended.hooks().collect::<Vec<_>>(), ["guard"]);
    assert_eq!(suspended.call_id(), "call-1");
    let other = ToolCall::shell("call-1", "shell", ShellInput::new(["rm", "-r", "/"]));
    let error = session.resume(&suspended, &other).await.unwrap_err();
    assert_eq!(error.kind(), ResumeErrorKind::ChangedInput);

    let form = WireForm::new(hooks_dialects::CLAUDE, "PreToolUse");
    let foreign = suspend([hook("guard").with_form(form)], vec![ask()]).await;
    assert_eq!(
        resumed(&foreign, [hook("guard")], []).await,
        "UnknownDialect"
    );
}

#[tokio::test]
async fn a_suspended_call_of_a_dialect_that_nobody_brought_reads_and_does_not_resume() {
    let json = suspend([hook("guard")], vec![ask()]).await;
    let mut stored: Value = serde_json::from_str(&json).unwrap();
    stored["asks"][0]["dialect"] = json!("nobodys");
    let stored = stored.to_string();

    let read = SuspendedCall::from_json(&stored).unwrap();
    assert_eq!(read.hooks().collect::<Vec<_>>(), ["guard"]);
    assert_eq!(
        resumed(&stored, [hook("guard")], []).await,
        "UnknownDialect"
    );
}

#[tokio::test]
async fn a_question_of_the_agent_itself_can_be_suspended_and_its_deny_still_blocks() {
    let leave = || hook_of(EventName::PermissionRequest, "leave");
    let (router, mut handle) = mocked([leave()]);
    let session = router.session(meta());
    let call = call();
    let answers = async { handle.next().await.unwrap().answer(HookAnswer::proceed()) };
    let asks = session.before_judged_by(&call, |_| HostVerdict::Ask);
    let json = pending(tokio::join!(asks, answers).0).suspend().to_json();

    let granted = resumed(&json, [leave()], [HookAnswer::proceed()]).await;
    assert!(granted.ends_with("true"), "{granted}");
    let denied = resumed(&json, [leave()], [HookAnswer::block("no")]).await;
    assert!(denied.ends_with("blocked it: no"), "{denied}");
    let asks = resumed(&json, [leave()], [ask()]).await;
    assert_eq!(asks, "ask leave");

    let suspended = SuspendedCall::from_json(&json).unwrap();
    let deny = hooks_router::DispatchOptions::default()
        .with_host(HostVerdict::Deny("not any more".into()));
    let gate = session.resume_with(&suspended, &call, deny).await.unwrap();
    assert!(matches!(gate, Gate::Blocked(_)), "{gate:?}");
}

/// Returns a question about a call, asked by these hooks.
async fn question(call: &ToolCall, hooks: impl Into<Vec<HookSpec>>) -> PendingCall<'static> {
    let hooks = hooks.into();
    let answers: Vec<_> = hooks.iter().map(|_| ask()).collect();
    let (router, mut handle) = mocked(hooks);
    pending(gate(&router, &mut handle, call, answers).await).into_owned()
}

fn argv(words: &[&str]) -> ToolCall {
    ToolCall::shell("c", "shell", ShellInput::new(words.iter().copied()))
}

fn stored(answer: &RememberedAnswer) -> RememberedAnswer {
    serde_json::from_str(&serde_json::to_string(answer).unwrap()).unwrap()
}

#[tokio::test]
async fn an_exact_answer_is_for_that_input_and_those_hooks() {
    let rm = argv(&["rm", "a"]);
    let answer = stored(&question(&rm, [hook("guard")]).await.remember_exact());
    let again = ToolCall::shell("another id", "shell", ShellInput::new(["rm", "a"]));
    assert!(answer.answers(&question(&again, [hook("guard")]).await));
    for other in [
        argv(&["rm", "b"]),
        argv(&["rm", "a", "b"]),
        ToolCall::shell("c", "other", ShellInput::new(["rm", "a"])),
    ] {
        assert!(!answer.answers(&question(&other, [hook("guard")]).await));
    }
    assert!(!answer.answers(&question(&rm, [hook("another")]).await));
    let both = question(&rm, [hook("guard"), hook("another")]).await;
    assert!(!answer.answers(&both));
    assert!(both.remember_exact().answers(&both));
    assert!(
        both.remember_exact()
            .answers(&question(&rm, [hook("guard")]).await)
    );
}

#[tokio::test]
async fn an_answer_to_first_words_is_for_argv_and_never_for_text() {
    let of = |call: ToolCall| async move { question(&call, [hook("guard")]).await };
    let asked = of(argv(&["git", "status", "-s"])).await;
    let answer = stored(&asked.remember_prefix(2).unwrap());
    assert_eq!(
        answer.to_string(),
        "calls of `shell` that begin with [\"git\", \"status\"]"
    );
    assert!(answer.answers(&of(argv(&["git", "status", "--porcelain"])).await));
    for other in [
        argv(&["git", "push"]),
        argv(&["git"]),
        argv(&["git status"]),
        argv(&["git", "status", "|", "sh"]),
        argv(&["bash", "-c", "git status"]),
    ] {
        assert!(!answer.answers(&of(other.clone()).await), "{other:?}");
    }
    let mut elsewhere = ShellInput::new(["git", "status"]);
    elsewhere.workdir = Some("/etc".into());
    let elsewhere = ToolCall::shell("c", "shell", elsewhere);
    assert!(!answer.answers(&of(elsewhere).await));
    let mut escalated = ShellInput::new(["git", "status"]);
    escalated
        .other
        .insert("with_escalated_permissions".into(), json!(true));
    let escalated = ToolCall::shell("c", "shell", escalated);
    assert!(!answer.answers(&of(escalated).await));
}

#[tokio::test]
async fn no_answer_is_bound_to_words_that_do_not_say_what_runs() {
    for words in [
        &["bash", "-lc", "ls"][..],
        &["/bin/sh", "-c", "ls"],
        &["C:\\Windows\\CMD.EXE", "/c", "dir"],
        &["env", "A=1", "ls"],
        &["sudo", "ls"],
        &["find", ".", "-delete"],
        &["nice", "bash", "-c", "ls"],
        &["python3", "-c", "print(1)"],
        &["git", "-c", "core.pager=sh", "log"],
    ] {
        let asked = question(&argv(words), [hook("guard")]).await;
        assert_eq!(asked.remember_prefix(1), None, "{words:?}");
    }
    let asked = question(&argv(&["ls", "-l"]), [hook("guard")]).await;
    assert_eq!(asked.remember_prefix(0), None);
    assert_eq!(asked.remember_prefix(3), None);
    let arguments = json!({"path": "x"}).as_object().cloned().unwrap();
    let function = ToolCall::function("c", "write_file", arguments);
    let asked = question(&function, [hook("guard")]).await;
    assert_eq!(asked.remember_prefix(1), None);
    assert!(asked.remember_exact().answers(&asked));
}
