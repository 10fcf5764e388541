//! Puts `hooks bridge` into the configuration of another agent and takes it out again, as pure
//! functions from text to text.
//!
//! Everything else in the file stays as it is, byte for byte: an edit only ever inserts its own
//! text, and taking out removes exactly that text.

mod agents;
mod command;
mod install;
mod json_edit;
mod ordered;
mod remarks;
mod uninstall;

pub use agents::{BridgeHome, bridge_file, bridge_home_variable};
pub use command::{BRIDGE_BUDGET, BRIDGE_TIMEOUT};
pub use install::install_bridge;
pub use json_edit::EditError;
pub use remarks::{bridge_entries_left, bridge_switched_off};
pub use uninstall::uninstall_bridge;
