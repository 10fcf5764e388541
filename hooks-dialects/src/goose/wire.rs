//! goose's implementation of the trait [`Dialect`].

use hooks_types::SessionMeta;
use hooks_types::dialect::{Dialect, WireForm};
use hooks_types::wire::{EventRef, Subjects};

use super::events::{About, TABLE};
use super::payload::PAYLOADS;
use super::{TOOLS, speak};
use crate::targets;
use crate::wire::from_tables;

/// The dialect of goose.
#[derive(Debug)]
pub(crate) struct Goose;

impl Dialect for Goose {
    from_tables!("goose", TABLE, PAYLOADS, TOOLS, speak::speak);

    /// Returns the texts that the event's matchers are tested against: the tool's names, or a command, a path or a
    /// prompt.
    fn subjects(&self, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        let about = TABLE.row(&form.event).about;
        let mut subjects = targets::subjects(&TOOLS, event, meta);
        let calls = about.calls();
        calls.restrict(&mut subjects, &TOOLS, form, event, meta);
        match about {
            About::Tool => both_names(event, meta, &mut subjects.names),
            // On all other events, goose tests matchers against the command, the path or the prompt. On an event
            // without such a text, goose tests them against an empty text.
            _ => subjects.names = vec![about.text(event, meta).unwrap_or_default()],
        }
        subjects
    }
}

/// Adds both names of a goose tool: the documented name, and the name that goose sends.
fn both_names(event: EventRef<'_>, meta: &SessionMeta, names: &mut Vec<String>) {
    let Some(call) = event.call() else {
        names.extend(About::Tool.text(event, meta));
        return;
    };
    let name = TOOLS.name_of(call, &meta.tools);
    let kind = TOOLS.kind_of(&name);
    for other in kind.map_or(&[][..], |kind| TOOLS.names_of(kind)) {
        if !names.iter().any(|known| known == other) {
            names.push((*other).to_owned());
        }
    }
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
