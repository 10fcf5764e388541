//! goose's implementation of `Dialect`.

use hooks_types::SessionMeta;
use hooks_types::dialect::{Dialect, WireForm};
use hooks_types::wire::{EventRef, Subjects};

use super::events::{About, TABLE};
use super::payload::PAYLOADS;
use super::{TOOLS, speak};
use crate::wire::{from_tables, only_for, told_by_own};
use crate::{GOOSE, targets};

/// The dialect of goose.
#[derive(Debug)]
pub(crate) struct Goose;

impl Dialect for Goose {
    from_tables!("goose", TABLE, PAYLOADS, TOOLS, speak::speak);

    /// Returns the tool's names, or the text that the event is matched by: a command, a path or a
    /// prompt.
    fn subjects(&self, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        let about = TABLE.row(&form.event).about;
        let mut subjects = targets::subjects(&TOOLS, event, meta);
        subjects.applies = applies(about, form, event, meta);
        if !about.tools().is_empty() {
            only_for(&mut subjects, about.tools());
        }
        match about {
            About::Tool => both_names(event, meta, &mut subjects.names),
            // goose tests such a matcher against a command, a path or a prompt; without one, against an
            // empty text.
            _ => subjects.names = vec![about.text(event, meta).unwrap_or_default()],
        }
        subjects
    }
}

/// Adds both names of a goose tool: the documented one and the one that is sent.
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

/// Returns whether a form's hooks run for an event. The call must be of the form's kind, and a payload
/// from goose runs only the hooks of the event it names.
fn applies(about: About, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> bool {
    told_by_own(form, event, &GOOSE).unwrap_or_else(|| about.tells(event, meta))
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
