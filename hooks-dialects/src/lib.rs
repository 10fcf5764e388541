//! How other agents spell payloads and answers: one folder each, and what they share.
//!
//! Every dialect is a set of pure functions behind [`Dialect`](hooks_types::dialect::Dialect), the seam of
//! hooks-types. Each folder's `mod.rs` says in a table what that agent's hooks may print, what is
//! refused or ignored, and where we read it more strictly than the agent itself.
//!
//! # Configuration
//!
//! With feature `config`, [`agents`] is the list of them that hooks-config takes: where each keeps
//! its hook files, how they are recognised and read, and how our bridge is put into them.
//!
//! | agent | files | time limit | matcher | the same handler twice |
//! |---|---|---|---|---|
//! | Claude Code | `settings.json`, `settings.local.json`, managed settings, a plugin's `hooks.json` or manifest | seconds, 600 (less on some events) | list, else JavaScript pattern | in two settings files: runs once |
//! | Codex | `hooks.json`, `config.toml`, `requirements.toml`, a plugin's manifest | whole seconds, 600 (`SessionEnd`, `Interrupt`: 1, at most 3) | list without spaces, else Rust pattern | runs twice |
//! | Gemini CLI | `settings.json`, an extension's `hooks.json` | milliseconds, 60000 | JavaScript pattern; whole word on sessions | same name and command: runs once |
//! | Cursor | `hooks.json` | seconds, 60 (ours: theirs is undocumented) | JavaScript pattern, over the command text on shell events | runs twice |
//! | goose | `hooks/hooks.json` of a plugin in `.agents/plugins/`, `.config/goose/settings.json` | whole seconds, 30 | Rust pattern, over the command text, path or prompt on such events | runs twice |
//! | Copilot | `hooks/*.json`, `settings.json` | seconds, 30 | pattern over the whole name; Claude Code's lists under PascalCase keys | runs twice |
//!
//! Every hook has strategy `all` and leaves what it started alone, as these agents do; its failure
//! means what its agent says (mostly: proceed). JSON is as strict as its agent's own reader.
//!
//! Where the readers differ from the agents, always with a diagnostic:
//!
//! * A broken entry costs that entry, never the file (Codex and Copilot's settings drop more). It
//!   stays as a hook that fails with `not_usable`, and on a gate that blocks what its matcher fits.
//! * A file whose root or whose `hooks` is no object, or whose events are spelled as in `hooks.toml`,
//!   stops everything; the agents go on without its hooks.
//! * Hooks of an event the agent lacks are kept under that name, for an embedder who fires it.
//! * A Codex `command` beside `args` or `if`, which Codex ignores, is refused.
//! * No file switches off, replaces or shortens hooks of a higher scope: Claude Code's and Copilot's
//!   `disableAllHooks`, Gemini CLI's `hooksConfig`, Codex's `features.hooks` and goose's
//!   `disabledPlugins` reach their own scope and those below. Of one handler in several scopes the highest runs.
//! * Claude Code's lists of allowed requests hold scope by scope: a project's neither adds to its
//!   user's nor takes from them.
//! * No file of an untrusted project runs anything or switches anything off.
//! * Claude Code's `asyncRewake` runs in the background and wakes nobody.
//! * A Cursor matcher on an event without a documented target is ignored, so the hook always runs.
//!
//! `docs/glossary.md` in the repository explains the words that these pages use.

#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod agent;

pub mod claude;
pub mod codex;
pub mod copilot;
pub mod cursor;
pub mod gemini;
pub mod goose;

#[cfg(feature = "config")]
mod config;

mod claude_family;
mod contradictions;
mod events;
mod field_names;
mod known_tools;
mod normalize;
mod patch;
mod paths;
mod payload;
mod project;
mod reading;
mod required_fields;
mod result_text;
mod shell_text;
mod speak;
mod targets;
mod tools;
#[cfg(test)]
mod trial;
mod view;
mod wire;

#[cfg(test)]
mod attack_tests;
#[cfg(test)]
mod event_name_tests;
#[cfg(test)]
mod late_exit_tests;
#[cfg(test)]
mod nasty;
#[cfg(test)]
mod native_matcher_tests;
#[cfg(test)]
mod own_bytes_tests;
#[cfg(test)]
mod property_samples;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod reading_property_tests;
#[cfg(test)]
mod tool_attack_tests;

pub use agent::*;

#[cfg(feature = "config")]
pub use config::agents;

pub(crate) use agent::AGENTS;
