//! Remarks on a hook's run that do not change the result.

use serde::{Deserialize, Serialize};

use crate::text::MESSAGE_LIMIT;

codes! {
    /// The kind of a [`Note`].
    NoteCode {
        /// Output that is not part of the answer.
        Noise = "noise",
        /// A key that the answer's dialect does not define.
        UnknownKey = "unknown_key",
        /// A key that occurs twice.
        DuplicateKey = "duplicate_key",
        /// A byte order mark before the answer.
        Bom = "bom",
        /// Bytes that are not UTF-8.
        InvalidUtf8 = "invalid_utf8",
        /// Part of the payload is not valid JSON and was read as a replacement.
        Replaced = "replaced",
        /// A key at the wrong level of the object.
        MisplacedKey = "misplaced_key",
        /// The hook ended badly after it had printed an answer that takes effect.
        BadEnding = "bad_ending",
        /// An answer that has no effect (for example because the exit code means failure).
        SaidButNotCounted = "said_but_not_counted",
        /// The answer was read more strictly than the hook's own agent reads it.
        Stricter = "stricter",
        /// A part of the answer was left out because the dialect cannot express it.
        Unsayable = "unsayable",
        /// A text was cut at a limit.
        Cut = "cut",
        /// A text too long for the model was written to a file.
        Spilled = "spilled",
        /// A process of the hook was still running after the hook had exited.
        Leaked = "leaked",
        /// A process that the hook had started still ran when the hook's time limit passed.
        Awaited = "awaited",
        /// A process left the hook's process group and could not be ended.
        NotContained = "not_contained",
        /// A signal had suspended the hook when its time limit passed, possibly because the hook
        /// read from the terminal.
        Stopped = "stopped",
        /// The hook ran in a fallback folder because its own folder does not exist.
        MovedCwd = "moved_cwd",
        /// The start of the hook was tried again.
        Retried = "retried",
        /// The hook's worker was started, replaced or bypassed. The remark says why.
        Worker = "worker",
        /// The probable origin of the hook's exit code (an interpreter, a shell).
        ExitOrigin = "exit_origin",
        /// The hook judged content that a hook of a lower scope had changed. If the hook's answer
        /// to the earlier content takes effect too, the remark says what that answer was.
        JudgedChange = "judged_change",
        /// The replacement of a tool's input lacks fields that the input had.
        LostFields = "lost_fields",
        /// The matcher cannot be compiled or takes too long to test. The remark says what was done
        /// instead.
        BadPattern = "bad_pattern",
        /// An observer of the router panicked and gets no further calls.
        Observer = "observer",
    }
}

/// One remark on a hook's run, for the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Note {
    /// The stable code of the remark's kind.
    pub code: NoteCode,
    /// Text for a person. Its length is bounded, and control characters are escaped.
    pub message: String,
}

impl Note {
    /// Creates the remark on a text of `length` characters that was cut at
    /// [`MESSAGE_LIMIT`](crate::text::MESSAGE_LIMIT).
    pub(crate) fn cut(what: &str, length: usize) -> Self {
        let message = format!(
            "{what} was cut: it has {length} characters, and the limit is {MESSAGE_LIMIT}; write a long text to a file \
             and print its path"
        );
        Self::new(NoteCode::Cut, message)
    }

    /// Creates a remark.
    pub fn new(code: NoteCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}
