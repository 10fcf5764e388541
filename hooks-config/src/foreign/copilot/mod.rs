//! GitHub Copilot CLI: the files of a hooks folder, and `hooks` of its settings.

mod events;
mod file;
mod handler;
mod matcher;
mod settle;

#[cfg(test)]
mod tests;

pub(crate) use file::read;
pub(crate) use settle::settle;
