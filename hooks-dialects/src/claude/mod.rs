//! Claude Code.

#[cfg(feature = "config")]
pub(crate) mod config;
