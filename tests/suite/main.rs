//! Tests that need more than one crate or a real process.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by a panic, its shared parts too"
)]

mod agents_named;
mod example_agent;
mod example_hooks;
mod example_workers;
mod executors;
mod faults;
mod guide;
mod kept_seeds;
mod layering;
mod module_order;
mod programs;
mod rig;
mod security_page;
mod setters;
mod tracked_text;
mod wire;
mod workers;
