//! How GitHub Copilot CLI and its cloud agent spell payloads and answers (closed source, so from
//! their reference and changelog to 1.0.78 and from what third parties measured).
//!
//! There are two payload spellings: hooks under a camelCase event key read `toolName` and, as
//! shipped, `toolArgs` as a string that holds JSON, and no event name; hooks under a PascalCase key
//! read `hook_event_name`, Claude Code's tool names and `tool_input`, on Copilot's own fields.
//!
//! # Output
//!
//! Lines that are one object with `"type":"progress"` are taken out and become notices, unless
//! `temporary`; one that restricts is an answer (**deviates**). The rest is one JSON document.
//!
//! | exit | `preToolUse` | `permissionRequest` | others |
//! |---|---|---|---|
//! | 0, one object | the answer it is | the answer it is | the answer it is |
//! | 0, nothing or text | proceed | proceed | proceed |
//! | 0, broken or several objects | failure `bad_answer`; one that restricts counts (**deviates**: Copilot ignores them all) | the same | the same |
//! | 2 | block: reason of the object, else stderr, else a default; its context counts, an allow or a rewrite in it does not | block: message of the object, else a default; stderr ignored | failure `exit_code`, stderr is a notice; `postToolUseFailure`: stdout is context |
//! | other code, signal, a program that cannot be started | failure that means block, even over an allow; a deny in it is the block | failure | failure |
//! | timeout | failure, open; a deny or ask printed before counts (**deviates**) | the same | the same |
//! | HTTP error | failure, open | failure, open | failure, open |
//!
//! # Keys, at top level
//!
//! | event (ours) | accepted |
//! |---|---|
//! | `preToolUse` | `permissionDecision` allow, deny, ask; `permissionDecisionReason`; `modifiedArgs` or `updatedInput` (whole; an object or a string that holds one); `additionalContext` |
//! | `permissionRequest` | `behavior` allow, deny; `message`; `interrupt` with deny: ends the run |
//! | `postToolUse` | `modifiedResult`, `additionalContext` |
//! | `postToolUseFailure`, `userPromptSubmitted` (UserPromptSubmit), `sessionStart`, `subagentStart`, `notification` | `additionalContext` |
//! | `agentStop` (Stop), `subagentStop` | `decision` block, allow; `reason` |
//! | `userPromptTransformed` (Other) | `modifiedTransformedPrompt` as content |
//! | `sessionEnd`, `preCompact`, `errorOccurred` (Other) | nothing |
//!
//! `allow` is a real grant; a grant or a rewrite by a hook that did not get its whole payload, or
//! beside a decision or rewrite said twice, is a failure. A deny without a reason is a block with a default one. Context is cut at 10 KiB.
//! Refused: a word that is no decision (failure); arguments that do not fit the call (the call is
//! blocked). Ignored, with a note: `hookSpecificOutput`, `modifiedResponse`, decisions of other
//! events, unknown keys.
//!
//! # Payloads
//!
//! Written as shipped, `toolArgs` as a string; one that was read keeps the form it had. Read in
//! both spellings; a camelCase payload without an event name is taken for the one event that its
//! fields fit, and `toolName` alone fits two (`preToolUse`, `permissionRequest`): say which.
//!
//! # Saying a report
//!
//! Exit 0; notices are progress lines. Said as deny: the end of the run before a tool, an ask or a
//! rewrite at `permissionRequest` (silence would let Copilot's rules allow it). After a tool a
//! block is context. A block of a prompt or a compaction, or the end of the run there, cannot be said;
//! exit code 2 warns the user.
//!
//! # Environment
//!
//! `COPILOT_CLI=1`.

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
pub(crate) use wire::Copilot;
