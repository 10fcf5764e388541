//! `hooks trust`, and what every command does with the store.

mod agent;
mod decided;
mod find;
mod keeper;
mod question;
mod told;
mod trusting;
mod wrap;

use crate::cli::{Trust, TrustAction};
use crate::failure::Failure;

pub(crate) use find::{HookState, states_in, states_of};
pub(crate) use keeper::Keeper;
pub(crate) use told::Told;

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
