//! Other agents' hook files, lowered to the same [`HookSpec`](hooks_types::HookSpec).
//!
//! [`parse`] lowers one text; [`load_named`](crate::load_named) and
//! [`load_candidates`](crate::load_candidates) take files together, as their agent takes them;
//! [`recognise`] says whose a file is and [`foreign_candidates`] where files may lie.
//!
//! | agent | files | time limit | matcher | the same handler twice |
//! |---|---|---|---|---|
//! | Claude Code | `settings.json`, `settings.local.json`, managed settings, a plugin's `hooks.json` or manifest | seconds, 600 (less on some events) | list, else JavaScript pattern | in two settings files: runs once |
//! | Codex | `hooks.json`, `config.toml`, `requirements.toml`, a plugin's manifest | whole seconds, 600 (`SessionEnd`, `Interrupt`: 1, at most 3) | list without spaces, else Rust pattern | runs twice |
//! | Gemini CLI | `settings.json`, an extension's `hooks.json` | milliseconds, 60000 | JavaScript pattern; whole word on sessions | same name and command: runs once |
//! | Cursor | `hooks.json` | seconds, 60 (ours: theirs is undocumented) | JavaScript pattern, over the command text on shell events | runs twice |
//! | Copilot | `hooks/*.json`, `settings.json` | seconds, 30 | pattern over the whole name; Claude Code's lists under PascalCase keys | runs twice |
//!
//! Every hook has strategy `all` and leaves what it started alone, as these agents do; its failure
//! means what its agent says (mostly: proceed). JSON is as strict as its agent's own reader.
//!
//! Where we differ from the agents, always with a diagnostic:
//!
//! * A broken entry costs that entry, never the file (Codex and Copilot's settings drop more). It
//!   stays as a hook that fails with `not_usable`.
//! * Hooks of an event the agent lacks are kept under that name, for an embedder who fires it.
//! * A Codex `command` beside `args` or `if`, which Codex ignores, is refused.
//! * No file switches off, replaces or shortens hooks of a higher scope: Claude Code's and Copilot's
//!   `disableAllHooks`, Gemini CLI's `hooksConfig` and Codex's `features.hooks` reach their own scope
//!   and those below. Of one handler in several scopes the highest runs.
//! * Claude Code's lists of allowed requests hold scope by scope: a project's neither adds to its
//!   user's nor takes from them.
//! * No file of an untrusted project runs anything or switches anything off.
//! * Claude Code's `asyncRewake` runs in the background and wakes nobody.
//! * A Cursor matcher on an event without a documented target is ignored, so the hook always runs.

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
mod reach;
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
mod scope_tests;
#[cfg(test)]
mod testing;

pub(crate) use command::{file_name, is_bridge, is_hooks, starts_bridge};
pub(crate) use file::{FileRead, is_live};
pub(crate) use parse::{read, settle};
pub(crate) use scripts::name_missing_scripts;

pub(crate) use discover::project_files;

pub use discover::foreign_candidates;
pub use parse::parse;
pub use place::{Found, Place, Trust};
pub use recognise::recognise;
