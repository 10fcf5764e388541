//! `hooks trust`, and the use of the trust store by every other command.
//!
//! [`trusting`] asks the user, [`decided`] lists and revokes, and [`keeper`] reads the store for a run.
//! `hooks_config::trust` defines what a decision covers and where it is kept; this folder shows hooks and asks about
//! them. Texts of a project are printed only through [`page`], which escapes them and marks their lines, because no
//! line of a project may look like ours.

mod agent;
mod asked;
mod decided;
mod find;
mod grants;
mod keeper;
mod notice_mark;
mod page;
mod question;
mod recorder;
mod remarks;
mod shown;
mod states;
mod trusting;

use crate::cli::{Trust, TrustAction};
use crate::failure::Failure;

pub(crate) use grants::{refused_grants, status_of};
pub(crate) use keeper::Keeper;
pub(crate) use notice_mark::{NoticeMark, SessionMarks};
pub(crate) use states::{HookState, shown_state, states_in, states_of};

/// Returns the user's own state folder, which holds the trust store and the bridge's files. `None` if no home
/// folder is known.
pub(crate) fn state_folder() -> Option<std::path::PathBuf> {
    let store = keeper::store_place(&crate::user_folders::user_places().ok()?)?;
    store.file().parent().map(std::path::Path::to_path_buf)
}

/// Runs `hooks trust` or one of its subcommands. An agent must not run the subcommands that change a decision. It may
/// run `list` and `show`, which change nothing.
///
/// # Errors
///
/// An agent runs the command, the store cannot be read or written, or a named hook is not found.
pub(crate) fn run(options: &Trust) -> Result<u8, Failure> {
    match &options.action {
        None => {
            agent::refuse()?;
            trusting::run(options)
        }
        Some(TrustAction::List(options)) => decided::list(options),
        Some(TrustAction::Show(options)) => decided::show(options),
        Some(TrustAction::Revoke(options)) => {
            // Revoking trust turns a hook off, and this hook might guard calls. So an agent must not revoke trust.
            agent::refuse()?;
            decided::revoke(options)
        }
    }
}
