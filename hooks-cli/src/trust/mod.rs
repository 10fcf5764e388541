//! `hooks trust`, and what every command does with the store.

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

/// The user's own state folder, where there is one.
pub(crate) fn state_folder() -> Option<std::path::PathBuf> {
    let store = keeper::store_place(&crate::user_folders::user_places().ok()?)?;
    store.file().parent().map(std::path::Path::to_path_buf)
}

/// Asks, lists, shows or takes back.
pub(crate) fn run(options: &Trust) -> Result<u8, Failure> {
    match &options.action {
        None => {
            agent::refuse()?;
            trusting::run(options)
        }
        Some(TrustAction::List(options)) => decided::list(options),
        Some(TrustAction::Show(options)) => decided::show(options),
        Some(TrustAction::Revoke(options)) => {
            // A guard is switched off by it.
            agent::refuse()?;
            decided::revoke(options)
        }
    }
}
