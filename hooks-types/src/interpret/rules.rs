//! The questions that the judgement of a run asks its dialect, and the answers it can give.

use crate::cause::{Cause, Failure};
use crate::note::NoteCode;
use crate::payload::Payload;
use crate::reader::{Answers, Object, Output, object_in};
use crate::run_output::{Ending, RunOutput};
use crate::spec::HookSpec;
use crate::text::quoted;

use super::native_failure::failed_ending;
use super::reading::Reading;

/// A run that is judged: everything but its output.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct RunContext<'a> {
    /// The hook.
    pub spec: &'a HookSpec,
    /// What it was told.
    pub payload: &'a Payload,
    /// How it ended.
    pub ending: Ending,
    pub(super) said: &'a RunOutput<'a>,
}

impl<'a> RunContext<'a> {
    pub(super) fn new(spec: &'a HookSpec, payload: &'a Payload, said: &'a RunOutput<'a>) -> Self {
        Self {
            spec,
            payload,
            ending: said.ending,
            said,
        }
    }

    /// The failure that this ending is.
    pub fn failure(&self) -> Failure {
        let none = || Failure::new(Cause::BadAnswer, "it gave no answer");
        failed_ending(self.said).unwrap_or_else(none)
    }
}

/// What an ending means on an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndingMeans {
    /// The output is the answer: one object, a text, or nothing.
    Answers,
    /// The output is a text, whatever it looks like.
    Text,
    /// A block, with this reason. What else an object says counts, except what loosens.
    Blocks(BlockReason),
    /// Nothing. Blocks, asks and stops in the output count.
    Nothing {
        /// Whether the user is shown stderr.
        stderr_is_notice: bool,
    },
    /// A failure.
    Fails {
        /// What counts all the same.
        counts: Printed,
        /// What does not count and is named in the row.
        named: Printed,
    },
}

/// Where the reason of a block by exit code comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlockReason {
    /// From an object that blocks, else from stderr.
    ObjectThenStderr,
    /// From stderr, and only if that is empty from an object that blocks. Holds the remark for that
    /// case.
    StderrThenObject(&'static str),
    /// From an object that blocks.
    Object,
}

/// Which of the objects that a failed hook printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Printed {
    /// None.
    Nothing,
    /// One that blocks.
    Blocks,
    /// One that blocks, asks or ends the run.
    Restrictions,
    /// The same, or one that is the whole output.
    Objects,
}

/// How an agent takes output, at every ending and on every event.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::exhaustive_structs,
    reason = "dialects write it as a literal with `..OutputRules::PLAIN`"
)]
pub struct OutputRules {
    /// Output behind a byte order mark is text, not an object.
    pub bom_is_text: bool,
    /// An object that loosens must be valid UTF-8.
    pub loosens_in_utf8_only: bool,
    /// An object that is printed inside a JSON string is read.
    pub reads_quoted: bool,
    /// Stderr is read where stdout is empty.
    pub reads_stderr: bool,
    /// Rows name unknown and doubled keys, quote output around an answer, and name an answer that a
    /// failed hook had printed. If not, the dialect remarks on keys itself.
    pub all_remarks: bool,
    /// What a refusal's message begins with.
    pub refusal: &'static str,
    /// Lines that are taken out before the rest is read as one object: what such a line says, or
    /// `None` for an ordinary one. Its notices count.
    pub line_apart: Option<fn(&Object) -> Option<Reading>>,
}

impl OutputRules {
    /// No peculiarity.
    pub const PLAIN: Self = Self {
        bom_is_text: false,
        loosens_in_utf8_only: false,
        reads_quoted: false,
        reads_stderr: false,
        all_remarks: true,
        refusal: "",
        line_apart: None,
    };
}

/// Output that is no object its agent reads: nothing, a text, or something broken.
#[derive(Debug, Clone, Copy)]
pub struct OutputText<'a> {
    text: &'a str,
    out: &'a Output<'a>,
    answers: Answers<'a>,
}

impl<'a> OutputText<'a> {
    pub(super) fn new(text: &'a str, out: &'a Output<'a>, answers: Answers<'a>) -> Self {
        Self { text, out, answers }
    }

    /// The text, without white space, a byte order mark, and lines that stand apart.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        !self.is_cut() && self.text.is_empty()
    }

    /// Whether it was cut at the cap.
    pub fn is_cut(&self) -> bool {
        self.out.truncated
    }

    /// Whether a byte order mark stands before it.
    pub fn has_bom(&self) -> bool {
        self.out.has_bom()
    }

    /// Its lines, trimmed, without the empty ones.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &'a str> {
        self.out.lines()
    }

    /// The object that it is, where the ending says that it is a text.
    pub fn object(&self) -> Option<Object> {
        object_in(self.text, self.answers).filter(|_| !self.is_cut())
    }

    /// Whether every line is an object without a key of an answer, as in a log.
    pub fn is_log(&self) -> bool {
        let mut objects = self.lines().map(|line| object_in(line, self.answers));
        objects.all(|object| object.is_some_and(|object| !object.is_answer()))
    }

    /// Why it is not JSON; `None` if it is.
    pub fn json_problem(&self) -> Option<String> {
        let read = serde_json::from_str::<serde::de::IgnoredAny>(self.text);
        read.err().map(|error| error.to_string())
    }

    /// A short quotation for a message.
    pub fn quoted(&self) -> String {
        quoted(self.text.as_bytes(), QUOTED)
    }

    /// What it says if it is ignored: nothing, with a remark that quotes it.
    pub fn ignored(&self) -> Reading {
        let mut reading = Reading::default();
        reading.note(NoteCode::Noise, noise(self.out));
        reading
    }
}

/// Characters of output that a message quotes at most.
const QUOTED: usize = 80;

/// Output that is not part of an answer, in words.
pub(super) fn noise(out: &Output<'_>) -> String {
    let quoted = quoted(out.trimmed().as_bytes(), QUOTED);
    format!("output that is not the answer: {quoted}")
}
