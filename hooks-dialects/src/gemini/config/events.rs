//! Gemini CLI's events. Its AfterAgent can force another turn, so it is our Stop.

use hooks_types::EventName as Ours;

use crate::config::events::EventRow as Row;
use crate::config::events::Target::{Nothing, OneOf, Tool};

pub(super) const EVENTS: &[Row] = &[
    Row::of("BeforeTool", Ours::PreToolUse, Tool),
    Row::of("AfterTool", Ours::PostToolUse, Tool),
    Row::of("BeforeAgent", Ours::UserPromptSubmit, Nothing),
    Row::of("AfterAgent", Ours::Stop, Nothing),
    Row::other("BeforeModel", Nothing),
    Row::other("AfterModel", Nothing),
    Row::other("BeforeToolSelection", Nothing),
    Row::of(
        "SessionStart",
        Ours::SessionStart,
        OneOf(&["startup", "resume", "clear"]),
    ),
    Row::of(
        "SessionEnd",
        Ours::SessionEnd,
        OneOf(&["exit", "clear", "logout", "prompt_input_exit", "other"]),
    ),
    Row::of("PreCompress", Ours::PreCompact, OneOf(&["auto", "manual"])),
    Row::of("Notification", Ours::Notification, Nothing),
];
