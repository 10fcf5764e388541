//! A sample of every event.

use hooks_types::event::{
    AfterAgent, Interrupt, Notification, NotificationLevel, OtherEvent, PermissionRequest,
    PostCompact, PostToolUse, PostToolUseFailure, PreCompact, PreToolUse, SessionEnd, SessionStart,
    Stop, SubagentStart, SubagentStop, Target, UserPromptSubmit,
};
use hooks_types::{EventName, HookEvent};
use serde_json::{Map, json};

use super::tool::call;

/// Whether an event of this name is about a tool call.
pub(super) fn is_about_a_call(name: &EventName) -> bool {
    name.traits().target == Target::ToolName
}

/// What the event could hold; a call is one of `tool`, else of the shell.
pub(super) fn sample(name: &EventName, tool: Option<&str>) -> HookEvent {
    let call = || call(tool.unwrap_or("shell"));
    match name {
        EventName::PreToolUse => PreToolUse::new(call()).into(),
        EventName::PermissionRequest => PermissionRequest::new(call()).into(),
        EventName::PostToolUse => PostToolUse::new(call(), json!("sample output"), 12).into(),
        EventName::PostToolUseFailure => PostToolUseFailure::new(call(), "sample error", 12).into(),
        EventName::UserPromptSubmit => UserPromptSubmit::new("sample prompt").into(),
        EventName::Stop => Stop::new().into(),
        EventName::SubagentStop => {
            let mut stop = SubagentStop::new("sample-subagent");
            stop.agent_type = Some("Explore".to_owned());
            stop.into()
        }
        EventName::PreCompact => PreCompact::new("manual").into(),
        EventName::PostCompact => PostCompact::new("manual").into(),
        EventName::SessionStart => SessionStart::new("startup").into(),
        EventName::SessionEnd => SessionEnd::new("logout").into(),
        EventName::Notification => {
            Notification::new("sample notification", NotificationLevel::Info).into()
        }
        EventName::SubagentStart => {
            let mut start = SubagentStart::new("sample-subagent");
            start.agent_type = Some("Explore".to_owned());
            start.into()
        }
        EventName::Interrupt => {
            let mut interrupt = Interrupt::new();
            interrupt.reason = Some("the user pressed Escape".to_owned());
            interrupt.into()
        }
        EventName::AfterAgent => AfterAgent::new("sample-session", "sample-turn").into(),
        EventName::Other(name) => OtherEvent::new(&**name, Map::new()).into(),
    }
}
