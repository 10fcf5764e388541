//! How Gemini CLI spells payloads and answers (state of its commit 5411f113, August 2026).
//!
//! The rule: what the code does; where the code loses a block that its documentation promises, we
//! block.
//!
//! # Output
//!
//! The text is stdout, or stderr where stdout is empty. It is parsed as JSON, and a JSON string
//! once more.
//!
//! | exit | output | result |
//! |---|---|---|
//! | any | one object | the answer it is; at exit 2 a block whatever it says (**deviates**: Gemini lets the object win) |
//! | 0 | nothing | proceed |
//! | 0 | text | proceed, the text is a notice; an object that starts a line and restricts counts (**deviates**) |
//! | 1 | text | failure `exit_code`, with the notice `Warning: <text>` |
//! | 2 | text | block, the text is the reason |
//! | 2 | nothing, or JSON that is no object | block with a default reason (**deviates**: Gemini runs the tool) |
//! | 3 and more | text | failure `exit_code` that means block, with the text: Gemini denies, the report says that the hook broke |
//! | 1, 3 and more | nothing | failure `exit_code` |
//! | not 2 | JSON that is no object | failure `bad_answer` |
//! | signal, timeout | | failure; a block, ask or stop printed before counts (**deviates**) |
//! | 0, 1 | cut at the cap | failure `truncated`, unless an object that starts a line restricts (Gemini has no cap) |
//!
//! Where an event hears no block, exit 2 is a failure that shows it.
//!
//! # Keys
//!
//! | event (ours) | accepted beside `systemMessage` | ignored, with a note |
//! |---|---|---|
//! | `BeforeTool` (PreToolUse) | `decision` deny, block, ask, allow, approve; `reason`; `continue: false`; `tool_input` (whole) | `additionalContext` |
//! | `AfterTool` (PostToolUse; PostToolUseFailure where `tool_response.error` is set) | deny, block; `continue: false`; `additionalContext` | `ask`; `tailToolCallRequest` |
//! | `BeforeAgent` (UserPromptSubmit) | deny, block; `continue: false`; `additionalContext` | `ask` |
//! | `AfterAgent` (Stop) | deny, block: another turn; `continue: false` | `ask`; `clearContext` |
//! | `BeforeModel`, `AfterModel` (Other) | deny, block; `continue: false`; `llm_request`, `llm_response` as content | |
//! | `BeforeToolSelection` (Other) | `toolConfig` as content | decisions, `continue` |
//! | `SessionStart` | `additionalContext` | decisions, `continue` |
//! | `SessionEnd`, `PreCompress` (PreCompact), `Notification` | – | all others |
//!
//! Refused: a `tool_input` that does not fit the call it would replace; the call is blocked.
//! Ignored: `suppressOutput`, `hookSpecificOutput.hookEventName`, unknown keys (noted).
//! `continue: false` ends the run: what a gating event asked about is not done, and at a stop it
//! beats a deny. `allow` grants nothing; a rewrite by a hook that did not get its whole payload is a
//! failure. Of a key said twice the strictest decision or the last
//! value counts; a rewrite beside one said twice is a failure. `<` and `>` in contexts are escaped.
//!
//! # Saying a report
//!
//! Always exit 0 and one object, or nothing. Said as deny: an ask outside `BeforeTool`, a
//! replaced prompt, a replaced output. An event that hears no decision still gets it, with a note.
//!
//! # Environment
//!
//! `GEMINI_PROJECT_DIR`, `GEMINI_CWD`, `CLAUDE_PROJECT_DIR` (the session's folder),
//! `GEMINI_SESSION_ID`. `GEMINI_PLANS_DIR` is not set: only Gemini CLI has such a folder.

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
