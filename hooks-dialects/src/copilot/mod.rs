//! How GitHub Copilot CLI and its cloud agent spell payloads and answers (closed source: from version 1.0.102 as it
//! behaves in `conformance`, else from their reference and changelog to 1.0.78).
//!
//! There are two payload spellings: hooks under a camelCase event key read `toolName`, `toolArgs` (before 1.0.100 a
//! string that holds JSON) and no event name; hooks under a PascalCase key read `hook_event_name`, Claude
//! Code's tool names and `tool_input`, on Copilot's own fields. A permission request has one form under both
//! keys: `hookName`, `toolName` (`server/tool` for a server's), `toolInput`, `permissionSuggestions`.
//!
//! # Output
//!
//! Lines that are one object with `"type":"progress"` are taken out and become notices, unless
//! `temporary`; one that restricts is an answer (**deviates**). The rest is one JSON document.
//!
//! | exit | `preToolUse` | `permissionRequest` | others |
//! |---|---|---|---|
//! | 0, one object | the answer it is | the answer it is | the answer it is |
//! | 0, nothing or text | proceed | nothing: proceed; text: failure that means block | proceed |
//! | 0, broken or several objects | failure `bad_answer`; one that restricts counts (**deviates**: Copilot ignores them all) | the same | the same |
//! | 2 | block: reason of the object, else stderr, else a default; its context counts, an allow or a rewrite in it does not | block: message of the object, else a default; stderr ignored | failure `exit_code`, stderr is a notice; `postToolUseFailure`: stdout is context |
//! | other code, signal, a program that cannot be started | failure that means block, even over an allow; a deny in it is the block | the same | failure |
//! | timeout | failure, open; a deny or ask printed before counts (**deviates**) | the same | the same |
//! | HTTP error | failure, open | failure, open | failure, open |
//!
//! # Keys, at top level; before a tool, under `PreToolUse`, also inside `hookSpecificOutput`
//!
//! | event (ours) | accepted |
//! |---|---|
//! | `preToolUse` | `permissionDecision` allow, deny, ask; `permissionDecisionReason`; `modifiedArgs`, inside `updatedInput` (whole; an object or a string that holds one); `additionalContext` |
//! | `permissionRequest` | `behavior` allow, deny; `message`; `interrupt` with deny: ends the run |
//! | `postToolUse` | `decision` block: its `reason` takes the result's place; `modifiedResult` (an object), `additionalContext` |
//! | `userPromptSubmitted` (UserPromptSubmit) | `decision` block, `reason`; `modifiedPrompt`, `additionalContext` |
//! | `postToolUseFailure`, `sessionStart`, `subagentStart`, `notification` | `additionalContext` |
//! | `agentStop` (Stop), `subagentStop` | `decision` block, allow; `reason` |
//! | `userPromptTransformed` (Other) | `modifiedTransformedPrompt` as content |
//! | `sessionEnd`, `preCompact`, `errorOccurred` (Other) | nothing |
//!
//! `allow` is a real grant; a grant or a rewrite by a hook that did not get its whole payload, or
//! beside a decision or rewrite said twice, is a failure. A deny or a block without a reason is a block with a
//! default one, and of two levels the stricter counts (**deviates**: Copilot drops a block without one, and hears the
//! inner level alone). Context is cut at 10 KiB.
//! Refused: a word that is no decision (failure); arguments that do not fit the call (the call is
//! blocked). Ignored, with a note: `hookSpecificOutput` elsewhere, `modifiedResponse`, decisions of other
//! events, unknown keys. Hooks run one after another, each on what the one before put in place.
//!
//! # Payloads
//!
//! `toolArgs` is written as an object; one that was read keeps the form it had. Of `server-tool` nobody can tell
//! where the server ends: native matchers are tested against every way to split it. Read in
//! both spellings; a camelCase payload without an event name is taken for the one event that its
//! fields fit, and `toolName` alone fits two (`preToolUse`, `permissionRequest`): say which.
//!
//! # Saying a report
//!
//! Exit 0; notices are progress lines. Said as deny: the end of the run before a tool or at a prompt, an ask or a
//! rewrite at `permissionRequest` (silence would let Copilot's rules allow it). A block of a compaction, or the end of
//! the run there, cannot be said; exit code 2 warns the user.
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
