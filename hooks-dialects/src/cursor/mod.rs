//! Cursor: its payloads, answers, tools and files (version 3, in its newer spelling). Cursor is closed source: the
//! facts are from its documentation and from measurements by third parties.
//!
//! One event of ours can correspond to several of Cursor's: a shell call fires `preToolUse` and `beforeShellExecution`.
//! Hooks of an event for one kind of call do not run for other calls
//! ([`Subjects::applies`](hooks_types::wire::Subjects)), and a payload that Cursor itself sent runs only the hooks of
//! the event that the payload names.
//!
//! # Output
//!
//! **deviates** marks a point in which this library differs from Cursor.
//!
//! | exit | stdout | result |
//! |---|---|---|
//! | 0 | one object | the object is the answer |
//! | 0 | nothing, if an answer is expected | failure `bad_answer`: empty output is an error |
//! | 0 | anything else | failure `bad_answer`; a block or an ask in an object that starts a line takes effect (**deviates**) |
//! | 0 | anything except an object, if no answer is expected (`after…`, `sessionEnd`) | proceed |
//! | 2 | anything, on events that can be refused | block; the reason is the object's `agent_message`, `user_message` or `reason`, else stderr, else a default |
//! | 2 | anything, on other events | failure `exit_code` |
//! | other, signal | anything | failure; a printed deny is reported but has no effect |
//! | timeout | | failure; a deny or ask that was printed before takes effect (**deviates**) |
//!
//! `failClosed` becomes the hook's `on_failure = block`. A block of `subagentStart` is reported,
//! although the subagents of other agents cannot be refused.
//!
//! # Keys
//!
//! The keys of Cursor's older spelling are accepted too: `userMessage`, `agentMessage`, and `decision` with `reason`.
//!
//! | event (ours) | accepted |
//! |---|---|
//! | `preToolUse` (PreToolUse) | `permission` deny, ask, allow; `updated_input` (whole) |
//! | `beforeShellExecution`, `beforeMCPExecution` (PreToolUse) | `permission` deny, ask, allow |
//! | `beforeReadFile` (PreToolUse), `beforeTabFileRead` (Other), `subagentStart` | `permission` deny, allow; ask is deny |
//! | `beforeSubmitPrompt` (UserPromptSubmit) | `continue: false` |
//! | `stop`, `subagentStop` | `followup_message`, until `loop_count` reaches the hook's `loop_limit`; for a subagent only if it completed |
//! | `postToolUse` (PostToolUse) | `updated_mcp_tool_output` for MCP tools, `additional_context` |
//! | `sessionStart` | `env`, `additional_context` |
//! | `preCompact` | `user_message` |
//! | `after…`, `postToolUseFailure`, `sessionEnd` and the rest | nothing |
//!
//! `user_message` is a notice on `preCompact`, on `beforeSubmitPrompt` and on every event that accepts a `permission`.
//! The reason of a block is the text for the agent or, without such a text, the text for the user. Cursor's own prompt
//! hooks answer `{"ok": bool, "reason"}`.
//!
//! * **Deviates**: an `ask` before a tool is an ask here (Cursor accepts it and does not enforce it).
//! * An unknown permission is a failure; an `updated_input` that does not fit the call blocks the call.
//! * `updated_input` outside `preToolUse`, `continue: false` outside `beforeSubmitPrompt`, and unknown
//!   keys are ignored, with a note.
//! * `allow` grants nothing: it does not skip a question to the user.
//! * A rewrite is a failure if the hook did not get its whole payload, or if the answer has a decision or a rewrite
//!   twice.
//! * If a decision is given twice, or in both spellings, the strictest takes effect.
//!
//! # Payloads
//!
//! Both spellings are read, and the newer one is written. Cursor does not name the server of an MCP tool, so the tool
//! is `mcp____<tool>` here. `beforeReadFile` has `content` only if the embedding agent added it to the call: this
//! library reads nothing from disk.
//!
//! # Output as a hook
//!
//! This library always prints an object; on events that ask for a permission, the object for "proceed" is
//! `{"permission":"allow"}`. Before an action, a replaced input outside `preToolUse`, a replaced prompt and a request
//! to end the run become a deny. An ask becomes a deny too, except on `beforeShellExecution` and `beforeMCPExecution`.
//! After a tool, a block and the replaced output of a tool that is not an MCP tool are texts for the model. On
//! `preCompact`, a block or a request to end the run is exit code 2.
//!
//! # Environment
//!
//! `CURSOR_PROJECT_DIR`, `CLAUDE_PROJECT_DIR` and `CURSOR_VERSION` are set; `CURSOR_USER_EMAIL` and
//! `CURSOR_TRANSCRIPT_PATH` if they are known.

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
pub(crate) use wire::Cursor;
