//! Other agents' hook files, lowered to the same [`HookSpec`](hooks_types::HookSpec).

mod command;
mod events;
mod fields;
mod file;
mod groups;
mod json;
mod manifest;
mod parse;
mod place;
mod reader;
mod switches;
mod timeout;
mod toml;
mod tree;

mod claude;
mod codex;
mod copilot;
mod cursor;
mod gemini;

#[cfg(test)]
mod testing;

pub use parse::parse;
pub use place::{Found, Place, Trust};
