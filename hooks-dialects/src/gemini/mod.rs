//! Gemini CLI: its payloads, answers, tools and files (as of its commit 5411f113, August 2026).
//!
//! The suite `conformance` compares the behaviour with version 0.61.0 (results in `docs/compat.md`).
//!
//! This dialect follows Gemini CLI's code, except that it also blocks where the documentation promises a block but the
//! code does not block.
//!
//! # Output
//!
//! **deviates** marks a point in which this library differs from Gemini CLI.
//!
//! The hook's text is stdout, or stderr if stdout is empty. It is parsed as JSON; a JSON string is
//! parsed once more.
//!
//! | exit | output | result |
//! |---|---|---|
//! | any | one object | the object is the answer; at exit 2 it is a block, whatever the object contains (**deviates**: in Gemini CLI the object decides) |
//! | 0 | nothing | proceed |
//! | 0 | text | proceed, with the text as a notice; a block, an ask or a stop in an object that starts a line takes effect (**deviates**) |
//! | 1 | text | failure `exit_code`, with the notice `Warning: <text>` |
//! | 2 | text | block, with the text as the reason |
//! | 2 | nothing, or JSON that is not an object | block with a default reason (**deviates**: Gemini runs the tool) |
//! | 3 and more | text | failure `exit_code` that means block, with the text: Gemini denies the call, the report says that the hook is broken |
//! | 1, 3 and more | nothing | failure `exit_code` |
//! | not 2 | JSON that is not an object | failure `bad_answer` |
//! | signal, timeout | | failure; a block, ask or stop that was printed before takes effect (**deviates**) |
//! | 0, 1 | cut at the cap | failure `truncated`, unless an object that starts a line contains a block, an ask or a stop (Gemini CLI has no cap) |
//!
//! On events that cannot be blocked, exit 2 is a failure, and the report shows the block.
//!
//! # Keys
//!
//! | event (ours) | accepted besides `systemMessage` | ignored, with a note |
//! |---|---|---|
//! | `BeforeTool` (PreToolUse) | `decision` deny, block, ask, allow, approve; `reason`; `continue: false`; `tool_input` (whole) | `additionalContext` |
//! | `AfterTool` (PostToolUse; PostToolUseFailure where `tool_response.error` is set) | deny, block; `continue: false`; `additionalContext` | `ask`; `tailToolCallRequest` |
//! | `BeforeAgent` (UserPromptSubmit) | deny, block; `continue: false`; `additionalContext` | `ask` |
//! | `AfterAgent` (Stop) | deny, block: another turn; `continue: false` | `ask`; `clearContext` |
//! | `BeforeModel` (Other) | deny, block; `continue: false`; `llm_request`, `llm_response` as content | |
//! | `AfterModel` (Other) | deny, block; `continue: false`; `llm_response` as content | `llm_request` |
//! | `BeforeToolSelection` (Other) | `toolConfig` as content | decisions, `continue` |
//! | `SessionStart` | `additionalContext` | decisions, `continue` |
//! | `SessionEnd`, `PreCompress` (PreCompact), `Notification` | – | all others |
//!
//! * A `tool_input` that does not fit the call it would replace is refused, and the call is blocked.
//! * `suppressOutput`, `hookSpecificOutput.hookEventName` and unknown keys are ignored (with a note).
//! * `continue: false` ends the run: a gated action does not happen, and at a stop it overrides a deny.
//! * `allow` grants nothing: it does not skip a question to the user.
//! * A rewrite by a hook that did not get its whole payload is a failure.
//! * If a key is given twice, the strictest decision or the last value is used; a rewrite is a failure if a decision or
//!   the rewrite is given twice.
//! * `<` and `>` in contexts are escaped.
//!
//! # Output as a hook
//!
//! This library prints one object at exit 0, or nothing. An ask outside `BeforeTool`, a replaced prompt and a replaced
//! output become a deny. The deny is printed even on an event that ignores decisions, with a note.
//!
//! # Environment
//!
//! `GEMINI_PROJECT_DIR`, `GEMINI_CWD`, `CLAUDE_PROJECT_DIR` (each is the session's folder) and `GEMINI_SESSION_ID` are
//! set. `GEMINI_PLANS_DIR` is not set, because only Gemini CLI has such a folder.

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
pub(crate) use wire::Gemini;
