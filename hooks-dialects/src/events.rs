//! An agent's table of events, and how a name is looked up in it.

use hooks_types::EventName;

/// A row of an agent's table: one of its events.
pub(crate) trait AgentEvent: 'static {
    /// The agent's name of it.
    fn name(&self) -> &'static str;

    /// Its name in the agent's other spelling, where it has one.
    fn other_name(&self) -> Option<&'static str> {
        None
    }

    /// Our event; `None`: it travels as [`EventName::Other`] under its name.
    fn ours(&self) -> Option<EventName>;

    /// Whether the agent tells of this event of ours under that name.
    fn tells(&self, event: &EventName) -> bool {
        self.ours().as_ref() == Some(event)
    }
}

/// The events of one agent. Of several for one of ours the general one stands first.
#[derive(Debug)]
pub(crate) struct EventTable<R: 'static> {
    /// The events.
    pub(crate) rows: &'static [R],
    /// Stands for an event that the agent may have by now.
    pub(crate) unlisted: R,
}

impl<R: AgentEvent> EventTable<R> {
    /// The first name of the table that is so.
    pub(crate) fn own(&self, is: &dyn Fn(&str) -> bool) -> Option<&'static str> {
        let names = self
            .rows
            .iter()
            .map(|row| [Some(row.name()), row.other_name()]);
        names.flatten().flatten().find(|name| is(name))
    }

    /// The row that has this name.
    pub(crate) fn find(&self, name: &str) -> Option<&'static R> {
        let is = |row: &&R| row.name() == name || row.other_name() == Some(name);
        self.rows.iter().find(is)
    }

    /// The row of a name, listed or not.
    pub(crate) fn row(&'static self, name: &str) -> &'static R {
        self.find(name).unwrap_or(&self.unlisted)
    }

    /// The general row of one of our events.
    pub(crate) fn of_event(&self, event: &EventName) -> Option<&'static R> {
        match event {
            EventName::Other(name) => self.find(name),
            known => self.rows.iter().find(|row| row.tells(known)),
        }
    }

    /// The agent's general name of one of our events; `Other` keeps its own.
    pub(crate) fn name_of<'n>(&self, event: &'n EventName) -> Option<&'n str> {
        match event {
            EventName::Other(name) => Some(name),
            known => Some(self.of_event(known)?.name()),
        }
    }

    /// All names of one of our events, in the agent's spellings, the general one first.
    #[cfg(feature = "config")]
    pub(crate) fn names_of(&self, event: &EventName) -> Vec<&'static str> {
        let rows = self.rows.iter().filter(|row| row.tells(event));
        let names = rows.flat_map(|row| [Some(row.name()), row.other_name()]);
        names.flatten().collect()
    }

    /// Our event of the agent's name.
    pub(crate) fn ours(&self, name: &str) -> EventName {
        let ours = self.find(name).and_then(AgentEvent::ours);
        ours.unwrap_or_else(|| EventName::Other(name.into()))
    }

    /// Whether the agent tells of our event under this name.
    pub(crate) fn tells(&self, name: &str, event: &EventName) -> bool {
        match event {
            EventName::Other(own) => &**own == name,
            known => self.find(name).is_some_and(|row| row.tells(known)),
        }
    }
}
