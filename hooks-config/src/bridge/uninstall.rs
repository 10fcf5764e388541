//! Takes the bridge out of an agent's configuration.

use std::collections::HashSet;

use jsonc_parser::ast::{Array, Object, Value as Node};
use jsonc_parser::common::Ranged;
use serde_json::Value;

use super::command::program_of;
use super::entry::BridgedEvent;
use super::json_edit::{Container, EditError, file_of, root};
use super::ordered::Ordered;
use super::own::starts_bridge;
use super::target::Bridged;
use crate::format::AgentFiles;

/// The text of an agent's configuration without the bridge; `None` when nothing is left but what
/// [`install_bridge`](crate::install_bridge) begins a new file with, so that the file can go.
///
/// # Errors
///
/// The agent has no bridge, or the text is not a JSON object.
pub fn uninstall_bridge(agent: &dyn AgentFiles, text: &str) -> Result<Option<String>, EditError> {
    let agent = Bridged::of(agent)?;
    let without = without_entries(agent, text, None)?;
    let made_here = without != text && is_new(agent, text)? && without == new_file(agent);
    Ok((!made_here).then_some(without))
}

/// Whether the text begins as a file that the bridge began.
fn is_new(agent: Bridged<'_>, text: &str) -> Result<bool, EditError> {
    let object = root(text)?;
    let begun = Container::object(&object).was_made_for(position(&object, "hooks"), text);
    Ok(begun || !agent.preamble().is_empty())
}

/// What remains of a new file when its hooks are taken out.
fn new_file(agent: Bridged<'_>) -> String {
    match agent.preamble() {
        keys if keys.is_empty() => "{\n}\n".to_owned(),
        keys => file_of(&Ordered::Object(keys)),
    }
}

/// Every element of ours, with the event whose list it stands in: of a `hooks`, of the program that
/// runs, or of one called like `program`.
pub(super) fn own_entries(
    agent: Bridged<'_>,
    text: &str,
    program: Option<&str>,
) -> Result<Vec<(String, Value)>, EditError> {
    let object = root(text)?;
    let lists = lists(&object).into_iter();
    let found = lists.flat_map(|(name, list)| {
        let event = agent.event(name);
        let elements = list.elements.iter();
        elements.filter_map(move |element| {
            let value = own((agent, program), event?, element, text)?;
            Some((name.to_owned(), value))
        })
    });
    Ok(found.collect())
}

/// Lines of entries that run the bridge and are not as it was written, by event.
pub(super) fn changed_entries(
    agent: Bridged<'_>,
    text: &str,
) -> Result<Vec<(String, usize)>, EditError> {
    let object = root(text)?;
    let mut found = Vec::new();
    for (name, list) in lists(&object) {
        let event = agent.event(name);
        for element in &list.elements {
            let is_ours =
                event.is_some_and(|event| own((agent, None), event, element, text).is_some());
            if !is_ours && runs_bridge(agent, element) {
                found.push((name.to_owned(), element.start()));
            }
        }
    }
    Ok(found)
}

/// Entries of ours that are taken out of one file: nobody has one event so often.
const MOST_ENTRIES: usize = 256;

/// The text without any handler of ours.
pub(super) fn without_entries(
    agent: Bridged<'_>,
    text: &str,
    program: Option<&str>,
) -> Result<String, EditError> {
    let mut text = text.to_owned();
    // One at a time: every removal moves what lies behind it.
    for _ in 0..MOST_ENTRIES {
        match without_one((agent, program), &text)? {
            Some(next) => text = next,
            None => return Ok(text),
        }
    }
    Err(EditError::new(format!(
        "it has more than {MOST_ENTRIES} entries of the bridge; take them out by hand"
    )))
}

/// An agent, and the program whose entries are ours under its name too.
type Whose<'a> = (Bridged<'a>, Option<&'a str>);

fn without_one(whose: Whose<'_>, text: &str) -> Result<Option<String>, EditError> {
    let object = root(text)?;
    let Some(hooks) = object.get_object("hooks") else {
        return Ok(None);
    };
    // Backwards: what stands first tells longest whether its container was made for it.
    for (place, property) in hooks.properties.iter().enumerate().rev() {
        let (Node::Array(list), Some(event)) =
            (&property.value, whose.0.event(property.name.as_str()))
        else {
            continue;
        };
        for (index, element) in list.elements.iter().enumerate().rev() {
            if own(whose, event, element, text).is_some() {
                let steps = [
                    (Container::object(&object), position(&object, "hooks")),
                    (Container::object(hooks), place),
                    (Container::array(list), index),
                ];
                return Ok(Some(without_made(text, &steps)));
            }
            if let Some((handlers, index)) = own_handler(whose, event, element, text) {
                return Ok(Some(Container::array(handlers).remove(text, index)));
            }
        }
    }
    Ok(None)
}

/// Removes the innermost element, or the outermost container that was made for it.
fn without_made(text: &str, steps: &[(Container, usize); 3]) -> String {
    let [root, hooks, list] = steps;
    let made = |(container, index): &(Container, usize)| container.was_made_for(*index, text);
    let (container, index) = match (made(list), made(hooks)) {
        (true, true) => root,
        (true, false) => hooks,
        (false, _) => list,
    };
    container.remove(text, *index)
}

/// An element of an event's list that is as we write it, and nothing else: our handler, or a group
/// of it alone.
fn own(
    (agent, called): Whose<'_>,
    event: BridgedEvent,
    element: &Node<'_>,
    text: &str,
) -> Option<Value> {
    let found = strict(element, text)?;
    let command = commands(agent, element).next()?;
    let program = program_of(&command, called)?;
    (agent.entry(event, &program).value() == found).then_some(found)
}

/// Our handler in a group that somebody added others to. A group with a matcher, or anything else
/// that we do not write, is somebody's own.
fn own_handler<'a, 'b>(
    (agent, called): Whose<'_>,
    event: BridgedEvent,
    element: &'a Node<'b>,
    text: &str,
) -> Option<(&'a Array<'b>, usize)> {
    let Node::Object(group) = element else {
        return None;
    };
    let alone = group.properties.len() == 1;
    let handlers = group.get_array("hooks").filter(|_| alone)?;
    let index = handlers.elements.iter().position(|handler| {
        let (Some(found), Some(command)) = (strict(handler, text), commands(agent, handler).next())
        else {
            return false;
        };
        let whole =
            program_of(&command, called).map(|program| agent.entry(event, &program).value());
        whole.is_some_and(|whole| whole["hooks"][0] == found)
    })?;
    Some((handlers, index))
}

/// The value of an element that is plain JSON, without comments and without a key given twice: one
/// of ours has neither.
fn strict(element: &Node<'_>, text: &str) -> Option<Value> {
    let plain = !repeats(element);
    let value = serde_json::from_str(&text[element.start()..element.end()]);
    value.ok().filter(|_| plain)
}

fn repeats(node: &Node<'_>) -> bool {
    match node {
        Node::Object(object) => {
            let mut seen = HashSet::new();
            let mut properties = object.properties.iter();
            properties
                .any(|property| !seen.insert(property.name.as_str()) || repeats(&property.value))
        }
        Node::Array(array) => array.elements.iter().any(repeats),
        _ => false,
    }
}

/// Whether a handler anywhere in an element runs the bridge, whatever else it does.
fn runs_bridge(agent: Bridged<'_>, element: &Node<'_>) -> bool {
    commands(agent, element).any(|command| starts_bridge(&command))
}

/// The command texts of an element: of itself, and of its handlers if it is a group.
fn commands<'a>(
    agent: Bridged<'_>,
    element: &'a Node<'_>,
) -> impl Iterator<Item = String> + use<'a> {
    let keys = agent.command_keys();
    let group = element.as_object();
    let inner = group.and_then(|group| group.get_array("hooks"));
    let inner = inner.map_or(&[][..], |handlers| handlers.elements.as_slice());
    let objects = group
        .into_iter()
        .chain(inner.iter().filter_map(Node::as_object));
    objects.flat_map(move |object| {
        let arguments = object.get_array("args").map(|words| {
            let words = words.elements.iter().filter_map(Node::as_string_lit);
            words.fold(String::new(), |all, word| all + " " + &word.value)
        });
        let properties = object.properties.iter();
        let texts = properties
            .filter(|property| keys.contains(&property.name.as_str()))
            .filter_map(|property| property.value.as_string_lit());
        texts.map(move |text| text.value.to_string() + arguments.as_deref().unwrap_or_default())
    })
}

fn lists<'a, 'b>(object: &'a Object<'b>) -> Vec<(&'a str, &'a Array<'b>)> {
    let hooks = object.get_object("hooks");
    let properties = hooks.map(|hooks| hooks.properties.as_slice());
    let lists = properties.unwrap_or_default().iter();
    lists
        .filter_map(|property| match &property.value {
            Node::Array(list) => Some((property.name.as_str(), list)),
            _ => None,
        })
        .collect()
}

fn position(object: &Object<'_>, key: &str) -> usize {
    let place = object
        .properties
        .iter()
        .position(|property| property.name.as_str() == key);
    place.unwrap_or_default()
}
