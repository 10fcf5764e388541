//! The event keys of Copilot's files, and the targets of their matchers (the texts that they are tested against).
//! Whether a key is camelCase or PascalCase selects the spelling of the payload.

use hooks_types::dialect::Spelling;

use crate::config::events::Target::{Free, Nothing, OneOf, Tool};
use crate::config::events::{Events, FileEvent, Target};
use crate::copilot::events::{EventRow, TABLE};

/// Copilot's events under both of their keys, each with the target of its matchers.
pub(super) static EVENTS: Events = Events::new(|| {
    let row = |name, own: &EventRow| FileEvent::new(name, own, target(own.camel));
    let both = |own: &EventRow| {
        let pascal = Some(row(own.pascal, own)).filter(|_| has_pascal(own.camel));
        [Some(row(own.camel, own)), pascal]
    };
    TABLE.rows.iter().flat_map(both).flatten().collect()
});

/// Returns whether Copilot's reference lists a PascalCase key for the event.
fn has_pascal(camel: &str) -> bool {
    !matches!(
        camel,
        "postToolUseFailure"
            | "userPromptTransformed"
            | "subagentStart"
            | "notification"
            | "errorOccurred"
    )
}

/// Returns the target that an event's matchers are tested against.
fn target(camel: &str) -> Target {
    match camel {
        "preToolUse" | "postToolUse" | "permissionRequest" => Tool,
        "subagentStart" => Free,
        "preCompact" => OneOf(&["manual", "auto"]),
        "notification" => OneOf(NOTICES),
        _ => Nothing,
    }
}

/// The documented types of notifications.
const NOTICES: &[&str] = &[
    "shell_completed",
    "shell_detached_completed",
    "agent_completed",
    "agent_idle",
    "permission_prompt",
    "elicitation_dialog",
];

/// Returns the spelling of the payloads that hooks under this key get.
pub(super) fn spelling(key: &str) -> Spelling {
    if key.starts_with(|c: char| c.is_ascii_uppercase()) {
        Spelling::PascalCase
    } else {
        Spelling::CamelCase
    }
}
