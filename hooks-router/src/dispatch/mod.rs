//! Sends one event through all its hooks: starts them, judges their answers and merges these into one outcome.
//!
//! [`under_way`] drives a dispatch. Hooks run in segments (adjacent hooks of one scope and strategy); [`strategy`]
//! runs one segment, [`start`] and [`run`] one hook, [`detached`] a background hook. [`judge`] turns an answer or a
//! failure into a vote. [`settle`] and [`content`] put modified content in place, and [`final_judges`] lets hooks
//! of higher scopes judge it; [`lost_fields`] notes the fields that this content lacks. [`clock`] keeps the budgets,
//! [`watch`] notifies observers, [`said`], [`words`] and [`spill`] prepare the texts, [`rows`] the report.
//! [`outcome`] is the result.

mod clock;
mod content;
mod detached;
mod entry;
mod entry_points;
mod final_judges;
mod judge;
mod lost_fields;
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
mod used_up;
mod watch;
mod words;

pub use judge::outcome_of_failure;
pub use options::{BackgroundMode, DispatchOptions, HostVerdict};
pub use outcome::{Decision, Dispatched};

pub(crate) use entry::SELECTED_BEFORE;
pub(crate) use said::{Elsewhere, Questions};
pub(crate) use start::SPENT;
