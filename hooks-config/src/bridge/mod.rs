//! Adds `hooks bridge` to another agent's configuration and removes it, as pure functions from text to
//! text.
//!
//! The rest of the file is kept byte for byte: an edit only inserts its own text, and removing the
//! bridge removes exactly that text.

mod adjusted;
mod call;
mod command;
mod comments;
mod entry;
mod error;
mod install;
mod installed;
mod json_edit;
mod ordered;
mod own;
mod recognise;
mod remarks;
mod target;
mod uninstall;

pub(crate) use own::{ESCAPED_IN_QUOTES, Word, shell_words};

pub use call::{BridgeCall, bridge_call};
pub use command::{BRIDGE_BUDGET, BRIDGE_TIMEOUT};
pub use entry::{BridgeEntry, BridgedEvent};
pub use error::{EditError, EditErrorKind};
pub use install::install_bridge;
pub use installed::{
    BridgeInstalled, BridgeLimits, bridge_installed, bridge_limits, bridge_lost_lines,
};
pub use ordered::Ordered;
pub use own::is_own_bridge;
pub use remarks::{bridge_entries_left, bridge_switched_off};
pub use target::{BridgeHome, bridge_file};
pub use uninstall::{bridge_programs, uninstall_bridge, uninstall_bridge_of};
