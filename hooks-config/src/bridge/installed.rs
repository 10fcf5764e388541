//! Checks whether a file holds the bridge.

use super::error::EditError;
use super::install::has_all;
use super::target::Bridged;
use super::uninstall::commands_of;
use crate::format::AgentFiles;

/// Whether a file runs the bridge (the command `hooks bridge`), and with which entries.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BridgeInstalled {
    /// The file does not run the bridge.
    No,
    /// The file holds exactly the entries that [`install_bridge`](crate::install_bridge) writes, or entries that
    /// `install_bridge` would keep. The value is the command of the first entry.
    Current(String),
    /// The file holds entries for another program, or entries changed by hand. The value is the command of the first
    /// entry.
    Other(String),
}

impl BridgeInstalled {
    /// Returns the command of the first entry.
    #[must_use]
    pub fn command(&self) -> Option<&str> {
        match self {
            Self::No => None,
            Self::Current(command) | Self::Other(command) => Some(command),
        }
    }
}

/// Returns whether `text`, an agent's configuration, runs the bridge of `program`, and with which entries.
///
/// # Errors
///
/// The agent has no bridge, or the text is not a JSON object.
pub fn bridge_installed(
    agent: &AgentFiles,
    text: &str,
    program: &str,
) -> Result<BridgeInstalled, EditError> {
    let agent = Bridged::of(agent)?;
    if text.trim().is_empty() {
        return Ok(BridgeInstalled::No);
    }
    let Some(command) = commands_of(agent, text)?.into_iter().next() else {
        return Ok(BridgeInstalled::No);
    };
    Ok(match has_all(agent, text, program)? {
        true => BridgeInstalled::Current(command),
        false => BridgeInstalled::Other(command),
    })
}
