//! Detects events under `[[hooks.other."Name"]]` that were probably meant as one of ours. Such a hook
//! never runs, so its gate would stay open.
//!
//! An embedder names its own events as it likes, so the parser accepts every name there. If the name is what
//! a known agent calls one of our events, it certainly means that event; if it is only close to such a name, it
//! probably does. [`lower`](super::lower) makes the first an error if the event is a gate, and everything else a
//! warning.

use std::sync::LazyLock;

use hooks_types::EventName;
use hooks_types::near::{bare, nearest};
use hooks_types::text::quoted;

use crate::format::{AgentFiles, Agents};

/// The event that a name was probably meant for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Meant {
    /// The problem, for a person.
    pub(super) message: String,
    /// How to fix it.
    pub(super) help: String,
    /// Whether the name certainly means an event that is a gate. If false, the agent may have an event
    /// of that name.
    pub(super) is_gate: bool,
}

/// Returns our event with this name, in any spelling: `PreToolUse`, `pre-tool-use` and `PRE_TOOL_USE` are the
/// same name.
pub(super) fn ours(name: &str) -> Option<&'static EventName> {
    // A file can have thousands of keys to compare, so fold our names only once.
    static NAMES: LazyLock<Vec<(String, &EventName)>> = LazyLock::new(|| {
        let named = |event: &'static EventName| (bare(event.wire_name()), event);
        EventName::ALL.iter().map(named).collect()
    });
    let wanted = bare(name);
    let mut names = NAMES.iter();
    names.find_map(|(name, event)| (*name == wanted).then_some(*event))
}

/// Returns the event that an agent calls by this name, or that the name is a typo of. `None` for a name that
/// resembles nothing known, which is taken for an event of the agent's own.
pub(super) fn meant(name: &str, agents: &Agents) -> Option<Meant> {
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
    // If agents use one name for different events, assume the gate: a lost guard is worse than a false
    // alarm.
    let gate = same().find(|(_, event, _)| event.traits().gates());
    if let Some((name, event, agent)) = gate.or_else(|| same().next()) {
        return Some(Meant {
            message: format!(
                "`{shown}` is `{name}`, which {} calls `{}`, and not an event of its own",
                agent.title(),
                event.wire_name()
            ),
            help: format!("write {}", write(event)),
            is_gate: event.traits().gates(),
        });
    }
    let own = EventName::ALL
        .iter()
        .map(|event| (event.wire_name(), event));
    let known = own.chain(of_agents.iter().map(|(name, event, _)| (*name, *event)));
    let known: Vec<(&str, &EventName)> = known.collect();
    let near = nearest(&wanted, known.iter().map(|(name, _)| *name));
    // Such as `PreTool` or `pre_tool`: the beginning of a gate's name.
    let begins = || {
        let gates = known.iter().filter(|(_, event)| event.traits().gates());
        let mut begun =
            gates.filter(|(name, _)| wanted.len() > 5 && bare(name).starts_with(&wanted));
        begun.next().map(|(name, _)| *name)
    };
    let near = near.or_else(begins)?;
    let (_, event) = known.iter().find(|(name, _)| *name == near)?;
    Some(Meant {
        message: format!("`{shown}` is almost `{near}`, and not a known event"),
        help: format!("did you mean {}?", write(event)),
        is_gate: false,
    })
}
