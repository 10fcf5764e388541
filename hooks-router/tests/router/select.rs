//! Which hooks an event is for.

use std::sync::Arc;

use hooks_router::DispatchOptions;
use hooks_types::event::{Notification, NotificationLevel, OtherEvent, PreToolUse, SessionStart};
use hooks_types::spec::Matcher;
use hooks_types::{EventName, HookAnswer, HookSpec, Payload, ToolCall};
use serde_json::{Map, json};

use crate::support::{hook, hook_of, meta, mocked};

/// Returns the hooks that start for an event, in the order in which they start.
pub(crate) async fn started(
    hooks: Vec<HookSpec>,
    event: impl Into<hooks_types::HookEvent>,
) -> Vec<String> {
    started_on(hooks, Payload::new(Arc::new(meta()), event)).await
}

/// Like [`started`], for any payload, even a payload that was read from another agent's bytes.
pub(crate) async fn started_on(hooks: Vec<HookSpec>, payload: Payload) -> Vec<String> {
    let (router, mut handle) = mocked(hooks);
    let session = router.session(meta());
    let mut done =
        tokio::spawn(async move { session.dispatch(payload, DispatchOptions::default()).await });
    let mut ids = Vec::new();
    loop {
        tokio::select! {
            biased;
            asked = handle.next() => {
                let asked = asked.unwrap();
                ids.push(asked.id().to_owned());
                asked.answer(HookAnswer::proceed());
            }
            _ = &mut done => return ids,
        }
    }
}

fn names(names: &[&str]) -> Matcher {
    Matcher::Names(names.iter().map(|name| (*name).to_owned()).collect())
}

fn tool(name: &str) -> PreToolUse {
    PreToolUse::new(ToolCall::function("c1", name, Map::new()))
}

fn hooks() -> Vec<HookSpec> {
    let prefix = |prefix: &str| Matcher::Prefix(prefix.to_owned());
    vec![
        hook("any").with_matcher(Matcher::Any),
        hook("bare"),
        hook("exact").with_matcher(names(&["Edit", "Write"])),
        hook("prefix").with_matcher(prefix("mcp__db__")),
        hook("either").with_matcher(Matcher::AnyOf(vec![
            prefix("Wr"),
            names(&["Read", "Write"]),
        ])),
        hook("both")
            .with_matcher(prefix("W"))
            .with_matcher(names(&["Write", "Walk"])),
        hook("never").with_matcher(Matcher::Never),
        hook("other case").with_matcher(names(&["write"])),
        hook("empty prefix").with_matcher(prefix("")),
    ]
}

#[tokio::test]
async fn hooks_are_chosen_by_name_and_prefix_in_config_order() {
    let cases: [(&str, &[&str]); 5] = [
        (
            "Write",
            &["any", "bare", "exact", "either", "both", "empty prefix"],
        ),
        ("Writer", &["any", "bare", "either", "empty prefix"]),
        ("Read", &["any", "bare", "either", "empty prefix"]),
        ("mcp__db__drop", &["any", "bare", "prefix", "empty prefix"]),
        ("mcp__db_", &["any", "bare", "empty prefix"]),
    ];
    for (name, expected) in cases {
        assert_eq!(started(hooks(), tool(name)).await, expected, "{name}");
    }
}

#[tokio::test]
async fn a_prefix_that_would_cut_a_letter_fits_nothing() {
    let hooks = vec![hook("a").with_matcher(Matcher::Prefix("é".into()))];
    assert_eq!(started(hooks.clone(), tool("ééé")).await, ["a"]);
    assert_eq!(started(hooks, tool("xé")).await, [""; 0]);
}

#[tokio::test]
async fn events_are_matched_by_their_own_target() {
    let start =
        |source: &str| hook_of(EventName::SessionStart, source).with_matcher(names(&[source]));
    let hooks = vec![start("startup"), start("resume")];
    assert_eq!(
        started(hooks, SessionStart::new("resume")).await,
        ["resume"]
    );

    let level = hook_of(EventName::Notification, "errors").with_matcher(names(&["error"]));
    let error = Notification::new("disk full", NotificationLevel::Error);
    assert_eq!(started(vec![level], error).await, ["errors"]);
}

#[tokio::test]
async fn an_event_outside_the_table_reaches_the_hooks_of_its_name() {
    let hooks = vec![
        hook_of(EventName::Other("Interrupt".into()), "mine"),
        hook_of(EventName::Other("Other".into()), "not mine"),
    ];
    let mut data = Map::new();
    data.insert("why".into(), json!("ctrl-c"));
    assert_eq!(
        started(hooks, OtherEvent::new("Interrupt", data)).await,
        ["mine"]
    );
}

#[cfg(feature = "patterns")]
#[tokio::test]
async fn a_pattern_is_tested_against_the_name_of_the_tool() {
    use hooks_types::spec::{Pattern, PatternSyntax};

    let pattern = Pattern::new("^(Write|mcp__.*)$", PatternSyntax::EcmaScript);
    let hooks = vec![hook("a").with_matcher(Matcher::Pattern(pattern))];
    assert_eq!(started(hooks.clone(), tool("mcp__db__drop")).await, ["a"]);
    assert_eq!(started(hooks, tool("WriteAll")).await, [""; 0]);
}
