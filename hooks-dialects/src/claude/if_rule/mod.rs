//! Evaluates Claude Code's `if`, a single permission rule, against a tool call. If a rule or a call is not understood,
//! the rule matches: the worst effect is that the hook runs on a call that the rule does not mean.

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
pub(crate) use syntax::is_unreadable;
#[cfg(feature = "config")]
pub(crate) use syntax::{slip, with_tool};
