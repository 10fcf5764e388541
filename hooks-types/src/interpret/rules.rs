//! The types with which a dialect says what endings mean and how to read output. The module `driver` uses them to judge
//! runs.

use crate::cause::{Cause, Failure};
use crate::note::NoteCode;
use crate::payload::Payload;
use crate::reader::{Answers, Object, Output, object_in};
use crate::run_output::{Ending, RunOutput};
use crate::spec::HookSpec;
use crate::text::quoted;

use super::native_failure::failed_ending;
use super::noise::noise;
use super::reading::Reading;

/// The facts about a run that a dialect gets, without the output.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct RunContext<'a> {
    /// The hook.
    pub spec: &'a HookSpec,
    /// The payload that the hook read.
    pub payload: &'a Payload,
    /// How the hook ended.
    pub ending: Ending,
    /// The output and ending of the run. Dialects do not see the bytes of the output.
    pub(super) said: &'a RunOutput<'a>,
}

impl<'a> RunContext<'a> {
    /// Creates the context of a run.
    pub(super) fn new(spec: &'a HookSpec, payload: &'a Payload, said: &'a RunOutput<'a>) -> Self {
        Self {
            spec,
            payload,
            ending: said.ending,
            said,
        }
    }

    /// Returns the failure that this ending represents.
    pub fn failure(&self) -> Failure {
        let none = || Failure::new(Cause::BadAnswer, "it gave no answer");
        // `failed_ending` returns `None` if the ending alone is not a failure. But the dialect treats it as a failure,
        // so use a general message.
        failed_ending(self.said).unwrap_or_else(none)
    }
}

/// What the ending of a run (exit code, signal, timeout) means on an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndingMeans {
    /// The output is the answer: an object, a text, or nothing.
    Answers,
    /// The output is a text, even if it looks like JSON.
    Text,
    /// The hook blocks, with a reason from this source. If the hook printed an object, the object's texts and stop take
    /// effect too, but not its allow or replacement.
    Blocks(BlockReason),
    /// The ending has no meaning on this event. Blocks, asks and stops in the output still take effect.
    Nothing {
        /// Whether stderr is shown to the user.
        stderr_is_notice: bool,
    },
    /// The hook failed.
    Fails {
        /// The printed objects that take effect in spite of the failure.
        counts: Printed,
        /// The printed objects that have no effect but are mentioned in the report.
        named: Printed,
    },
}

/// The source of the reason for a block by exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlockReason {
    /// The reason comes from an object that blocks. If no object blocks, stderr is the reason.
    ObjectThenStderr,
    /// Stderr is the reason. If stderr is empty, the reason comes from an object that blocks, and this string becomes a
    /// remark.
    StderrThenObject(&'static str),
    /// The reason comes from an object that blocks. Stderr is never the reason.
    Object,
}

/// Selects some of the objects that a failed hook printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Printed {
    /// No object.
    Nothing,
    /// An object that blocks.
    Blocks,
    /// An object that blocks, asks or ends the run.
    Restrictions,
    /// An object that blocks, asks or ends the run, or an object that is the whole output.
    Objects,
}

/// The rules for output that apply on every event and after every ending.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::exhaustive_structs,
    reason = "dialects write it as a literal with `..OutputRules::PLAIN`"
)]
pub struct OutputRules {
    /// Whether output after a byte order mark is a text instead of an object. A block, an ask or a stop after the mark
    /// still takes effect; anything else does not.
    ///
    /// Codex ignores an object after a byte order mark (measured, `conformance/results/codex.json`). Claude Code obeys
    /// a deny after a byte order mark (measured, `claude.json`). How Claude Code handles an allow after the mark was
    /// not measured, so its dialect uses the stricter rule (`true`). The goose dialect also uses `true`, because
    /// nothing was measured for goose.
    pub bom_is_text: bool,
    /// Whether an object that allows or replaces must be valid UTF-8 (Claude Code, goose).
    pub loosens_in_utf8_only: bool,
    /// Whether an object inside a JSON string is read (Gemini CLI).
    pub reads_quoted: bool,
    /// Whether stderr is read if stdout is empty (Gemini CLI).
    pub reads_stderr: bool,
    /// Whether reports mention unknown and duplicate keys, quote output around an answer, and
    /// mention the answer that a failed hook had printed. If `false`, the dialect adds its own
    /// remarks on keys.
    pub all_remarks: bool,
    /// The agent's name, for a remark that the agent drops a restriction whose object is broken JSON or is not the
    /// whole output. Empty if this behaviour was not measured.
    pub agent: &'static str,
    /// The beginning of the message about an object that the agent refuses.
    pub refusal: &'static str,
    /// A function that recognises lines to remove before the rest is read as one object (Copilot). It returns the
    /// reading of a line to remove, and `None` for any other line. Only the notices of the reading take effect.
    pub line_apart: Option<fn(&Object) -> Option<Reading>>,
}

impl OutputRules {
    /// The rules of a dialect without the peculiarities that this struct describes.
    pub const PLAIN: Self = Self {
        bom_is_text: false,
        loosens_in_utf8_only: false,
        reads_quoted: false,
        reads_stderr: false,
        all_remarks: true,
        agent: "",
        refusal: "",
        line_apart: None,
    };
}

/// Output that the agent does not read as an object: nothing, a text, or broken JSON.
#[derive(Debug, Clone, Copy)]
pub struct OutputText<'a> {
    /// The text without surrounding white space, without a byte order mark and without the lines that
    /// [`OutputRules::line_apart`] recognises.
    text: &'a str,
    /// The output that contains the text.
    out: &'a Output<'a>,
    /// The dialect and form, to read objects in the text.
    answers: Answers<'a>,
}

impl<'a> OutputText<'a> {
    /// Creates the view of a text that a dialect gets.
    pub(super) fn new(text: &'a str, out: &'a Output<'a>, answers: Answers<'a>) -> Self {
        Self { text, out, answers }
    }

    /// Returns the text without surrounding white space, without a byte order mark and without the lines that
    /// [`OutputRules::line_apart`] recognises.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// Returns whether there was no output.
    pub fn is_empty(&self) -> bool {
        !self.is_cut() && self.text.is_empty()
    }

    /// Returns whether the output was cut at the size limit.
    pub fn is_cut(&self) -> bool {
        self.out.truncated
    }

    /// Returns the failure of a hook whose output was cut at the size limit.
    pub fn cut_failure(&self) -> Failure {
        Failure::new(Cause::Truncated, self.out.cut())
    }

    /// Returns whether the output begins with a byte order mark.
    pub fn has_bom(&self) -> bool {
        self.out.has_bom()
    }

    /// Returns the non-empty lines, trimmed.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &'a str> {
        self.out.lines()
    }

    /// Returns the object, if the whole text is an object. (After some exit codes an agent treats the output as a text
    /// even if it is an object.)
    pub fn object(&self) -> Option<Object> {
        object_in(self.text, self.answers).filter(|_| !self.is_cut())
    }

    /// Returns whether every line is an object without a key of an answer, as in a JSON log.
    pub fn is_log(&self) -> bool {
        let mut objects = self.lines().map(|line| object_in(line, self.answers));
        objects.all(|object| object.is_some_and(|object| !object.is_answer()))
    }

    /// Returns the syntax error if the text is not JSON.
    pub fn json_problem(&self) -> Option<String> {
        let read = serde_json::from_str::<serde::de::IgnoredAny>(self.text);
        read.err().map(|error| error.to_string())
    }

    /// Returns a short quotation for a message.
    pub fn quoted(&self) -> String {
        quoted(self.text.as_bytes(), QUOTED)
    }

    /// Returns an empty reading with a remark that quotes the ignored text.
    pub fn ignored(&self) -> Reading {
        let mut reading = Reading::default();
        reading.note(NoteCode::Noise, noise(self.out));
        reading
    }
}

/// Maximum length, in characters, of a quotation of hook output in a message.
pub(super) const QUOTED: usize = 80;
