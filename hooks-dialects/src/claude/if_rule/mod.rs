//! Whether Claude Code's `if`, one permission rule, fits a tool call. It may only err towards
//! running the hook: what is not understood fits.

mod command;
mod host;
mod path;
mod pattern;
mod programs;
mod redirection;
mod rule;
mod scan;
mod sed;
mod syntax;
mod word;

#[cfg(feature = "config")]
pub(crate) use rule::counts_from_a_folder;
pub(crate) use rule::fits;
#[cfg(feature = "config")]
pub(crate) use syntax::slip;
