//! The events of Copilot under both names, and the parts of an answer they accept.

use EventName::{
    Notification, PermissionRequest, PostToolUse, PostToolUseFailure, PreCompact, PreToolUse,
    SessionEnd, SessionStart, Stop, SubagentStart, SubagentStop, UserPromptSubmit,
};
use hooks_types::EventName;
use hooks_types::dialect::{Spelling, WireForm};

use crate::COPILOT;
use crate::events::{AgentEvent, EventTable, by_fields};

/// The parts of an answer that an event accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// `permissionDecision`, `modifiedArgs`, `additionalContext`; a crash denies.
    ToolPermission,
    /// `behavior`, `message`, `interrupt`.
    Permission,
    /// `decision: block`, `modifiedResult`, `additionalContext`.
    Result,
    /// `decision: block`, `modifiedPrompt`, `additionalContext`.
    Prompt,
    /// `additionalContext`; at exit code 2 the whole stdout is context.
    FailureContext,
    /// `additionalContext`.
    Context,
    /// `decision: block`, `reason`.
    GoOn,
    /// `modifiedTransformedPrompt`.
    Transformed,
    /// No part of an answer.
    Nothing,
}

/// One event of Copilot.
#[derive(Debug)]
pub(super) struct EventRow {
    /// The camelCase name, which selects that payload spelling.
    pub(super) camel: &'static str,
    /// The PascalCase name, which selects the other spelling.
    pub(super) pascal: &'static str,
    /// Our event; `None` if we have no counterpart, and the event becomes `Other` under the camelCase name.
    pub(super) ours: Option<EventName>,
    /// The accepted parts of an answer.
    pub(super) says: Says,
}

/// Creates a row of the table.
const fn row(
    camel: &'static str,
    pascal: &'static str,
    ours: Option<EventName>,
    says: Says,
) -> EventRow {
    EventRow {
        camel,
        pascal,
        ours,
        says,
    }
}

/// The 14 events.
#[rustfmt::skip]
pub(super) static TABLE: EventTable<EventRow> = EventTable {
    // An unknown event accepts context.
    unlisted: row("", "", None, Says::Context),
    rows: &[
    row("preToolUse", "PreToolUse", Some(PreToolUse), Says::ToolPermission),
    row("postToolUse", "PostToolUse", Some(PostToolUse), Says::Result),
    row("postToolUseFailure", "PostToolUseFailure", Some(PostToolUseFailure), Says::FailureContext),
    row("permissionRequest", "PermissionRequest", Some(PermissionRequest), Says::Permission),
    row("userPromptSubmitted", "UserPromptSubmit", Some(UserPromptSubmit), Says::Prompt),
    row("userPromptTransformed", "UserPromptTransformed", None, Says::Transformed),
    row("sessionStart", "SessionStart", Some(SessionStart), Says::Context),
    // Copilot reads no answer on this event (hooks reference).
    row("sessionEnd", "SessionEnd", Some(SessionEnd), Says::Nothing),
    row("agentStop", "Stop", Some(Stop), Says::GoOn),
    row("subagentStart", "SubagentStart", Some(SubagentStart), Says::Context),
    row("subagentStop", "SubagentStop", Some(SubagentStop), Says::GoOn),
    row("preCompact", "PreCompact", Some(PreCompact), Says::Nothing),
    row("notification", "Notification", Some(Notification), Says::Context),
    row("errorOccurred", "ErrorOccurred", None, Says::Nothing),
]};

impl AgentEvent for EventRow {
    fn name(&self) -> &'static str {
        self.camel
    }

    fn ours(&self) -> Option<EventName> {
        self.ours.clone()
    }

    fn other_name(&self) -> Option<&'static str> {
        Some(self.pascal)
    }
}

/// Returns the row of an event, by Copilot's name or ours.
pub(super) fn named(name: &str) -> Option<&'static EventRow> {
    let row = TABLE.find(name);
    row.or_else(|| TABLE.of_event(&EventName::named(name)))
}

/// Returns the payload spelling that a form's event name selects. A permission request has only one.
pub(super) fn spelling_of(form: &WireForm) -> Spelling {
    match form.spelling {
        _ if TABLE.row(&form.event).says == Says::Permission => Spelling::CamelCase,
        Spelling::Standard if starts_upper(&form.event) => Spelling::PascalCase,
        Spelling::Standard => Spelling::CamelCase,
        said => said,
    }
}

/// Returns whether the form is that of a permission request.
pub(super) fn asks_permission(form: &WireForm) -> bool {
    TABLE.row(&form.event).says == Says::Permission
}

/// Returns whether hooks under this key have Claude Code's matchers and answers.
pub(super) fn is_pascal_key(form: &WireForm) -> bool {
    form.spelling == Spelling::PascalCase || starts_upper(&form.event)
}

/// Returns whether a name starts with an ASCII capital letter.
fn starts_upper(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
}

/// Returns the form of an event in a spelling; an event outside the table keeps its name.
pub(super) fn form(row: &EventRow, name: &str, spelling: Spelling) -> WireForm {
    let name = match spelling {
        _ if row.camel.is_empty() => name,
        Spelling::PascalCase => row.pascal,
        _ => row.camel,
    };
    WireForm::new(COPILOT, name).with_spelling(spelling)
}

/// Returns the events that an object without a name may be, by its fields.
pub(super) fn fitting(has: impl Fn(&str) -> bool) -> Vec<&'static EventRow> {
    // More specific fields come first.
    const SIGNS: &[(&[&str], &[&str])] = &[
        (&["toolName", "toolResult"], &["postToolUse"]),
        (&["toolName", "error"], &["postToolUseFailure"]),
        (&["toolName"], &["preToolUse", "permissionRequest"]),
        (&["transformedPrompt"], &["userPromptTransformed"]),
        (&["prompt"], &["userPromptSubmitted"]),
        (&["errorContext"], &["errorOccurred"]),
        (&["error", "recoverable"], &["errorOccurred"]),
        (&["notification_type"], &["notification"]),
        (&["agentName", "agentId"], &["subagentStop"]),
        (&["agentName", "stopReason"], &["subagentStop"]),
        (&["agentName"], &["subagentStart"]),
        (&["stopReason"], &["agentStop"]),
        (&["trigger"], &["preCompact"]),
        (&["source"], &["sessionStart"]),
        (&["reason"], &["sessionEnd"]),
    ];
    let names = by_fields(SIGNS, has, |_| true).unwrap_or_default();
    names.iter().filter_map(|name| TABLE.find(name)).collect()
}
