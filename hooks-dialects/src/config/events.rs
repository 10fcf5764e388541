//! An agent's events: which of ours they are, and what their matchers are tested against.

use std::sync::LazyLock;

use hooks_config::DiagnosticCode;
use hooks_config::format::{Flaw, LONGEST_EVENT, Member, Reader, is_comment};
use hooks_types::EventName;
use hooks_types::near::nearest;

use crate::events::{AgentEvent, EventTable};

/// The events of an agent's files, made of the table of its wire.
pub(crate) type Events = LazyLock<Vec<FileEvent>>;

/// The events of a table under their names, each with what its matchers are tested against.
pub(crate) fn of_table<R: AgentEvent>(
    table: &EventTable<R>,
    target: fn(&R) -> Target,
) -> Vec<FileEvent> {
    let rows = table.rows.iter();
    rows.map(|row| FileEvent::new(row.name(), row, target(row)))
        .collect()
}

/// One event of an agent, as a key of its files.
#[derive(Debug)]
pub(crate) struct FileEvent {
    /// The agent's own name.
    pub(crate) name: &'static str,
    /// Ours; one that our table lacks travels as `Other` under its own name.
    pub(crate) event: EventName,
    /// What a matcher is tested against.
    pub(crate) target: Target,
}

/// What an agent tests an event's matchers against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// Nothing: a matcher is ignored.
    Nothing,
    /// A tool's name.
    Tool,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// The text of a shell call's command.
    CommandText,
    /// A text that cannot be known beforehand.
    Free,
}

impl FileEvent {
    /// A row of the wire's table under one of its names.
    pub(crate) fn new(name: &'static str, row: &impl AgentEvent, target: Target) -> Self {
        let own = || EventName::Other(row.name().into());
        Self {
            name,
            event: row.ours().unwrap_or_else(own),
            target,
        }
    }
}

/// What an event key of a file stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum EventKey<'r> {
    /// An event of the agent.
    Known(&'r FileEvent),
    /// None of the agent's; its hooks are kept for an embedder who may fire it.
    Unknown,
}

impl EventKey<'_> {
    pub(crate) fn event(&self, name: &str) -> EventName {
        match self {
            Self::Known(row) => row.event.clone(),
            Self::Unknown => EventName::Other(name.into()),
        }
    }

    pub(crate) fn target(&self) -> Target {
        match self {
            Self::Known(row) => row.target,
            Self::Unknown => Target::Free,
        }
    }
}

/// Whether a key is an event as our own format spells it and no agent does: `pre_tool_use`. Words
/// without a `_` may be anybody's.
fn is_native(key: &str) -> bool {
    let native = |event: EventName| event.traits().snake == key;
    key.contains('_') && native(EventName::named(key))
}

/// Looks an event key up, and names it where the agent does not know it. None: not an event but a
/// remark.
pub(crate) fn event_key<'r>(
    reader: &mut Reader<'_>,
    member: &Member,
    rows: &'r [FileEvent],
) -> Option<EventKey<'r>> {
    let key = &member.key;
    if let Some(row) = rows.iter().find(|row| row.name == key) {
        return Some(EventKey::Known(row));
    }
    let code = DiagnosticCode::UnknownEvent;
    if is_comment(key) {
        let message = format!("`{key}` is no event; read as a comment");
        reader.note(code, &member.key_span, message);
        return None;
    }
    if key.len() > LONGEST_EVENT {
        let message = format!("no event has a name of {} bytes; ignored", key.len());
        reader.error(code, &member.key_span, message);
        return None;
    }
    let agent = reader.title();
    if is_native(key) {
        let own = nearest(key, rows.iter().map(|row| row.name));
        let own = own.map_or_else(String::new, |own| format!("; {agent} calls it `{own}`"));
        let message =
            format!("`{key}` is an event of hooks.toml, so this is no file of {agent}{own}");
        reader.lose(&Flaw::new(code, &member.key_span, message));
        return None;
    }
    reader.warn(
        code,
        &member.key_span,
        format!("{agent} has no event `{key}`; its hooks never run there"),
    );
    if let Some(near) = nearest(key, rows.iter().map(|row| row.name)) {
        reader.help(format!("did you mean `{near}`?"));
    }
    Some(EventKey::Unknown)
}
