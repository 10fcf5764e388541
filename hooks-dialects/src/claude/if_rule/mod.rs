//! Whether Claude Code's `if`, one permission rule, fits a tool call. It may only err towards
//! running the hook: what is not understood fits.

mod command;
mod glob;
mod host;
mod path;
mod programs;
mod rule;
mod scan;
mod sed;
mod word;

#[cfg(feature = "config")]
pub(crate) use glob::covers_runs;
pub(crate) use rule::fits;
