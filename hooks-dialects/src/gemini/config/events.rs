//! Gemini CLI's events in its files.

use crate::config::events::Target::{Nothing, OneOf, Tool};
use crate::config::events::{EventRow, Events, Target};
use crate::gemini::events::TABLE;

pub(super) static EVENTS: Events = Events::new(|| {
    let row = |name, ours| EventRow::new(name, ours, target(name));
    TABLE
        .iter()
        .map(|own| row(own.name, own.ours.clone()))
        .collect()
});

fn target(event: &str) -> Target {
    match event {
        "BeforeTool" | "AfterTool" => Tool,
        "SessionStart" => OneOf(&["startup", "resume", "clear"]),
        "SessionEnd" => OneOf(&["exit", "clear", "logout", "prompt_input_exit", "other"]),
        "PreCompress" => OneOf(&["auto", "manual"]),
        _ => Nothing,
    }
}
