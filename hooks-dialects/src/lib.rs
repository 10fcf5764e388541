//! The hook formats of six agents: events, payloads, answers, tools and hook files.
//!
//! Each agent has one module: [`claude`], [`codex`], [`gemini`], [`cursor`], [`copilot`] and [`goose`]. The
//! documentation of each module lists what that agent's hooks may print, which answers are refused or ignored, and
//! where this library is stricter than the agent.
//!
//! Every dialect is a set of pure functions that implement [`Dialect`](hooks_types::dialect::Dialect), a trait of
//! hooks-types. [`all`] returns the dialects of this crate; [`dialects`] adds the native dialect of this project.
//!
//! # Payloads
//!
//! Read an agent's payload, and write it as the hooks of another agent expect it:
//!
//! ```
//! use hooks_dialects::{CLAUDE, CURSOR};
//! use hooks_types::EventName;
//! use hooks_types::wire::{Expected, decode, encode, form_of};
//!
//! let bytes = br#"{"hook_event_name": "PreToolUse", "session_id": "s", "cwd": "/work",
//!     "tool_name": "Bash", "tool_input": {"command": "ls"}}"#;
//! let payload = decode(bytes, Expected::new(CLAUDE))?;
//! assert_eq!(payload.event.name(), EventName::PreToolUse);
//!
//! let form = form_of(&CURSOR, &EventName::PreToolUse).ok_or("Cursor has no such event")?;
//! let text = String::from_utf8(encode(&payload, &form)?)?;
//! assert!(text.contains(r#""tool_name":"Shell""#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Configuration
//!
//! With the feature `config`, [`agents`] returns a description of each agent for hooks-config: where the agent keeps
//! its hook files, how the files are recognised and read, and how our bridge (an entry that runs this project's program
//! as a hook) is written into them.
//!
//! | agent | files | time limit: unit, default | matcher | the same handler twice |
//! |---|---|---|---|---|
//! | Claude Code | `settings.json`, `settings.local.json`, managed settings, a plugin's `hooks.json` or manifest | seconds, 600 (less on some events) | a list of names if it holds only names and separators, else a JavaScript pattern | runs once if the two are in different settings files, twice if they are in one file |
//! | Codex | `hooks.json`, `config.toml`, `requirements.toml`, a plugin's manifest | whole seconds, 600 (`SessionEnd`, `Interrupt`: 1 by default, 3 at most) | a list of names if it holds only names and `\|`, else a pattern of the `regex` crate | runs twice |
//! | Gemini CLI | `settings.json`, an extension's `hooks.json` | milliseconds, 60000 | JavaScript pattern; on session events it must equal one field of the payload (`source` for `SessionStart`) | same name and command: runs once |
//! | Cursor | `hooks.json` | seconds, 60 (our choice: Cursor's default is undocumented) | JavaScript pattern; on shell events it is matched against the command text | runs twice |
//! | goose | `.config/goose/settings.json`, `hooks/hooks.json` of each plugin in `.agents/plugins/` | whole seconds, 30 | pattern of the `regex` crate; on shell, file and prompt events it is matched against the command, the path or the prompt | runs twice |
//! | Copilot | `hooks/*.json`, `settings.json` | seconds, 30 | a pattern that must match the whole name; if the event key is in PascalCase (`PreToolUse`), the matcher is read as in Claude Code | runs twice |
//!
//! As in these agents, every hook that matches an event is run (the strategy `all`), and processes that a hook leaves
//! running are not killed. A failed hook has the effect that its agent documents (mostly, the action proceeds). JSON is
//! parsed as strictly as the agent's own reader parses it. (Cursor's reader is unknown, so comments and trailing commas
//! are accepted there.)
//!
//! This crate reads the files differently from the agents in these points, and each time gives a diagnostic:
//!
//! * An entry that cannot be read affects only itself, never the whole file. (Codex itself, and Copilot for its
//!   `settings.json`, drop more than that entry.) The entry is kept as a hook that fails with `not_usable`. At a
//!   gate (an event such as PreToolUse, at which a block prevents the action), this hook blocks every call that the
//!   entry's matcher matches.
//! * Loading returns an error instead of hooks if a file's root or its key `hooks` is not an object, or if the file
//!   spells events as `hooks.toml` does (`pre_tool_use`). The agents continue without the hooks of such a file.
//! * Hooks of an event that the agent does not have are kept under the given name, so that an embedder can fire that
//!   event.
//! * A Codex entry with both `command` and `args` is refused. Codex ignores `args`, and so runs a different command
//!   than the author of the entry meant. The condition `if`, which Codex ignores too, only causes a warning.
//! * A file cannot switch off or replace a hook of a higher scope, or shorten its time limit. (A scope is the origin
//!   of a file: the administrator, the user or a project.) Claude Code's and Copilot's `disableAllHooks`, Gemini CLI's
//!   `hooksConfig`, Codex's `features.hooks` and goose's `disabledPlugins` apply to their own scope and the scopes
//!   below. If several scopes declare the same handler, the handler in the highest scope runs.
//! * Claude Code's allow-lists for HTTP hooks (`allowedHttpHookUrls`, `httpHookAllowedEnvVars`) apply per scope: a
//!   project's list neither extends nor narrows the user's list.
//! * The files of an untrusted project neither run hooks nor switch hooks off.
//! * Claude Code's `asyncRewake` hooks run in the background and do not wake the model.
//! * If Cursor's documentation does not say what a matcher is compared with at an event, the matcher is ignored there,
//!   so the hook always runs.
//!
//! `docs/glossary.md` in the repository explains the words that these pages use.

#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

// Each module uses only modules of the groups above it. Two exceptions can be used everywhere: `agent`, the list of all
// agents, and the tool names of `claude`, which an agent's payloads carry if the agent has no name of its own.
mod events;
mod known_tools;
mod paths;
mod result_text;
mod shell_text;
mod unknown_keys;

mod patch;
mod spellings;
mod tools;

#[cfg(feature = "config")]
mod config;
mod identity;
mod reading;

mod view;

mod calls;
mod field_names;
mod normalize;

mod project;

mod payload;
mod required_fields;
mod speak;

mod claude_family;
mod contradictions;
mod targets;

mod wire;

pub mod claude;
pub mod codex;
pub mod copilot;
pub mod cursor;
pub mod gemini;
pub mod goose;

mod agent;

#[cfg(test)]
mod attack_tests;
#[cfg(test)]
mod event_name_tests;
#[cfg(test)]
mod late_exit_tests;
#[cfg(test)]
#[path = "tests/nasty.rs"]
mod nasty;
#[cfg(test)]
mod native_matcher_tests;
#[cfg(test)]
mod own_bytes_tests;
#[cfg(test)]
#[path = "tests/property_samples.rs"]
mod property_samples;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod reading_property_tests;
#[cfg(test)]
mod tool_attack_tests;
#[cfg(test)]
#[path = "tests/trial.rs"]
mod trial;
#[cfg(test)]
mod unread_keys_tests;
#[cfg(test)]
#[path = "tests/written_objects.rs"]
mod written_objects;

pub use agent::*;

#[cfg(feature = "config")]
pub use config::agents;
pub use identity::{is_same_field, is_same_kind};

/// Compiles the code of this crate's README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
