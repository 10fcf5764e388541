//! Splits a hook's output by the rules of its dialect: the text, the object that is the whole text, and the objects in
//! the text that block, ask or stop.

use crate::note::{Note, NoteCode};
use crate::reader::{Answers, Object, Output, object_in};
use crate::run_output::RunOutput;

use super::rules::{OutputRules, OutputText, Printed};
use crate::reader::Restriction;

/// The output of one run, split by the rules of its dialect.
pub(super) struct SplitOutput<'a> {
    /// The dialect and form of the answers.
    pub(super) answers: Answers<'a>,
    /// The dialect's rules for output.
    pub(super) rules: OutputRules,
    /// The output that is read as the answer: stdout, or stderr if stdout is empty and the dialect has the rule
    /// `reads_stderr`.
    pub(super) out: Output<'a>,
    /// The standard error.
    pub(super) err: Output<'a>,
    /// The output without the lines that `OutputRules::line_apart` recognises. `None` if the dialect has no
    /// `line_apart`.
    rest: Option<String>,
    /// The notices in the lines that `OutputRules::line_apart` recognises.
    pub(super) notices: Vec<String>,
    /// The object, if the whole answer is a single object.
    pub(super) whole: Option<Object>,
}

impl<'a> SplitOutput<'a> {
    /// Reads the output of a run.
    pub(super) fn read(said: &RunOutput<'a>, answers: Answers<'a>) -> Self {
        let rules = answers.dialect.output_rules();
        let mut out = Output::read(&said.stdout, answers);
        let err = Output::read(&said.stderr, answers);
        if rules.reads_stderr && out.is_empty() {
            out = err.clone();
        }
        let mut output = Self {
            answers,
            rules,
            out,
            err,
            rest: None,
            notices: Vec::new(),
            whole: None,
        };
        // First remove the lines that the dialect reads separately. The rest of the output can then be a single object.
        output.take_lines_apart();
        output.whole = output.find_whole();
        output
    }

    /// Removes the lines that the dialect reads separately. Keeps a line that blocks, asks or stops, because it is
    /// always an answer.
    fn take_lines_apart(&mut self) {
        let Some(line_apart) = self.rules.line_apart else {
            return;
        };
        let apart = |line: &str| {
            let object = object_in(line, self.answers)?;
            let reading = line_apart(&object)?;
            let restrains = self.answers.restraint(&object).is_some();
            (!restrains).then_some(reading.notices)
        };
        let mut rest = Vec::new();
        for line in self.out.lines() {
            match apart(line) {
                Some(notices) => self.notices.extend(notices),
                None => rest.push(line),
            }
        }
        self.rest = Some(rest.join("\n"));
    }

    /// Returns the object that is the whole answer, by the dialect's rules for byte order marks and
    /// quoted objects.
    fn find_whole(&self) -> Option<Object> {
        // The end of truncated output is lost, so it is unknown whether an object is the whole
        // output.
        if self.out.truncated || (self.rules.bom_is_text && self.out.has_bom()) {
            return None;
        }
        // If the hook prints a JSON string, Gemini CLI parses the text in the string as JSON. So look for an object in
        // this text too.
        let quoted = || {
            let text: String = serde_json::from_str(self.text()).ok()?;
            object_in(text.trim(), self.answers)
        };
        let object = object_in(self.text(), self.answers);
        object.or_else(|| self.rules.reads_quoted.then(quoted)?)
    }

    /// Returns the text that is read as the answer: the output without surrounding white space and
    /// without the lines that the dialect reads separately.
    fn text(&self) -> &str {
        let rest = self.rest.as_deref();
        rest.map_or(self.out.trimmed(), str::trim)
    }

    /// Returns the text of the output in the form that a dialect gets.
    pub(super) fn as_text(&self) -> OutputText<'_> {
        OutputText::new(self.text(), &self.out, self.answers)
    }

    /// Returns stderr in the form that a dialect gets.
    pub(super) fn stderr(&self) -> OutputText<'_> {
        OutputText::new(self.err.trimmed(), &self.err, self.answers)
    }

    /// Returns whether the whole answer is one object with a key of an answer.
    pub(super) fn is_clean(&self) -> bool {
        self.whole.as_ref().is_some_and(Object::is_answer)
    }

    /// Returns the object with the strictest restriction. Returns `None` if no object restricts, or if `of` does not
    /// select this object.
    pub(super) fn strictest(&self, of: Printed) -> Option<&Object> {
        let found = self.out.found.strictest()?;
        let is_block = found.restraint.restriction == Restriction::Block;
        match of {
            Printed::Nothing => None,
            Printed::Blocks if !is_block => None,
            _ => Some(&found.object),
        }
    }

    /// Returns remarks on a byte order mark and on invalid UTF-8.
    pub(super) fn about_bytes(&self) -> Vec<Note> {
        let bom = (NoteCode::Bom, "the output begins with a byte order mark");
        let lossy = match self.out.not_utf8_at() {
            Some((at, around)) => {
                format!("the output is not valid UTF-8, first at byte {at}: {around}")
            }
            None => "the output is not valid UTF-8".to_owned(),
        };
        let lossy = (NoteCode::InvalidUtf8, &*lossy);
        let odd = [(self.out.has_bom(), bom), (self.out.lossy, lossy)];
        let odd = odd.into_iter().filter(|(is, _)| *is);
        odd.map(|(_, (code, message))| Note::new(code, message))
            .collect()
    }
}
