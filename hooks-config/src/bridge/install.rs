//! Adds the bridge to an agent's configuration.

use super::adjusted::{Adjusted, adjusted, start, with_program};
use super::entry::BridgedEvent;
use super::error::{EditError, EditErrorKind};
use super::json_edit::{Container, file_of, root};
use super::ordered::Ordered;
use super::recognise::Form;
use super::target::Bridged;
use super::uninstall::{own_entries, taken_out};
use crate::format::{AgentFiles, Node};

/// Returns the text of an agent's configuration with the bridge added. `program` is the absolute path
/// of the `hooks` program. A `text` of `None` means that the file does not exist yet.
///
/// A text that already has these entries is returned unchanged. Entries that we wrote for a program
/// at another path are replaced. Entries that were written or changed by hand are kept. If a user
/// changed only the options or the time limit of an entry of ours, the entry still serves its
/// event: no second entry is added for that event, and the program's path in the entry is updated.
/// [`uninstall_bridge`](crate::uninstall_bridge) removes an entry of which only the time limits were changed.
///
/// # Errors
///
/// The agent has no bridge, the text is not a JSON object, or a value that the bridge is added to has the wrong type or
/// occurs twice.
pub fn install_bridge(
    agent: &AgentFiles,
    text: Option<&str>,
    program: &str,
) -> Result<String, EditError> {
    let agent = Bridged::of(agent)?;
    // First take out the entries of an earlier install. Then `uninstall` restores the original text, even if the bridge
    // was installed several times.
    let before = match text {
        Some(text) if text.trim().is_empty() => Some(text.to_owned()),
        // If the file has all entries already, return the text unchanged: a repeated install must not touch the file.
        Some(text) if has_all(agent, text, program)? => return Ok(text.to_owned()),
        Some(text) => taken_out(agent, text, (Some(program), Form::Exact))?,
        None => None,
    };
    let Some(text) = before else {
        return Ok(file_of(&whole(agent, program)));
    };
    if text.trim().is_empty() {
        // Keep the blanks and add no final line end: `uninstall` can then restore the blank file.
        let whole = file_of(&whole(agent, program));
        return Ok(format!("{text}{}", whole.trim_end()));
    }
    // First make the adjusted entries (entries whose options or time limit the user changed) start the new program. The
    // events that they serve need no second entry.
    let kept = adjusted(agent, &text, program)?;
    let mut text = with_program(&text, &kept, program);
    for event in wanted(agent, &kept) {
        text = with_entry(&text, *event, &agent.entry(*event, program))?;
    }
    Ok(text)
}

/// Returns whether the text holds exactly the entries that `install` would write or keep.
pub(super) fn has_all(agent: Bridged<'_>, text: &str, program: &str) -> Result<bool, EditError> {
    let kept = adjusted(agent, text, program)?;
    let written = wanted(agent, &kept).map(|event| {
        (
            event.name().to_owned(),
            agent.entry(*event, program).value(),
        )
    });
    // Compare without regard to order: the user might have sorted the events.
    let mut found = own_entries(agent, text, Some(program))?;
    let mut written: Vec<_> = written.collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    written.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found == written && start(&kept, program))
}

/// Yields the events that still need an entry, because no adjusted entry serves them.
fn wanted(agent: Bridged<'_>, kept: &[Adjusted]) -> impl Iterator<Item = &'static BridgedEvent> {
    let served = |event: &&BridgedEvent| kept.iter().any(|one| one.event == **event);
    agent.events().iter().filter(move |event| !served(event))
}

/// Returns the text with an element appended to the list of an event. Creates the list if necessary.
fn with_entry(text: &str, event: BridgedEvent, entry: &Ordered) -> Result<String, EditError> {
    // Parse again for each event, because the insertion of the previous entry moved all byte ranges.
    let object = root(text)?;
    let Some(hooks) = only(&object, "hooks")? else {
        let list = Ordered::List(vec![entry.clone()]);
        let hooks = Ordered::Object(vec![(event.name(), list)]);
        return Ok(Container::of(&object).append(text, Some("hooks"), &hooks));
    };
    if hooks.members().is_none() {
        return Err(other_type("hooks", "an object"));
    }
    let Some(list) = only(hooks, event.name())? else {
        let list = Ordered::List(vec![entry.clone()]);
        return Ok(Container::of(hooks).append(text, Some(event.name()), &list));
    };
    if list.items().is_none() {
        return Err(other_type(event.name(), "a list"));
    }
    Ok(Container::of(list).append(text, None, entry))
}

/// Builds the content of a new file, with an entry for each event of the bridge.
fn whole(agent: Bridged<'_>, program: &str) -> Ordered {
    let lists = agent.events().iter().map(|event| {
        let list = Ordered::List(vec![agent.entry(*event, program)]);
        (event.name(), list)
    });
    let mut keys = agent.preamble();
    keys.push(("hooks", Ordered::Object(lists.collect())));
    Ordered::Object(keys)
}

/// Returns the error for a value that the bridge cannot be added to.
fn other_type(key: &str, wanted: &str) -> EditError {
    let message = format!("its `{key}` is not {wanted}");
    EditError::new(EditErrorKind::OtherType, message)
}

/// Returns the value of a key. A repeated key is an error: it is unknown which of the values an agent reads.
fn only<'n>(object: &'n Node, key: &str) -> Result<Option<&'n Node>, EditError> {
    let members = object.members().unwrap_or_default().iter();
    let mut values = members.filter(|member| member.key == key);
    let value = values.next();
    match values.next() {
        Some(_) => {
            let message = format!("it has `{key}` twice");
            Err(EditError::new(EditErrorKind::Ambiguous, message))
        }
        None => Ok(value.map(|member| &member.node)),
    }
}
