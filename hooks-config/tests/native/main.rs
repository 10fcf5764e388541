//! The native format from outside: files good and bad through parser, serde and schema.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "every function here is of a test, though not all are marked so"
)]

mod corpus;
mod embedding;
mod examples;
mod files;
mod hostile;
mod lowering;
mod marked;
#[cfg(target_os = "linux")]
mod reads;
#[cfg(feature = "schema")]
mod schema;
mod scopes;
mod trusting;
