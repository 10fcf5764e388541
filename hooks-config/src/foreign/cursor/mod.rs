//! Cursor: `hooks.json` with flat entries.

mod events;
mod file;

#[cfg(test)]
mod tests;

pub(crate) use file::read;
