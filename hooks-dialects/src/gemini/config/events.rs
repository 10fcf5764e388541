//! The events that Gemini CLI's files can name, and the targets of their matchers (the texts that they are tested
//! against).

use crate::config::events::Target::{Nothing, OneOf, Tool};
use crate::config::events::{Events, Target, of_table};
use crate::gemini::events::TABLE;

/// Gemini CLI's events, each with the target of its matchers.
pub(super) static EVENTS: Events = Events::new(|| of_table(&TABLE, |row| target(row.name)));

/// Returns the target that an event's matchers are tested against.
fn target(event: &str) -> Target {
    match event {
        "BeforeTool" | "AfterTool" => Tool,
        "SessionStart" => OneOf(&["startup", "resume", "clear"]),
        "SessionEnd" => OneOf(&["exit", "clear", "logout", "prompt_input_exit", "other"]),
        "PreCompress" => OneOf(&["auto", "manual"]),
        _ => Nothing,
    }
}
