//! `hooks exec`: runs a command with its hooks around it.
//!
//! `run` asks the PreToolUse hooks, starts the command and passes its result to the post hooks. [`child`] starts the
//! command, passes on signals and enforces a time limit that a hook has set. [`capture`] copies the command's outputs
//! and keeps their beginning for the post hooks. `ask` puts a hook's question to the user. [`ending`] maps the way in
//! which the command ended to an exit code.

mod ask;
mod capture;
mod child;
mod ending;
mod run;

pub(crate) use ask::question;
pub(crate) use run::run;
