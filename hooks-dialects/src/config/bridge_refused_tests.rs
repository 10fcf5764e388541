//! Texts that `install` refuses to edit.

use super::*;

#[test]
fn a_text_that_cannot_be_edited_is_refused() {
    for (text, problem) in [
        ("[]", "it does not hold a JSON object"),
        ("{\"hooks\": []}", "its `hooks` is not an object"),
        (
            "{\"hooks\": {\"PreToolUse\": {}}}",
            "its `PreToolUse` is not a list",
        ),
        ("{\"hooks\": {}, \"hooks\": {}}", "it has `hooks` twice"),
    ] {
        let error = install_bridge(&crate::CLAUDE, Some(text), PROGRAM).unwrap_err();
        assert_eq!(error.to_string(), problem);
    }
    let error = install_bridge(&crate::CLAUDE, Some("{"), PROGRAM).unwrap_err();
    assert!(error.to_string().starts_with("it is not JSON: "), "{error}");
    assert!(
        error.to_string().ends_with(" on line 1 column 1"),
        "{error}"
    );
}

#[test]
fn an_edit_that_fails_says_of_what_kind_and_why() {
    let many = entry(&crate::CURSOR, events(&crate::CURSOR)[0]).to_string();
    let many = format!(
        r#"{{"hooks":{{"preToolUse":[{}]}}}}"#,
        vec![many; 300].join(",")
    );
    for (text, kind) in [
        ("{", EditErrorKind::Unreadable),
        (&"[".repeat(500), EditErrorKind::Unreadable),
        ("[]", EditErrorKind::OtherType),
        (r#"{"hooks":1}"#, EditErrorKind::OtherType),
        (r#"{"hooks":{},"hooks":{}}"#, EditErrorKind::Ambiguous),
        (&many, EditErrorKind::TooMany),
    ] {
        let error = install_bridge(&crate::CURSOR, Some(text), PROGRAM).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        let source = std::error::Error::source(&error).map(ToString::to_string);
        assert_eq!(
            source.is_some(),
            kind == EditErrorKind::Unreadable,
            "{error}"
        );
        assert!(source.is_none_or(|why| !why.is_empty()), "{error}");
    }
}
