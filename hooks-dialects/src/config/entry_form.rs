//! Advice about entries that have the form of another agent's file, or a form that no agent reads.
//!
//! All texts consist of our own words, so that they are shown for an untrusted file too.

use hooks_config::format::{Flaw, Node, Reader};
use hooks_config::{DiagnosticCode, Words};
use hooks_types::near::nearest;

use crate::config::entries::Nesting;

/// How the entries of an agent's file must be written, for the examples in advice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    /// What the list of an event contains.
    nesting: Nesting,
    /// Whether the matchers of the event have an effect.
    has_matcher: bool,
    /// Whether the file is TOML.
    is_toml: bool,
}

impl Form {
    /// Returns how entries must be written in the file that is being read, for an event with or without matchers.
    pub(crate) fn of(reader: &Reader<'_>, nesting: Nesting, has_matcher: bool) -> Self {
        let extension = reader.place.path.extension();
        Self {
            nesting,
            has_matcher,
            is_toml: extension.is_some_and(|extension| extension == "toml"),
        }
    }

    /// Returns the form in which an element of the event's list must be written.
    fn entry(self) -> String {
        let matcher = self.key("matcher", "\"...\"");
        let own = match self.nesting {
            Nesting::Groups => self.key("hooks", &format!("[{}]", self.handler())),
            Nesting::Flat => self.key("command", "\"...\""),
            Nesting::Both => self.command(),
        };
        match self.has_matcher {
            true => format!("{{ {matcher}, {own} }}"),
            false => format!("{{ {own} }}"),
        }
    }

    /// Returns the form in which a handler of a group must be written.
    fn handler(self) -> String {
        format!("{{ {} }}", self.command())
    }

    /// Returns the keys of a handler.
    fn command(self) -> String {
        let kind = self.key("type", "\"command\"");
        format!("{kind}, {}", self.key("command", "\"...\""))
    }

    /// Returns a key with its value.
    fn key(self, key: &str, value: &str) -> String {
        match self.is_toml {
            true => format!("{key} = {value}"),
            false => format!("\"{key}\": {value}"),
        }
    }

    /// Adds an example of a correct entry to an error that concerns the whole entry.
    pub(crate) fn of_entry(self, flaw: Flaw, node: &Node) -> Flaw {
        self.added(flaw, node, Self::entry)
    }

    /// Adds an example of a correct handler to an error that concerns the whole handler of a group.
    pub(crate) fn of_handler(self, flaw: Flaw, node: &Node) -> Flaw {
        self.added(flaw, node, Self::handler)
    }

    /// Adds an example of a correct list to an error about the type of the event's list.
    pub(crate) fn of_list(self, flaw: Flaw) -> Flaw {
        flaw.with_help(Words::ours(format!("write [{}]", self.entry())))
    }

    /// Adds the form of a group's list of handlers to an error about the list's type.
    pub(crate) fn of_handlers(self, flaw: Flaw) -> Flaw {
        let list = self.key("hooks", &format!("[{}]", self.handler()));
        flaw.with_help(Words::ours(format!("write {list}")))
    }

    fn added(self, flaw: Flaw, node: &Node, form: fn(Self) -> String) -> Flaw {
        let is_about_form = matches!(
            flaw.code,
            DiagnosticCode::MissingKey | DiagnosticCode::WrongType
        );
        let kind = node.get("type").and_then(Node::text);
        let is_command = kind.is_none_or(|kind| kind == "command");
        if !is_about_form || !is_command || flaw.help.is_some() || flaw.span != node.span {
            return flaw;
        }
        let of_copilot = ["bash", "powershell"]
            .into_iter()
            .find(|key| node.get(key).is_some());
        let form = form(self);
        flaw.with_help(Words::ours(match of_copilot {
            Some(key) if self.nesting != Nesting::Both => {
                format!("`{key}` is a key of Copilot; write {form}")
            }
            _ => format!("write {form}"),
        }))
    }

    /// Returns the error for an entry that has the form of Claude Code's groups, if the agent has no groups.
    pub(crate) fn grouped(self, reader: &Reader<'_>, entry: &Node) -> Option<Flaw> {
        let own = ["command", "prompt", "type"];
        let is_group =
            entry.get("hooks").is_some() && !own.iter().any(|key| entry.get(key).is_some());
        is_group.then(|| {
            let agent = reader.title();
            let message = format!(
                "this is Claude Code's form of an entry; in {agent} `command` is directly in the entry"
            );
            let flaw = Flaw::new(DiagnosticCode::MissingKey, &entry.span, Words::ours(message));
            self.of_entry(flaw, entry)
        })
    }

    /// Returns the error for a group without `hooks`. If the group is in fact a handler, the error names the agents
    /// whose files have handlers in this place.
    pub(crate) fn without_handlers(self, reader: &Reader<'_>, group: &Node) -> Flaw {
        let agent = reader.title();
        let has = |keys: &[&str]| keys.iter().any(|key| group.get(key).is_some());
        let is_list = group
            .get("command")
            .is_some_and(|node| node.items().is_some());
        let whose = if is_list {
            Some("the form of hooks.toml")
        } else if has(&["bash", "powershell", "timeoutSec"]) {
            Some("Copilot's form of an entry")
        } else if has(&["failClosed", "loop_limit"]) {
            Some("Cursor's form of an entry")
        } else if has(&["command", "exec", "url", "prompt"]) {
            Some("the form of an entry in Cursor and Copilot")
        } else {
            None
        };
        let mut members = group.members().unwrap_or_default().iter();
        let near = members.find(|member| nearest(&member.key, ["hooks"]).is_some());
        if let (None, Some(near)) = (whose, near) {
            let message = "a group needs `hooks`, a list of handlers";
            return Flaw::new(DiagnosticCode::MissingKey, &near.key_span, message)
                .with_help("did you mean `hooks`?");
        }
        let message = match whose {
            Some(whose) => {
                format!("this is {whose}; in {agent} it belongs in the list `hooks` of a group")
            }
            None => "a group needs `hooks`, a list of handlers".to_owned(),
        };
        let help = Words::ours(format!("write {}", self.entry()));
        Flaw::new(
            DiagnosticCode::MissingKey,
            &group.span,
            Words::ours(message),
        )
        .with_help(help)
    }
}

#[cfg(test)]
#[path = "entry_form_tests.rs"]
mod tests;
