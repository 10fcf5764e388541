//! Recognizes entries of the bridge in an agent's lists.
//!
//! An entry is ours only if it equals the entry that `install` would write for its program. `uninstall` also takes an
//! entry for ours if only its time limits differ. Any other entry might be the user's work, and is not touched.

use std::collections::HashSet;

use serde_json::Value;

use super::command::program_of;
use super::entry::BridgedEvent;
use super::own::starts_bridge;
use super::target::Bridged;
use crate::format::{Kind, Node};

/// An agent, and a program whose entries are treated as ours even if the program is not called
/// `hooks`.
pub(super) type Whose<'a> = (Bridged<'a>, Option<&'a str>);

/// How far an entry of ours may differ from the entry that `install` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The entry must be equal to the entry that `install` writes.
    Exact,
    /// The entry can have other time limits: the `--budget` of the command, and the agent's own limit. Our advice is to
    /// raise both.
    AnyLimits,
}

/// Returns the entry that `install` would write for the program in `command`, for comparison with the value that
/// [`compared`] returns. Returns `None` if the command is not ours.
fn wanted(
    (agent, called): Whose<'_>,
    event: BridgedEvent,
    command: &str,
    form: Form,
) -> Option<Value> {
    let program = program_of(command, called)?;
    match form {
        Form::Exact => Some(agent.entry(event, &program).value()),
        Form::AnyLimits => {
            let whole = agent.entry_of(event, agent.with_budget_of(event, &program, command)?);
            Some(without_numbers(whole.value()))
        }
    }
}

/// Prepares a value for comparison. With [`Form::AnyLimits`], values that differ only in their time limits compare
/// equal.
fn compared(found: Value, form: Form) -> Value {
    match form {
        Form::Exact => found,
        Form::AnyLimits => without_numbers(found),
    }
}

/// Returns a value with 1 in place of each positive number in it. Entries that differ only in their time limits then
/// compare equal.
pub(super) fn without_numbers(value: Value) -> Value {
    match value {
        Value::Number(number) if number.as_f64().is_some_and(|number| number > 0.0) => {
            Value::from(1)
        }
        Value::Array(items) => items.into_iter().map(without_numbers).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(key, value)| (key, without_numbers(value)))
            .collect(),
        other => other,
    }
}

/// Returns the value of an element if it is as we write it. That is either our handler (an object with a
/// command), or a group (an object with a list of handlers) that holds only our handler.
pub(super) fn own(
    whose: Whose<'_>,
    event: BridgedEvent,
    element: &Node,
    (text, form): (&str, Form),
) -> Option<Value> {
    let found = strict(element, text)?;
    let command = commands(whose.0, element).next()?;
    let wanted = wanted(whose, event, &command, form)?;
    (wanted == compared(found.clone(), form)).then_some(found)
}

/// Finds our handler in a group to which the user added other handlers. A group with a matcher or
/// another key that we do not write is the user's own and is skipped.
pub(super) fn own_handler<'n>(
    whose: Whose<'_>,
    event: BridgedEvent,
    element: &'n Node,
    (text, form): (&str, Form),
) -> Option<(&'n Node, usize)> {
    let alone = element.members()?.len() == 1;
    let handlers = element.get("hooks").filter(|_| alone)?;
    let index = handlers.items()?.iter().position(|handler| {
        let commands = || commands(whose.0, handler).next();
        let (Some(found), Some(command)) = (strict(handler, text), commands()) else {
            return false;
        };
        // A group that we write has exactly one handler. So compare that handler with the handler that was found.
        wanted(whose, event, &command, form)
            .is_some_and(|whole| whole["hooks"][0] == compared(found, form))
    })?;
    Some((handlers, index))
}

/// Returns the value of an element if it is plain JSON without comments and repeated keys. Our own
/// entries contain neither.
pub(super) fn strict(element: &Node, text: &str) -> Option<Value> {
    let plain = !repeats(element);
    let value = serde_json::from_str(&text[element.span.clone()]);
    value.ok().filter(|_| plain)
}

/// Returns whether an object in the value has a key twice.
fn repeats(node: &Node) -> bool {
    match &node.kind {
        Kind::Table(members) => {
            let mut seen = HashSet::new();
            let mut members = members.iter();
            members.any(|member| !seen.insert(&member.key) || repeats(&member.node))
        }
        Kind::List(items) => items.iter().any(repeats),
        _ => false,
    }
}

/// Returns whether a handler anywhere in an element runs the bridge, alone or among other commands.
pub(super) fn runs_bridge(agent: Bridged<'_>, element: &Node) -> bool {
    commands(agent, element).any(|command| starts_bridge(&command))
}

/// Yields the element's own commands and, if the element is a group, the commands of its handlers.
pub(super) fn commands<'a>(
    agent: Bridged<'_>,
    element: &'a Node,
) -> impl Iterator<Item = String> + use<'a> {
    let keys = agent.command_keys();
    let inner = element.get("hooks").and_then(Node::items);
    let objects = std::iter::once(element).chain(inner.unwrap_or_default());
    objects.flat_map(move |object| {
        // Some formats keep the arguments of a command in a separate list `args`. Append these arguments to the
        // command.
        let arguments = object.get("args").and_then(Node::items).map(|words| {
            let words = words.iter().filter_map(Node::text);
            words.fold(String::new(), |all, word| all + " " + word)
        });
        let members = object.members().unwrap_or_default().iter();
        let texts = members
            .filter(|member| keys.contains(&member.key.as_str()))
            .filter_map(|member| member.node.text());
        texts.map(move |text| text.to_owned() + arguments.as_deref().unwrap_or_default())
    })
}
