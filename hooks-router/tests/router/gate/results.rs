//! Tests results of tools, and the hooks that run after them.

use super::*;

/// Shows a result to the only hook of this event, which gives this answer. Returns the result and
/// the event.
async fn after(
    event: EventName,
    result: ToolResult,
    answer: impl Into<HookAnswer>,
) -> (hooks_router::After, HookEvent) {
    let (router, mut handle) = mocked([hook_of(event, "after")]);
    let session = router.session(meta());
    let call = call();
    let Gate::Run(approved) = session.before(&call).await else {
        panic!("not approved");
    };
    let answer = answer.into();
    let asked = async {
        let asked = handle.next().await.unwrap();
        let event = asked.request().payload.payload().event.clone();
        asked.answer(answer);
        event
    };
    tokio::join!(session.after(approved, result), asked)
}

#[tokio::test]
async fn a_post_hook_replaces_the_output_and_gives_feedback() {
    let result = ToolResult::Completed(json!("secret"));
    let (after_modify, event) = after(
        EventName::PostToolUse,
        result.clone(),
        Outcome::modify("***"),
    )
    .await;
    assert_eq!(after_modify.result, ToolResult::Completed(json!("***")));
    assert_eq!(after_modify.feedback, None);
    assert!(matches!(event, HookEvent::PostToolUse(event) if event.tool_output == json!("secret")));

    let (after_block, _) = after(
        EventName::PostToolUse,
        result.clone(),
        HookAnswer::block("format it"),
    )
    .await;
    assert_eq!(after_block.result, result);
    assert_eq!(after_block.feedback.as_deref(), Some("format it"));
}

#[tokio::test]
async fn a_failed_tool_fires_the_failure_event() {
    let result = ToolResult::failed_with("exit 1", "partial");
    let (after, event) = after(
        EventName::PostToolUseFailure,
        result.clone(),
        HookAnswer::proceed(),
    )
    .await;
    assert_eq!(after.result, result);
    let HookEvent::PostToolUseFailure(event) = event else {
        panic!("{event:?}");
    };
    assert_eq!(
        (event.error.as_str(), event.tool_output),
        ("exit 1", Some(json!("partial")))
    );
}

#[tokio::test]
async fn a_text_that_holds_the_arguments_is_reported_as_the_arguments() {
    let call = ToolCall::function("f", "Write", serde_json::Map::new());
    let gate = gate_of(&call, Outcome::modify(r#"{ "path": "a" }"#)).await;
    assert_eq!(gate.report().content, Some(json!({ "path": "a" })));
}
