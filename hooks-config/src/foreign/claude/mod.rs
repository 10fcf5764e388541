//! Claude Code: `settings.json`, a plugin's `hooks.json`, a plugin's manifest.

mod events;
mod file;
mod handler;
mod http;
mod matcher;
mod settle;

#[cfg(test)]
mod tests;

pub(crate) use events::{EVENTS, is_gate};
pub(crate) use file::read;
pub(crate) use matcher::{list_or_pattern, names};
pub(crate) use settle::settle;
