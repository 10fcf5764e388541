//! Loads files by path, either named by the user or found by discovery. File contents are read only
//! from here.
//!
//! - [`load_files`] and [`load_named`] read files that the user named, which means that the user trusts these files.
//! - [`load_candidates`] reads the files that discovery found, with one answer for all roots of the project.
//! - [`load_with`] does the same and asks a [`FileTrust`](crate::FileTrust) about each file of a
//!   project or plugin.
//!
//! All of them collect files in a [`Batch`](crate::batch::Batch) first, and combine the files of one agent at the end:
//! a setting in one file can turn off hooks of another file.
//!
//! None of them fails. A file that cannot be read or parsed becomes an error among the diagnostics of
//! [`Loaded`](crate::Loaded), and [`Loaded::into_hooks`](crate::Loaded::into_hooks) refuses to return hooks then. A
//! file of an untrusted root causes only a warning: its hooks do not run, and a cloned repository must not be able to
//! stop the user's own hooks.

mod candidates;
mod found;
mod named;
mod options;

pub use found::{load_candidates, load_with};
pub use named::{load_file, load_files, load_named};
pub use options::NamedOptions;
