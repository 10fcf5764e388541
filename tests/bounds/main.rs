//! Checks what hostile configuration and payloads cost to read. Counts allocations and uses no clock.

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
