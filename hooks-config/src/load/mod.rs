//! Files to hooks: the only place that reads any.

mod candidates;
mod found;
mod named;
mod options;

pub use found::{load_candidates, load_with};
pub use named::{load_file, load_files, load_named};
pub use options::NamedOptions;
