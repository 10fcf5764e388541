use super::*;
use crate::interpret::NATIVE_KEYS;

fn unfinished() -> Unfinished {
    Unfinished {
        object: Object::default(),
        token: Token::None,
        kept: Vec::new(),
        key: None,
    }
}

fn read(text: &str, piece: usize) -> Object {
    let mut reader = FlatReader::new(NATIVE_KEYS, "pre_tool_use".into(), unfinished());
    text.as_bytes()
        .chunks(piece)
        .for_each(|part| reader.feed(part));
    reader.finish()
}

#[test]
fn keys_of_answers_are_found_at_any_depth_in_any_pieces() {
    for text in [
        r#""decision":"block"}"#,
        r#"{"x":[{"y":{"decision":"block"}}]}"#,
        r#"]]}}{"x":1e999,,"\u0064ecision" : "bl\u006fck""#,
        r#"x"\q\u12""decision":"block""#,
        r#""decision":"allow","z":{"decision":"block"},"decision":"proceed""#,
        "nonsense \"a\nb\" : 5 \"decision\"\n:\n\"block\"",
    ] {
        for piece in [1, 2, 3, 1000] {
            let object = read(text, piece);
            assert_eq!(
                object.text("decision").ok().as_deref(),
                Some("block"),
                "{text} {piece}"
            );
        }
    }
    for text in [
        r#""x":"decision","y":"block""#,
        r#""decision","block""#,
        r#""decision":{"x":"block"}"#,
        r#""decision":1,"block""#,
    ] {
        assert_ne!(
            read(text, 1000).text("decision").ok().as_deref(),
            Some("block"),
            "{text}"
        );
    }
}

#[test]
fn what_an_object_knew_goes_on_in_its_place() {
    let mut half = unfinished();
    half.token = Token::String;
    half.kept = b"blo".to_vec();
    half.key = Some("decision");
    let mut reader = FlatReader::new(NATIVE_KEYS, "pre_tool_use".into(), half);
    reader.feed(b"ck\"}");
    assert_eq!(
        reader.finish().text("decision").ok().as_deref(),
        Some("block")
    );
}

#[test]
fn a_read_object_holds_the_keys_of_the_payload_and_nothing_from_an_earlier_one() {
    const INNER: &[Key] = &[Key::words("word", &["a", "b"])];
    static KEYS: &[Key] = &[Key::object("inner", INNER)];
    let read = |text: &str| {
        let mut reader = FlatReader::new(KEYS, "event".into(), unfinished());
        reader.feed(text.as_bytes());
        reader.finish()
    };
    for text in [
        r#""inner":{"word":"b"}}"#,
        r#""inner":{},"inner":{"word":"b"}}"#,
        r#""inner":[],"inner":{"word":"b"},"inner":{}}"#,
    ] {
        let object = read(text);
        let inner = object.object("inner").ok();
        let word = inner.and_then(|inner| inner.text("word").ok());
        assert_eq!(word.as_deref(), Some("b"), "{text}");
    }
}
