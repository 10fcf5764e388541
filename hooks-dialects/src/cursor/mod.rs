//! How Cursor spells payloads and answers (version 3, its newer wording; closed source, so from
//! its documentation and from what third parties measured).
//!
//! One event of ours is several of Cursor's: a shell call is told as `preToolUse` and as
//! `beforeShellExecution`. A form for one kind of call is never told of another
//! ([`Subjects::applies`](hooks_types::wire::Subjects)), and a payload that Cursor itself sent goes to the
//! hooks of the event it names alone.
//!
//! # Output
//!
//! | exit | stdout | result |
//! |---|---|---|
//! | 0 | one object | the answer it is |
//! | 0 | nothing, where an answer is expected | failure `bad_answer`: silence is an error |
//! | 0 | anything else | failure `bad_answer`; an object that starts a line and restricts counts (**deviates**) |
//! | 0 | anything but an object, where no answer is expected (`after…`, `sessionEnd`) | proceed |
//! | 2 | anything, where something can be refused | block: `agent_message`, `user_message` or `reason` of the object, else stderr, else a default |
//! | 2 | anything, elsewhere | failure `exit_code` |
//! | other, signal | anything | failure; a printed deny is named and not counted |
//! | timeout | | failure; a deny or ask printed before counts (**deviates**) |
//!
//! `failClosed` is the hook's `on_failure = block`. A block of `subagentStart` is reported, although
//! no other agent's subagents can be refused.
//!
//! # Keys
//!
//! `userMessage`, `agentMessage` and `decision` with `reason` are the older wording, accepted.
//!
//! | event (ours) | accepted |
//! |---|---|
//! | `preToolUse` (PreToolUse) | `permission` deny, ask, allow; `updated_input` (whole) |
//! | `beforeShellExecution`, `beforeMCPExecution` (PreToolUse) | `permission` deny, ask, allow |
//! | `beforeReadFile` (PreToolUse), `beforeTabFileRead` (Other), `subagentStart` | `permission` deny, allow; ask is deny |
//! | `beforeSubmitPrompt` (UserPromptSubmit) | `continue: false` |
//! | `stop`, `subagentStop` | `followup_message`, until `loop_count` reaches the hook's `loop_limit`; of a subagent only when it completed |
//! | `postToolUse` (PostToolUse) | `updated_mcp_tool_output` for MCP tools, `additional_context` |
//! | `sessionStart` | `env`, `additional_context` |
//! | `preCompact` | `user_message` |
//! | `after…`, `postToolUseFailure`, `sessionEnd` and the rest | nothing |
//!
//! `user_message` is a notice everywhere; the message of a block is the agent's text, else the
//! user's. Cursor's own prompt hooks answer `{"ok": bool, "reason"}`.
//!
//! **Deviates**: an `ask` before a tool is an ask here (Cursor accepts and does not enforce it).
//! Refused: a word that is no permission (failure); an `updated_input` that does not fit the call
//! (the call is blocked). Ignored, with a note: `updated_input` outside `preToolUse`,
//! `continue: false` outside `beforeSubmitPrompt`, unknown keys. `allow` grants nothing; a rewrite
//! by a hook that did not get its whole payload, or beside one said twice, is a failure. Of a decision
//! said twice, or in both wordings, the strictest holds.
//!
//! # Payloads
//!
//! Read in both wordings, written in the newer. The server of an MCP tool is not told, so the
//! tool is `mcp____<tool>` here. `beforeReadFile` carries `content` only where the agent put it
//! beside the call: nothing is read from disk here.
//!
//! # Saying a report
//!
//! Always an object: a proceed is `{"permission":"allow"}` where a permission is asked. Said as
//! deny: an ask before a tool or a file read, a replaced input outside `preToolUse`, a replaced
//! prompt, the end of the run. After a tool, a block and a replaced output are told to the model.
//! A block of `preCompact`, or the end of the run there, is exit code 2.
//!
//! # Environment
//!
//! `CURSOR_PROJECT_DIR`, `CLAUDE_PROJECT_DIR`, `CURSOR_VERSION`; where known `CURSOR_USER_EMAIL`,
//! `CURSOR_TRANSCRIPT_PATH`.

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
