//! Gemini CLI: `settings.json`, an extension's `hooks.json`.

mod events;
mod file;
mod handler;
mod settle;

#[cfg(test)]
mod tests;

pub(crate) use file::read;
pub(crate) use settle::settle;
