//! The wire form of a native entry whose program speaks another agent's dialect.

use hooks_types::{Dialect, EventName, Spelling, WireForm};

/// The form in which `dialect` sends `event`; none where that agent has no such event.
pub(crate) fn form(dialect: Dialect, event: &EventName) -> Option<WireForm> {
    if dialect == Dialect::Native {
        return Some(WireForm::native(event));
    }
    if let EventName::Other(name) = event {
        return Some(WireForm::new(dialect, name.as_ref()));
    }
    let name = event_name(dialect, event)?;
    let form = WireForm::new(dialect, name);
    Some(match dialect {
        Dialect::Copilot => form.spelled(Spelling::CamelCase),
        _ => form,
    })
}

/// That agent's name of an event of the table.
fn event_name(dialect: Dialect, event: &EventName) -> Option<&'static str> {
    use EventName as E;
    let pascal = event.traits().pascal;
    match dialect {
        Dialect::Claude => (*event != E::AfterAgent).then_some(pascal),
        Dialect::Codex => (!matches!(
            event,
            E::AfterAgent | E::PostToolUseFailure | E::Notification
        ))
        .then_some(pascal),
        Dialect::Gemini => Some(match event {
            E::PreToolUse => "BeforeTool",
            E::PostToolUse | E::PostToolUseFailure => "AfterTool",
            E::UserPromptSubmit => "BeforeAgent",
            E::Stop => "AfterAgent",
            E::PreCompact => "PreCompress",
            E::Notification | E::SessionStart | E::SessionEnd => pascal,
            _ => return None,
        }),
        Dialect::Cursor => Some(match event {
            E::PreToolUse => "preToolUse",
            E::PostToolUse => "postToolUse",
            E::PostToolUseFailure => "postToolUseFailure",
            E::UserPromptSubmit => "beforeSubmitPrompt",
            E::Stop => "stop",
            E::AfterAgent => "afterAgentResponse",
            E::SessionStart => "sessionStart",
            E::SessionEnd => "sessionEnd",
            E::SubagentStart => "subagentStart",
            E::SubagentStop => "subagentStop",
            E::PreCompact => "preCompact",
            _ => return None,
        }),
        Dialect::Copilot => Some(match event {
            E::PreToolUse => "preToolUse",
            E::PostToolUse => "postToolUse",
            E::PostToolUseFailure => "postToolUseFailure",
            E::PermissionRequest => "permissionRequest",
            E::UserPromptSubmit => "userPromptSubmitted",
            E::Stop => "agentStop",
            E::Notification => "notification",
            E::SessionStart => "sessionStart",
            E::SessionEnd => "sessionEnd",
            E::SubagentStart => "subagentStart",
            E::SubagentStop => "subagentStop",
            E::PreCompact => "preCompact",
            _ => return None,
        }),
        _ => None,
    }
}
