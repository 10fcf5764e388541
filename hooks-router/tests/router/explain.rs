//! Explanations of why a hook would or would not run, with near misses. Nothing is started.

use std::sync::Arc;

use hooks_dialects::{CLAUDE, CURSOR};
use hooks_router::{Explanation, Prospect, Router};
use hooks_types::dialect::WireForm;
use hooks_types::event::{PostToolUse, PreToolUse, SessionStart, Stop, SubagentStart};
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Matcher, OnBadPattern, Pattern, PatternSyntax, Subject};
use hooks_types::tool::ShellInput;
use hooks_types::{EventName, Failure, HookEvent, HookSpec, Payload, ToolCall};
use serde_json::json;

use crate::support::{call, fire_call, hook, hook_of, meta, mocked};

fn names(names: &[&str]) -> Matcher {
    Matcher::Names(names.iter().map(|name| (*name).to_owned()).collect())
}

fn claude(id: &str) -> HookSpec {
    hook(id).with_form(WireForm::new(CLAUDE, "PreToolUse"))
}

fn payload(event: impl Into<HookEvent>) -> Payload {
    Payload::new(Arc::new(meta()), event)
}

fn explained(hooks: impl Into<Vec<HookSpec>>, event: impl Into<HookEvent>) -> Explanation {
    let (router, mut handle) = mocked(hooks);
    let explanation = router.explain(&payload(event));
    assert!(handle.try_next().is_none(), "explaining starts nothing");
    explanation
}

/// Returns the reason for one hook and the shell call `rm file`.
fn reason(hook: HookSpec) -> String {
    let explanation = explained([hook], PreToolUse::new(call()));
    explanation.hooks[0].reason.clone()
}

#[test]
fn a_matcher_in_another_casing_is_told_with_both_sides_and_what_was_meant() {
    assert_eq!(
        reason(hook("g").with_matcher(names(&["bash"]))),
        "matcher \"bash\"; this call is \"shell\"; did you mean \"shell\"?"
    );
    // The name of another agent's tool is not misspelt, and the call's own name needs no hint.
    assert_eq!(
        reason(hook("g").with_matcher(names(&["Bash"]))),
        "matcher \"Bash\"; this call is \"shell\""
    );
    assert_eq!(
        reason(claude("g").with_matcher(names(&["bash"]))),
        "matcher \"bash\"; this call is \"shell\" (claude: \"Bash\"); did you mean \"Bash\"?"
    );
    assert_eq!(
        reason(claude("g").with_matcher(names(&["Bahs", "Write"]))),
        "matcher \"Bahs\" or \"Write\"; this call is \"shell\" (claude: \"Bash\"); did you mean \"Bash\"?"
    );
}

#[test]
fn a_matcher_for_another_tool_is_told_with_both_sides() {
    assert_eq!(
        reason(claude("g").with_matcher(names(&["Write"]))),
        "matcher \"Write\"; this call is \"shell\" (claude: \"Bash\")"
    );
    assert_eq!(
        reason(hook("g").with_matcher(Matcher::Prefix("mcp__".to_owned()))),
        "matcher \"mcp__*\"; this call is \"shell\""
    );
    let own = ToolCall::shell("c", "run", ShellInput::new(["ls"]));
    let other = hook("g").with_matcher(names(&["write_file"]));
    assert_eq!(
        explained([other], PreToolUse::new(own)).hooks[0].reason,
        "matcher \"write_file\"; this call is \"run\" (also \"shell\")"
    );
}

#[test]
fn a_pattern_is_told_with_the_text_it_saw() {
    let pattern =
        Pattern::new("^git push", PatternSyntax::EcmaScript).with_subject(Subject::CommandText);
    let cursor = hook("g")
        .with_form(WireForm::new(CURSOR, "beforeShellExecution"))
        .with_matcher(Matcher::Pattern(pattern));
    assert_eq!(
        reason(cursor),
        "matcher /^git push/; the command is \"rm file\""
    );
    let pattern = Pattern::new("Edit|Write", PatternSyntax::EcmaScript);
    assert_eq!(
        reason(claude("g").with_matcher(Matcher::Pattern(pattern))),
        "matcher /Edit|Write/; this call is \"shell\" (claude: \"Bash\")"
    );
}

#[test]
fn an_if_rule_is_told_with_the_text_it_saw() {
    let mut ruled = claude("g").with_matcher(names(&["Bash"]));
    ruled.options.set("if", "Bash(git *)");
    assert_eq!(
        reason(ruled),
        "`if` \"Bash(git *)\" does not match the command \"rm file\""
    );
}

#[test]
fn an_if_rule_that_cannot_be_read_is_not_said_to_fit() {
    for (rule, said) in [
        (
            "git push*",
            " cannot be read, so the hook runs on every call",
        ),
        ("Bash(rm *)", " fits"),
    ] {
        let mut ruled = claude("g");
        ruled.options.set("if", rule);
        assert_eq!(reason(ruled), format!("`if` \"{rule}\"{said}"));
    }
}

#[test]
fn a_form_without_the_call_in_its_payload_names_the_call() {
    let cursor = hook("g").with_form(WireForm::new(CURSOR, "beforeReadFile"));
    assert_eq!(
        reason(cursor),
        "cursor's \"beforeReadFile\" is for other calls; this call is \"shell\""
    );
}

#[test]
fn a_target_that_the_event_does_not_name_is_told() {
    let started = hook_of(EventName::SubagentStart, "g").with_matcher(names(&["Explore"]));
    let explanation = explained([started], SubagentStart::new("agent-1"));
    assert_eq!(
        explanation.hooks[0].reason,
        "matcher \"Explore\"; this event names no subagent"
    );
    let session = hook_of(EventName::SessionStart, "g").with_matcher(names(&["resumed"]));
    let explanation = explained([session], SessionStart::new("resume"));
    assert_eq!(
        explanation.hooks[0].reason,
        "matcher \"resumed\"; this source is \"resume\"; did you mean \"resume\"?"
    );
}

#[test]
fn a_hostile_matcher_and_call_stay_on_their_line_and_short() {
    let nasty = format!("\n\u{1b}[2J{}", "x".repeat(100_000));
    let call = ToolCall::function("c", nasty.clone(), serde_json::Map::new());
    let explanation = explained(
        [hook("g").with_matcher(names(&[&nasty]))],
        PreToolUse::new(call),
    );
    let fits = &explanation.hooks[0].reason;
    assert!(!fits.contains(['\n', '\u{1b}']), "{fits}");
    assert!(fits.len() < 1_000, "{}", fits.len());
    let many: Vec<String> = (0..10_000).map(|n| format!("tool{n}")).collect();
    let many = hook("g").with_matcher(Matcher::Names(many));
    let fits = reason(many);
    assert!(fits.contains("9994 more") && fits.len() < 1_000, "{fits}");
}

#[test]
fn what_runs_says_why_too() {
    let mut later = hook("later");
    later.background = true;
    let hooks = [
        hook("all"),
        claude("theirs").with_matcher(names(&["Bash"])),
        hook("last").with_role(hooks_types::spec::Role::Validate),
        later,
    ];
    let explanation = explained(hooks, PreToolUse::new(call()));
    let told: Vec<(Prospect, &str)> = explanation
        .hooks
        .iter()
        .map(|hook| (hook.status, hook.reason.as_str()))
        .collect();
    let always = "no matcher limits it: it runs on every PreToolUse";
    assert_eq!(
        told,
        [
            (Prospect::Runs, always),
            (
                Prospect::Runs,
                "matcher \"Bash\"; this call is \"shell\" (claude: \"Bash\")"
            ),
            (Prospect::Validates, always),
            (Prospect::Background, always),
        ]
    );
}

#[test]
fn every_other_reason_not_to_run_is_told_as_in_a_row() {
    let broken = Failure::new(Cause::NotUsable, "its command is empty");
    let never = Pattern::new("(", PatternSyntax::Rust).with_on_bad(OnBadPattern::NeverRuns);
    let hooks = [
        hook("off").with_liveness(hooks_types::spec::Liveness::not_live(
            Cause::Disabled,
            "switched off in /a/hooks.toml",
        )),
        hook("stranger").with_liveness(hooks_types::spec::Liveness::not_live(
            Cause::Untrusted,
            "nobody trusts it",
        )),
        hook("never").with_matcher(Matcher::Pattern(never)),
        hook("first").with_identity("same"),
        hook("again").with_identity("same"),
        HookSpec::new("broken", EventName::PreToolUse, Handler::Unusable(broken)),
    ];
    let explanation = explained(hooks, PreToolUse::new(call()));
    let told: Vec<_> = explanation
        .hooks
        .iter()
        .map(|hook| {
            let cause = hook.cause.as_ref().map_or("", |cause| cause.code());
            format!("{} {} {cause}", hook.id, hook.status.code())
        })
        .collect();
    assert_eq!(
        told,
        [
            "off skipped disabled",
            "stranger skipped untrusted",
            "never skipped never_runs",
            "first runs ",
            "again skipped duplicate",
            "broken fails not_usable",
        ]
    );
    assert!(explanation.hooks.iter().all(|hook| !hook.reason.is_empty()));
}

#[test]
fn a_hook_on_the_event_behind_the_one_that_was_asked_for_is_named() {
    let hooks = [
        hook_of(EventName::PostToolUse, "behind").with_matcher(names(&["shell"])),
        hook_of(EventName::PostToolUse, "other tool").with_matcher(names(&["Read"])),
        hook_of(EventName::Stop, "far"),
        hook_of(EventName::PermissionRequest, "asked").with_liveness(
            hooks_types::spec::Liveness::not_live(Cause::Disabled, "switched off"),
        ),
    ];
    let explanation = explained(hooks, PreToolUse::new(call()));
    assert!(explanation.hooks.is_empty());
    let near: Vec<_> = explanation
        .near
        .iter()
        .map(|near| near.id.as_str())
        .collect();
    assert_eq!(near, ["behind"]);
    assert_eq!(
        explanation.near[0].reason,
        "it is for PostToolUse; this event is PreToolUse"
    );
    let stop = [hook_of(EventName::SubagentStop, "s")];
    assert_eq!(explained(stop, Stop::new()).near[0].id, "s");
    let misspelt = [hook_of(EventName::Other("pre_tool_usee".into()), "typo")];
    let near = explained(misspelt, PreToolUse::new(call())).near;
    assert_eq!(near[0].id, "typo");
}

#[tokio::test]
async fn a_session_remembers_what_ran_once_and_a_router_does_not() {
    let (router, mut handle) = mocked([hook("welcome").with_once(true)]);
    let session = router.session(meta());
    let event = || payload(PreToolUse::new(call()));
    assert_eq!(session.explain(&event()).hooks[0].status, Prospect::Runs);
    let done = crate::support::fire(&session, PreToolUse::new(call()));
    handle
        .next()
        .await
        .unwrap()
        .answer(hooks_types::HookAnswer::proceed());
    let _ = done.await.unwrap();
    let spent = &session.explain(&event()).hooks[0];
    assert_eq!(
        (spent.status, spent.cause.as_ref()),
        (Prospect::Skipped, Some(&Cause::Once))
    );
    assert_eq!(router.explain(&event()).hooks[0].status, Prospect::Runs);
}

#[tokio::test]
async fn a_report_row_gives_the_reason_that_an_explanation_gives() {
    let hooks = [
        hook("g").with_matcher(names(&["bash"])),
        claude("w").with_matcher(names(&["Write"])),
    ];
    let (router, _handle) = mocked(hooks);
    let rows = fire_call(&router).await.unwrap().rows();
    let explanation = router.explain(&payload(PreToolUse::new(call())));
    for (row, explained) in rows.iter().zip(&explanation.hooks) {
        assert_eq!(row.reason.as_ref(), Some(&explained.reason));
        assert!(
            explained.reason.contains("; this call is "),
            "{}",
            explained.reason
        );
    }
}

#[test]
fn an_explanation_is_plain_json() {
    let explanation = explained([hook("g")], PreToolUse::new(call()));
    assert_eq!(
        serde_json::to_value(&explanation).unwrap(),
        json!({
            "event": "PreToolUse", "near": [],
            "hooks": [{
                "id": "g", "source": "(code)", "status": "runs", "cause": null,
                "reason": "no matcher limits it: it runs on every PreToolUse",
                "scope": "user", "dialect": "native",
            }],
        })
    );
}

#[test]
fn a_call_that_ran_is_explained_by_its_tool_too() {
    let event = PostToolUse::new(call(), json!("done"), 3);
    let hooks = [hook_of(EventName::PostToolUse, "g").with_matcher(names(&["shell"]))];
    assert_eq!(explained(hooks, event).hooks[0].status, Prospect::Runs);
    let empty = Router::empty().explain(&payload(Stop::new()));
    assert!(empty.hooks.is_empty() && empty.near.is_empty());
}
