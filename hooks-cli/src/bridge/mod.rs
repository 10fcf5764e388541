//! `hooks bridge`: a hook of another agent that runs the user's own hooks.

mod asked_by;
mod asking;
mod file;
mod install;
mod reading;
mod run;
mod shown_status;
mod stand_in;
mod state;
mod status;
mod twice;

pub(crate) use install::{install, uninstall};
pub(crate) use run::run;
pub(crate) use stand_in::{stand_in, stand_in_of_gate, unjudged};
pub(crate) use status::status;
