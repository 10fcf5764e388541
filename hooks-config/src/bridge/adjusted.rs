//! Finds bridge entries whose options or time limit a user changed. (The bridge is the command `hooks bridge`, which an
//! agent runs as one of its own hooks.) Such an entry does the work of the entry that `install` would write. So the
//! changed entry is kept, and no second entry is added.

use std::ops::Range;

use serde_json::Value;

use super::command::{moved, options_of};
use super::entry::BridgedEvent;
use super::error::EditError;
use super::json_edit::root;
use super::recognise::{Form, Whose, own, own_handler, strict, without_numbers};
use super::target::Bridged;
use super::uninstall::live_lists;
use crate::format::Node;

/// A bridge entry in which the user changed the command's options or the time limit.
#[derive(Debug)]
pub(super) struct Adjusted {
    /// The event that the entry serves.
    pub(super) event: BridgedEvent,
    /// The entry's command.
    command: String,
    /// The byte range of the command's JSON string.
    place: Range<usize>,
}

/// Finds the adjusted entries of a text, in file order.
pub(super) fn adjusted(
    agent: Bridged<'_>,
    text: &str,
    program: &str,
) -> Result<Vec<Adjusted>, EditError> {
    let object = root(text)?;
    let mut found = Vec::new();
    for (name, list) in live_lists(&object) {
        let Some(event) = agent.event(name) else {
            continue;
        };
        let elements = list.items().unwrap_or_default().iter();
        found.extend(elements.filter_map(|one| of((agent, Some(program)), event, one, text)));
    }
    Ok(found)
}

/// Returns whether every adjusted entry starts `program`. An entry that names its program without an absolute path is
/// accepted.
pub(super) fn start(adjusted: &[Adjusted], program: &str) -> bool {
    adjusted
        .iter()
        .all(|one| moved(&one.command, program).is_none())
}

/// Returns the text with the adjusted entries changed to start `program`.
pub(super) fn with_program(text: &str, adjusted: &[Adjusted], program: &str) -> String {
    let mut text = text.to_owned();
    // Replace the last place in the text first, because a replacement moves all text after it.
    for one in adjusted.iter().rev() {
        if let Some(command) = moved(&one.command, program) {
            text.replace_range(one.place.clone(), &Value::from(command).to_string());
        }
    }
    text
}

/// Converts an element of an event's list to an [`Adjusted`], if it is a bridge entry in which the user changed the
/// options or the time limit.
fn of(whose: Whose<'_>, event: BridgedEvent, element: &Node, text: &str) -> Option<Adjusted> {
    let exact = (text, Form::Exact);
    let as_written = own(whose, event, element, exact).is_some()
        || own_handler(whose, event, element, exact).is_some();
    // Skip a group with a matcher or any other key besides `hooks`: such a group might serve only some calls.
    let handlers = element.get("hooks").and_then(Node::items);
    let alone = handlers.is_none() || element.members()?.len() == 1;
    if as_written || !alone {
        return None;
    }
    let mut handlers = handlers.unwrap_or(std::slice::from_ref(element)).iter();
    handlers.find_map(|handler| of_handler(whose, event, handler, text))
}

/// Converts a handler (an object with a command) to an [`Adjusted`]. The handler must be equal to the handler that we
/// would write, except for the command's options and for numbers.
fn of_handler(
    whose: Whose<'_>,
    event: BridgedEvent,
    handler: &Node,
    text: &str,
) -> Option<Adjusted> {
    let (agent, called) = whose;
    let found = strict(handler, text)?;
    let keys = agent.command_keys().iter();
    let command = keys.filter_map(|key| handler.get(key)).next()?;
    let line = command.text()?;
    let options = options_of(line, called)?;
    // Build the entry that we would write with this command, and compare the found entry with it. This way only
    // `entry_of` has to know the form of an agent's entries.
    let whole = agent.entry_of(event, line.to_owned()).value();
    let wanted = whole.get("hooks").map_or(&whole, |handlers| &handlers[0]);
    let same = without_numbers(found) == without_numbers(wanted.clone());
    (same && agent.serves(event, &options)).then(|| Adjusted {
        event,
        command: line.to_owned(),
        place: command.span.clone(),
    })
}
