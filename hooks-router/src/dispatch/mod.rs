//! One event through all its hooks: start them, judge them, fold them.

mod clock;
mod content;
mod entry;
mod final_judges;
mod fold;
mod judge;
mod outcome;
mod panic;
mod rows;
mod run;
mod spill;
mod start;
mod strategy;
mod turn;

pub use fold::{Folded, Vote, fold};
pub use outcome::{Decision, Dispatched};

pub(crate) use entry::{Entry, SELECTED_BEFORE};
#[cfg(feature = "tower")]
pub(crate) use panic::BoxFuture;
pub(crate) use rows::{bare_row, finished_row, skipped_row};
pub(crate) use run::{RunContext, run_hook};
pub(crate) use start::SPENT;
pub(crate) use turn::Turn;
