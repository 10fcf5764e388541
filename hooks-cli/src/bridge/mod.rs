//! `hooks bridge`: a hook of another agent that runs the user's own hooks.
//!
//! One rule holds in every file of this folder: an error can block a call that should have passed, but an error never
//! lets a call pass that a hook could have blocked. Text in the agent's files and payloads is data; no program that it
//! names is started.
//!
//! `install` writes the bridge's entries into the agent's configuration. The agent then starts `run` for each event.
//! `status` shows whether this works. If the hooks cannot judge a call at a gate (an event at which the agent waits
//! for permission), the call is blocked: `stand_in` answers in the agent's format even if the payload could not be
//! read.

mod asked_by;
mod asking;
mod budget;
mod file;
mod install;
mod own_lines;
mod passed_over;
mod probe;
mod reading;
mod run;
mod shown_change;
mod shown_once;
mod shown_status;
mod stand_in;
mod state;
mod status;
mod twice;

pub(crate) use budget::all_too_short;
pub(crate) use install::{install, uninstall};
pub(crate) use run::run;
pub(crate) use stand_in::{stand_in, stand_in_of_gate, unjudged};
pub(crate) use status::status;
