//! Loads files by path, either named by the user or found by discovery. File contents are read only
//! from here.
//!
//! - [`load_files`] and [`load_named`] read files that the user named, which counts as trusting them.
//! - [`load_candidates`] reads what discovery found, with one answer for all roots of the project.
//! - [`load_with`] does the same and asks a [`FileTrust`](crate::FileTrust) about each file of a
//!   project or plugin.
//!
//! All of them collect files in a [`Batch`](crate::batch::Batch) first, and combine the files of one
//! agent at the end: a switch in one file may turn off hooks of another.

mod candidates;
mod found;
mod named;
mod options;

pub use found::{load_candidates, load_with};
pub use named::{load_file, load_files, load_named};
pub use options::NamedOptions;
