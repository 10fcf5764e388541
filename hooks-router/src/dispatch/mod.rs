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
mod panic;
mod rows;
mod run;
mod spill;
mod start;
mod strategy;
mod turn;

pub use options::{BackgroundMode, DispatchOptions};
pub use outcome::{Decision, Dispatched};

#[cfg(feature = "tower")]
pub(crate) use panic::BoxFuture;
