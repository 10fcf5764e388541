use std::sync::Arc;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::event::OtherEvent;
use crate::output::{Captured, Ending, RunOutput, interpret};
use crate::spec::{Command, OnFailure};
use crate::wire::speak;
use crate::{EventName, HookSpec, Payload, SessionMeta};

/// Reads the printed output of an answer, on an event that can carry every outcome.
fn read_back(spoken: &HookOutput) -> HookAnswer {
    let name = EventName::Other("x".into());
    let spec =
        HookSpec::command("h", name, Command::argv(["h"])).with_on_failure(OnFailure::Proceed);
    let event = OtherEvent::new("x", serde_json::Map::new());
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), event);
    let said = RunOutput::new(
        Ending::Exited(spoken.exit_code.into()),
        Captured::whole(&spoken.stdout),
        Captured::whole(&spoken.stderr),
    );
    interpret(&spec, &payload, &said).result.unwrap()
}

#[test]
fn answers_are_written_as_documented() {
    for (answer, text, code) in [
        (HookAnswer::proceed(), "", 0),
        (
            HookAnswer::proceed().with_context("c").with_stop("s"),
            "{\"decision\":\"proceed\",\"context\":[\"c\"],\"stop\":\"s\"}\n",
            0,
        ),
        (
            HookAnswer::block("no"),
            "{\"decision\":\"block\",\"message\":\"no\"}\n",
            2,
        ),
        (
            HookAnswer::new(Outcome::modify(json!({"a": 1}))).with_reason("r"),
            "{\"decision\":\"modify\",\"message\":\"r\",\"content\":{\"a\":1}}\n",
            0,
        ),
        (Outcome::allow(None).into(), "{\"decision\":\"allow\"}\n", 0),
        (
            Outcome::ask(Some("?".into()), Some(json!(""))).into(),
            "{\"decision\":\"ask\",\"message\":\"?\",\"content\":\"\"}\n",
            0,
        ),
    ] {
        let spoken = answer.to_native();
        assert_eq!(String::from_utf8_lossy(&spoken.stdout), text);
        assert_eq!((spoken.exit_code, spoken.notes.len()), (code, 0));
        assert_eq!(read_back(&spoken), answer);
    }
}

#[test]
fn what_cannot_be_said_becomes_the_next_stricter_thing() {
    let null = HookAnswer::new(Outcome::modify(Value::Null));
    assert_eq!(
        read_back(&null.to_native()),
        HookAnswer::block(NULL_CONTENT)
    );
    let inert = HookAnswer::new(Outcome::inert_allow(Some(json!(1))));
    assert_eq!(read_back(&inert.to_native()).outcome, Outcome::modify(1));
    let mut sets = HookAnswer::proceed();
    sets.env.insert("A".into(), "1".into());
    assert_eq!(sets.to_native().notes[0].code, NoteCode::Unsayable);
    assert_eq!(read_back(&sets.to_native()), HookAnswer::proceed());
}

#[test]
fn an_answer_that_cannot_be_written_is_not_consent() {
    struct Broken;
    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let code = |answer: HookAnswer| {
        let code = answer.to_native().say(&mut Broken, &mut std::io::sink());
        format!("{code:?}")
    };
    let expected = |code: u8| format!("{:?}", ExitCode::from(code));
    assert_eq!(code(HookAnswer::block("no")), expected(2));
    assert_eq!(code(Outcome::allow(None).into()), expected(1));
}

fn report(outcome: OutcomeKind, content: Option<Value>, grants: bool) -> Report {
    let mut report = Report::new(EventName::PreToolUse);
    report.outcome = outcome;
    report.message = Some("why".to_owned());
    report.content = content;
    report.grants = grants;
    report
}

#[test]
fn a_report_is_spoken_as_the_answer_it_came_to() {
    let payload = Payload::new(
        Arc::new(SessionMeta::new("s", "/")),
        crate::event::Stop::new(),
    );
    let why = |outcome: Outcome| HookAnswer::new(outcome).with_reason("why");
    for (report, answer) in [
        (
            report(OutcomeKind::Block, None, false),
            HookAnswer::block("why"),
        ),
        (
            report(OutcomeKind::Ask, Some(json!(1)), false),
            Outcome::ask(Some("why".into()), Some(json!(1))).into(),
        ),
        (
            report(OutcomeKind::Modify, Some(json!(1)), false),
            why(Outcome::modify(1)),
        ),
        (
            report(OutcomeKind::Modify, Some(json!(1)), true),
            why(Outcome::allow(Some(json!(1)))),
        ),
        (
            report(OutcomeKind::Allow, None, true),
            why(Outcome::allow(None)),
        ),
        (
            report(OutcomeKind::Allow, None, false),
            why(Outcome::Proceed),
        ),
        (
            report(OutcomeKind::Proceed, None, false),
            why(Outcome::Proceed),
        ),
    ] {
        assert_eq!(read_back(&speak(&payload, &report)), answer, "{report:?}");
    }
    let empty = report(OutcomeKind::Modify, None, false);
    let said = read_back(&speak(&payload, &empty));
    assert_eq!(said.outcome.kind(), OutcomeKind::Block);
    assert_eq!(
        speak(&payload, &Report::new(EventName::Stop)),
        HookOutput::default()
    );
}

fn content() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        proptest::collection::btree_map("[a-z]{1,6}", any::<bool>(), 0..3)
            .prop_map(|map| json!(map)),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let text = || proptest::option::of("[a-z][a-z ]{0,20}[a-z]");
    prop_oneof![
        Just(Outcome::Proceed),
        "[a-z ]{0,20}".prop_map(|message| Outcome::block(message.trim())),
        content().prop_map(Outcome::modify),
        proptest::option::of(content()).prop_map(Outcome::allow),
        (text(), proptest::option::of(content())).prop_map(|(m, c)| Outcome::ask(m, c)),
    ]
}

proptest! {
    #[test]
    fn answers_survive_being_written_and_read(
        outcome in outcome(),
        reason in proptest::option::of("[a-z]{1,20}"),
        context in proptest::collection::vec("[a-z]{1,9}", 0..3),
        notices in proptest::collection::vec("[a-z]{1,9}", 0..3),
        stop in proptest::option::of("[a-z]{1,9}"),
    ) {
        let reasoned = matches!(outcome, Outcome::Proceed | Outcome::Modify { .. } | Outcome::Allow { .. });
        let answer = HookAnswer {
            reason: reason.filter(|_| reasoned),
            context,
            notices,
            stop,
            ..HookAnswer::new(outcome)
        };
        prop_assert_eq!(read_back(&answer.to_native()), answer);
    }
}
