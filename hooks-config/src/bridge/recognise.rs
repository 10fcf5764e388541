//! Which elements of an agent's lists are entries of the bridge.

use std::collections::HashSet;

use jsonc_parser::ast::{Array, Value as Node};
use jsonc_parser::common::Ranged;
use serde_json::Value;

use super::command::program_of;
use super::entry::BridgedEvent;
use super::own::starts_bridge;
use super::target::Bridged;

/// An agent, and the program whose entries are ours under its name too.
pub(super) type Whose<'a> = (Bridged<'a>, Option<&'a str>);

/// An element of an event's list that is as we write it, and nothing else: our handler, or a group
/// of it alone.
pub(super) fn own(
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
pub(super) fn own_handler<'a, 'b>(
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
pub(super) fn runs_bridge(agent: Bridged<'_>, element: &Node<'_>) -> bool {
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
