//! [`State`]: the state that a worker shares with the requests that wait for it.
//!
//! This module does no IO: it takes the lines of a worker, and stores results for the waiting requests. If a line is
//! not a reply, or is a reply that does not answer a waiting request, every waiting request gets a copy of the line,
//! because the line can contain a block that was meant for one of them. An allow by the worker then no longer has an
//! effect for these requests.

use std::task::{Context, Poll, Waker};

use hooks_types::output::Exit;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use super::protocol::{Greeting, NoGreeting, Reply};
use super::request_output::{End, RequestOutput};
use super::restrictions::line_restricts;

/// The phase of a worker's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Phase {
    /// The worker has not sent its greeting, the first line, yet.
    Greeting,
    /// The worker accepts events.
    Serving,
    /// The worker accepts no more events, and is ended when the pending events are answered.
    Closing,
    /// The worker is being ended by signals.
    Forced,
    /// The worker has ended.
    Over,
}

/// A request that waits for an answer, or for the worker's greeting.
#[derive(Debug)]
pub(super) struct Waiting {
    /// The id of the request's event in the protocol.
    pub(super) id: u64,
    /// What the worker printed while the request waited. The output is boxed, because it is moved several times.
    pub(super) output: Box<RequestOutput>,
    /// Wakes the task of the request when there is a result; `None` while this task itself reads stdout, or before the
    /// task's first poll.
    pub(super) waker: Option<Waker>,
    /// One of the worker's permits. Dropping the permit lets the worker get a further event.
    pub(super) _permit: Option<OwnedSemaphorePermit>,
}

/// The state of one worker.
#[derive(Debug)]
pub(super) struct State {
    /// The phase of the worker's life.
    pub(super) phase: Phase,
    /// What the worker did wrong, if it is ended because of a mistake.
    pub(super) why: Option<String>,
    /// Whether the worker began to end although it was not asked to end.
    pub(super) unasked: bool,
    /// The requests that wait. They are in a list, because there are few.
    pub(super) waiting: Vec<Waiting>,
    /// Results that their requests have not taken yet.
    results: Vec<(u64, End, Box<RequestOutput>)>,
    /// Events whose request was dropped or timed out. Their answers are ignored. Only a worker that is being ended has
    /// events here.
    pub(super) given_up: Vec<u64>,
    /// The id of the next event. Ids are never reused, so a late reply cannot answer a later event.
    next_id: u64,
    /// How many events the worker has answered.
    pub(super) answered: u64,
    /// The time of the last answer.
    pub(super) last_used: Instant,
    /// How many events the worker accepts at once.
    pub(super) max_in_flight: usize,
}

/// The kind of a line that the worker printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// A line to which the attendant (the task that watches the worker) need not react.
    Nothing,
    /// The greeting.
    Hello,
    /// A reply, valid or not.
    Reply,
}

impl State {
    /// Creates the state of a worker that has not greeted.
    pub(super) fn new() -> Self {
        Self {
            phase: Phase::Greeting,
            why: None,
            unasked: false,
            waiting: Vec::new(),
            results: Vec::new(),
            given_up: Vec::new(),
            next_id: 1,
            answered: 0,
            last_used: Instant::now(),
            max_in_flight: 1,
        }
    }

    /// Removes and returns a waiting request; `None` if no request waits under this id.
    pub(super) fn take(&mut self, id: u64) -> Option<Waiting> {
        let at = self.waiting.iter().position(|waiting| waiting.id == id)?;
        Some(self.waiting.swap_remove(at))
    }

    /// Adds a waiting request, and returns the id of its event.
    pub(super) fn wait(
        &mut self,
        output: RequestOutput,
        permit: Option<OwnedSemaphorePermit>,
    ) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.waiting.push(Waiting {
            id,
            output: Box::new(output),
            waker: None,
            _permit: permit,
        });
        id
    }

    /// Stores the result of a request and wakes its task.
    fn tell(&mut self, waiting: Waiting, end: End) {
        self.results.push((waiting.id, end, waiting.output));
        if let Some(waker) = waiting.waker {
            waker.wake();
        }
    }

    /// Takes the result of a request. If there is no result yet, keeps the waker of the task.
    pub(super) fn poll_result(
        &mut self,
        id: u64,
        cx: &Context<'_>,
    ) -> Poll<(End, Box<RequestOutput>)> {
        if let Some(at) = self.results.iter().position(|results| results.0 == id) {
            let (_, end, output) = self.results.swap_remove(at);
            return Poll::Ready((end, output));
        }
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.id == id)
            && !matches!(&waiting.waker, Some(known) if known.will_wake(cx.waker()))
        {
            waiting.waker = Some(cx.waker().clone());
        }
        Poll::Pending
    }

    /// Wakes the tasks of all waiting requests.
    pub(super) fn wake_waiting(&self) {
        for waker in self
            .waiting
            .iter()
            .filter_map(|waiting| waiting.waker.as_ref())
        {
            waker.wake_by_ref();
        }
    }

    /// Removes the waker of a request whose task is reading stdout at the moment: this task need not be woken.
    pub(super) fn hush(&mut self, id: u64) {
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.id == id) {
            waiting.waker = None;
        }
    }

    /// Drops the result of a request that no longer waits.
    pub(super) fn forget(&mut self, id: u64) {
        self.results.retain(|results| results.0 != id);
    }

    /// Closes the worker: it gets no more events. If this is called several times, the first reason is kept, because
    /// the later reasons follow from it.
    pub(super) fn close(&mut self, why: Option<String>) {
        if matches!(self.phase, Phase::Greeting | Phase::Serving) {
            self.phase = Phase::Closing;
        }
        if self.why.is_none() {
            self.why = why;
        }
    }

    /// Closes the worker like [`close`](Self::close), but the worker is ended by signals at once, without waiting for
    /// pending events.
    pub(super) fn force(&mut self, why: Option<String>) {
        self.close(why);
        if self.phase == Phase::Closing {
            self.phase = Phase::Forced;
        }
    }

    /// Handles a whole line of stdout.
    pub(super) fn read_line(&mut self, line: &[u8]) -> LineKind {
        let text = line.trim_ascii();
        if text.is_empty() {
            return LineKind::Nothing;
        }
        if self.phase == Phase::Greeting {
            return self.read_greeting(text);
        }
        let Some(reply) = Reply::read(text) else {
            self.read_stray(line);
            self.read_stray(b"\n");
            return LineKind::Nothing;
        };
        // If the id is missing or unknown, it is not known which event this reply answers. So treat the reply as a
        // reply to an event that is not pending.
        let found = reply.id.and_then(|id| self.take(id));
        let Some(mut waiting) = found else {
            self.hear_misaddressed(&reply);
            return LineKind::Reply;
        };
        if let Some(flaw) = &reply.flaw {
            waiting.output.blame(flaw);
        }
        // A line such as `{"id": 1, "exit": 0, "decision": "block"}` is also a hook's answer. Its block must take
        // effect even though the reply alone would mean proceed.
        if reply.has_other_keys && line_restricts(waiting.output.spec(), text) {
            waiting.output.stray(text);
        }
        if reply.flaw.is_some() {
            // The worker's next replies cannot be trusted either, so the worker is replaced.
            self.close(Some("sent an invalid reply".to_owned()));
        }
        self.answered += 1;
        self.last_used = Instant::now();
        self.tell(waiting, End::Reply(Box::new(reply)));
        LineKind::Reply
    }

    /// Handles the first line, which must be the greeting.
    fn read_greeting(&mut self, line: &[u8]) -> LineKind {
        match Greeting::read(line) {
            Ok(greeting) => {
                self.phase = Phase::Serving;
                self.max_in_flight = greeting.max_in_flight;
                for waiting in std::mem::take(&mut self.waiting) {
                    self.tell(waiting, End::Greeted);
                }
                LineKind::Hello
            }
            Err(NoGreeting { problem, is_hello }) => {
                for waiting in &mut self.waiting {
                    if is_hello {
                        waiting.output.speaks_the_protocol();
                    }
                    waiting.output.stray(line);
                    waiting.output.stray(b"\n");
                }
                // End the worker by signals: if a program does not know the protocol, it might not end when its
                // stdin closes.
                self.force(Some(format!("could not be used: {problem}")));
                LineKind::Nothing
            }
        }
    }

    /// Handles output that is not a reply. The worker is then replaced, because its next
    /// replies could be taken for replies to other events.
    pub(super) fn read_stray(&mut self, bytes: &[u8]) {
        for waiting in &mut self.waiting {
            waiting.output.stray(bytes);
        }
        self.close(Some("printed a line that is not a reply".to_owned()));
    }

    /// Handles a reply to an event that is not pending. If the event was given up, the reply is ignored.
    fn hear_misaddressed(&mut self, reply: &Reply) {
        if let Some(id) = reply.id
            && let Some(at) = self.given_up.iter().position(|known| *known == id)
        {
            self.given_up.swap_remove(at);
            return;
        }
        for waiting in &mut self.waiting {
            waiting.output.misaddressed(reply);
        }
        self.close(Some("answered an event that was not pending".to_owned()));
    }

    /// Handles output on stderr. All waiting requests get the output, because stderr does not show which event the
    /// output is about.
    pub(super) fn hear_log(&mut self, bytes: &[u8]) {
        for waiting in &mut self.waiting {
            waiting.output.logged(bytes);
        }
    }

    /// Handles the worker's exit: every waiting request gets the exit as its result.
    pub(super) fn over(&mut self, exit: Exit, by_host: bool) {
        self.phase = Phase::Over;
        for waiting in std::mem::take(&mut self.waiting) {
            let end = End::Exit {
                exit,
                by_host,
                why: self.why.clone(),
            };
            self.tell(waiting, end);
        }
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
