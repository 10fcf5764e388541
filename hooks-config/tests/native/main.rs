//! Tests of the native format through the public API: valid and invalid files through parser, serde and
//! schema.

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
