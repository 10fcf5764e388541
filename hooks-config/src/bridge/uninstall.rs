//! Removes the bridge from an agent's configuration.

use std::collections::HashSet;

use serde_json::Value;

use super::command::named_program;
use super::entry::BridgedEvent;
use super::error::{EditError, EditErrorKind};
use super::json_edit::{Container, file_of, root};
use super::ordered::Ordered;
use super::own::starts_bridge;
use super::recognise::{Form, Whose, commands, own, own_handler, runs_bridge};
use super::target::Bridged;
use crate::format::{AgentFiles, Node};

/// Returns the text of an agent's configuration without the bridge. Removes the entries that `install` writes, also if
/// their time limits were changed. Returns `None` if the file can be deleted: then
/// only keys remain that [`install_bridge`](crate::install_bridge) writes into every new file.
///
/// # Errors
///
/// The agent has no bridge, or the text is not a JSON object.
pub fn uninstall_bridge(agent: &AgentFiles, text: &str) -> Result<Option<String>, EditError> {
    taken_out(Bridged::of(agent)?, text, (None, Form::AnyLimits))
}

/// Like [`uninstall_bridge`], but removes the entries of `program` too, even if the program's file name is not `hooks`.
/// Use this function for a program that was renamed after the installation.
///
/// # Errors
///
/// The same errors as [`uninstall_bridge`].
pub fn uninstall_bridge_of(
    agent: &AgentFiles,
    text: &str,
    program: &str,
) -> Result<Option<String>, EditError> {
    taken_out(Bridged::of(agent)?, text, (Some(program), Form::AnyLimits))
}

/// Returns the programs of entries that are as [`install_bridge`](crate::install_bridge) writes them, with any file
/// name and any time limits. If such a program no longer exists, it was moved or renamed.
#[must_use]
pub fn bridge_programs(agent: &AgentFiles, text: &str) -> Vec<String> {
    let (Ok(agent), Ok(object)) = (Bridged::of(agent), root(text)) else {
        return Vec::new();
    };
    let mut programs = Vec::new();
    for (name, list) in lists(&object) {
        let Some(event) = agent.event(name) else {
            continue;
        };
        for element in list.items().unwrap_or_default() {
            let named = commands(agent, element).filter_map(|command| named_program(&command));
            programs.extend(named.filter(|program| {
                let whose = (agent, Some(program.as_str()));
                let text = (text, Form::AnyLimits);
                own(whose, event, element, text).is_some()
                    || own_handler(whose, event, element, text).is_some()
            }));
        }
    }
    programs.sort();
    programs.dedup();
    programs
}

/// Returns the text from before `install`, with the user's later additions. Returns `None` if `install` created the
/// file and the user added nothing to it.
pub(super) fn taken_out(
    agent: Bridged<'_>,
    text: &str,
    program: (Option<&str>, Form),
) -> Result<Option<String>, EditError> {
    let without = without_entries(agent, text, program)?;
    // The text from before `install` is stored nowhere, so infer it. If the root object has the
    // layout that we write, `install` created the object.
    let begun = is_begun(text)?;
    if without == text || (!begun && agent.preamble().is_empty()) {
        return Ok(Some(without));
    }
    let new = new_file(agent);
    if without == new {
        return Ok(None);
    }
    // If the file was blank before `install`, restore its blanks.
    let blank = without.strip_suffix(new.trim_end());
    let blank = blank.filter(|blank| begun && blank.trim().is_empty());
    Ok(Some(blank.map_or(without.clone(), str::to_owned)))
}

/// Returns whether `install` created the root object of this text. The answer is right only for agents whose new files
/// have no key besides `hooks`.
fn is_begun(text: &str) -> Result<bool, EditError> {
    let object = root(text)?;
    Ok(Container::of(&object).was_made_for(position(&object, "hooks"), text))
}

/// Returns the text of a file that `install` created, without the bridge's hooks.
fn new_file(agent: Bridged<'_>) -> String {
    match agent.preamble() {
        keys if keys.is_empty() => "{\n}\n".to_owned(),
        keys => file_of(&Ordered::Object(keys)),
    }
}

/// Returns every element that is as `install` writes it, with its event's name. Such an element starts a program with
/// the file name `hooks`, or with the file name of the running program or of `program`.
pub(super) fn own_entries(
    agent: Bridged<'_>,
    text: &str,
    program: Option<&str>,
) -> Result<Vec<(String, Value)>, EditError> {
    let object = root(text)?;
    let lists = live_lists(&object).into_iter();
    let found = lists.flat_map(|(name, list)| {
        let event = agent.event(name);
        let elements = list.items().unwrap_or_default().iter();
        elements.filter_map(move |element| {
            let value = own((agent, program), event?, element, (text, Form::Exact))?;
            Some((name.to_owned(), value))
        })
    });
    Ok(found.collect())
}

/// Returns the commands of all entries that run the bridge, in the order of the agent's events.
pub(super) fn commands_of(agent: Bridged<'_>, text: &str) -> Result<Vec<String>, EditError> {
    let object = root(text)?;
    let of_event = |event: &BridgedEvent| {
        let lists = live_lists(&object).into_iter();
        let lists = lists.filter(|(name, _)| *name == event.name());
        let elements = lists.flat_map(|(_, list)| list.items().unwrap_or_default());
        elements
            .flat_map(|element| commands(agent, element))
            .collect::<Vec<_>>()
    };
    let all = agent.events().iter().flat_map(of_event);
    Ok(all.filter(|command| starts_bridge(command)).collect())
}

/// Returns the event and the byte position of each entry that runs the bridge, but differs from the entry that we write
/// in more than its time limits.
pub(super) fn changed_entries(
    agent: Bridged<'_>,
    text: &str,
) -> Result<Vec<(String, usize)>, EditError> {
    let object = root(text)?;
    let mut found = Vec::new();
    for (name, list) in lists(&object) {
        let event = agent.event(name);
        for element in list.items().unwrap_or_default() {
            let text = (text, Form::AnyLimits);
            let is_ours =
                event.is_some_and(|event| own((agent, None), event, element, text).is_some());
            if !is_ours && runs_bridge(agent, element) {
                found.push((name.to_owned(), element.span.start));
            }
        }
    }
    Ok(found)
}

/// The maximum number of our entries that are removed from one file. No real file has so many entries.
const MOST_ENTRIES: usize = 256;

/// Returns a text without the bridge's handlers.
fn without_entries(
    agent: Bridged<'_>,
    text: &str,
    (program, form): (Option<&str>, Form),
) -> Result<String, EditError> {
    let mut text = text.to_owned();
    // Remove one handler at a time, because every removal moves the text after it.
    for _ in 0..MOST_ENTRIES {
        match without_one((agent, program), &text, form)? {
            Some(next) => text = next,
            None => return Ok(text),
        }
    }
    let message =
        format!("it has more than {MOST_ENTRIES} entries of the bridge; take them out by hand");
    Err(EditError::new(EditErrorKind::TooMany, message))
}

/// Returns a text without one of the bridge's handlers; `None` if the text has no such handler.
fn without_one(whose: Whose<'_>, text: &str, form: Form) -> Result<Option<String>, EditError> {
    let object = root(text)?;
    let keys = object.members().unwrap_or_default().iter().enumerate();
    let keys = keys.filter(|(_, key)| key.key == "hooks");
    let members = keys.flat_map(|(at, key)| {
        let members = key.node.members().unwrap_or_default().iter().enumerate();
        members.map(move |(place, member)| (at, &key.node, place, member))
    });
    let members: Vec<_> = members.collect();
    // Go backwards. The first element must be removed last, because only that element shows whether `install` created
    // the list.
    for (at, hooks, place, member) in members.into_iter().rev() {
        let list = &member.node;
        let (Some(elements), Some(event)) = (list.items(), whose.0.event(&member.key)) else {
            continue;
        };
        for (index, element) in elements.iter().enumerate().rev() {
            if own(whose, event, element, (text, form)).is_some() {
                let steps = [
                    (Container::of(&object), at),
                    (Container::of(hooks), place),
                    (Container::of(list), index),
                ];
                return Ok(Some(without_made(text, &steps)));
            }
            // The user added handlers to our group. Remove our handler alone and keep the group.
            if let Some((handlers, index)) = own_handler(whose, event, element, (text, form)) {
                return Ok(Some(Container::of(handlers).remove(text, index)));
            }
        }
    }
    Ok(None)
}

/// Returns the text without the innermost element. If a container was created for that element, removes the container
/// instead. If several containers were created for the element, removes the outermost container.
fn without_made(text: &str, steps: &[(Container, usize); 3]) -> String {
    let [root, hooks, list] = steps;
    let made = |(container, index): &(Container, usize)| container.was_made_for(*index, text);
    // Remove as much as the insertion added, from the inside out: the entry, the event's list that was made for it, and
    // the `hooks` object that was made for the list.
    let (container, index) = match (made(list), made(hooks)) {
        (true, true) => root,
        (true, false) => hooks,
        (false, _) => list,
    };
    container.remove(text, *index)
}

/// Yields the lists of entries, each with the name of its event. Also yields the lists that the agent does not read,
/// because their key occurs again behind them.
pub(super) fn lists(object: &Node) -> impl Iterator<Item = (&str, &Node)> {
    let keys = object.members().unwrap_or_default().iter();
    let keys = keys.filter(|key| key.key == "hooks");
    let lists = keys.flat_map(|key| key.node.members().unwrap_or_default());
    lists
        .filter(|member| member.node.items().is_some())
        .map(|member| (member.key.as_str(), &member.node))
}

/// Returns the lists of entries that the agent reads. If a key occurs several times, agents read its last occurrence.
pub(super) fn live_lists(object: &Node) -> Vec<(&str, &Node)> {
    let mut keys = object.members().unwrap_or_default().iter();
    let hooks = keys.rfind(|key| key.key == "hooks");
    let members = hooks.and_then(|hooks| hooks.node.members());
    let mut seen = HashSet::new();
    let members = members.unwrap_or_default().iter().rev();
    let last = members.filter(|member| seen.insert(member.key.as_str()));
    let lists = last.filter(|member| member.node.items().is_some());
    let mut lists: Vec<_> = lists
        .map(|member| (member.key.as_str(), &member.node))
        .collect();
    lists.reverse();
    lists
}

/// Returns the index of a key in an object.
fn position(object: &Node, key: &str) -> usize {
    let mut members = object.members().unwrap_or_default().iter();
    let place = members.position(|member| member.key == key);
    place.unwrap_or_default()
}
