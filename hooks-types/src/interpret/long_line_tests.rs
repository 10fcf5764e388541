use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn shortened(text: &str, size: usize) -> Option<Vec<u8>> {
    let mut line = LongLine::default();
    text.as_bytes()
        .chunks(size)
        .for_each(|chunk| line.feed(chunk));
    line.finish()
}

#[test]
fn what_an_answer_restricts_with_is_copied_and_the_rest_is_not() {
    let long = "x".repeat(2 * STRING_LIMIT);
    let text = format!(
        r#"{{ "decision" : "block", "message": "{long}", "stop": {{"a":[1,"]"]}}, "n": -1.5e3,
           "hookSpecificOutput": {{"permissionDecision":"deny","updatedInput":{{"command":"a}}"}}}},
           "input": {{"a":[{{"b":"{long}"}}]}}, "list": [1,"]"], "other": "{long}", "t": true }}  "#
    )
    .replace('\n', "");
    let cut = "x".repeat(STRING_LIMIT);
    let expected = format!(
        r#"{{"decision":"block","message":"{cut}","stop":{{}},"n":-1.5e3,"hookSpecificOutput":{{"permissionDecision":"deny","updatedInput":1e999}},"input":1e999,"list":1e999,"other":1e999,"t":true}}"#
    );
    for size in [1, 7, text.len()] {
        let copy = shortened(&text, size).map(|copy| String::from_utf8_lossy(&copy).into_owned());
        assert_eq!(copy.as_deref(), Some(expected.as_str()));
    }
}

#[test]
fn a_text_is_not_cut_inside_a_character() {
    for piece in [
        r"\ud83d\ude00",
        r"\\ud83d",
        r#"\""#,
        "é",
        "日本",
        "😀",
        r"\n",
    ] {
        for shift in 0..12 {
            let text = format!(
                r#"{{"message":"{}{}","decision":"block"}}"#,
                "a".repeat(shift),
                piece.repeat(STRING_LIMIT)
            );
            let copy = shortened(&text, 4096).unwrap_or_default();
            let value: Value = serde_json::from_slice(&copy).unwrap();
            assert_eq!(value["decision"], "block", "{piece} {shift}");
            let whole: Value = serde_json::from_str(&text).unwrap();
            let (cut, whole) = (value["message"].as_str(), whole["message"].as_str());
            assert!(whole.unwrap().starts_with(cut.unwrap()), "{piece} {shift}");
        }
    }
}

#[test]
fn what_is_no_object_is_not_copied() {
    for text in [
        "",
        "{",
        r#"{"decision":"block""#,
        r#"{"decision":"block"}}"#,
        r#"{"decision":"block"} x"#,
        r#"{"decision":"block",}"#,
        r#"{"decision":"block",,"a":1}"#,
        r#"{"decision" "block"}"#,
        r#"{decision:"block"}"#,
        r#"{"decision":"block","a":[1}"#,
        r#"{{"decision":"block"}"#,
        r#"{"decision":"block]}"#,
    ] {
        let copy = shortened(text, 3);
        let reads = copy.is_some_and(|copy| serde_json::from_slice::<Value>(&copy).is_ok());
        assert!(!reads, "{text}");
    }
}

#[test]
fn a_flood_of_keys_takes_no_room_and_hides_nothing() {
    let mut line = LongLine::default();
    line.feed(br#"{"message":"no""#);
    for key in 0..200_000 {
        line.feed(format!(r#","key{key}":{key}"#).as_bytes());
        assert!(line.copy.len() <= COPY_ALL + 64);
    }
    line.feed(br#","decision":"block"}"#);
    let copy: Value = serde_json::from_slice(&line.finish().unwrap()).unwrap();
    assert_eq!(copy["decision"], "block");
    assert_eq!(copy["message"], "no");
}

#[test]
fn any_flood_is_bounded() {
    for piece in [
        "{",
        "[",
        "9",
        "\"",
        "\\",
        r#""decision":{"#,
        r#""stop":"a","#,
    ] {
        let mut line = LongLine::default();
        line.feed(b"{");
        for _ in 0..(1 << 19) {
            line.feed(piece.as_bytes());
            assert!(line.copy.len() <= COPY_LIMIT + STRING_LIMIT);
        }
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!(null)),
    ];
    leaf.prop_recursive(4, 20, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(".{0,6}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Whatever stands beside the decision, it comes through, however the line is cut.
    #[test]
    fn a_decision_is_copied_whatever_stands_beside_it(
        before in proptest::collection::vec((".{0,8}", any_value()), 0..4),
        after in proptest::collection::vec((".{0,8}", any_value()), 0..4),
        size in 1_usize..40,
    ) {
        let entry = |(key, value): &(String, Value)| format!("{}:{value}", json!(key));
        let entries: Vec<String> = before
            .iter()
            .map(entry)
            .chain([r#""decision":"block""#.to_owned()])
            .chain(after.iter().map(entry))
            .collect();
        let copy = shortened(&format!("{{{}}}", entries.join(",")), size).unwrap_or_default();
        prop_assert!(crate::interpret::restricts_natively(&copy).is_some());
    }

    #[test]
    fn no_bytes_upset_it(text in "[{}\\[\\]\":,\\\\u a1é]{0,60}", size in 1_usize..9) {
        if let Some(copy) = shortened(&format!("{{{text}"), size) {
            let framed = copy.starts_with(b"{") && copy.ends_with(b"}");
            prop_assert!(framed);
        }
    }
}
