//! Evaluates Claude Code's `if`, a single permission rule, against a tool call. It may only err towards
//! running the hook: a rule or call that is not understood counts as a match.

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
mod tar;
mod word;

#[cfg(feature = "config")]
pub(crate) use rule::counts_from_a_folder;
pub(crate) use rule::fits;
#[cfg(feature = "config")]
pub(crate) use syntax::slip;
