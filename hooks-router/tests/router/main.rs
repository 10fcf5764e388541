//! Tests of the router with executors that the tests control.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail the test they are called from"
)]

mod background;
mod bounds;
#[cfg(feature = "contract")]
mod contract;
mod every_word;
mod explain;
mod fire;
mod gate;
mod hooked;
mod messages;
mod observers;
mod once;
mod paced;
mod pending;
mod permission;
mod reload;
mod rows;
mod same_outcome;
mod scopes;
mod scopes_property;
mod select;
mod select_foreign;
mod strategy;
mod support;
#[cfg(feature = "suspend")]
mod suspended;
#[cfg(feature = "tracing")]
mod traces;
