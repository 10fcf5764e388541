//! The events that goose's files can name, and the targets of their matchers (the texts that they are tested against).

use crate::config::events::Target::{Free, Nothing, Tool};
use crate::config::events::{Events, of_table};
use crate::goose::events::{About, TABLE};

/// goose's events, each with the target of its matchers.
pub(super) static EVENTS: Events = Events::new(|| {
    of_table(&TABLE, |row| match row.about {
        About::Tool => Tool,
        About::Nothing => Nothing,
        About::Shell | About::Read | About::Edit | About::Prompt => Free,
    })
});
