//! GitHub Copilot CLI and cloud agent.

#[cfg(feature = "config")]
pub(crate) mod config;
