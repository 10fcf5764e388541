//! goose: 12 events, configured in Claude Code's groups. goose waits for an answer on only two of the events.
//!
//! The facts are from goose's source (`crates/goose/src/hooks/mod.rs` of block/goose) and documentation
//! (`guides/context-engineering/hooks.md`) at commit 0825b570490dc8c64baa9bfccb67b70a00524280, summer of 2026. The
//! rules for finding plugins are from `crates/goose/src/plugins/discovery.rs` at 21aecaf. The points at which events
//! are fired are from `crates/goose/src/agents/agent.rs` of about that time.
//!
//! | question | behaviour |
//! |---|---|
//! | events that hooks can decide | PreToolUse and Stop; hooks of other events (UserPromptSubmit too) only observe |
//! | when stdout is an answer | on these events: one object, at every exit code for a block, at exit 0 for an allow |
//! | words | `decision: "block"` with `reason`, `decision: "allow"`; another word, or an object without `decision`, is a failure |
//! | exit 2 | blocks, with stderr as the reason; stdout is not read |
//! | empty output at exit 0 | allows; other text is a failure on these events |
//! | other exit codes, signals, time limit | a failure; the action proceeds, or is blocked on PreToolUse with `on_failure: "block"` |
//! | `allow` | grants nothing: it does not skip a question to the user |
//! | replacement, question, end of the run, context | not supported by goose |
//! | SessionStart | at exit 0 `banner` is shown to the user |
//! | invalid UTF-8 | not an allow |
//! | BeforeShellExecution, BeforeReadFile | our PreToolUse for calls of that kind; the output is ignored |
//! | AfterShellExecution, AfterFileEdit | our PostToolUse for calls of that kind |
//! | PreToolUseResult | kept under goose's name for the event |
//!
//! The payload names its event in `event`. `matcher_context` is the target of matchers: a tool's name,
//! a command, a path, a prompt, or `null`. goose has a field `tool_output` and never sends a value in
//! it; this library writes it if the output is known.
//!
//! The documentation names the tools `developer__shell`, but the shipped extension sends `shell`. A matcher is tested
//! against both names, so a guard for either name runs.
//!
//! Stricter than goose:
//!
//! * At exit 2 with an empty stderr, the reason of a printed block is used.
//! * A block takes effect even if it is among other text, follows a byte order mark, is in an object that has a key
//!   twice, or if the hook hung after printing it.
//! * On PreToolUse an entry that goose would skip as broken blocks the calls that it would guard.
//! * A matcher that the `regex` crate does not compile (look-around included) is an error here; neither goose nor this
//!   library runs its hook.
//!
//! goose reads `hooks/hooks.json` of every folder in `.agents/plugins/` of the project or the user,
//! without a manifest (`list_dir_children` of discovery.rs). `disabledPlugins` and `enabledPlugins` are
//! read from `.config/goose/settings.json`, in a project also from `settings.local.json`; a project's
//! settings cannot disable a plugin of the user. The `plugins` map in goose's `config.yaml` is not
//! read, so a plugin that is disabled only there is enabled here. If two plugins have the same name,
//! both run.

mod answer;
#[cfg(feature = "config")]
pub(crate) mod config;
mod events;
mod judge;
mod payload;
mod speak;
mod tools;
mod wire;

pub(crate) use tools::TOOLS;
pub(crate) use wire::Goose;
