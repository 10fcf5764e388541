//! Detects events under `[[hooks.other."Name"]]` that were probably meant to be one of our events. A hook of such an
//! event never runs, so a guard among these hooks would block nothing.
//!
//! An embedder names its own events as it likes, so the parser accepts every name there. If a known agent uses the name
//! for one of our events, the name is certainly meant for that event; if the name is only similar to an agent's name
//! for the event, it is probably meant for that event. [`lower`](super::lower) makes the first case an error if the
//! event is a gate (an event that can block), and everything else a warning.

use std::sync::LazyLock;

use hooks_types::EventName;
use hooks_types::near::{bare, nearest};
use hooks_types::text::quoted;

use crate::diagnostic::Severity;
use crate::format::{AgentFiles, Agents};

/// The event that a name was probably meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventMeant {
    /// The event's name in `hooks.toml`.
    pub name: &'static str,
    /// The problem: which event the name was probably meant for.
    pub message: String,
    /// The cure, which names the event to write instead.
    pub help: String,
    /// An error if the name is an agent's own name of an event that can block. Else a warning, because an embedder
    /// might have an event of this name.
    pub severity: Severity,
}

/// Returns our event with this name, in any spelling: `PreToolUse`, `pre-tool-use` and `PRE_TOOL_USE` are the
/// same name.
pub(super) fn ours(name: &str) -> Option<&'static EventName> {
    static NAMES: LazyLock<Vec<(String, &EventName)>> = LazyLock::new(|| {
        let named = |event: &'static EventName| (bare(event.wire_name()), event);
        EventName::ALL.iter().map(named).collect()
    });
    let wanted = bare(name);
    let mut names = NAMES.iter();
    names.find_map(|(name, event)| (*name == wanted).then_some(*event))
}

/// Returns the event that `name` was probably meant for: an agent calls the event by this name, the
/// name is a typo of the event's, or the name describes the event (`before_tool_use`). Returns
/// `None` for the name of one of our events, and for a name that an embedder might use for an event
/// of its own.
#[must_use]
pub fn event_meant_by(name: &str, agents: &Agents) -> Option<EventMeant> {
    if ours(name).is_some() {
        return None;
    }
    let shown = quoted(name.as_bytes(), 60);
    let wanted = bare(name);
    let of_agent = |agent: &'static AgentFiles| {
        let events = EventName::ALL.iter();
        events.flat_map(move |event| {
            let names = (agent.event_names)(event).into_iter();
            names.map(move |name| (name, event, agent))
        })
    };
    let of_agents: Vec<_> = agents.iter().flat_map(of_agent).collect();
    let write = |event: &EventName| format!("[[hooks.{}]]", event.wire_name());
    let same = || of_agents.iter().filter(|(name, ..)| bare(name) == wanted);
    // If agents use one name for different events, assume the gate (the event that can block): a lost guard is worse
    // than a false alarm.
    let gate = same().find(|(_, event, _)| event.traits().gates());
    if let Some((name, event, agent)) = gate.or_else(|| same().next()) {
        return Some(EventMeant {
            name: event.wire_name(),
            message: format!(
                "`{shown}` is the event `{name}` of {}, which is called `{}` here",
                agent.title(),
                event.wire_name()
            ),
            help: format!("write {}", write(event)),
            severity: match event.traits().gates() {
                true => Severity::Error,
                false => Severity::Warning,
            },
        });
    }
    let own = EventName::ALL
        .iter()
        .map(|event| (event.wire_name(), event));
    let known = own.chain(of_agents.iter().map(|(name, event, _)| (*name, *event)));
    let known: Vec<(&str, &EventName)> = known.collect();
    let near = nearest(&wanted, known.iter().map(|(name, _)| *name));
    // Check also whether the name is the beginning of the name of an event that can block, as `PreTool` and `pre_tool`
    // are.
    let begins = || {
        let gates = known.iter().filter(|(_, event)| event.traits().gates());
        let mut begun =
            gates.filter(|(name, _)| wanted.len() > 5 && bare(name).starts_with(&wanted));
        begun.next().map(|(name, _)| *name)
    };
    let Some(near) = near.or_else(begins) else {
        let event = EventName::meant_by(name).filter(|_| says_when(name))?;
        return Some(EventMeant {
            name: event.wire_name(),
            message: format!(
                "`{shown}` sounds like `{}`, and is not a known event",
                event.wire_name()
            ),
            help: format!("did you mean {}?", write(event)),
            severity: Severity::Warning,
        });
    };
    let (_, event) = known.iter().find(|(name, _)| *name == near)?;
    Some(EventMeant {
        name: event.wire_name(),
        message: format!("`{shown}` is almost `{near}`, and not a known event"),
        help: format!("did you mean {}?", write(event)),
        severity: Severity::Warning,
    })
}

/// Returns whether a name says when its event is fired, as the names of agents' events do (`before_...`). A name
/// without such a word (`idle`, `tool_progress`) is often an event of one agent only, so it is not called a mistake.
fn says_when(name: &str) -> bool {
    let begins = |when: &str| {
        let (first, rest) = name.split_at_checked(when.len()).unwrap_or_default();
        let is_word = |next: char| next.is_uppercase() || !next.is_alphanumeric();
        first.eq_ignore_ascii_case(when) && rest.starts_with(is_word)
    };
    ["before", "after", "pre", "post", "on"]
        .into_iter()
        .any(begins)
}
