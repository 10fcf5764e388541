//! Codex.

#[cfg(feature = "config")]
pub(crate) mod config;
