//! Compares the command of an entry with the commands that `install` writes.
//!
//! The command can come from a project's file. `hooks bridge status` tests only an entry that is byte for byte ours.
//! Even then it starts its own program file, and never the text of the entry.

use super::command::{command, named_program};
use crate::format::AgentFiles;

/// How the command of an entry compares with the command that [`install_bridge`](crate::install_bridge) writes.
///
/// The command comes from an agent's file, which a stranger might have written. It is only compared, and
/// never started.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BridgeCall {
    /// The command is byte for byte the command that [`install_bridge`](crate::install_bridge) writes for this program,
    /// with any value of `--budget`. The value is the event that the command names.
    Own(&'static str),
    /// The command is byte for byte a command that [`install_bridge`](crate::install_bridge) writes for a different
    /// program. The value is the path of that program.
    OfProgram(String),
    /// The command is any other text. For example, it has additional options, shell syntax, a wrapper, or a program
    /// without an absolute path.
    Changed,
}

/// Compares the command of an entry of `agent` with the command that [`install_bridge`](crate::install_bridge) writes
/// for `program`.
#[must_use]
pub fn bridge_call(agent: &AgentFiles, text: &str, program: &str) -> BridgeCall {
    let read = || -> Option<BridgeCall> {
        let name = agent.dialect.name();
        let named = named_program(text)?;
        let (_, budget) = text.rsplit_once(' ')?;
        let budget: u64 = budget.parse().ok()?;
        // Build each command that `install` could have written, and compare it with `text`. Parsing `text` instead
        // could accept a command that a shell reads differently.
        let mut events = agent.bridge?.events.iter().map(|event| event.name());
        let event = events.find(|event| command(&named, name, event, budget) == text)?;
        Some(match named == program {
            true => BridgeCall::Own(event),
            false => BridgeCall::OfProgram(named),
        })
    };
    read().unwrap_or(BridgeCall::Changed)
}
