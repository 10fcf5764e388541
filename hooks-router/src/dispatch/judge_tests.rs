use hooks_types::EventName;
use hooks_types::dialect::WireForm;
use hooks_types::spec::Handler;

use super::*;

fn hook(event: EventName) -> HookSpec {
    let handler = Handler::InProcess {
        key: "guard".into(),
    };
    HookSpec::new("guard", event, handler)
}

fn fails(spec: &HookSpec, failure: Failure) -> Outcome {
    judge(spec, Err(failure)).vote.outcome
}

fn broke() -> Failure {
    Failure::new(Cause::ExitCode, "it exited with 1")
}

fn because() -> &'static str {
    "the hook `guard` failed (exit_code): it exited with 1"
}

#[test]
fn a_failure_means_what_the_hook_s_policy_says_as_far_as_the_event_can_carry_it() {
    use EventName::*;
    use OnFailure as Policy;
    let block = || Outcome::block(because());
    let ask = || Outcome::ask(Some(because().into()), None);
    let cases = [
        (PreToolUse, Policy::Block, block()),
        (PreToolUse, Policy::Ask, ask()),
        (PreToolUse, Policy::Proceed, Outcome::Proceed),
        (UserPromptSubmit, Policy::Ask, block()),
        (Stop, Policy::Block, block()),
        (SessionStart, Policy::Block, Outcome::Proceed),
        (SessionStart, Policy::Ask, Outcome::Proceed),
    ];
    for (event, policy, expected) in cases {
        let spec = hook(event).with_on_failure(policy);
        assert_eq!(fails(&spec, broke()), expected, "{} {policy:?}", spec.event);
    }
}

#[test]
fn the_stricter_of_policy_and_agent_s_rule_holds() {
    let open = hook(EventName::PreToolUse).with_on_failure(OnFailure::Proceed);
    assert_eq!(
        fails(&open, broke().with_means(OnFailure::Block)),
        Outcome::block(because())
    );
    let closed = hook(EventName::PreToolUse).with_on_failure(OnFailure::Block);
    assert_eq!(
        fails(&closed, broke().with_means(OnFailure::Proceed)),
        Outcome::block(because())
    );
}

#[test]
fn a_failure_keeps_its_notices_and_what_was_said() {
    let failure = broke()
        .with_notice("first line")
        .with_said(OutcomeKind::Allow);
    let judged = judge(&hook(EventName::PreToolUse), Err(failure.clone()));
    assert_eq!(judged.vote.notices, ["first line"]);
    assert_eq!(judged.said, Some(OutcomeKind::Allow));
    assert_eq!(judged.failure, Some(failure));
}

#[test]
fn an_outcome_the_event_cannot_carry_is_a_failure() {
    use EventName::*;
    let content = || Some(serde_json::json!({}));
    let cases = [
        (Stop, Outcome::modify("x"), true),
        (Stop, Outcome::allow(None), true),
        (Stop, Outcome::block("go on"), false),
        (SessionStart, Outcome::block("no"), true),
        (PermissionRequest, Outcome::modify("x"), true),
        (PermissionRequest, Outcome::allow(content()), false),
        (UserPromptSubmit, Outcome::ask(None, None), true),
        (PreToolUse, Outcome::ask(None, content()), false),
        (PostToolUse, Outcome::modify("x"), false),
        (PostToolUse, Outcome::allow(None), true),
        (Other("Custom".into()), Outcome::modify("x"), false),
    ];
    for (event, outcome, unsupported) in cases {
        let spec = hook(event);
        let judged = judge(&spec, Ok(outcome.clone().into()));
        let cause = judged.failure.map(|failure| failure.cause);
        let expected = unsupported.then_some(Cause::UnsupportedOutcome);
        assert_eq!(cause, expected, "{} {outcome:?}", spec.event);
        assert_eq!(judged.said, Some(outcome.kind()));
    }
}

#[test]
fn a_validator_cannot_modify_but_may_block_ask_and_allow() {
    let spec = hook(EventName::PreToolUse).with_role(hooks_types::spec::Role::Validate);
    let unsupported = |outcome: Outcome| judge(&spec, Ok(outcome.into())).failure.is_some();
    assert!(unsupported(Outcome::modify("x")));
    assert!(unsupported(Outcome::allow(Some("x".into()))));
    assert!(unsupported(Outcome::ask(None, Some("x".into()))));
    assert!(!unsupported(Outcome::allow(None)));
    assert!(!unsupported(Outcome::ask(None, None)));
    assert!(!unsupported(Outcome::block("no")));
}

#[test]
fn a_validator_s_cure_is_for_the_row_and_not_in_the_message() {
    let spec = hook(EventName::PreToolUse).with_role(hooks_types::spec::Role::Validate);
    let judged = judge(&spec, Ok(Outcome::modify("x").into()));
    let message = judged.vote.message.unwrap();
    assert!(!message.contains("role"), "{message}");
    let advice = judged.failure.and_then(|failure| failure.advice).unwrap();
    assert!(advice.contains("role"), "{advice}");
}

#[test]
fn other_fields_beside_an_unsupported_outcome_are_kept() {
    let answer = HookAnswer::new(Outcome::modify("x"))
        .with_context("context")
        .with_notice("notice")
        .with_stop("enough");
    let judged = judge(&hook(EventName::Stop), Ok(answer));
    assert_eq!(judged.vote.outcome, Outcome::Proceed);
    assert_eq!(judged.vote.context, ["context"]);
    assert_eq!(judged.vote.notices, ["notice"]);
    assert_eq!(judged.vote.stop.as_deref(), Some("enough"));
}

#[test]
fn a_subagent_that_its_agent_lets_hooks_refuse_is_refused() {
    let cursor = WireForm::new(hooks_dialects::CURSOR, "subagentStart");
    let spec = hook(EventName::SubagentStart)
        .with_form(cursor)
        .with_on_failure(OnFailure::Block);
    let judged = judge(&spec, Ok(HookAnswer::block("no helpers")));
    assert_eq!(judged.vote.outcome, Outcome::block("no helpers"));
    assert_eq!(fails(&spec, broke()), Outcome::block(because()));
    let native = judge(
        &hook(EventName::SubagentStart),
        Ok(HookAnswer::block("no helpers")),
    );
    assert_eq!(
        native.failure.map(|failure| failure.cause),
        Some(Cause::UnsupportedOutcome)
    );
}

#[test]
fn what_a_project_or_payload_can_make_fail_blocks_on_every_gate_in_every_dialect() {
    use EventName::*;
    let gates = [PreToolUse, PermissionRequest, UserPromptSubmit, PreCompact];
    for cause in [Cause::Recursion, Cause::UntrustedProgram, Cause::BadCwd] {
        for dialect in &hooks_dialects::all() {
            for event in gates.clone() {
                let Some(form) = hooks_types::wire::form_of(dialect, &event) else {
                    continue;
                };
                let spec = hook(event)
                    .with_form(form)
                    .with_on_failure(OnFailure::Proceed);
                let outcome = fails(&spec, Failure::new(cause.clone(), "refused"));
                assert_eq!(outcome.kind(), OutcomeKind::Block, "{dialect} {cause}");
            }
        }
        let cursor = WireForm::new(hooks_dialects::CURSOR, "subagentStart");
        let spec = hook(SubagentStart)
            .with_form(cursor)
            .with_on_failure(OnFailure::Proceed);
        let outcome = fails(&spec, Failure::new(cause.clone(), "refused"));
        assert_eq!(outcome.kind(), OutcomeKind::Block, "{cause}");
        for event in [Stop, PostToolUse, SessionStart] {
            let spec = hook(event).with_on_failure(OnFailure::Proceed);
            let failure = Failure::new(cause.clone(), "refused");
            assert_eq!(fails(&spec, failure), Outcome::Proceed, "{}", spec.event);
        }
    }
}
