use serde_json::json;

use super::*;

#[test]
fn every_event_has_both_schemas_and_they_name_it() {
    let files = files();
    assert_eq!(files.len(), 2 * (EventName::ALL.len() + 1) + 1);
    for event in EventName::ALL {
        let file = |folder: &str| {
            let path = format!("{folder}/{}.json", event.wire_name());
            let (_, text) = files.iter().find(|(name, _)| *name == path).unwrap();
            assert!(text.ends_with("}\n"));
            serde_json::from_str::<Value>(text).unwrap()
        };
        assert_eq!(
            file("payload")["properties"]["hook_event"]["properties"]["event_type"]["const"],
            event.wire_name()
        );
        assert_eq!(file("answer")["title"], format!("An answer to {event}"));
    }
}

#[test]
fn an_answer_may_decide_what_its_event_can_carry() {
    let decisions = |event: EventName| -> Value {
        let schema: Value = serde_json::from_str(&answer(&event)).unwrap();
        schema["properties"]["decision"]["enum"].clone()
    };
    assert_eq!(
        decisions(EventName::PreToolUse),
        json!(["proceed", "allow", "modify", "ask", "block"])
    );
    assert_eq!(
        decisions(EventName::PermissionRequest),
        json!(["proceed", "allow", "ask", "block"])
    );
    assert_eq!(decisions(EventName::Stop), json!(["proceed", "block"]));
    assert_eq!(decisions(EventName::SessionStart), json!(["proceed"]));
}

#[test]
fn a_description_has_one_line_and_no_link_of_rustdoc() {
    let comment = "Runs [`once`](crate::once), or\n[`Launch::Worker`]: see [a page](https://example.com).\n\nA [`b";
    let text = "Runs `once`, or `Launch::Worker`: see [a page](https://example.com). A [`b";
    assert_eq!(plain(comment), text);
}
