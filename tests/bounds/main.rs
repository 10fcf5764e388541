//! Checks how much memory it takes to read hostile configuration and payloads. The tests count allocations
//! and use no clock.

#![expect(
    clippy::panic,
    reason = "every function here is of a test, though not all are marked so"
)]

mod bombs;
mod measured;
mod mutate;
mod mutations;
mod repository;
#[path = "../suite/wire/samples.rs"]
mod samples;
mod seeds;
mod twice;
