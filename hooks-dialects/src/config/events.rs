//! The event names in an agent's files: for each name, our own event and the text that the event's matchers are tested
//! against.
//!
//! A key that the agent does not have is reported together with the event that was probably meant. The hooks under such
//! a key are kept under the given name, because an embedding agent can fire an event of that name.

use std::sync::LazyLock;

use hooks_config::format::{Flaw, LONGEST_EVENT, Member, Reader, is_comment};
use hooks_config::{DiagnosticCode, Words};
use hooks_types::EventName;
use hooks_types::near::nearest;
use hooks_types::text::short_name;

use crate::events::{AgentEvent, EventTable};

/// The events of an agent's files, built from the event table of the agent's payloads.
pub(crate) type Events = LazyLock<Vec<FileEvent>>;

/// Returns the events of a table under the agent's names, each with the target of its matchers.
pub(crate) fn of_table<R: AgentEvent>(
    table: &EventTable<R>,
    target: fn(&R) -> Target,
) -> Vec<FileEvent> {
    let rows = table.rows.iter();
    rows.map(|row| FileEvent::new(row.name(), row, target(row)))
        .collect()
}

/// One event of an agent, as a key in its files.
#[derive(Debug)]
pub(crate) struct FileEvent {
    /// The agent's name of the event.
    pub(crate) name: &'static str,
    /// Our event for this name; [`EventName::Other`] with the agent's name if we have no such event.
    pub(crate) event: EventName,
    /// What the event's matchers are tested against.
    pub(crate) target: Target,
}

/// What an agent tests an event's matchers against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// There is nothing to test: the agent ignores matchers.
    Nothing,
    /// Matchers are tested against the tool's name.
    Tool,
    /// Matchers are tested against a word, such as the source of a session. It is always one of these fixed words.
    OneOf(&'static [&'static str]),
    /// Matchers are tested against the command text of a shell call.
    CommandText,
    /// Matchers are tested against a text whose possible values are not known in advance.
    Free,
}

impl FileEvent {
    /// Creates the entry for `name`, one of the names in this row of the agent's event table.
    pub(crate) fn new(name: &'static str, row: &impl AgentEvent, target: Target) -> Self {
        let own = || EventName::Other(row.name().into());
        Self {
            name,
            event: row.ours().unwrap_or_else(own),
            target,
        }
    }
}

/// What an event key in a file means to its agent.
#[derive(Debug, Clone, Copy)]
pub(crate) enum EventKey<'r> {
    /// The key is an event of the agent.
    Known(&'r FileEvent),
    /// The key is not an event of the agent. Its hooks are kept, because a program that embeds this library can fire an
    /// event of this name.
    Unknown,
}

impl EventKey<'_> {
    /// Returns our event for a key of this name.
    pub(crate) fn event(&self, name: &str) -> EventName {
        match self {
            Self::Known(row) => row.event.clone(),
            Self::Unknown => EventName::Other(name.into()),
        }
    }

    /// Returns the target that the event's matchers are tested against. For an unknown event this is [`Target::Free`].
    pub(crate) fn target(&self) -> Target {
        match self {
            Self::Known(row) => row.target,
            Self::Unknown => Target::Free,
        }
    }
}

/// Returns whether a key has a spelling that only our own format (`hooks.toml`) uses: `pre_tool_use`. A word without
/// `_` can be from any format.
fn is_native(key: &str) -> bool {
    let native = |event: EventName| event.traits().snake == key;
    key.contains('_') && native(EventName::named(key))
}

/// Looks up an event key, and reports a key that the agent does not know. Returns `None` for a comment key, and for a
/// key that is too long or spelled as in `hooks.toml`.
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
    // JSON files often contain comments under keys such as `_comment` or `$schema`. Such a key is not an error.
    if is_comment(key) {
        let key = short_name(key);
        let message = format!("`{key}` is not an event; read as a comment");
        reader.note(code, &member.key_span, message);
        return None;
    }
    // The key would become the name of an event, so its length is limited to bound memory and messages.
    if key.len() > LONGEST_EVENT {
        let message = format!("no event has a name of {} bytes; ignored", key.len());
        reader.error(code, &member.key_span, message);
        return None;
    }
    let agent = reader.title();
    // The file is probably a misplaced `hooks.toml`. If it were read as the agent's file, all of its guards would be
    // lost. So report an error that concerns the whole file.
    if is_native(key) {
        let own = nearest(key, rows.iter().map(|row| row.name));
        let message = format!(
            "`{}` is an event of hooks.toml, so this is not a file of {agent}",
            short_name(key)
        );
        let flaw = Flaw::new(code, &member.key_span, message);
        reader.lose(&match own {
            Some(own) => flaw.with_help(Words::ours(format!("{agent} calls it `{own}`"))),
            None => flaw,
        });
        return None;
    }
    reader.warn(
        code,
        &member.key_span,
        format!(
            "{agent} has no event `{}`; its hooks never run there",
            short_name(key)
        ),
    );
    reader.about(key);
    // A key such as `before_tool_use` describes an event in different words than the event's name. Suggest the event
    // that it describes.
    let described = || {
        let meant = EventName::meant_by(key)?;
        let rows = rows.iter().filter(|row| row.event == *meant);
        let names = rows.map(|row| row.name);
        EventName::nearest_by_words(key, names.clone()).or_else(|| names.clone().next())
    };
    if let Some(near) = nearest(key, rows.iter().map(|row| row.name)).or_else(described) {
        reader.help(Words::ours(format!("did you mean `{near}`?")));
    }
    Some(EventKey::Unknown)
}
