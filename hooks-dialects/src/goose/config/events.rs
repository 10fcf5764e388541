//! The events that goose's files can name, and what their matchers are tested against.

use crate::config::events::Target::{Free, Nothing, Tool};
use crate::config::events::{Events, of_table};
use crate::goose::events::{About, TABLE};

/// goose's events, each with what its matchers are tested against.
pub(super) static EVENTS: Events = Events::new(|| {
    of_table(&TABLE, |row| match row.about {
        About::Tool => Tool,
        About::Nothing => Nothing,
        About::Shell | About::Read | About::Edit | About::Prompt => Free,
    })
});
