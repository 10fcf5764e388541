//! One event through all its hooks: start them, judge them, fold them.

mod clock;
mod content;
mod detached;
mod entry;
mod entry_points;
mod final_judges;
mod judge;
mod options;
mod outcome;
mod rows;
mod run;
mod said;
mod settle;
mod spill;
mod start;
mod strategy;
mod under_way;
mod watch;
mod words;

pub use options::{BackgroundMode, DispatchOptions, HostVerdict};
pub use outcome::{Decision, Dispatched};

pub(crate) use entry::SELECTED_BEFORE;
pub(crate) use said::{Elsewhere, Questions};
pub(crate) use start::SPENT;
