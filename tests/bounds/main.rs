//! What configuration and payloads cost to read, whoever wrote them: counted allocations, no clock.

mod bombs;
mod measured;
mod repository;
