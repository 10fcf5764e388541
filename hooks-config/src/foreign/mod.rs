//! Other agents' hook files, lowered to the same [`HookSpec`](hooks_types::HookSpec).

mod command;
mod discover;
mod events;
mod fields;
mod file;
mod groups;
mod json;
mod manifest;
mod parse;
mod pattern;
mod place;
mod reader;
mod recognise;
mod scripts;
mod switches;
mod timeout;
mod toml;
mod tool_words;
mod tree;

mod claude;
mod codex;
mod copilot;
mod cursor;
mod gemini;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod testing;

pub(crate) use file::FileRead;
pub(crate) use parse::{read, settle};
pub(crate) use scripts::name_missing_scripts;

pub use discover::foreign_candidates;
pub use parse::parse;
pub use place::{Found, Place, Trust};
pub use recognise::recognise;
