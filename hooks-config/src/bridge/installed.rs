//! Whether a file holds the bridge.

use super::error::EditError;
use super::install::has_all;
use super::target::Bridged;
use super::uninstall::commands_of;
use crate::format::AgentFiles;

/// What a file holds of the bridge.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BridgeInstalled {
    /// Nothing.
    No,
    /// The entries that [`install_bridge`](crate::install_bridge) writes or keeps, and needs no others; the command of the first.
    Current(String),
    /// Entries for another program, or changed by hand; the command of the first.
    Other(String),
}

impl BridgeInstalled {
    /// The command of the first entry.
    #[must_use]
    pub fn command(&self) -> Option<&str> {
        match self {
            Self::No => None,
            Self::Current(command) | Self::Other(command) => Some(command),
        }
    }
}

/// What `text`, an agent's configuration, holds of the bridge of `program`.
///
/// # Errors
///
/// The agent has no bridge, or the text is not a JSON object.
pub fn bridge_installed(
    agent: &dyn AgentFiles,
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
