//! Codex: 14 events in Claude Code's formats. Answers must not contain unknown keys at any level; after most invalid
//! answers the action proceeds.
//!
//! The facts are from Codex's source (openai/codex at commit 343074d42, August 2026) and from measurements of later
//! versions: of 0.169.0 with a mock model server, and of 0.171.0 in the suite `conformance` (results in
//! `docs/compat.md`). Where they disagree, the measurements take precedence.
//!
//! | question | behaviour |
//! |---|---|
//! | when stdout is an answer | at exit 0: one object that fits the event, without other keys at any level |
//! | plain text | if it starts with `{` or `[`: a failure. Otherwise context on SessionStart, SubagentStart, UserPromptSubmit; a failure on Stop, SubagentStop, Interrupt; ignored on other events |
//! | exit 2 | blocks on PreToolUse, PermissionRequest, PostToolUse, UserPromptSubmit, Stop, SubagentStop; a failure on other events |
//! | other exit codes, signals | a failure; the report shows the printed decision |
//! | `allow` with `updatedInput` | a modification, not a grant (the user is still asked) |
//! | `allow` without it, `approve`, `updatedInput` without `allow` | a failure |
//! | PermissionRequest `allow` | a grant (the user is not asked); a failure if `updatedInput`, `updatedPermissions` or `interrupt: true` is given too |
//! | `continue: false` | ends the run; on PostToolUse it is feedback in place of the result; on PreToolUse and PermissionRequest a failure; ignored on SubagentStart |
//! | `hookEventName` of another event | accepted, with a note |
//! | keys given twice | the strictest decision, or the last value of other keys, is used; a rewrite is a failure if a decision or the rewrite is given twice |
//! | a matcher that the `regex` crate does not compile, including look-around and back-references (`Ba(?=sh)`) | the hook never runs, as in Codex; `check` reports it |
//! | invalid UTF-8 | read lossily, with a note |
//! | SessionEnd, PreModelRequest, PostModelRequest | the output is not read |
//!
//! # Stricter than Codex
//!
//! * Exit 2 also blocks with an empty stderr; the reason is that of the object on stdout, else a
//!   default.
//! * A deny, block or `ask` takes effect even if the object contains unknown or refused keys, has no reason or no
//!   `hookEventName`, starts a line among other text, is broken or cut after the decision, follows a byte order mark,
//!   or if the hook hung after printing it.
//! * An `interrupt` in a deny is dropped, and the deny takes effect.
//! * A rewrite in `hookSpecificOutput` does not undo a top-level block.
//! * A rewrite of a hook that did not get its whole payload is a failure.
//!
//! If two hooks rewrite the input, the rewrite of the later hook in the file is used. Codex uses the rewrite of the
//! hook that ends last.
//!
//! # Tools and output
//!
//! If a call comes from an agent with different tools, every shell tool is `Bash` with the command as text. A write or
//! an edit is shown as `apply_patch` with the patch that makes it, and a rewritten patch of one file is mapped
//! back to the fields of that call.
//!
//! As a hook of Codex this library prints an object at exit code 0. A replacement on PermissionRequest, a rewritten
//! prompt, and a request to end the run on tool events become blocks. A question becomes a block too, except on
//! PermissionRequest, where Codex asks by itself. A replaced tool output becomes a block, whose reason Codex shows in
//! place of the result. A block on PreCompact aborts the turn.

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
