//! Codex: 14 events in Claude Code's shapes, with unknown keys forbidden at every level and most
//! differences failing open.
//!
//! | question | what is done |
//! |---|---|
//! | when stdout is an answer | at exit 0: one object that fits the event, no other key at any level |
//! | plain text | begins with `{` or `[`: a failure; else context on SessionStart, SubagentStart, UserPromptSubmit, a failure on Stop, SubagentStop, Interrupt, nothing elsewhere |
//! | exit 2 | blocks on PreToolUse, PermissionRequest, PostToolUse, UserPromptSubmit, Stop, SubagentStop; a failure elsewhere |
//! | other exit codes, signals | a failure; its row says what was printed |
//! | `allow` with `updatedInput` | a modification, no grant |
//! | `allow` without it, `approve`, `updatedInput` without `allow` | a failure |
//! | PermissionRequest `allow` | a grant; beside `updatedInput`, `updatedPermissions`, `interrupt: true` a failure |
//! | `continue: false` | ends the run; on PostToolUse feedback in place of the result; on PreToolUse and PermissionRequest a failure; nothing on SubagentStart |
//! | `hookEventName` of another event | accepted, with a remark |
//! | keys said twice | the strictest decision, else the last value; a rewrite beside a decision or rewrite said twice is a failure |
//! | a matcher that the `regex` crate does not compile, look-around and back-references included (`Ba(?=sh)`) | the hook never runs, as in Codex; `check` says so |
//! | invalid UTF-8 | read lossily, with a remark |
//! | SessionEnd, PreModelRequest, PostModelRequest | nothing is read |
//!
//! Stricter than Codex: exit 2 blocks with an empty stderr too (reason of the object on stdout,
//! else a default); a deny, block or `ask` counts beside unknown or refused keys, without a reason
//! or a `hookEventName`, in an object that starts a line among other text, broken or cut behind it,
//! behind a byte order mark, and when the
//! hook hung after printing it. An `interrupt` beside a deny is dropped. A top-level block is not
//! undone by a rewrite inside `hookSpecificOutput`. A rewrite of a hook that did not get its whole
//! payload is a failure.
//!
//! Of two rewrites the one of the later hook in the file counts; Codex takes that of the hook that ends last.
//!
//! Agents with other tools: every shell is `Bash` with the command as text; a write or an edit is
//! shown as `apply_patch` with the patch that does it, and a rewritten patch of one file comes back
//! as that call's fields.
//!
//! Speaking: an object at exit code 0. A question, a replacement on PermissionRequest, a rewritten
//! prompt, and the end of the run on tool events become blocks; a replaced tool output is said as a
//! block whose reason takes the result's place; a block of PreCompact aborts the turn.

#[cfg(feature = "config")]
pub(crate) mod config;
mod events;
mod judge;
mod object;
mod payload;
mod speak;
mod tools;
mod wire;

pub(crate) use tools::TOOLS;
pub(crate) use wire::Codex;
