//! A generator of hostile repositories. Every command that runs hooks is tried in each of them.
//!
//! The promise is one sentence: no matter what a cloned repository contains, the user's guard runs and blocks as it
//! would in an empty folder; nothing of the repository is executed, requested or shown, and nothing of the user's is
//! changed.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic, its shared parts too"
)]

mod entrances;
mod guards;
mod promises;
mod tricks;
mod world;
