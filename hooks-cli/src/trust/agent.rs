//! Refuses `hooks trust` when an agent runs it: an agent must not trust hooks in its user's name.
//!
//! The check looks at variables, so it stops a model that types the command, not a program that removes the
//! variables first. Such a program could write the store itself.

use crate::failure::Failure;

/// Variables that agents set for the commands that they run. `AGENT_HOOKS_DEPTH` is ours: the executor sets this
/// variable for hooks, and hooks run inside an agent.
const MARKS: &[&str] = &[
    "AGENT_HOOKS_DEPTH",
    // Set by Claude Code.
    "CLAUDECODE",
    "CLAUDE_CODE_ENTRYPOINT",
    // Set by Codex.
    "CODEX_SANDBOX",
    "CODEX_SANDBOX_NETWORK_DISABLED",
    "CODEX_THREAD_ID",
    // Set by Gemini CLI, Cursor, Copilot CLI, goose and opencode, one variable each.
    "GEMINI_CLI",
    "CURSOR_AGENT",
    "COPILOT_CLI",
    "GOOSE_TERMINAL",
    "OPENCODE",
    "AGENT",
];

/// Checks that no agent started this process.
///
/// # Errors
///
/// One of the [`MARKS`] is set and not empty.
pub(super) fn refuse() -> Result<(), Failure> {
    let is_set = |name: &&&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match MARKS.iter().find(is_set) {
        Some(mark) => Err(Failure::new(format!(
            "only a person can give trust, and `{mark}` shows that an agent runs this; type it in a terminal of your own"
        ))),
        None => Ok(()),
    }
}
