//! Guards that judge addresses.

use super::*;

#[test]
fn an_address_is_in_the_field_each_agents_guards_read() {
    let tools = ToolNames::new();
    let call = function("fetch", &json!({"uri": "https://x", "prompt": "sum up"}));
    for dialect in AGENTS.iter().copied() {
        let mut input = shown(dialect, &call, &tools);
        assert_eq!(input["url"], json!("https://x"), "{dialect}");
        let prompt = match dialect.dialect.name() {
            "gemini" => "https://x sum up",
            _ => "sum up",
        };
        assert_eq!(input["prompt"], json!(prompt), "{dialect}");
        input["url"] = json!("https://y");
        assert_eq!(
            content_back(dialect, &call, &meta(&tools), input),
            Ok(json!({"uri": "https://y", "prompt": "sum up"})),
            "{dialect}"
        );
    }
    let rewritten = json!({"url": "https://x", "prompt": "https://y"});
    assert!(content_back(&gemini::TOOLS, &call, &meta(&tools), rewritten).is_err());
}

#[test]
fn the_one_address_in_a_prompt_is_shown_and_several_are_refused() {
    let tools = ToolNames::new();
    let call = function("web_fetch", &json!({"prompt": "sum up (https://x/a)."}));
    let two = function(
        "web_fetch",
        &json!({"prompt": "compare https://x https://y"}),
    );
    for dialect in AGENTS.iter().copied() {
        let mut input = shown(dialect, &call, &tools);
        let back = |input| content_back(dialect, &call, &meta(&tools), input);
        assert_eq!(back(input.clone()), Ok(call.input.to_value()), "{dialect}");
        if dialect.dialect.name() == "gemini" {
            assert!(project(dialect, &two, &meta(&tools)).is_ok());
            continue;
        }
        assert_eq!(input["url"], json!("https://x/a"), "{dialect}");
        input["url"] = json!("https://z");
        assert!(back(input).is_err(), "{dialect}");
        assert!(project(dialect, &two, &meta(&tools)).is_err(), "{dialect}");
    }
}
