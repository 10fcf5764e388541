//! What differs between agents: where their configuration lies and how an entry looks there.

use std::path::{Path, PathBuf};

use hooks_types::Dialect;

use super::command::{BRIDGE_TIMEOUT, budget_of, command};
use super::ordered::Ordered;

/// Whose configuration the bridge goes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BridgeHome<'a> {
    /// The user's, in this home folder.
    User(&'a Path),
    /// The user's, in this folder of the agent itself: what [`bridge_home_variable`] names.
    Agent(&'a Path),
    /// The project's, at this root.
    Project(&'a Path),
}

/// The variable by which a user moves an agent's own folder (`~/.codex`) elsewhere.
#[must_use]
pub fn bridge_home_variable(agent: Dialect) -> Option<&'static str> {
    match agent {
        Dialect::Claude => Some("CLAUDE_CONFIG_DIR"),
        Dialect::Codex => Some("CODEX_HOME"),
        Dialect::Copilot => Some("COPILOT_HOME"),
        _ => None,
    }
}

/// The file that the bridge's entries go into; none for our own dialect.
///
/// Copilot reads every file of a folder, so the bridge gets a file of its own there.
#[must_use]
pub fn bridge_file(agent: Dialect, home: BridgeHome<'_>) -> Option<PathBuf> {
    let (folder, project_folder, file) = match agent {
        Dialect::Claude => (".claude", ".claude", "settings.json"),
        Dialect::Codex => (".codex", ".codex", "hooks.json"),
        Dialect::Gemini => (".gemini", ".gemini", "settings.json"),
        Dialect::Cursor => (".cursor", ".cursor", "hooks.json"),
        Dialect::Copilot => (".copilot", ".github", "hooks/hooks-bridge.json"),
        _ => return None,
    };
    Some(match home {
        BridgeHome::User(home) => home.join(folder).join(file),
        BridgeHome::Agent(own) => own.join(file),
        BridgeHome::Project(root) => root.join(project_folder).join(file),
    })
}

/// An agent's event that the bridge handles.
#[derive(Debug, Clone, Copy)]
pub(super) struct BridgedEvent {
    /// The key in the agent's configuration.
    pub(super) name: &'static str,
    /// Whether the agent waits there for leave: a bridge that fails must close it.
    gate: bool,
    /// The longest time limit the agent takes, in seconds, where it is short.
    longest: Option<u64>,
}

const fn gate(name: &'static str) -> BridgedEvent {
    BridgedEvent {
        name,
        gate: true,
        longest: None,
    }
}

const fn told(name: &'static str) -> BridgedEvent {
    BridgedEvent {
        name,
        gate: false,
        longest: None,
    }
}

const fn brief(name: &'static str, seconds: u64) -> BridgedEvent {
    BridgedEvent {
        name,
        gate: false,
        longest: Some(seconds),
    }
}

const CLAUDE: &[BridgedEvent] = &[
    gate("PreToolUse"),
    gate("PermissionRequest"),
    told("PostToolUse"),
    told("PostToolUseFailure"),
    gate("UserPromptSubmit"),
    told("Stop"),
    told("SubagentStart"),
    told("SubagentStop"),
    told("Notification"),
    told("SessionStart"),
    told("SessionEnd"),
    gate("PreCompact"),
    told("PostCompact"),
];

/// `SessionEnd`: Codex takes at most 3 seconds there.
const CODEX: &[BridgedEvent] = &[
    gate("PreToolUse"),
    gate("PermissionRequest"),
    told("PostToolUse"),
    gate("UserPromptSubmit"),
    told("Stop"),
    told("SubagentStart"),
    told("SubagentStop"),
    told("SessionStart"),
    brief("SessionEnd", 3),
    gate("PreCompact"),
    told("PostCompact"),
];

const GEMINI: &[BridgedEvent] = &[
    gate("BeforeTool"),
    told("AfterTool"),
    gate("BeforeAgent"),
    told("AfterAgent"),
    told("Notification"),
    told("SessionStart"),
    told("SessionEnd"),
    told("PreCompress"),
];

/// `preToolUse` covers what `beforeShellExecution`, `beforeMCPExecution` and `beforeReadFile` tell
/// again: with those as well every guard would run twice on one call.
const CURSOR: &[BridgedEvent] = &[
    gate("preToolUse"),
    told("postToolUse"),
    told("postToolUseFailure"),
    gate("beforeSubmitPrompt"),
    told("afterAgentResponse"),
    told("stop"),
    told("subagentStart"),
    told("subagentStop"),
    told("sessionStart"),
    told("sessionEnd"),
    told("preCompact"),
];

/// PascalCase keys where Copilot has them: their payloads name the event.
const COPILOT: &[BridgedEvent] = &[
    gate("PreToolUse"),
    gate("PermissionRequest"),
    told("PostToolUse"),
    told("postToolUseFailure"),
    told("UserPromptSubmit"),
    told("Stop"),
    told("subagentStart"),
    told("SubagentStop"),
    told("notification"),
    told("SessionStart"),
    told("SessionEnd"),
    told("PreCompact"),
];

/// The events of an agent that the bridge handles, in the order they are written.
pub(super) fn events(agent: Dialect) -> &'static [BridgedEvent] {
    match agent {
        Dialect::Claude => CLAUDE,
        Dialect::Codex => CODEX,
        Dialect::Gemini => GEMINI,
        Dialect::Cursor => CURSOR,
        Dialect::Copilot => COPILOT,
        _ => &[],
    }
}

/// The event that the bridge handles under this key.
pub(super) fn bridged(agent: Dialect, key: &str) -> Option<BridgedEvent> {
    let mut events = events(agent).iter();
    events.find(|event| event.name == key).copied()
}

/// The element that goes into the list of an event.
pub(super) fn entry(agent: Dialect, event: BridgedEvent, program: &str) -> Ordered {
    let limit = event.longest.unwrap_or(BRIDGE_TIMEOUT.as_secs());
    let command = Ordered::plain(command(program, agent, event.name, budget_of(limit)));
    let kind = ("type", Ordered::plain("command"));
    let seconds = Ordered::plain(limit);
    match agent {
        Dialect::Gemini => group(vec![
            ("name", Ordered::plain("hooks-bridge")),
            kind,
            ("command", command),
            ("timeout", Ordered::plain(limit * 1000)),
        ]),
        Dialect::Cursor => {
            let mut handler = vec![("command", command), ("timeout", seconds)];
            // The key by which Cursor closes a gate whose hook fails.
            handler.extend(event.gate.then(|| ("failClosed", Ordered::plain(true))));
            Ordered::Object(handler)
        }
        Dialect::Copilot => Ordered::Object(vec![kind, ("bash", command), ("timeoutSec", seconds)]),
        Dialect::Claude => {
            let mut handler = vec![kind, ("command", command), ("timeout", seconds)];
            // The same in Claude Code.
            handler.extend(event.gate.then(|| ("onFailure", Ordered::plain("block"))));
            group(handler)
        }
        _ => group(vec![kind, ("command", command), ("timeout", seconds)]),
    }
}

/// A group without a matcher that holds one handler.
fn group(handler: Vec<(&'static str, Ordered)>) -> Ordered {
    let handlers = Ordered::List(vec![Ordered::Object(handler)]);
    Ordered::Object(vec![("hooks", handlers)])
}

/// What a new file begins with beside its hooks.
pub(super) fn preamble(agent: Dialect) -> Vec<(&'static str, Ordered)> {
    match agent {
        Dialect::Cursor | Dialect::Copilot => vec![("version", Ordered::plain(1))],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_lies_where_the_agent_reads_it() {
        let at = |agent, home| bridge_file(agent, home).unwrap().display().to_string();
        let user = BridgeHome::User(Path::new("/home/u"));
        let project = BridgeHome::Project(Path::new("/p"));
        let own = BridgeHome::Agent(Path::new("/etc/codex"));
        assert_eq!(at(Dialect::Claude, user), "/home/u/.claude/settings.json");
        assert_eq!(at(Dialect::Codex, own), "/etc/codex/hooks.json");
        assert_eq!(
            at(Dialect::Copilot, user),
            "/home/u/.copilot/hooks/hooks-bridge.json"
        );
        assert_eq!(
            at(Dialect::Copilot, project),
            "/p/.github/hooks/hooks-bridge.json"
        );
        assert_eq!(at(Dialect::Cursor, project), "/p/.cursor/hooks.json");
        assert_eq!(bridge_file(Dialect::Native, user), None);
    }
}
