//! [`RequestOutput::judge`]: judges the output of a worker for one request.
//!
//! The worker's output is judged by the same code as the output of any other hook. A valid reply is treated like the
//! output of a hook that has exited. If the worker printed anything else, or its reply is invalid, only restrictions
//! take effect: a block, an ask or a stop.

use std::iter::once;
use std::sync::Arc;

use hooks_types::answer::{Note, NoteCode};
use hooks_types::output::{Ending, Exit, Interpretation, RunFacts, RunOutput};
use hooks_types::report::Cause;
use hooks_types::text::quoted;
use hooks_types::{Failure, HookAnswer};

use super::{End, RequestOutput, invalid};
use crate::capture::{Capture, captured_whole};
use crate::worker::protocol::Reply;
use crate::worker::restrictions::{is_restricting, restricting, stricter};

/// The advice for a program that was started as a worker but behaves like a hook that answers one event and exits.
const NO_HELLO: &str = "A worker says hello, keeps running, and answers many events. A program that answers one \
    event and exits does not speak the worker protocol: remove `launch = \"worker\"`, or write it \
    anew with `hooks new NAME --event EVENT --lang python --worker`";

impl RequestOutput {
    /// Judges everything that the worker printed for this request. Fills `facts`, and returns the verdict.
    pub(in crate::worker) fn judge(
        &mut self,
        end: End,
        facts: &mut RunFacts,
    ) -> Result<HookAnswer, Failure> {
        facts.notes.append(&mut self.notes);
        // Advise only a program that exited: a program that is only slow can be a correct worker.
        let exited = matches!(
            end,
            End::Exit {
                by_host: false,
                why: None,
                ..
            }
        );
        let is_no_worker = self.for_hello && (exited || self.stray.is_some());
        let verdict = self.judge_by_end(end, facts);
        // If the program failed with a message on stderr, this message says what to repair. So leave out the advice
        // `NO_HELLO`.
        let is_no_worker = is_no_worker && !self.has_own_error;
        verdict.map_err(|failure| match is_no_worker {
            true => failure.with_advice(NO_HELLO),
            false => failure,
        })
    }

    fn judge_by_end(&mut self, end: End, facts: &mut RunFacts) -> Result<HookAnswer, Failure> {
        match end {
            End::Reply(reply) => self.judge_reply(reply, Cause::BadAnswer, facts),
            End::LateReply(reply) => self.judge_reply(reply, Cause::Timeout, facts),
            // This cannot happen here: only a wait for the greeting ends with `Greeted`, and a successful greeting is
            // not judged.
            End::Greeted => self.judge_end(Ending::TimedOut, None, None, facts),
            End::TimeUp(late) => self.judge_end(Ending::TimedOut, late, None, facts),
            End::Exit { exit, by_host, why } => {
                facts.exit = exit;
                let (ending, late) = match exit {
                    // A shutdown of the host ended the worker, so the exit is not a decision. Only an exit code that
                    // means a block takes effect.
                    Exit::Code(code) if by_host => (Ending::Cancelled, Some(code)),
                    Exit::Code(code) => (Ending::Exited(code), None),
                    Exit::Signal(signal) if !by_host => (Ending::Signaled(signal), None),
                    _ => (Ending::Cancelled, None),
                };
                self.judge_end(ending, late, why, facts)
            }
        }
    }

    /// Judges a reply, together with the lines that were printed before it and are not replies. `cause` is the cause of the
    /// failure if the reply or a line has a flaw.
    fn judge_reply(
        &mut self,
        mut reply: Box<Reply>,
        cause: Cause,
        facts: &mut RunFacts,
    ) -> Result<HookAnswer, Failure> {
        facts.notes.append(&mut reply.notes);
        if let [code] = reply.exits.as_slice() {
            facts.exit = Exit::Code(*code);
            // Nearly every reply is clean: nothing is wrong, so the judgement of the reply is the verdict.
            let is_clean = reply.flaw.is_none()
                && self.flaw.is_none()
                && self.stray.is_none()
                && self.restriction.is_none();
            if is_clean
                && let Some(out) = captured_whole(&reply.stdout, self.stdout_cap)
                && let Some(err) = captured_whole(&reply.stderr, self.stdout_cap)
            {
                (facts.bytes_out, facts.bytes_err) = (out.total, err.total);
                let said = RunOutput::new(Ending::Exited(*code), out, err);
                let mut judged = self.request.judge(&said.with_delivery(self.delivery));
                facts.notes.append(&mut judged.notes);
                return judged.result;
            }
        }
        if let Some(flaw) = &reply.flaw {
            let flaw = flaw.clone();
            // The first flaw, for example a stray line before the reply, becomes the failure's message. So if the
            // mistake in the reply is a further flaw, report it in a note.
            if self
                .flaw
                .as_ref()
                .is_some_and(|first| *first != invalid(&flaw))
            {
                note_once(facts, invalid(&flaw));
            }
            self.blame(&flaw);
        }
        // If the answer is beside `id`, the whole line is judged as an answer too, and `id` is then an unknown key. The
        // remark on this key is left out, because the flaw of the reply already reports the mistake.
        self.has_answer_beside = reply.has_answer_beside;
        let stdout = match self.stray.take() {
            Some(mut stray) => {
                // Add a newline, because the last stray line might have no newline before the reply.
                stray.push(b"\n");
                *stray
            }
            None => Capture::new(&self.request.spec, self.stdout_cap),
        };
        let (first, others) = self.interpreted(&reply, stdout, facts);
        let all = once(first).chain(others);
        self.settled(all, cause, facts)
    }

    /// Judges a wait that ended without a reply. A block in output that is not a reply still takes effect.
    fn judge_end(
        &mut self,
        ending: Ending,
        late_exit: Option<i32>,
        why: Option<String>,
        facts: &mut RunFacts,
    ) -> Result<HookAnswer, Failure> {
        if let Some(code) = late_exit {
            facts.exit = Exit::Code(code);
        }
        let spec = Arc::clone(&self.request.spec);
        let mut stdout = match self.stray.take() {
            Some(stray) => *stray,
            None => Capture::new(&spec, 0),
        };
        let mut log = match self.log.take() {
            Some(log) => *log,
            None => Capture::new(&spec, 0),
        };
        let (stdout, log) = (stdout.finish(), log.finish());
        facts.bytes_out = stdout.total();
        facts.bytes_err = log.total();
        // A program that is not a worker can block by exit code 2 with a reason on stderr. So exit code 2 is not an
        // error.
        let has_failed = matches!(ending, Ending::Exited(code) if code != 0 && code != 2);
        self.has_own_error = has_failed && !log.captured().bytes.trim_ascii().is_empty();
        let said = RunOutput::new(ending, stdout.captured(), log.captured())
            .with_late_exit(late_exit)
            .with_delivery(self.delivery);
        let interpretation = self.request.judge(&said);
        self.flaw = match ending {
            Ending::Exited(_) | Ending::Signaled(_) => {
                let ended = why.unwrap_or_else(|| ended(ending, self.for_hello));
                let last = last_line(log.captured().bytes);
                Some(format!("its worker {ended}{last}"))
            }
            // The deadline or the host ended the worker, and `interpret` has a message for this. Add a note about an
            // earlier mistake of the worker, because the mistake is usually the reason why no reply came.
            _ => {
                if let Some(flaw) = self.flaw.take() {
                    note_once(facts, flaw);
                }
                None
            }
        };
        self.settled(once(interpretation), Cause::WorkerUnavailable, facts)
    }

    /// Returns the verdict: the strictest restriction if there is one, else the answer if nothing is wrong, else a
    /// failure.
    fn settled(
        &mut self,
        all: impl Iterator<Item = Interpretation>,
        cause: Cause,
        facts: &mut RunFacts,
    ) -> Result<HookAnswer, Failure> {
        let mut restriction = self.restriction.take().map(|known| *known);
        let flaw = self.flaw.take();
        let mut first = None;
        for Interpretation { result, notes, .. } in all {
            let is_told = |note: &Note| self.has_answer_beside && note.code == NoteCode::UnknownKey;
            facts
                .notes
                .extend(notes.into_iter().filter(|note| !is_told(note)));
            match (&result, &flaw) {
                (Ok(answer), Some(_)) => {
                    restriction = stricter(restriction, restricting(answer.clone()));
                }
                // The clean reply must not weaken a restriction in a reply that had the id of a different event, so
                // keep the stricter answer.
                (Ok(answer), None) if is_restricting(answer) => {
                    restriction = stricter(restriction, Some(answer.clone()));
                }
                _ => {}
            }
            first.get_or_insert(result);
        }
        if let Some(answer) = restriction {
            if let Some(flaw) = flaw {
                note_once(facts, flaw);
            }
            return Ok(answer);
        }
        match (first, flaw) {
            (Some(result), None) => result,
            (Some(Err(mut failure)), Some(flaw)) => {
                // Change only the cause and the message of the failure: the dialect's rule for this exit code or signal
                // still applies.
                failure.cause = cause;
                failure.message = flaw;
                Err(failure)
            }
            (Some(Ok(answer)), Some(flaw)) => {
                Err(Failure::new(cause, flaw).with_said(answer.outcome.kind()))
            }
            (None, flaw) => Err(Failure::new(cause, flaw.unwrap_or_default())),
        }
    }
}

/// Adds a note about the worker, unless the facts already contain a note with this message.
fn note_once(facts: &mut RunFacts, message: String) {
    if !facts.notes.iter().any(|note| note.message == message) {
        facts.notes.push(Note::new(NoteCode::Worker, message));
    }
}

/// Describes how the worker ended before it answered.
fn ended(ending: Ending, for_hello: bool) -> String {
    let before = match for_hello {
        true => "before it said hello",
        false => "before it answered",
    };
    match ending {
        Ending::Exited(code) => format!("exited with code {code} {before}"),
        Ending::Signaled(signal) => format!("was ended by signal {signal} {before}"),
        _ => format!("ended {before}"),
    }
}

/// Returns the last line of a log that is not blank, for a message; empty if there is no such line. A program that
/// crashes usually prints the reason in this line.
fn last_line(log: &[u8]) -> String {
    let mut lines = log.rsplit(|byte| *byte == b'\n');
    match lines.find(|line| !line.trim_ascii().is_empty()) {
        Some(line) => format!(": {}", quoted(line.trim_ascii(), 300)),
        None => String::new(),
    }
}
