use serde_json::json;

use super::*;

/// Appends to the list that is the value of `a`, and returns the text and its new value.
fn appended(text: &str) -> (String, Result<Value, String>) {
    let tree = root(text).unwrap();
    let list = Container::of(tree.get("a").unwrap());
    let with = list.append(text, None, &Ordered::Plain(json!("new")));
    let value = read(&with);
    (with, value)
}

/// Removes the element at this index of the list that is the value of `a`.
fn removed(text: &str, index: usize) -> (String, Result<Value, String>) {
    let tree = root(text).unwrap();
    let list = Container::of(tree.get("a").unwrap());
    let without = list.remove(text, index);
    let value = read(&without);
    (without, value)
}

fn read(text: &str) -> Result<Value, String> {
    let tree = json_tree(text, JsonStyle::Relaxed).map_err(|flaw| flaw.message)?;
    Ok(tree.get("a").unwrap().to_value())
}

#[test]
fn an_appended_value_becomes_an_element_despite_comments() {
    for text in [
        "{\"a\": [1 /*/ x */]}",
        "{\"a\": [1 /*/ x */, /*/ y */]}",
        "{\"a\": [1 /*/ , */, ]}",
        "{\"a\": [1 /**/ /***/]}",
        "{\"a\": [1 /* // */]}",
        "{\"a\": [1 // */\n]}",
        "{\"a\": [1 // x\r\n]}",
        "{\"a\": [1 // x\r]}",
        "{\"a\": [1 // x\r\r\n]}",
        "{\"a\": [1, // x\r /* y\r */ ]}",
        "{\"a\": [1]} // x",
        "{\"a\": [1]} /*/ x */",
    ] {
        let (with, value) = appended(text);
        assert_eq!(value, Ok(json!([1, "new"])), "{text:?} {with:?}");
        assert_eq!(removed(&with, 1).0, text, "{with:?}");
    }
    let strings = r#"{"a": ["// x", "*/", "/* y"]}"#;
    let (with, value) = appended(strings);
    assert_eq!(value, Ok(json!(["// x", "*/", "/* y", "new"])));
    assert_eq!(removed(&with, 3).0, strings);
}

#[test]
fn what_remains_after_a_removal_is_not_in_a_comment() {
    for (text, index) in [
        ("{\"a\": [1, // x\n 2]}", 1),
        ("{\"a\": [1, // x\n 2 ]}", 1),
        ("{\"a\": [1, // x\r 2 ]}", 1),
        ("{\"a\": [1, // x\r\n 2 /* y */]}", 1),
        ("{\"a\": [ // x\n 2, 1]}", 0),
        ("{\"a\": [ /* w */ // x\n 2, 1]}", 0),
        ("{\"a\": [1, /*/ x */ 2]}", 1),
        ("{\"a\": [1, /* // */ 2]}", 1),
    ] {
        let (without, value) = removed(text, index);
        assert_eq!(value, Ok(json!([1])), "{text:?} {without:?}");
    }
}
