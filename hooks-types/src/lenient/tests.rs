//! Tests that the JSON which agents write and `serde_json` refuses is read, and that all other JSON
//! is read unchanged.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::any_json::any_json;

fn value(text: &[u8]) -> Value {
    read(text).unwrap().0
}

fn notes(text: &[u8]) -> String {
    let notes = read(text).unwrap().1.notes();
    let notes: Vec<String> = notes.into_iter().map(|note| note.message).collect();
    notes.join("\n")
}

#[test]
fn half_a_surrogate_is_replaced_and_a_pair_behind_it_is_kept() {
    for (text, expected) in [
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""\ude00 \ud83d""#, "\u{fffd} \u{fffd}"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
        (r#""\ud83d\u0041""#, "\u{fffd}A"),
        (r#""\ud83dA\uDE00""#, "\u{fffd}A\u{fffd}"),
        (r#""\uD83D\uDE00""#, "\u{1f600}"),
    ] {
        assert_eq!(value(text.as_bytes()), json!(expected), "{text}");
    }
    let said = notes(br#"{"a": "\ud83d", "b": "\ud83d"}"#);
    assert!(said.contains("2 in all, the first at byte 7"), "{said}");
}

#[test]
fn bytes_that_are_not_utf8_are_replaced_in_keys_and_values() {
    assert_eq!(
        value(b"{\"\xff\": \"a\xc3\", \"b\": \"\xed\xa0\xbd\"}"),
        json!({"\u{fffd}": "a\u{fffd}", "b": "\u{fffd}\u{fffd}\u{fffd}"})
    );
    assert!(notes(b"\"\xff\"").contains("not UTF-8"));
}

#[test]
fn nesting_beyond_the_limit_is_cut_and_the_rest_is_read() {
    for deep in [DEEPEST - 1, DEEPEST, DEEPEST + 2, 100_000] {
        let text = format!(
            r#"{{"deep": {}"]\"{{"{}, "behind": 1}}"#,
            "[".repeat(deep - 1),
            "]".repeat(deep - 1)
        );
        let (read, replaced) = read(text.as_bytes()).unwrap();
        assert_eq!(read["behind"], json!(1), "{deep}");
        assert_eq!(replaced.unseen().is_some(), deep > DEEPEST, "{deep}");
    }
}

#[test]
fn numbers_no_type_holds_keep_their_text() {
    for text in ["1e999", "-1E+400", "NaN", "Infinity", "-Infinity"] {
        assert_eq!(value(text.as_bytes()), json!(text));
        assert!(notes(text.as_bytes()).contains("number"));
    }
    let long = format!("0.{}", "1".repeat(1_000_000));
    assert_eq!(value(long.as_bytes()), json!(long));
    for text in ["01", "1.", ".5", "1e", "--1", "+1", "1-2", "-"] {
        assert!(read(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn a_key_said_twice_is_noted_and_two_values_cannot_be_judged() {
    let alike = read(br#"{"a": 1, "\u0061": 1}"#).unwrap();
    assert_eq!((alike.0, alike.1.unseen()), (json!({"a": 1}), None));
    let unlike = read(br#"{"a": 1, "\u0061": 2}"#).unwrap();
    assert_eq!(unlike.0, json!({"a": 2}));
    assert!(unlike.1.unseen().unwrap().contains("byte 9"));
}

#[test]
fn marks_nul_bytes_and_control_characters_are_passed_over() {
    assert_eq!(
        value(b"\xef\xbb\xbf\0{\"a\":\xef\xbb\xbf \"b\nc\0\"}\0\0"),
        json!({"a": "b\nc\0"})
    );
    assert_eq!(notes(b"\xef\xbb\xbf{}\n"), "");
}

#[test]
fn invalid_json_is_an_error_with_its_place() {
    for text in [
        "",
        " ",
        "{",
        "[",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "[1,]",
        "{a:1}",
        "{} {}",
        "\"",
        "\"\\",
        "\"\\u12",
        "\"\\q\"",
        "tru",
        "nul",
        "}",
        "]",
        "'a'",
        "[1 2]",
        "{\"a\" 1}",
        "\u{feff}",
        "undefined",
    ] {
        let error = read(text.as_bytes()).unwrap_err();
        assert!(
            error.to_string().contains("at line 1 column"),
            "{text}: {error}"
        );
    }
    let error = read(b"{\n  \"a\": 1,\n  b: 2}").unwrap_err();
    assert_eq!(error.position(), (3, 3));
    assert_eq!(
        error.to_string(),
        "expected a key in quotes at line 3 column 3"
    );
    let deep = "[".repeat(300);
    assert!(read(deep.as_bytes()).is_err());
}

proptest! {
    #[test]
    fn what_serde_json_writes_is_read_as_it_reads_it(value in any_json(6, 64, 6)) {
        for text in [value.to_string(), format!("{value:#}")] {
            let (found, replaced) = read(text.as_bytes()).unwrap();
            prop_assert_eq!(found, serde_json::from_str::<Value>(&text).unwrap());
            prop_assert_eq!(replaced, Replaced::default());
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused_and_what_serde_json_takes_is_taken(
        bytes in prop::collection::vec(
            prop_oneof![
                any::<u8>(),
                prop::sample::select(br#"{}[]",:\u0d8c1e.-"#.to_vec()),
            ],
            0..64,
        )
    ) {
        let found = read(&bytes);
        if let Ok(expected) = serde_json::from_slice::<Value>(&bytes) {
            prop_assert_eq!(found.map(|(value, _)| value), Ok(expected));
        }
    }
}
