//! Takes the bridge out of an agent's configuration.

use hooks_types::Dialect;
use jsonc_parser::ast::{Array, Object, Value as Node};
use jsonc_parser::common::Ranged;
use serde_json::Value;

use super::agents::preamble;
use super::command::is_installed;
use super::json_edit::{Container, EditError, file_of, root};
use super::ordered::Ordered;

/// The text of an agent's configuration without the bridge; `None` when nothing is left but what
/// [`install_bridge`](crate::install_bridge) begins a new file with, so that the file can go.
///
/// # Errors
///
/// The text is not a JSON object.
pub fn uninstall_bridge(agent: Dialect, text: &str) -> Result<Option<String>, EditError> {
    let without = without_entries(text)?;
    let made_here = without != text && is_new(agent, text)? && without == new_file(agent);
    Ok((!made_here).then_some(without))
}

/// Whether the text begins as a file that the bridge began.
fn is_new(agent: Dialect, text: &str) -> Result<bool, EditError> {
    let object = root(text)?;
    let begun = Container::object(&object).was_made_for(position(&object, "hooks"), text);
    Ok(begun || !preamble(agent).is_empty())
}

/// What remains of a new file when its hooks are taken out.
fn new_file(agent: Dialect) -> String {
    match preamble(agent) {
        keys if keys.is_empty() => "{\n}\n".to_owned(),
        keys => file_of(&Ordered::Object(keys)),
    }
}

/// Every element of ours, with the event whose list it stands in.
pub(super) fn own_entries(text: &str) -> Result<Vec<(String, Value)>, EditError> {
    let object = root(text)?;
    let mut found = Vec::new();
    for (event, list) in lists(&object) {
        for element in &list.elements {
            if is_own(element) {
                // One with comments in it is not as we write it; then it is replaced.
                let value = serde_json::from_str(&text[element.range().start..element.range().end]);
                found.push((event.to_owned(), value.unwrap_or_default()));
            }
        }
    }
    Ok(found)
}

/// The text without any handler of ours.
pub(super) fn without_entries(text: &str) -> Result<String, EditError> {
    let mut text = text.to_owned();
    // One at a time: every removal moves what lies behind it.
    while let Some(next) = without_one(&text)? {
        text = next;
    }
    Ok(text)
}

fn without_one(text: &str) -> Result<Option<String>, EditError> {
    let object = root(text)?;
    let Some(hooks) = object.get_object("hooks") else {
        return Ok(None);
    };
    // Backwards: what stands first tells longest whether its container was made for it.
    for (place, property) in hooks.properties.iter().enumerate().rev() {
        let Node::Array(list) = &property.value else {
            continue;
        };
        for (index, element) in list.elements.iter().enumerate().rev() {
            if is_own(element) {
                let steps = [
                    (Container::object(&object), position(&object, "hooks")),
                    (Container::object(hooks), place),
                    (Container::array(list), index),
                ];
                return Ok(Some(without_made(text, &steps)));
            }
            if let Some((handlers, index)) = own_handler(element) {
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

/// Whether an element of an event's list is ours and nothing else: our handler, or a group of it
/// alone.
fn is_own(element: &Node<'_>) -> bool {
    let Node::Object(object) = element else {
        return false;
    };
    if is_own_handler(object) {
        return true;
    }
    let alone = object.properties.len() == 1;
    let handlers = object.get_array("hooks").filter(|_| alone);
    handlers.is_some_and(|handlers| match handlers.elements.as_slice() {
        [Node::Object(handler)] => is_own_handler(handler),
        _ => false,
    })
}

/// Our handler in a group that holds more than it.
fn own_handler<'a, 'b>(element: &'a Node<'b>) -> Option<(&'a Array<'b>, usize)> {
    let Node::Object(group) = element else {
        return None;
    };
    let handlers = group.get_array("hooks")?;
    let index = handlers
        .elements
        .iter()
        .position(|handler| matches!(handler, Node::Object(handler) if is_own_handler(handler)))?;
    Some((handlers, index))
}

fn is_own_handler(object: &Object<'_>) -> bool {
    ["command", "bash"]
        .into_iter()
        .filter_map(|key| object.get_string(key))
        .any(|command| is_installed(&command.value))
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
