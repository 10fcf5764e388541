//! Claude Code: 33 events, in the formats that most other agents copied.
//!
//! The facts are from the types of Agent SDK 0.3.330, the official hook reference of August 2026 and the changelog.
//! Where they disagree, the types take precedence over the reference. The suite `conformance` compares the behaviour
//! with version 2.1.332; its results are in `docs/compat.md`.
//!
//! | question | behaviour |
//! |---|---|
//! | when stdout is an answer | at every exit code, if it starts with `{` and ends with `}` after trimming |
//! | plain text | context at exit 0 on UserPromptSubmit, UserPromptExpansion, SessionStart, PostModelSwitch; on other events ignored, with a note |
//! | exit 2 | blocks the event's action; the reason is that of the object, else stderr, else a default. Other fields of the object still take effect, except an allow or a rewrite |
//! | exit 2 where nothing can be blocked | stderr is shown to the user, or nothing happens (PermissionRequest: the request proceeds as without the hook) |
//! | other exit codes | an object alone decides; without an object a failure, with the first stderr line as a notice |
//! | `onFailure: "block"` and an exit code other than 0 and 2 | a failure even if a valid object was printed; a block in the object still takes effect. The key has no effect where exit 2 blocks nothing, or where it is documented to be ignored (Stop) |
//! | broken `{...}` | a failure, except where exit code 2 blocks |
//! | known key, wrong type or word | the whole object is refused: a failure |
//! | unknown keys, an echo of the payload | ignored, with a note |
//! | keys on the wrong level | ignored, with a note that names them |
//! | `hookSpecificOutput` without this event's `hookEventName` | refused |
//! | `updatedInput` | replaces the whole input (a `timeout` set by the model is lost); alone it is a modification, with `allow` also a grant (the user is not asked) |
//! | `additionalContext` at a stop | keeps the agent working, as a block does |
//! | `continue: false` | ends the run, and a gated action does not happen; at a stop it overrides a block |
//! | `async: true` | the decision is dropped, unless it is a block or an ask |
//! | WorktreeCreate, WorktreeRemove | every exit code except 0 blocks |
//! | PreModelSwitch | a timeout blocks |
//! | HTTP | 2xx: an empty body proceeds, an object is the answer, anything else is a failure; other statuses are failures |
//!
//! # Stricter than Claude Code
//!
//! * A block, an ask or a request to end the run takes effect in any object that starts a line among other text, in an
//!   object that a wrong key would make invalid, in an object that is broken or cut after the decision, and if it is
//!   printed before a timeout or a signal.
//! * If a decision is given twice, the strictest takes effect; an allow or a rewrite in such an object is a failure.
//! * `defer` ends the run before the call.
//! * An ask about an input that cannot be read is a block.
//! * An allow or a rewrite is a failure if the hook did not get its whole payload, or if the output is
//!   not UTF-8.
//! * Output that is cut at the size cap is a failure, unless it contains a block, an ask or a request to end the run.
//!
//! If two hooks rewrite the input, the rewrite of the later hook in the file is used. Claude Code uses the rewrite of
//! the hook that ends last.
//!
//! # `if` rules and tools
//!
//! If it is uncertain whether an `if` rule matches, it is treated as a match, so the hook runs (see `if_rule`). A rule
//! is also treated as a match if it is not understood (`Bash(rm *`, `A(x) && B(y)`) or names a tool that Claude Code
//! does not have (`bash(rm *)`); loading warns about it and suggests the name that was probably meant. A `PowerShell`
//! call is a shell call with the argv `pwsh -NoProfile -Command TEXT`.
//!
//! If a call comes from an agent with different tools, a hook sees Claude Code's names and fields and an absolute
//! `file_path`, and the hook's rewrite is mapped back to the call's own fields. A `workdir` of the call survives a
//! rewrite, because a script written for Claude Code cannot name it. A patch of one file is shown as Write or Edit. A
//! patch of several files, or with a line outside the grammar, is refused, because a guard that finds no `file_path`
//! would allow it; on gates (events before an action) the error
//! ([`EncodeError::means`](hooks_types::wire::EncodeError::means)) blocks the call.
//!
//! # Output
//!
//! These keys are not supported and add a note: `updatedPermissions`, `sessionTitle`, `initialUserMessage`,
//! `watchPaths`, `reloadSkills`, `suppressOriginalPrompt`, `classifierContext`, `terminalSequence`.
//!
//! As a hook of Claude Code this library prints an object at exit code 0, and uses exit code 2 only on events whose
//! object cannot express a block. A rewritten prompt, and a rewrite on PermissionRequest without a grant, become
//! blocks. A question becomes a block too, except on PreToolUse and PreModelSwitch, whose object can express it, and on
//! PermissionRequest, where Claude Code asks by itself.

mod answer_keys;
#[cfg(feature = "config")]
pub(crate) mod config;
mod decision;
mod environment;
mod events;
mod glob;
pub(crate) mod if_rule;
mod judge;
mod object;
mod payload;
mod speak;
mod subjects;
pub(crate) mod tools;
mod wire;

pub(crate) use tools::TOOLS;
pub(crate) use wire::Claude;
