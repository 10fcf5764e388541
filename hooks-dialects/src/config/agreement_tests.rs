//! For each agent, the payloads, the config reader and the bridge must have the same events.

use std::collections::BTreeSet;

use hooks_config::format::BridgedEvent;
use hooks_types::wire::{Expected, decode, encode, events_of, form_of};
use hooks_types::{DialectRef, EventName, HookSpec};

use super::agents;
use super::events::FileEvent;
use super::trial::{load, remarks};

/// Returns the events of each agent's config reader.
fn rows() -> [(DialectRef, &'static [FileEvent]); 6] {
    [
        (
            crate::CLAUDE,
            crate::claude::config::handler::ENTRIES.rows(),
        ),
        (crate::CODEX, crate::codex::config::handler::ENTRIES.rows()),
        (
            crate::GEMINI,
            crate::gemini::config::handler::ENTRIES.rows(),
        ),
        (
            crate::CURSOR,
            crate::cursor::config::handler::ENTRIES.rows(),
        ),
        (
            crate::COPILOT,
            crate::copilot::config::handler::ENTRIES.rows(),
        ),
        (crate::GOOSE, crate::goose::config::handler::ENTRIES.rows()),
    ]
}

/// Loads a hook under an event key of an agent's file; returns whether the agent knows the event.
fn under(dialect: &DialectRef, event: &str) -> (HookSpec, bool) {
    let handler = r#"{"type":"command","command":"x"}"#;
    let entry = match dialect.name() {
        "cursor" | "copilot" => handler.to_owned(),
        _ => format!(r#"{{"hooks":[{handler}]}}"#),
    };
    let text = format!(r#"{{"version":1,"hooks":{{"{event}":[{entry}]}}}}"#);
    let loaded = load(dialect.clone(), "/p/hooks.json", &text);
    let unknown = remarks(&loaded)
        .iter()
        .any(|said| said.contains("unknown_event"));
    let hook = loaded.hooks_despite_errors().first().cloned();
    (
        hook.unwrap_or_else(|| panic!("a hook for {dialect} {event}")),
        !unknown,
    )
}

fn bridged(dialect: &DialectRef) -> &'static [BridgedEvent] {
    let agents = agents();
    let agent = agents.get(dialect).expect("one of ours");
    agent.bridge.map_or(&[], |bridge| bridge.events)
}

#[test]
fn an_event_that_an_agent_sends_is_one_that_its_files_have() {
    for (dialect, rows) in rows() {
        for event in EventName::ALL {
            let Some(form) = form_of(&dialect, event) else {
                let ours = rows.iter().any(|row| row.event == *event);
                assert!(
                    !ours,
                    "{dialect} has {event} in its files and not on its wire"
                );
                continue;
            };
            let (hook, known) = under(&dialect, &form.event);
            assert!(
                known && events_of(&hook).contains(event),
                "{dialect} {event}: {hook:?}"
            );
            assert_eq!(hook.form.event, form.event, "{dialect} {event}");
        }
    }
}

#[test]
fn an_event_of_an_agents_files_is_one_that_it_sends() {
    for (dialect, rows) in rows() {
        let names: BTreeSet<&str> = rows.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), rows.len(), "{dialect} has an event twice");
        for row in rows {
            let (hook, known) = under(&dialect, row.name);
            assert!(known && hook.event == row.event, "{dialect} {}", row.name);
            let object = serde_json::json!({"session_id": "s", "cwd": "/p", "tool_name": "t",
                "tool_input": {}, "tool_response": {}, "error": "e", "prompt": "p", "trigger": "manual",
                "source": "startup", "reason": "other", "message": "m", "notification_type": "n",
                "agent_type": "a", "agent_id": "i", "command": "ls", "file_path": "/p/f", "text": "x",
                "toolName": "t", "toolArgs": "{}", "status": "completed", "prompt_response": "r",
                "stop_hook_active": false, "transcript_path": "/t", "timestamp": 1, "content": "c",
                "edits": [], "toolResult": {}, "tool_output": "o", "output": "o", "result_json": "{}",
                "transformedPrompt": "p", "agentName": "a", "stopReason": "s", "error_message": "e",
                "permission_mode": "default", "duration": 1, "workspace_roots": ["/p"]});
            let expected = Expected::new(dialect.clone()).with_event(row.name);
            let payload = decode(object.to_string().as_bytes(), expected);
            let payload = payload.unwrap_or_else(|error| panic!("{dialect} {}: {error}", row.name));
            assert_eq!(payload.event.name(), row.event, "{dialect} {}", row.name);
            encode(&payload, &hook.form)
                .unwrap_or_else(|error| panic!("{dialect} {}: {error}", row.name));
        }
    }
}

#[test]
fn an_event_of_an_agents_bridge_is_one_of_its_files_and_closes_where_it_is_a_gate() {
    let mut open = Vec::new();
    for (dialect, rows) in rows() {
        for event in bridged(&dialect) {
            let row = rows.iter().find(|row| row.name == event.name());
            let row = row.unwrap_or_else(|| panic!("{dialect} has no event {}", event.name()));
            let gates = row.event.traits().gates();
            assert!(
                gates || !event.is_gate(),
                "{dialect}: {} is no gate",
                row.name
            );
            if gates && !event.is_gate() {
                open.push(format!("{dialect} {}", row.name));
            }
        }
    }
    // The events in `OPEN` are the only gates on which hooks of these agents cannot block.
    assert_eq!(open, OPEN);
}

/// Events that are gates in our format (a block prevents the action), but on which hooks of these agents can only
/// observe.
const OPEN: &[&str] = &[
    "gemini PreCompress",
    "cursor preCompact",
    "copilot PreCompact",
    "goose UserPromptSubmit",
];
