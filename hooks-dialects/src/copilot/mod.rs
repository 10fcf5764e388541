//! GitHub Copilot CLI and its cloud agent: payloads, answers, tools and files. Copilot is closed
//! source: the facts are from version 1.0.102 as observed in `conformance`, and from the reference and
//! the changelog up to 1.0.78.
//!
//! There are two payload spellings. Hooks under a camelCase event key read `toolName`, `toolArgs` (before 1.0.100 a
//! string that contains JSON) and no event name. Hooks under a PascalCase key read `hook_event_name`, Claude Code's
//! tool names and `tool_input`, and Copilot's own fields. A permission request has the same form under both keys:
//! `hookName`, `toolName` (`server/tool` for an MCP tool), `toolInput`, `permissionSuggestions`.
//!
//! # Output
//!
//! **deviates** marks a point in which this library differs from Copilot.
//!
//! Lines that are one object with `"type":"progress"` are removed and become notices, unless they are `temporary`; a
//! line with a block or an ask is an answer (**deviates**). The rest is one JSON document.
//!
//! | exit | `preToolUse` | `permissionRequest` | others |
//! |---|---|---|---|
//! | 0, one object | the object is the answer | the object is the answer | the object is the answer |
//! | 0, nothing or text | proceed | nothing: proceed; text: failure that means block | proceed |
//! | 0, broken or several objects | failure `bad_answer`; a block or an ask takes effect (**deviates**: Copilot ignores them all) | the same | the same |
//! | 2 | block: reason of the object, else stderr, else a default; the object's context is used, an allow or a rewrite is not | block: message of the object, else a default; stderr is ignored | failure `exit_code`, stderr is a notice; `postToolUseFailure`: stdout is context |
//! | other code, signal, a program that cannot be started | failure that means block, even if an allow was printed; a printed deny is the block | the same | failure |
//! | timeout | failure that lets the action proceed; a deny or ask that was printed before takes effect (**deviates**) | the same | the same |
//! | HTTP error | failure that lets the action proceed | the same | the same |
//!
//! # Keys
//!
//! Keys are at the top level. Before a tool, under `PreToolUse`, they may also be in
//! `hookSpecificOutput`.
//!
//! | event (ours) | accepted |
//! |---|---|
//! | `preToolUse` | `permissionDecision` allow, deny, ask; `permissionDecisionReason`; `modifiedArgs`, in `hookSpecificOutput` `updatedInput` (whole; an object or a string that contains one); `additionalContext` |
//! | `permissionRequest` | `behavior` allow, deny; `message`; `interrupt` with deny: ends the run |
//! | `postToolUse` | `decision` block: its `reason` replaces the result; `modifiedResult` (an object), `additionalContext` |
//! | `userPromptSubmitted` (UserPromptSubmit) | `decision` block, `reason`; `modifiedPrompt`, `additionalContext` |
//! | `postToolUseFailure`, `sessionStart`, `subagentStart`, `notification` | `additionalContext` |
//! | `agentStop` (Stop), `subagentStop` | `decision` block, allow; `reason` |
//! | `userPromptTransformed` (Other) | `modifiedTransformedPrompt` as content |
//! | `sessionEnd`, `preCompact`, `errorOccurred` (Other) | nothing |
//!
//! * `allow` is a grant (the user is not asked). A grant or a rewrite is a failure if the hook did not get its whole
//!   payload, or if the answer has a decision or a rewrite twice.
//! * A deny or a block without a reason is a block with a default reason (**deviates**: Copilot drops
//!   it).
//! * If both levels have a decision, the stricter takes effect (**deviates**: Copilot reads only `hookSpecificOutput`).
//! * Context is cut at 10 KiB.
//! * An unknown decision is a failure; arguments that do not fit the call block it.
//! * `hookSpecificOutput` on other events, `modifiedResponse`, decisions of other events, and unknown
//!   keys are ignored, with a note.
//! * Hooks run one after another, and each hook gets the input that the previous hook returned.
//!
//! # Payloads
//!
//! `toolArgs` is written as an object; a payload that was read keeps its form. A name like
//! `server-tool` does not show where the server ends, so native matchers are tested against every way
//! to split it. Both spellings are read. A camelCase payload without an event name is taken for the
//! only event that has its fields; `toolName` alone fits two (`preToolUse`, `permissionRequest`), so
//! the caller must name the event.
//!
//! # Output as a hook
//!
//! This library exits with 0 and prints notices as progress lines. A request to end the run before a tool or at a
//! prompt, and an ask or a rewrite at `permissionRequest`, become a deny (with empty output Copilot's rules could allow
//! it). A block of a compaction, or a request to end the run there, cannot be expressed; exit code 2 warns the user.
//!
//! # Environment
//!
//! `COPILOT_CLI=1` is set.

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
