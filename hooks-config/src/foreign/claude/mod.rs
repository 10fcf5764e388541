//! Claude Code: `settings.json`, a plugin's `hooks.json`, a plugin's manifest.

mod command;
mod events;
mod file;
mod handler;
mod http;
mod matcher;
mod settle;

#[cfg(test)]
mod tests;

pub(crate) use file::read;
pub(crate) use settle::settle;
