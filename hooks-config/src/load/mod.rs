//! Loads files by path, either named by the user or found by discovery. File contents are read only
//! from here.

mod candidates;
mod found;
mod named;
mod options;

pub use found::{load_candidates, load_with};
pub use named::{load_file, load_files, load_named};
pub use options::NamedOptions;
