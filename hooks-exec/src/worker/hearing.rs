//! [`Hearing`]: what a worker printed while one request waited, and the judgement of that output.
//!
//! The worker's output is judged by the same code as the output of any other hook. A clean reply is treated like the
//! output of a hook that has exited. If the worker printed anything else, or its reply is invalid, only restrictions
//! take effect: a block, an ask or a stop.

use std::iter::once;
use std::sync::Arc;

use hooks_types::answer::{Note, NoteCode};
use hooks_types::output::{Delivery, Ending, Exit, Interpretation, RunFacts, RunOutput};
use hooks_types::report::Cause;
use hooks_types::text::quoted;
use hooks_types::{Failure, HookAnswer, HookSpec};

use super::protocol::Reply;
use super::restrictions::{distinct, is_restricting, restricting, stricter};
use crate::capture::{Capture, captured_whole};
use crate::request::HookRequest;

/// The maximum number of notes about misaddressed replies that a request keeps.
const MOST_NOTES: usize = 8;

/// Everything that the worker printed while one request waited. A `Hearing` is made for each event, so its rare parts
/// are boxed.
#[derive(Debug)]
pub(super) struct Hearing {
    /// The request that waits.
    request: HookRequest,
    /// How many bytes of stray output are kept.
    stdout_cap: usize,
    /// Output on stdout that was not a reply.
    stray: Option<Box<Capture>>,
    /// How many bytes of stderr are kept.
    log_cap: usize,
    /// Output on stderr while the request waited.
    log: Option<Box<Capture>>,
    /// The strictest restriction (block, ask or stop) in replies to events that are not pending.
    restriction: Option<Box<HookAnswer>>,
    /// Why the worker's replies can no longer allow or modify anything; `None` if nothing went wrong.
    flaw: Option<String>,
    /// Notes for the hook's row in the report.
    notes: Vec<Note>,
    /// How much of the event's line was sent.
    delivery: Delivery,
    /// Whether the request waits for the worker's hello.
    for_hello: bool,
    /// Whether the worker exited with an error of its own, which it described on stderr.
    has_own_error: bool,
}

/// The advice if a program behaves like a hook that answers a single event.
const NO_HELLO: &str = "A worker says hello, stays, and answers many events. A program that answers one \
    event and exits does not speak the worker protocol: remove `launch = \"worker\"`, or write it \
    anew with `hooks new NAME --event EVENT --lang python --worker`";

/// How a request's wait for its worker ended.
#[derive(Debug)]
pub(super) enum End {
    /// The worker has greeted.
    Greeted,
    /// The worker has replied. The reply is boxed, because it is moved several times.
    Reply(Box<Reply>),
    /// The worker has exited, or was ended.
    Exit {
        exit: Exit,
        /// Whether the host has shut down.
        by_host: bool,
        /// What the worker did wrong, if it was ended for that.
        why: Option<String>,
    },
    /// The deadline passed and the event was given up. Contains the worker's exit code if the worker was then asked to
    /// end and exited with a code.
    TimeUp(Option<i32>),
}

impl Hearing {
    /// Creates an empty record for a request. `caps` says how many bytes of stdout and of stderr are kept.
    pub(super) fn new(request: HookRequest, caps: (usize, usize)) -> Self {
        Self {
            request,
            stdout_cap: caps.0,
            stray: None,
            log_cap: caps.1,
            log: None,
            restriction: None,
            flaw: None,
            notes: Vec::new(),
            delivery: Delivery::Whole,
            for_hello: false,
            has_own_error: false,
        }
    }

    /// Marks the record as that of a request that waits for the worker's hello.
    pub(super) fn for_hello(mut self) -> Self {
        self.for_hello = true;
        self
    }

    /// Records that the worker sent a hello, although an invalid one.
    pub(super) fn speaks_the_protocol(&mut self) {
        self.for_hello = false;
    }

    /// Records that the worker's reply is invalid, and why. The first flaw is kept.
    pub(super) fn blame(&mut self, flaw: &str) {
        self.flaw
            .get_or_insert_with(|| format!("its worker's reply is invalid: {flaw}"));
    }

    /// Records that only the first `written` bytes of the event's line were sent.
    pub(super) fn sent_only(&mut self, written: u64) {
        self.delivery = Delivery::Partial { written };
    }

    /// Returns the hook of the request.
    pub(super) fn spec(&self) -> &Arc<HookSpec> {
        &self.request.spec
    }

    /// Records a line, or a piece of a line, that is not a reply.
    pub(super) fn stray(&mut self, bytes: &[u8]) {
        // The first flaw is kept, because later ones usually follow from it.
        if self.flaw.is_none() {
            let shown = quoted(bytes.trim_ascii(), 200);
            self.flaw = Some(format!("its worker printed a stray line: {shown}"));
        }
        let (spec, cap) = (&self.request.spec, self.stdout_cap);
        self.stray
            .get_or_insert_with(|| Box::new(Capture::new(spec, cap)))
            .push(bytes);
    }

    /// Records a reply to an event that is not pending. A restriction in it might have been meant for this request.
    pub(super) fn misaddressed(&mut self, reply: &Reply) {
        let id = reply.id.map_or("none".to_owned(), |id| id.to_string());
        let what = format!("its worker answered an event that was not pending (id {id})");
        self.flaw.get_or_insert_with(|| what.clone());
        if self.notes.len() < MOST_NOTES {
            self.notes.push(Note::new(NoteCode::Worker, what));
        }
        let stdout = Capture::new(&self.request.spec, self.stdout_cap);
        // The facts of this reply are about another event, so they are dropped.
        let (first, others) = self.interpreted(reply, stdout, &mut RunFacts::default());
        for interpretation in once(first).chain(others) {
            let answer = interpretation.result.ok().and_then(restricting);
            let strictest = stricter(self.restriction.take().map(|known| *known), answer);
            self.restriction = strictest.map(Box::new);
        }
    }

    /// Records output on stderr.
    pub(super) fn logged(&mut self, bytes: &[u8]) {
        let (spec, cap) = (&self.request.spec, self.log_cap);
        self.log
            .get_or_insert_with(|| Box::new(Capture::new(spec, cap)))
            .push(bytes);
    }

    /// Judges everything that the worker printed for this request. Fills `facts`, and returns the verdict.
    pub(super) fn judge(&mut self, end: End, facts: &mut RunFacts) -> Result<HookAnswer, Failure> {
        facts.notes.append(&mut self.notes);
        // A program that is only slow gets no advice, because it can be a correct worker.
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
        // If the program could not even load, its own error says what to repair. So leave out the advice `NO_HELLO`.
        let is_no_worker = is_no_worker && !self.has_own_error;
        verdict.map_err(|failure| match is_no_worker {
            true => failure.with_advice(NO_HELLO),
            false => failure,
        })
    }

    fn judge_by_end(&mut self, end: End, facts: &mut RunFacts) -> Result<HookAnswer, Failure> {
        match end {
            End::Reply(reply) => self.judge_reply(reply, facts),
            // This cannot happen here: only a wait for the greeting ends with `Greeted`, and that wait is not judged.
            End::Greeted => self.judge_end(Ending::TimedOut, None, None, facts),
            End::TimeUp(late) => self.judge_end(Ending::TimedOut, late, None, facts),
            End::Exit { exit, by_host, why } => {
                facts.exit = exit;
                let (ending, late) = match exit {
                    // The host's signal ended the worker, so its exit is not a decision. Only an exit code that means a
                    // block takes effect.
                    Exit::Code(code) if by_host => (Ending::Cancelled, Some(code)),
                    Exit::Code(code) => (Ending::Exited(code), None),
                    Exit::Signal(signal) if !by_host => (Ending::Signaled(signal), None),
                    _ => (Ending::Cancelled, None),
                };
                self.judge_end(ending, late, why, facts)
            }
        }
    }

    /// Judges a reply, together with the stray lines before it.
    fn judge_reply(
        &mut self,
        mut reply: Box<Reply>,
        facts: &mut RunFacts,
    ) -> Result<HookAnswer, Failure> {
        facts.notes.append(&mut reply.notes);
        if let [code] = reply.exits.as_slice() {
            facts.exit = Exit::Code(*code);
            // Nearly every reply is like this: nothing is wrong, so the judgement of the reply is the verdict.
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
            self.blame(&flaw);
        }
        let stdout = match self.stray.take() {
            Some(mut stray) => {
                // Add a newline, so that the last stray line does not run into the reply.
                stray.push(b"\n");
                *stray
            }
            None => Capture::new(&self.request.spec, self.stdout_cap),
        };
        let (first, others) = self.interpreted(&reply, stdout, facts);
        let all = once(first).chain(others);
        self.settled(all, Cause::BadAnswer, facts)
    }

    /// Judges a wait that ended without a reply. A block in stray output still takes effect.
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
        // A program that is not a worker uses exit code 2 and a reason on stderr to block. That is not an error.
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
            // The deadline or the host ended the worker. `interpret` has a message for that, so none is made here.
            _ => None,
        };
        self.settled(once(interpretation), Cause::WorkerUnavailable, facts)
    }

    /// Judges a reply as if a hook had printed it and exited. Does so once for each exit code of the reply that
    /// [`distinct`] yields: a reply with several exit codes is flawed, but one of these codes can be the one that
    /// blocks.
    fn interpreted(
        &self,
        reply: &Reply,
        mut stdout: Capture,
        facts: &mut RunFacts,
    ) -> (Interpretation, Vec<Interpretation>) {
        stdout.push(&reply.stdout);
        let stdout = stdout.finish();
        let mut stderr = Capture::new(&self.request.spec, self.stdout_cap);
        stderr.push(&reply.stderr);
        let stderr = stderr.finish();
        facts.bytes_out = stdout.total();
        facts.bytes_err = stderr.total();
        let (out, err) = (stdout.captured(), stderr.captured());
        facts.truncated = out.is_truncated() || err.is_truncated();
        let judged = |code: i32| {
            let said = RunOutput::new(Ending::Exited(code), out, err).with_delivery(self.delivery);
            self.request.judge(&said)
        };
        match reply.exits.as_slice() {
            // A reply without an exit code is flawed, so only a block in its output takes effect.
            [] => (judged(0), Vec::new()),
            [first, ..] => {
                let others = distinct(&reply.exits).skip(1).map(judged);
                (judged(*first), others.collect())
            }
        }
    }

    /// Returns the verdict: the answer if nothing is wrong, else the strictest restriction, else a failure.
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
            facts.notes.extend(notes);
            match (&result, &flaw) {
                (Ok(answer), Some(_)) => {
                    restriction = stricter(restriction, restricting(answer.clone()));
                }
                // The clean reply must not weaken a restriction in a reply that had the id of a different event, so
                // keep the stricter one.
                (Ok(answer), None) if is_restricting(answer) => {
                    restriction = stricter(restriction, Some(answer.clone()));
                }
                _ => {}
            }
            first.get_or_insert(result);
        }
        if let Some(answer) = restriction {
            if let Some(flaw) = flaw {
                facts.notes.push(Note::new(NoteCode::Worker, flaw));
            }
            return Ok(answer);
        }
        match (first, flaw) {
            (Some(result), None) => result,
            (Some(Err(mut failure)), Some(flaw)) => {
                // Change only the cause and the message of the failure, so that the dialect's rule for this exit code
                // or signal still applies.
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

/// Returns the last line of a log, for a message; empty if there is none. A program that crashes usually prints the
/// reason there.
fn last_line(log: &[u8]) -> String {
    let mut lines = log.rsplit(|byte| *byte == b'\n');
    match lines.find(|line| !line.trim_ascii().is_empty()) {
        Some(line) => format!(": {}", quoted(line.trim_ascii(), 300)),
        None => String::new(),
    }
}
