//! What is worth saying about a hook's run that changed nothing.

use serde::{Deserialize, Serialize};

codes! {
    /// The kind of a [`Note`].
    NoteCode {
        /// Output that is not part of the answer.
        Noise = "noise",
        /// A key the answer's dialect does not know.
        UnknownKey = "unknown_key",
        /// A key said twice.
        DuplicateKey = "duplicate_key",
        /// A byte order mark before the answer.
        Bom = "bom",
        /// Bytes that are not UTF-8.
        InvalidUtf8 = "invalid_utf8",
        /// Something of the payload that JSON readers refuse was read as something else.
        Replaced = "replaced",
        /// A key on the wrong level.
        MisplacedKey = "misplaced_key",
        /// It ended badly after it had said something that counts.
        BadEnding = "bad_ending",
        /// An answer that could not count (for example at a failing exit code).
        SaidButNotCounted = "said_but_not_counted",
        /// Read more strictly than the hook's own agent reads it.
        Stricter = "stricter",
        /// Something was left out because the dialect cannot say it.
        Unsayable = "unsayable",
        /// Text cut at a limit.
        Cut = "cut",
        /// Text too long for the model was written to a file.
        Spilled = "spilled",
        /// A process of the hook outlived it.
        Leaked = "leaked",
        /// A process left the hook's group and could not be ended.
        NotContained = "not_contained",
        /// A signal had stopped it when its time was up; it read the terminal, perhaps.
        Stopped = "stopped",
        /// It ran in another folder than its own, which is gone.
        MovedCwd = "moved_cwd",
        /// Starting was tried again.
        Retried = "retried",
        /// The hook's worker was started, replaced or passed over, and why.
        Worker = "worker",
        /// Where the hook's exit code probably comes from (an interpreter, a shell).
        ExitOrigin = "exit_origin",
        /// It judged content that a hook of a lower scope had put in place, again or for the first
        /// time; what it had said to the content before, where that counts too.
        JudgedChange = "judged_change",
        /// The matcher cannot be compiled, or takes too long to try; what then happened.
        BadPattern = "bad_pattern",
        /// An observer of the router panicked and is told nothing more.
        Observer = "observer",
    }
}

/// One remark on a hook's run, for the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Note {
    /// The stable kind.
    pub code: NoteCode,
    /// What to tell a person; bounded, control characters escaped.
    pub message: String,
}

impl Note {
    /// A remark.
    pub fn new(code: NoteCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}
