//! Codex: `hooks.json`, `[hooks]` of a `config.toml` or `requirements.toml`, a plugin's manifest.

mod events;
mod file;
mod handler;
mod matcher;
mod settle;

#[cfg(test)]
mod tests;

pub(crate) use file::read;
pub(crate) use settle::settle;
