//! `hooks trust`, and the use of the trust store by every other command.
//!
//! [`trusting`] asks the user, [`decided`] lists and revokes, and [`keeper`] reads the store for a run.

mod agent;
mod decided;
mod find;
mod keeper;
mod page;
mod question;
mod shown;
mod told;
mod trusting;

use crate::cli::{Trust, TrustAction};
use crate::failure::Failure;

pub(crate) use find::{HookState, states_in, states_of};
pub(crate) use keeper::Keeper;
pub(crate) use told::Told;

/// Returns the user's own state folder; `None` if no home folder is known.
pub(crate) fn state_folder() -> Option<std::path::PathBuf> {
    let store = keeper::store_place(&crate::user_folders::user_places().ok()?)?;
    store.file().parent().map(std::path::Path::to_path_buf)
}

/// Runs `hooks trust` or one of its subcommands.
pub(crate) fn run(options: &Trust) -> Result<u8, Failure> {
    match &options.action {
        None => {
            agent::refuse()?;
            trusting::run(options)
        }
        Some(TrustAction::List(options)) => decided::list(options),
        Some(TrustAction::Show(options)) => decided::show(options),
        Some(TrustAction::Revoke(options)) => {
            // Revoking switches a guard off, so an agent must not do it either.
            agent::refuse()?;
            decided::revoke(options)
        }
    }
}
