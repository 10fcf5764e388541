use std::error::Error;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::event::PreToolUse;
use crate::output::{Captured, Ending, RunOutput, interpret};
use crate::spec::Command;
use crate::{HookSpec, Outcome, Payload, SessionMeta, ToolCall};

/// Returns the answer of a hook that ended well and printed this text.
fn interpreted(text: &str) -> Option<HookAnswer> {
    let spec = HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"]));
    let call = ToolCall::function("c", "Write", serde_json::Map::new());
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), PreToolUse::new(call));
    let stdout = Captured::whole(text.as_bytes());
    let said = RunOutput::new(Ending::Exited(0), stdout, Captured::default());
    interpret(&spec, &payload, &said).result.ok()
}

#[test]
fn a_text_parses_to_what_a_hook_that_printed_it_answered() {
    for text in [
        "{}",
        " \u{feff}{\"decision\":\"proceed\"}\r\n",
        r#"{"decision":"block","message":1}"#,
        r#"{"decision":"BLOCK","reason":"r","x":1e999}"#,
        r#"{"decision":"allow","decision":"block"}"#,
        r#"{"decision":"ask","content":1e999}"#,
        r#"{"decision":"modify","content":{"a":1},"message":"m"}"#,
        r#"{"decision":"allow","content":"","context":["a","b"],"notice":"n"}"#,
        r#"{"stop":true}"#,
        r#"{"decision":"modify","stop":"enough"}"#,
        r#"{"decision":"allow","message":"\ud800"}"#,
        r#"{"decision":"allow","x":[[[{}]]]}"#,
    ] {
        let expected = interpreted(text).unwrap();
        assert_eq!(text.parse(), Ok(expected.clone()), "{text}");
        let read: HookAnswer = serde_json::from_str(text.trim_matches('\u{feff}').trim())
            .unwrap_or_else(|_| text.parse().unwrap());
        assert_eq!(read, expected, "{text}");
    }
}

#[test]
fn an_error_names_the_key_and_the_cause() {
    for (text, key, cause) in [
        (r#"{"decision":"blokc"}"#, "blokc", "did you mean `block`?"),
        (r#"{"decision":"Allow"}"#, "Allow", "did you mean `allow`?"),
        (r#"{"decision":5}"#, "`decision`", "is not a string but 5"),
        (
            r#"{"decison":"allow"}"#,
            "`decison`",
            "did you mean `decision`?",
        ),
        (r#"{"decision":"modify"}"#, "`modify`", "without `content`"),
        (r#"{"content":1}"#, "`content`", "without the decision"),
        (
            r#"{"decision":"allow","message":[]}"#,
            "`message`",
            "is not a string",
        ),
        (
            r#"{"decision":"allow","context":[1]}"#,
            "`context`",
            "neither a string",
        ),
        (
            r#"{"decision":"allow","stop":1}"#,
            "`stop`",
            "is not a string",
        ),
        (
            r#"{"decision":"allow","decision":"allow"}"#,
            "`decision`",
            "appears twice",
        ),
        (
            r#"{"decision":"modify","content":1e999}"#,
            "`content`",
            "cannot be read",
        ),
    ] {
        assert!(interpreted(text).is_none(), "{text}");
        let error = text.parse::<HookAnswer>().unwrap_err();
        assert_eq!(error.kind(), AnswerErrorKind::Unusable, "{text}");
        for part in [key, cause] {
            assert!(error.to_string().contains(part), "{text}: {error}");
        }
        let error = serde_json::from_str::<HookAnswer>(text).unwrap_err();
        assert!(error.to_string().contains(cause), "{text}: {error}");
    }
}

#[test]
fn output_other_than_one_object_is_malformed() {
    for text in [
        "",
        "null",
        "[]",
        "\"block\"",
        "[{\"decision\":\"block\"}]",
        "{\"decision\":\"block\"",
        "{\"decision\":\"block\",}",
        "{} {}",
        "{\"decision\":\"block\"}\u{1b}[31m",
    ] {
        let error = text.parse::<HookAnswer>().unwrap_err();
        assert_eq!(error.kind(), AnswerErrorKind::Malformed, "{text}");
        let is_json = serde_json::from_str::<Value>(text).is_ok();
        assert_eq!(error.source().is_none(), is_json, "{text}");
        assert!(serde_json::from_str::<HookAnswer>(text).is_err(), "{text}");
        assert!(!error.to_string().chars().any(char::is_control));
    }
}

#[test]
fn it_is_read_wherever_json_is_deserialised() {
    #[derive(Deserialize)]
    struct Saved {
        answers: Vec<HookAnswer>,
    }
    let text = r#"{"answers":[{"decision":"block","message":"no"},{}]}"#;
    let expected = [HookAnswer::block("no"), HookAnswer::proceed()];
    assert_eq!(
        serde_json::from_str::<Saved>(text).unwrap().answers,
        expected
    );
    let saved: Saved = serde_json::from_reader(text.as_bytes()).unwrap();
    assert_eq!(saved.answers, expected);
    let value: Value = serde_json::from_str(text).unwrap();
    let saved: Saved = serde_json::from_value(value).unwrap();
    assert_eq!(saved.answers, expected);
}

fn content() -> impl Strategy<Value = Option<Value>> {
    prop_oneof![
        Just(None),
        any::<f64>().prop_map(|number| Some(json!(number)).filter(|json| !json.is_null())),
        "\\PC{0,20}".prop_map(|text| Some(text.into())),
        proptest::collection::btree_map("\\PC{0,6}", any::<i64>(), 0..3)
            .prop_map(|map| Some(json!(map))),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    (0..5, proptest::option::of(any::<String>()), content()).prop_map(|(kind, text, content)| {
        match kind {
            0 => Outcome::Proceed,
            1 => Outcome::block(text.unwrap_or_default()),
            2 => Outcome::modify(content.unwrap_or_default()),
            3 => Outcome::allow(content),
            _ => Outcome::ask(text, content),
        }
    })
}

proptest! {
    /// A written answer is read back unchanged, except for texts, which are cleaned.
    #[test]
    fn answers_survive_being_serialised_and_parsed(
        outcome in outcome(),
        reason in proptest::option::of(any::<String>()),
        context in proptest::collection::vec(any::<String>(), 0..3),
        notices in proptest::collection::vec(any::<String>(), 0..3),
        stop in proptest::option::of("[a-z\u{1}\u{e9}\"\\\\]{1,9}"),
    ) {
        let answer = HookAnswer { reason, context, notices, stop, ..HookAnswer::new(outcome) };
        let text = serde_json::to_string(&answer).unwrap();
        let once: HookAnswer = text.parse().unwrap();
        prop_assert_eq!(Some(once.clone()), interpreted(&text));
        prop_assert_eq!(&once, &serde_json::from_str(&text).unwrap());
        let clean = |texts: &[String]| -> Vec<String> {
            let texts = texts.iter().map(|text| crate::text::plain(text));
            texts.filter(|text| !text.is_empty()).collect()
        };
        prop_assert_eq!(&once.context, &clean(&answer.context));
        prop_assert_eq!(&once.notices, &clean(&answer.notices));
        prop_assert_eq!(once.stop.is_some(), answer.stop.is_some());
        let is_null = answer.outcome.content() == Some(&Value::Null);
        if !is_null {
            prop_assert_eq!(once.outcome.kind(), answer.outcome.kind());
            prop_assert_eq!(once.outcome.content(), answer.outcome.content());
        }
        // The texts are clean now, so another round changes nothing.
        let again: HookAnswer = serde_json::to_string(&once).unwrap().parse().unwrap();
        prop_assert_eq!(again, once);
    }

    #[test]
    fn no_text_upsets_it(text in "(\\{|\\}|\"decision\"|:|,|\"block\"|\"stop\"|1|null|\\PC){0,12}") {
        if let Ok(answer) = text.parse::<HookAnswer>() {
            prop_assert_eq!(Some(answer), interpreted(&text));
        }
    }
}
