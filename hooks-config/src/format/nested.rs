//! Finds events with hooks at a level of a file where the agent does not look for hooks, and shows where they belong.

use hooks_types::EventName;

use super::reader::Reader;
use super::tree::{Member, Node};
use crate::diagnostic::{DiagnosticCode, Severity};
use crate::words::Words;

/// Parts of key names. A key whose name contains one of these parts can hold the hooks of a plugin or a subagent, or
/// other values with names like those of events, so it is not reported.
const OF_OTHERS: [&str; 7] = [
    "plugin",
    "marketplace",
    "extension",
    "agent",
    "mcp",
    "properties",
    "disabled",
];

/// Words of a key's name with which a user switches hooks off, or keeps them for later: `hooks_off`, `oldHooks`.
const OFF: [&str; 12] = [
    "off", "old", "bak", "backup", "inactive", "unused", "archive", "archived", "example",
    "examples", "sample", "draft",
];

impl Reader<'_> {
    /// Warns about events below keys other than `hooks`. The agents read only the key `hooks` at the top of a file.
    pub(super) fn nested_events(&mut self, root: &Node) {
        let names = (self.agent.own_events)();
        let members = root.members().unwrap_or_default();
        let others = |member: &&Member| member.key != "hooks";
        let mut open: Vec<&Member> = members.iter().filter(others).rev().collect();
        while let Some(member) = open.pop() {
            let key = member.key.to_ascii_lowercase();
            let is_comment = key.starts_with(['_', '/', '#']);
            let is_others = key == "ui" || OF_OTHERS.iter().any(|part| key.contains(part));
            if is_comment || is_others || is_off(&member.key) {
                continue;
            }
            match event_of(&member.node, &names) {
                Some((event, name)) if member.key == "hooks" => {
                    let message = "`hooks` below another key is not read; it belongs at the top level of the file";
                    self.misplaced(Severity::Warning, member, message, name);
                    self.about(&event.key);
                }
                Some((event, name)) => {
                    let message =
                        "an event has no effect here; events belong under `hooks` at the top level";
                    self.misplaced(Severity::Warning, event, message, name);
                }
                None => open.extend(member.node.members().unwrap_or_default().iter().rev()),
            }
        }
    }

    /// Reports a key `hooks` inside of `hooks`, if its value has events. Returns whether it reported the key.
    pub fn doubled_hooks(&mut self, member: &Member) -> bool {
        let names = (self.agent.own_events)();
        let found = event_of(&member.node, &names).filter(|_| member.key == "hooks");
        let Some((_, name)) = found else {
            return false;
        };
        let message =
            "`hooks` is inside of another `hooks`, so its events are not read; take one level out";
        self.misplaced(Severity::Error, member, message, name);
        true
    }

    /// Reports a key at a wrong level, and shows where an event belongs.
    fn misplaced(
        &mut self,
        severity: Severity,
        member: &Member,
        message: &'static str,
        event: Option<&'static str>,
    ) {
        let code = match severity {
            Severity::Error => DiagnosticCode::WrongType,
            _ => DiagnosticCode::UnknownKey,
        };
        self.say(severity, code, &member.key_span, message);
        self.help(self.at_the_top(event.unwrap_or("EVENT")));
    }

    /// Returns the advice on how to write the hooks of an event at the top level of this file. `event` is a name from
    /// our own tables.
    #[must_use]
    pub fn at_the_top(&self, event: &'static str) -> Words {
        Words::ours(match self.place.file_name().ends_with(".toml") {
            true => format!("write [[hooks.{event}]]"),
            false => format!("write {{ \"hooks\": {{ \"{event}\": [...] }} }}"),
        })
    }
}

/// Returns the first member of an object that is an event with entries, and the event's name if the agent has it.
fn event_of<'n>(
    node: &'n Node,
    names: &[&'static str],
) -> Option<(&'n Member, Option<&'static str>)> {
    node.members()?.iter().find_map(|member| {
        let name = names.iter().copied().find(|name| *name == member.key);
        let is_event =
            name.is_some() || !matches!(EventName::named(&member.key), EventName::Other(_));
        (is_event && has_entries(&member.node)).then_some((member, name))
    })
}

/// Returns whether a value is a list with at least one entry that runs something, as events have it. An entry with only
/// a `type` can mean something else, such as an event that a telemetry service records.
fn has_entries(node: &Node) -> bool {
    node.items().unwrap_or_default().iter().any(Node::runs)
}

/// Returns whether one of the words in a key's name says that its value is switched off.
fn is_off(key: &str) -> bool {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for letter in key.chars().take(100) {
        let begins = !letter.is_alphanumeric() || (was_small && letter.is_uppercase());
        if begins {
            words.push(String::new());
        }
        was_small = letter.is_lowercase();
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
    }
    words.iter().any(|word| OFF.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::is_off;

    #[test]
    fn a_key_that_says_that_it_is_off_is_told_from_other_names() {
        for off in [
            "hooks_off",
            "hooksOff",
            "old-hooks",
            "oldHooks",
            "hooks.bak",
            "HOOKS_OLD",
        ] {
            assert!(is_off(off), "{off}");
        }
        for on in [
            "hooks", "office", "myhooks", "folder", "offset", "tools", "", "ä",
        ] {
            assert!(!is_off(on), "{on}");
        }
    }
}
