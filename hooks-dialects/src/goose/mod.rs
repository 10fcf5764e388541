//! goose: 12 events in Claude Code's groups. goose waits for an answer on two of them.
//!
//! The facts are from goose's source (`crates/goose/src/hooks/mod.rs` of block/goose) and documentation
//! (`guides/context-engineering/hooks.md`) at commit 0825b570490dc8c64baa9bfccb67b70a00524280, summer
//! of 2026; discovery from `crates/goose/src/plugins/discovery.rs` at 21aecaf, the firing of events
//! from `crates/goose/src/agents/agent.rs` of about that time.
//!
//! | question | behaviour |
//! |---|---|
//! | events that decide | PreToolUse and Stop; all others, including UserPromptSubmit, only observe |
//! | when stdout is an answer | on those two: one object, at every exit code for a block, at exit 0 for an allow |
//! | words | `decision: "block"` with `reason`, `decision: "allow"`; another word, or an object without `decision`, is a failure |
//! | exit 2 | blocks, with stderr as the reason; stdout is not read |
//! | empty output at exit 0 | allows; other text is a failure on these events |
//! | other exit codes, signals, time limit | a failure; it proceeds, or blocks with `on_failure: "block"` on PreToolUse |
//! | `allow` | grants nothing |
//! | replacement, question, end of the run, context | not supported by goose |
//! | SessionStart | at exit 0 `banner` is shown to the user |
//! | invalid UTF-8 | not an allow |
//! | BeforeShellExecution, BeforeReadFile | our PreToolUse for calls of that kind; the output is ignored |
//! | AfterShellExecution, AfterFileEdit | our PostToolUse for calls of that kind |
//! | PreToolUseResult | travels under its own name |
//!
//! The payload names its event in `event`. `matcher_context` is the target of matchers: a tool's name,
//! a command, a path, a prompt, or `null`. goose has a field `tool_output` and never sends a value in
//! it; this library writes it if the output is known.
//!
//! The documentation names the tools `developer__shell`, but the shipped extension sends `shell`. A
//! matcher is tested against both names, so a guard for either one runs.
//!
//! Stricter than goose:
//!
//! * Exit 2 with an empty stderr takes the reason of a printed block.
//! * A block counts among other text, after a byte order mark, beside a doubled key, and if the hook
//!   hung after printing it.
//! * An entry that goose would skip blocks on PreToolUse.
//! * A matcher that the `regex` crate does not compile (look-around included) is an error here; in
//!   goose and here its hook never runs.
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
