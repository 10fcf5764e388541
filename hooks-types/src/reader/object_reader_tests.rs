use proptest::prelude::*;
use serde::de::IgnoredAny;

use super::*;
use crate::reader::key::{Holds, among};

const INNER: &[Key] = &[Key::decision("word", |value, _| among(value, &["a", "b"]))];

static KEYS: &[Key] = &[
    Key::decision("word", |value, event| match event {
        "reversed" => among(value, &["b", "a"]),
        _ => among(value, &["a", "b"]),
    }),
    Key::remark("text"),
    Key::content("content"),
    Key {
        name: "inner",
        holds: Holds::Object(INNER),
    },
];

fn read(text: &[u8], size: usize, limit: usize) -> (Object, bool, Option<usize>) {
    let mut reader = ObjectReader::new(KEYS, "event".into(), limit);
    let mut read = 0;
    for piece in text.chunks(size.max(1)) {
        if let Some(end) = reader.feed(piece) {
            let valid = reader.is_valid();
            return (reader.finish(false), valid, Some(read + end));
        }
        read += piece.len();
    }
    let valid = reader.is_valid();
    (reader.finish(true), valid, None)
}

fn written(text: &str) -> String {
    let mut out = Vec::new();
    read(text.as_bytes(), 3, usize::MAX)
        .0
        .write(usize::MAX >> 1, &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn known_keys_are_kept_and_the_others_named() {
    for (text, kept) in [
        (
            r#"{"text":"a","x":{"word":"b"},"word":"b"}"#,
            r#"{"text":"a","x":null,"word":"b"}"#,
        ),
        (
            r#"{"content": {"a": [1, "]"]}, "inner": {"word" : "b", "y": 1}}"#,
            r#"{"content":{"a": [1, "]"]},"inner":{"word":"b","y":null}}"#,
        ),
        (
            r#"{"inner":"b","text":{"a":1},"content":1e999}"#,
            r#"{"inner":"b","text":{"a":1},"content":1e999}"#,
        ),
        (
            "{\"text\":\"\\ud800\\u0041\u{e9}\"}",
            "{\"text\":\"\u{fffd}A\u{e9}\"}",
        ),
        ("{\"content\":[\n1,\n2]}", r#"{"content":[ 1, 2]}"#),
        ("{}", "{}"),
        ("{", "{"),
        (r#"{"inner":{"word":"b"#, r#"{"inner":{"#),
        (r#"{"inner":{"word":"b","#, r#"{"inner":{"word":"b""#),
        (
            r#"{"word":"b","content":["#,
            r#"{"word":"b","content":1e999"#,
        ),
    ] {
        assert_eq!(written(text), kept, "{text}");
        assert_eq!(written(kept), kept);
    }
}

#[test]
fn of_a_key_said_twice_the_strictest_decision_or_the_last_value_is_kept() {
    for (text, kept) in [
        (r#"{"word":"b","word":"a"}"#, r#"{"word":"b","word":"b"}"#),
        (
            r#"{"word":"a","word":"b","word":"c"}"#,
            r#"{"word":"b","word":"b"}"#,
        ),
        (r#"{"text":"b","text":"a"}"#, r#"{"text":"a","text":"a"}"#),
        (
            r#"{"inner":{"word":"b"},"inner":{"word":"a","y":1}}"#,
            r#"{"inner":{"word":"b","word":"b","y":null},"inner":{"word":"b","word":"b","y":null}}"#,
        ),
        (
            r#"{"inner":{"word":"b"},"inner":1}"#,
            r#"{"inner":{"word":"b"},"inner":{"word":"b"}}"#,
        ),
    ] {
        assert_eq!(written(text), kept, "{text}");
    }
    let mut reader = ObjectReader::new(KEYS, "reversed".into(), 100);
    reader.feed(br#"{"word":"b","word":"a"}"#);
    let object = reader.finish(false);
    assert_eq!(object.get("word").and_then(Value::as_str), Some("a"));
    assert_eq!(object.doubled_decision(), Some("word"));
}

#[test]
fn a_mistake_costs_itself_and_nothing_beside_it() {
    for beside in [
        "x:1",
        "\"x\"",
        "\"x\":",
        "\"x\" 5",
        "5",
        "",
        "'x':'y'",
        "\"x\":NaN",
        "\"x\":{\"y\":[1}",
        "\"x\":[1,]",
        "\"x\":1]",
        "\"x\":\"a\nb\"",
        "\"x\":\"\\q\"",
        "\"x\"::1",
        "\u{feff}",
        "\"x\":\"say \"hi\"\"",
        "\"x\":[{\"y\":]",
    ] {
        for text in [
            format!("{{{beside},\"word\":\"b\"}}"),
            format!("{{\"word\":\"b\",{beside}}}"),
            format!("{{\"inner\":{{{beside},\"word\":\"b\"}}}}"),
        ] {
            let (object, valid, _) = read(text.as_bytes(), 5, usize::MAX);
            let inner = match object.get("inner") {
                Some(Value::Object(inner)) => inner,
                _ => &object,
            };
            let word = inner.get("word").and_then(Value::as_str);
            assert_eq!((word, valid), (Some("b"), false), "{text}");
        }
    }
}

#[test]
fn long_values_are_cut_or_unreadable() {
    let long = "x".repeat(100);
    let text = format!(r#"{{"text":"{long}","content":["{long}"],"inner":["{long}"],"word":"b"}}"#);
    for size in [1, 7, 1000] {
        let mut out = Vec::new();
        read(text.as_bytes(), size, 10).0.write(10, &mut out);
        let cut = "x"
            .repeat(256)
            .get(..10)
            .map(str::to_owned)
            .unwrap_or_default();
        let expected = format!(r#"{{"text":"{cut}","content":1e999,"inner":1e999,"word":"b"}}"#);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}

#[test]
fn any_flood_is_read_in_bounded_memory() {
    for piece in [
        "{",
        "[",
        "9",
        "\"",
        "\\",
        "\"word\":{",
        "\"word\":\"a\",",
        "\"inner\":{\"word\":",
        "\"k",
        "]",
    ] {
        let mut reader = ObjectReader::new(KEYS, "event".into(), 1 << 10);
        reader.feed(b"{\"text\":");
        let flood = piece.repeat((1 << 18) / piece.len());
        for _ in 0..4 {
            let _ = reader.feed(flood.as_bytes());
            let raw = reader
                .recorder
                .raw
                .as_ref()
                .and_then(|raw| raw.bytes.as_ref());
            let kept = reader.lexer.kept.len() + raw.map_or(0, Vec::len);
            assert!(kept <= 2 << 10, "{piece} {kept}");
            assert!(reader.recorder.levels.len() <= 2, "{piece}");
        }
    }
}

/// Generates text that is often valid JSON.
fn nearly_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("1".to_owned()),
        Just("-0.5e3".to_owned()),
        Just("01".to_owned()),
        Just("1e999".to_owned()),
        Just("true".to_owned()),
        Just("null".to_owned()),
        Just("\"\\ud800\\n\"".to_owned()),
        Just("\"\\x\"".to_owned()),
        Just("\"a\tb\"".to_owned()),
        Just("tru".to_owned()),
        Just(String::new()),
        "\"[ -~]{0,6}\"",
    ];
    let key = prop_oneof![
        Just("\"word\"".to_owned()),
        Just("\"inner\"".to_owned()),
        "\"[a-z\\\\\"]{0,3}\"",
        Just("x".to_owned())
    ];
    let space =
        prop_oneof![4 => Just(""), 1 => Just(" \r\n\t"), 1 => Just("\u{feff}"), 1 => Just(",")];
    let value = leaf.prop_recursive(4, 24, 4, move |inner| {
        let item =
            (inner.clone(), space.clone()).prop_map(|(value, space)| format!("{value}{space}"));
        let entry = (key.clone(), space.clone(), inner)
            .prop_map(|(key, space, value)| format!("{key}{space}:{value}"));
        prop_oneof![
            proptest::collection::vec(item, 0..4)
                .prop_map(|items| format!("[{}]", items.join(","))),
            proptest::collection::vec(entry, 0..4)
                .prop_map(|entries| format!("{{{}}}", entries.join(","))),
        ]
    });
    value.prop_map(|value| format!("{{\"a\":{value}}}"))
}

proptest! {
    /// Checks that the reader and serde_json agree on which texts are valid JSON.
    #[test]
    fn it_is_as_strict_as_the_parser(text in nearly_json(), size in 1..20_usize) {
        let (_, valid, end) = read(text.as_bytes(), size, usize::MAX);
        let whole = valid && end == Some(text.len());
        let parses = serde_json::from_str::<IgnoredAny>(&text).is_ok();
        prop_assert_eq!(whole, parses, "{}", text);
    }

    /// Checks that the division into pieces does not change the result.
    #[test]
    fn pieces_change_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..60), text in nearly_json(), size in 1..9_usize) {
        let text = [text.as_bytes(), &bytes].concat();
        prop_assert_eq!(read(&text, size, 50), read(&text, usize::MAX, 50));
        let odd = [b"{", &bytes[..]].concat();
        prop_assert_eq!(read(&odd, size, 50), read(&odd, usize::MAX, 50));
    }
}

#[test]
fn a_reader_made_ready_again_knows_nothing_of_the_brackets_it_left_open() {
    let whole = br#"{"word":"b"}"#;
    for left in [
        "{",
        r#"{"x":[[{"#,
        r#"{"inner":{"word":"a""#,
        "{\"text\":\"{",
    ] {
        let mut reader = ObjectReader::new(KEYS, "event".into(), usize::MAX);
        assert_eq!(reader.feed(left.as_bytes()), None);
        reader.restart(usize::MAX);
        assert_eq!(reader.feed(whole), Some(whole.len()), "{left}");
        let object = reader.finish(false);
        assert_eq!(object.text("word").ok().as_deref(), Some("b"), "{left}");
    }
}

#[test]
fn of_a_flag_said_twice_the_one_that_decides_is_kept() {
    static FLAGS: &[Key] = &[Key::flag("go", false)];
    for text in [r#"{"go":false,"go":true}"#, r#"{"go":true,"go":false}"#] {
        let mut reader = ObjectReader::new(FLAGS, "event".into(), usize::MAX);
        reader.feed(text.as_bytes());
        assert_eq!(reader.finish(false).flag("go").ok(), Some(false), "{text}");
    }
}
