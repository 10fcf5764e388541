//! goose's events in its files.

use crate::config::events::Target::{Free, Nothing, Tool};
use crate::config::events::{EventRow, Events};
use crate::goose::events::{About, TABLE};

pub(super) static EVENTS: Events = Events::new(|| {
    let rows = TABLE.iter().map(|row| {
        let target = match row.about {
            About::Tool => Tool,
            About::Nothing => Nothing,
            About::Shell | About::Read | About::Edit | About::Prompt => Free,
        };
        EventRow::new(row.name, row.ours.clone(), target)
    });
    rows.collect()
});
