//! Tables of an agent's events, in which an event is looked up by the agent's name or by ours.
//!
//! An agent can have several events that map to the same event of ours (Cursor, goose), or two names for one event
//! (Copilot).

use hooks_types::EventName;

/// Guesses the event of an object that does not name its event. Each sign is a list of fields and an event. The result
/// is the event of the first sign whose fields are all in the object. Only events that `among` accepts are considered.
pub(crate) fn by_fields<T: Copy>(
    signs: &[(&[&str], T)],
    has: impl Fn(&str) -> bool,
    among: impl Fn(T) -> bool,
) -> Option<T> {
    let mut signs = signs.iter().filter(|(_, event)| among(*event));
    let found = signs.find(|(fields, _)| fields.iter().all(|field| has(field)));
    found.map(|(_, event)| *event)
}

/// One event of an agent, as a row of the agent's event table.
pub(crate) trait AgentEvent: 'static {
    /// Returns the agent's name for the event.
    fn name(&self) -> &'static str;

    /// Returns the event's name in the agent's second spelling, if the agent has two spellings.
    fn other_name(&self) -> Option<&'static str> {
        None
    }

    /// Returns the event of our own format; `None` if our format has no such event. Then the event becomes
    /// [`EventName::Other`].
    fn ours(&self) -> Option<EventName>;

    /// Returns whether the agent fires this event when our `event` happens.
    fn tells(&self, event: &EventName) -> bool {
        self.ours().as_ref() == Some(event)
    }
}

/// The events of one agent. If several rows map to the same event of ours, the row for every call comes before the rows
/// for calls of one kind.
#[derive(Debug)]
pub(crate) struct EventTable<R: 'static> {
    /// The rows, one per event.
    pub(crate) rows: &'static [R],
    /// The row used for an event that the table does not list, such as an event of a newer agent version.
    pub(crate) unlisted: R,
}

impl<R: AgentEvent> EventTable<R> {
    /// Returns the first event name in the table for which `is` holds.
    pub(crate) fn own(&self, is: &dyn Fn(&str) -> bool) -> Option<&'static str> {
        // Keep the order of the rows: callers rely on the general name being first.
        let names = self
            .rows
            .iter()
            .map(|row| [Some(row.name()), row.other_name()]);
        names.flatten().flatten().find(|name| is(name))
    }

    /// Returns the row with this name, in either spelling.
    pub(crate) fn find(&self, name: &str) -> Option<&'static R> {
        let is = |row: &&R| row.name() == name || row.other_name() == Some(name);
        self.rows.iter().find(is)
    }

    /// Returns the row with this name; if there is none, the [`unlisted`](Self::unlisted) row.
    pub(crate) fn row(&'static self, name: &str) -> &'static R {
        self.find(name).unwrap_or(&self.unlisted)
    }

    /// Returns the first row for one of our events. If there are several rows, this is the row for every call, and not
    /// a row for calls of one kind.
    pub(crate) fn of_event(&self, event: &EventName) -> Option<&'static R> {
        match event {
            EventName::Other(name) => self.find(name),
            known => self.rows.iter().find(|row| row.tells(known)),
        }
    }

    /// Returns the agent's name for one of our events. If there are several names, returns the general name, which is
    /// for all calls. An [`EventName::Other`] keeps its own name.
    pub(crate) fn name_of<'n>(&self, event: &'n EventName) -> Option<&'n str> {
        match event {
            EventName::Other(name) => Some(name),
            known => Some(self.of_event(known)?.name()),
        }
    }

    /// Returns all of the agent's names for one of our events, in both spellings. The general name comes first.
    #[cfg(feature = "config")]
    pub(crate) fn names_of(&self, event: &EventName) -> Vec<&'static str> {
        let rows = self.rows.iter().filter(|row| row.tells(event));
        let names = rows.flat_map(|row| [Some(row.name()), row.other_name()]);
        names.flatten().collect()
    }

    /// Returns the agent's names for all events of the table, in both spellings.
    #[cfg(feature = "config")]
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let rows = self.rows.iter();
        let names = rows.flat_map(|row| [Some(row.name()), row.other_name()]);
        names.flatten().collect()
    }

    /// Returns our event for one of the agent's names.
    pub(crate) fn ours(&self, name: &str) -> EventName {
        let ours = self.find(name).and_then(AgentEvent::ours);
        ours.unwrap_or_else(|| EventName::Other(name.into()))
    }

    /// Returns whether the agent's event of this name is fired when our `event` happens.
    pub(crate) fn tells(&self, name: &str, event: &EventName) -> bool {
        match event {
            EventName::Other(own) => &**own == name,
            known => self.find(name).is_some_and(|row| row.tells(known)),
        }
    }
}
