//! What configuration and payloads cost to read, whoever wrote them: counted allocations, no clock.

mod bombs;
mod measured;
mod mutate;
mod mutations;
mod repository;
#[path = "../suite/wire/samples.rs"]
mod samples;
mod seeds;
