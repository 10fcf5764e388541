//! Gemini CLI.

#[cfg(feature = "config")]
pub(crate) mod config;
