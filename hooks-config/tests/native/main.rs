//! The native format from outside: files good and bad through parser, serde and schema.

mod corpus;
mod embedding;
mod files;
mod lowering;
mod marked;
#[cfg(feature = "schema")]
mod schema;
