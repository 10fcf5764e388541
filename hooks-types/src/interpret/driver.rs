//! Judges a run in any dialect but the native one: reads the output, asks the dialect what objects,
//! endings and texts mean, and decides what counts.
//!
//! A block, an ask or a stop counts wherever its object stands in the output, unless the ending says
//! that nothing does. An allow or a replacement counts only in an object that is the whole output, of
//! a hook that got its whole payload.

use crate::answer::HookAnswer;
use crate::cause::{Cause, Failure};
use crate::dialect::Dialect;
use crate::note::{Note, NoteCode};
use crate::outcome::{Outcome, OutcomeKind};
use crate::payload::Payload;
use crate::reader::{Answers, Object, Output, object_in};
use crate::said::{Delivery, Ending, Said};
use crate::spec::HookSpec;
use crate::text::plain;
use crate::wire::Restriction;

use super::Interpretation;
use super::exit_origin::exit_two_origin;
use super::reading::{Decision, Reading};
use super::rules::{
    BlockReason, Counts, EndingMeans, OutputRules, OutputText, RunContext, Tells, noise,
};

/// Judges a run.
pub(crate) fn judge(
    dialect: &dyn Dialect,
    spec: &HookSpec,
    payload: &Payload,
    said: &Said<'_>,
) -> Interpretation {
    let answers = Answers {
        dialect,
        form: &spec.form,
    };
    let rules = dialect.output_rules();
    let stdout = Output::read(&said.stdout, answers);
    let err = Output::read(&said.stderr, answers);
    let out = match rules.reads_stderr && stdout.is_empty() {
        true => &err,
        false => &stdout,
    };
    let (notices, rest) = apart(out, rules, answers);
    let text = rest.as_deref().map_or(out.trimmed(), str::trim);
    let whole = whole(text, out, rules, answers);
    let mut driver = Driver {
        run: RunContext::new(spec, payload, said),
        clean: whole.as_ref().is_some_and(Object::is_answer),
        notes: about_bytes(out),
        dialect,
        rules,
        said,
        answers,
        out,
        err: &err,
        text,
        whole,
    };
    let mut result = driver.result();
    match &mut result {
        Ok(answer) => drop(answer.notices.splice(0..0, notices)),
        Err(failure) => {
            let means = || dialect.meaning(spec, &failure.cause);
            failure.means = failure.means.or_else(means);
        }
    }
    Interpretation {
        result,
        notes: driver.notes,
    }
}

/// The notices of lines that stand apart, and the rest of the output. A line that restricts is an
/// answer, whatever else it is.
fn apart(
    out: &Output<'_>,
    rules: OutputRules,
    answers: Answers<'_>,
) -> (Vec<String>, Option<String>) {
    let Some(line_apart) = rules.line_apart else {
        return (Vec::new(), None);
    };
    let read = |line: &str| {
        let object = object_in(line, answers)?;
        let restraint = || answers.dialect.read(&object, answers.form).restraint();
        line_apart(&object).filter(|_| restraint().is_none())
    };
    let (mut notices, mut rest) = (Vec::new(), Vec::new());
    for line in out.lines() {
        match read(line) {
            Some(reading) => notices.extend(reading.notices),
            None => rest.push(line),
        }
    }
    (notices, Some(rest.join("\n")))
}

/// The object that the output is.
fn whole(text: &str, out: &Output<'_>, rules: OutputRules, answers: Answers<'_>) -> Option<Object> {
    if out.truncated || (rules.bom_is_text && out.has_bom()) {
        return None;
    }
    let inside = || {
        let inner: String = serde_json::from_str(text).ok()?;
        object_in(inner.trim(), answers)
    };
    let object = object_in(text, answers);
    object.or_else(|| rules.reads_quoted.then(inside)?)
}

/// What is odd about the bytes of an output.
fn about_bytes(out: &Output<'_>) -> Vec<Note> {
    let bom = "a byte order mark stands before the output";
    let lossy = "the output is not valid UTF-8";
    let bom = out.has_bom().then(|| Note::new(NoteCode::Bom, bom));
    let lossy = out.lossy.then(|| Note::new(NoteCode::InvalidUtf8, lossy));
    bom.into_iter().chain(lossy).collect()
}

struct Driver<'a> {
    dialect: &'a dyn Dialect,
    rules: OutputRules,
    run: RunContext<'a>,
    said: &'a Said<'a>,
    answers: Answers<'a>,
    /// What is read as the answer.
    out: &'a Output<'a>,
    err: &'a Output<'a>,
    /// All of it, without lines that stand apart.
    text: &'a str,
    /// The object that this is.
    whole: Option<Object>,
    /// Whether that object is an answer.
    clean: bool,
    notes: Vec<Note>,
}

impl Driver<'_> {
    fn result(&mut self) -> Result<HookAnswer, Failure> {
        match self.dialect.ending(&self.run) {
            EndingMeans::Answers => {
                let reading = match self.restricting() {
                    Some(reading) => Some(reading),
                    None => self.whole().transpose()?,
                };
                match reading {
                    Some(reading) => self.delivered(reading),
                    None => self.text(),
                }
            }
            EndingMeans::Text => self.text(),
            EndingMeans::Blocks(reason) => Ok(self.blocks(reason)),
            EndingMeans::Nothing { stderr_is_notice } => Ok(self.nothing(stderr_is_notice)),
            EndingMeans::Fails { counts, tells } => self.fails(counts, tells),
        }
    }

    /// What an object says, with the first stop that any object says if it restricts.
    fn read(&self, object: &Object, restricts: bool) -> Reading {
        let read = |object: &Object| self.dialect.read(object, self.answers.form);
        let mut reading = read(object);
        if restricts {
            let mut stops = self.out.found.stops();
            let stop = || stops.find_map(|found| read(&found.object).stop);
            reading.stop = reading.stop.or_else(stop);
        }
        self.dialect.settle(&self.run, object, &mut reading);
        reading
    }

    /// The strictest block, ask or stop, wherever it stands and whatever its agent refuses beside it.
    fn restricting(&mut self) -> Option<Reading> {
        let mut reading = self.read(self.out.restricting()?, true);
        for problem in std::mem::take(&mut reading.refused) {
            reading.note(
                NoteCode::Stricter,
                format!("counts although its agent would refuse it: {problem}"),
            );
        }
        if !self.clean {
            if self.rules.quotes_beside {
                self.note(NoteCode::Noise, noise(self.out));
            }
            self.note(
                NoteCode::Stricter,
                "an object that restricts counts although other output stands around it",
            );
        }
        self.notes.append(&mut reading.notes);
        match self.clean && self.said.delivery == Delivery::Whole {
            true => Some(reading),
            false => Some(reading.restricting_only()),
        }
    }

    /// What the object that is the whole output says.
    fn whole(&mut self) -> Option<Result<Reading, Failure>> {
        let mut reading = self.read(self.whole.as_ref()?, false);
        self.notes.append(&mut reading.notes);
        if self.rules.loosens_in_utf8_only && self.out.lossy && reading.loosens() {
            if reading.refused.is_empty() {
                reading.refuse("it is not valid UTF-8");
            }
        }
        if reading.refused.is_empty() {
            return Some(Ok(reading));
        }
        let problem = format!("{}{}", self.rules.refusal, reading.refused.join("; "));
        let mut failure = Failure::new(Cause::BadAnswer, problem);
        failure.said = reading.said();
        Some(Err(failure))
    }

    /// An answer of a hook that ended well: an allow or a replacement needs the whole payload, and no
    /// decision or replacement that is said twice. A stop counts without what stands beside it.
    fn delivered(&self, reading: Reading) -> Result<HookAnswer, Failure> {
        let mut answer = self.answer(reading);
        let kind = answer.outcome.kind();
        if !matches!(kind, OutcomeKind::Allow | OutcomeKind::Modify) {
            return Ok(answer);
        }
        let doubled = self.whole.as_ref().and_then(Object::doubled_decision);
        let failure = match (doubled, self.said.delivery) {
            (Some(key), _) => Failure::new(Cause::BadAnswer, format!("`{key}` is said twice")),
            // An allow that grants nothing loosens nothing.
            (None, Delivery::Partial { written })
                if answer.outcome != Outcome::inert_allow(None) =>
            {
                Failure::new(
                    Cause::NotDelivered,
                    format!("it answered {kind} but had read only {written} bytes of its payload"),
                )
            }
            (None, _) => return Ok(answer),
        };
        if answer.stop.is_some() {
            answer.outcome = Outcome::Proceed;
            return Ok(answer);
        }
        Err(failure.having_said(kind))
    }

    /// Output that is no object.
    fn text(&mut self) -> Result<HookAnswer, Failure> {
        let text = OutputText::new(self.text, self.out, self.answers);
        let mut reading = self.dialect.text(&self.run, &text)?;
        let blocks = reading.decision == Some(Decision::Block) && reading.reason.is_some();
        if blocks && self.run.ending == Ending::Exited(2) {
            self.notes.extend(exit_two_origin(self.said.stderr.bytes));
        }
        self.notes.append(&mut reading.notes);
        Ok(self.answer(reading))
    }

    /// An exit code that blocks, whatever else was said.
    fn blocks(&mut self, from: BlockReason) -> HookAnswer {
        let stderr = match from {
            BlockReason::Object => String::new(),
            _ => plain(self.err.trimmed()),
        };
        if let BlockReason::StderrThenObject(remark) = from
            && stderr.is_empty()
        {
            self.note(NoteCode::Stricter, remark);
        }
        let mut reading = match from {
            BlockReason::StderrThenObject(_) if !stderr.is_empty() => Reading::default(),
            _ => self.object().unwrap_or_default(),
        };
        let blocks = reading.decision == Some(Decision::Block);
        let reason = reading.reason.take().filter(|_| blocks);
        let reason = reason.filter(|reason| !reason.trim().is_empty());
        if reason.is_none() && from != BlockReason::Object {
            self.notes.extend(exit_two_origin(self.said.stderr.bytes));
        }
        reading.decision = Some(Decision::Block);
        reading.replacement = None;
        reading.reason = Some(reason.unwrap_or(stderr));
        self.answer(reading)
    }

    /// An ending that says nothing: only what restricts counts.
    fn nothing(&mut self, stderr_is_notice: bool) -> HookAnswer {
        let reading = self.object().unwrap_or_default();
        let mut answer = self.answer(reading.restricting_only());
        if stderr_is_notice && !self.err.is_empty() {
            answer.notices.push(plain(self.err.trimmed()));
        } else if answer.outcome == Outcome::Proceed {
            let ending = match self.run.ending {
                Ending::Exited(code) => format!("exit code {code}"),
                _ => "this ending".to_owned(),
            };
            let event = &self.answers.form.event;
            let message = format!("{ending} does nothing on {event}");
            self.note(NoteCode::SaidButNotCounted, message);
        }
        answer
    }

    /// The object that restricts, else the whole one if it is not refused.
    fn object(&mut self) -> Option<Reading> {
        self.restricting().or_else(|| self.whole()?.ok())
    }

    fn fails(&mut self, counts: Counts, tells: Tells) -> Result<HookAnswer, Failure> {
        let mut failure = self.run.failure();
        let strictest = self.out.found.strictest();
        let heard = strictest.is_some_and(|found| match counts {
            Counts::Nothing => false,
            Counts::Blocks => found.restraint.restriction == Restriction::Block,
            Counts::Restrictions | Counts::Objects => true,
        });
        if heard && let Some(reading) = self.restricting() {
            if !self.rules.quotes_beside && !matches!(self.run.ending, Ending::Exited(_)) {
                let message = format!("{failure}; what it had said before stands");
                self.note(NoteCode::Stricter, message);
            }
            return Ok(self.answer(reading.restricting_only()));
        }
        match counts {
            Counts::Objects => match self.whole() {
                Some(Ok(reading)) => return self.delivered(reading),
                Some(Err(refused)) => failure.said = refused.said,
                None => {}
            },
            _ => failure.said = self.unheard(tells),
        }
        let stderr = OutputText::new(self.err.trimmed(), self.err, self.answers);
        Err(self.dialect.failed(&self.run, failure, &stderr))
    }

    /// What was printed and does not count.
    fn unheard(&mut self, tells: Tells) -> Option<OutcomeKind> {
        let found = match tells {
            Tells::Nothing => None,
            Tells::Restrictions => self.out.restricting(),
            Tells::Objects => self.out.restricting().or(self.whole.as_ref()),
        };
        let mut reading = self.read(found?, self.out.restricting().is_some());
        if !self.rules.quotes_beside {
            self.notes.append(&mut reading.notes);
            return reading.said();
        }
        let answer = self.answer(reading);
        let kind = answer.outcome.kind();
        if kind == OutcomeKind::Proceed {
            return None;
        }
        let why = answer.message().unwrap_or("without a reason");
        let message = format!("it printed `{kind}` and then failed, so that does not count: {why}");
        self.note(NoteCode::SaidButNotCounted, message);
        Some(kind)
    }

    fn answer(&self, reading: Reading) -> HookAnswer {
        reading.answer(self.dialect, self.run.payload)
    }

    fn note(&mut self, code: NoteCode, message: impl Into<String>) {
        self.notes.push(Note::new(code, message));
    }
}
