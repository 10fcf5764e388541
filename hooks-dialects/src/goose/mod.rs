//! goose: 12 events in Claude Code's groups, of which two wait for an answer.
//!
//! Read in goose's source (`crates/goose/src/hooks/mod.rs` of block/goose) and its documentation
//! (`guides/context-engineering/hooks.md`) at commit 0825b570490dc8c64baa9bfccb67b70a00524280, summer
//! of 2026; discovery in `crates/goose/src/plugins/discovery.rs` at 21aecaf, what is fired when in
//! `crates/goose/src/agents/agent.rs` of about that time.
//!
//! | question | what is done |
//! |---|---|
//! | events that decide | PreToolUse and Stop; all others, UserPromptSubmit too, only observe |
//! | when stdout is an answer | on those two: one object, at every exit code for a block, at exit 0 for an allow |
//! | words | `decision: "block"` with `reason`, `decision: "allow"`; any other word and an object without `decision` are failures |
//! | exit 2 | blocks with the reason from stderr; stdout is not read |
//! | silence at exit 0 | allows; on these events any text is a failure |
//! | other exit codes, signals, time limit | a failure; it proceeds, or blocks with `on_failure: "block"` on PreToolUse |
//! | `allow` | grants nothing |
//! | replacement, question, end of the run, context | goose has none |
//! | SessionStart | at exit 0 `banner` is shown to the user |
//! | invalid UTF-8 | no allow |
//! | BeforeShellExecution, BeforeReadFile | our PreToolUse for calls of that kind; what they print is ignored |
//! | AfterShellExecution, AfterFileEdit | our PostToolUse for calls of that kind |
//! | PreToolUseResult | travels under its own name |
//!
//! The payload names its event in `event`, and holds what matchers are tested against in
//! `matcher_context`: a tool's name, a command, a path, a prompt, or `null`. goose has a field
//! `tool_output` and sends no value in it; it is written here where the output is known.
//!
//! Tools: the documentation names them `developer__shell`, the shipped extension sends `shell`. A
//! matcher is tested against both, so a guard for either runs.
//!
//! Stricter than goose: exit 2 with an empty stderr takes the reason of a printed block; a block
//! counts among other text, behind a byte order mark, beside a doubled key, and when the hook hung
//! after printing it; an entry that goose would skip blocks on PreToolUse. A matcher that the
//! `regex` crate does not compile (look-around included) never runs there and here, and is an error
//! here.
//!
//! Files: `hooks/hooks.json` of every folder in `.agents/plugins/` of the project or the user; goose
//! asks for no manifest (`list_dir_children` of discovery.rs). `disabledPlugins` and `enabledPlugins` of
//! `.config/goose/settings.json`, in a project `settings.local.json` too, are read; a project's settings
//! switch off no plugin of the user. Not read: the `plugins` map of goose's `config.yaml`, so a plugin that is
//! switched off there is on here; of two plugins of one name both run.

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
