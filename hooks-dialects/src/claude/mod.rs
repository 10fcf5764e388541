//! Claude Code: 33 events, the shapes that most other agents copied.
//!
//! | question | what is done |
//! |---|---|
//! | when stdout is an answer | trimmed, it begins with `{` and ends with `}`; at every exit code |
//! | plain text | context at exit 0 on UserPromptSubmit, UserPromptExpansion, SessionStart, PostModelSwitch; elsewhere a remark |
//! | exit 2 | the event's block, reason from the object, else stderr, else a default; its other fields still count, what loosens does not |
//! | exit 2 where nothing can be blocked | stderr for the user, or nothing (PermissionRequest: the flow is unchanged) |
//! | other exit codes | an object decides alone; else a failure whose first stderr line is a notice |
//! | `onFailure: "block"` and an exit code but 0 and 2 | a failure even beside a valid object; a block in it stands. Where exit 2 blocks nothing, or it is documented to be ignored (Stop), it has no effect |
//! | broken `{...}` | a failure at every exit code but a blocking 2 |
//! | known key, wrong type or word | the whole object is refused, a failure |
//! | unknown keys, an echo of the payload | ignored, with a remark |
//! | keys on the wrong level | ignored, with a remark that names them |
//! | `hookSpecificOutput` without this event's `hookEventName` | refused |
//! | `updatedInput` | replaces the whole input (a `timeout` the model had set is gone); alone it is a modification, with `allow` a grant |
//! | `additionalContext` at a stop | keeps the agent going, as a block does |
//! | `continue: false` | ends the run; what a gating event asked about is not done; at a stop it beats a block |
//! | `async: true` | what it decides is void |
//! | WorktreeCreate, WorktreeRemove | every exit code but 0 blocks |
//! | PreModelSwitch | a timeout blocks |
//! | HTTP | 2xx: empty is a proceed, an object the answer, anything else a failure; other statuses are failures |
//!
//! Stricter than Claude Code: a block, an ask or the end of the run counts in an object that starts a
//! line among other text, behind a byte order mark, beside a key that refuses the object, broken or
//! cut behind it, or before a timeout or a signal; of a decision said twice the strictest holds, and
//! an allow or a rewrite beside one said twice is a failure; `defer` ends the run before the call; an ask about an input
//! that cannot be read is a block; an allow or a rewrite of a hook that did not get its whole payload
//! is a failure, as is one in bytes that are not UTF-8; output cut at the cap in which nothing
//! restricts is a failure.
//!
//! Of two rewrites the one of the later hook in the file counts; Claude Code takes that of the hook that ends last.
//!
//! An `if` rule fits whatever it cannot judge for sure, see `if_rule`: the hook runs. So does a rule
//! that is not understood (`Bash(rm *`, `A(x) && B(y)`) or names a tool that Claude Code does not have
//! (`bash(rm *)`), and loading warns of it with the name that was probably meant. A call of `PowerShell` is a
//! shell call whose argv is `pwsh -NoProfile -Command TEXT`.
//!
//! Not carried, with a remark: `updatedPermissions`, `sessionTitle`, `initialUserMessage`,
//! `watchPaths`, `reloadSkills`, `suppressOriginalPrompt`, `classifierContext`.
//!
//! Agents with other tools: a hook sees Claude Code's names and fields, absolute `file_path`s, and
//! its rewrite is brought back. A `workdir` of the call survives a rewrite, since no script written
//! for Claude Code can name it. A patch over one file is shown as Write or Edit; one over several,
//! or one with a line outside the grammar, is refused ([`EncodeError::means`](hooks_types::wire::EncodeError::means) says block on gating events),
//! because a guard that finds no `file_path` would say yes.
//!
//! Speaking: an object at exit code 0, exit code 2 only where the event has no other word for a
//! block. A question on PermissionRequest, a rewritten prompt and a rewrite without leave on
//! PermissionRequest become blocks.

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
