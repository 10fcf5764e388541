//! What a worker and those who wait for it know in common.

use std::task::{Context, Poll, Waker};

use hooks_types::output::Exit;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use super::hearing::{End, Hearing, line_restricts};
use super::protocol::{Greeting, Reply};

/// Where a worker is in its life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Phase {
    /// It has not said hello.
    Greeting,
    /// It takes events.
    Serving,
    /// It takes no more events, and ends in order when those it has are answered.
    Closing,
    /// It is being ended by signals.
    Forced,
    /// It has ended.
    Over,
}

/// One who waits.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) id: u64,
    /// Boxed: it is handed on a few times.
    pub(super) hearing: Box<Hearing>,
    /// Woken when it is told.
    pub(super) waker: Option<Waker>,
    /// Given back when the worker may take another event.
    pub(super) _permit: Option<OwnedSemaphorePermit>,
}

/// The state of one worker.
#[derive(Debug)]
pub(super) struct State {
    pub(super) phase: Phase,
    /// What it did wrong, if that is why it ends.
    pub(super) why: Option<String>,
    /// It began to end unasked.
    pub(super) unasked: bool,
    pub(super) waiting: Vec<Waiting>,
    /// Those who have waited, and what they have not taken yet.
    told: Vec<(u64, End, Box<Hearing>)>,
    /// Events whose answer nobody waits for any more. Only a closing worker has some.
    pub(super) given_up: Vec<u64>,
    next_id: u64,
    pub(super) answered: u64,
    pub(super) last_used: Instant,
    pub(super) max_in_flight: usize,
}

/// What hearing a line came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// Nothing that its attendant must do something about.
    Nothing,
    /// Its hello.
    Hello,
    /// A reply, clean or not.
    Reply,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            phase: Phase::Greeting,
            why: None,
            unasked: false,
            waiting: Vec::new(),
            told: Vec::new(),
            given_up: Vec::new(),
            next_id: 1,
            answered: 0,
            last_used: Instant::now(),
            max_in_flight: 1,
        }
    }

    pub(super) fn take(&mut self, id: u64) -> Option<Waiting> {
        let at = self.waiting.iter().position(|waiting| waiting.id == id)?;
        Some(self.waiting.swap_remove(at))
    }

    /// Somebody waits.
    pub(super) fn wait(&mut self, hearing: Hearing, permit: Option<OwnedSemaphorePermit>) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.waiting.push(Waiting {
            id,
            hearing: Box::new(hearing),
            waker: None,
            _permit: permit,
        });
        id
    }

    fn tell(&mut self, waiting: Waiting, end: End) {
        self.told.push((waiting.id, end, waiting.hearing));
        if let Some(waker) = waiting.waker {
            waker.wake();
        }
    }

    /// Takes what was told to one who waits; notes whom to wake if nothing was.
    pub(super) fn poll_told(&mut self, id: u64, cx: &Context<'_>) -> Poll<(End, Box<Hearing>)> {
        if let Some(at) = self.told.iter().position(|told| told.0 == id) {
            let (_, end, hearing) = self.told.swap_remove(at);
            return Poll::Ready((end, hearing));
        }
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.id == id)
            && !matches!(&waiting.waker, Some(known) if known.will_wake(cx.waker()))
        {
            waiting.waker = Some(cx.waker().clone());
        }
        Poll::Pending
    }

    /// This one need not be woken: it is just looking.
    pub(super) fn hush(&mut self, id: u64) {
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.id == id) {
            waiting.waker = None;
        }
    }

    /// Nobody takes what this one was told.
    pub(super) fn forget(&mut self, id: u64) {
        self.told.retain(|told| told.0 != id);
    }

    /// From now on it takes no event. The first reason is kept.
    pub(super) fn close(&mut self, why: Option<String>) {
        if matches!(self.phase, Phase::Greeting | Phase::Serving) {
            self.phase = Phase::Closing;
        }
        if self.why.is_none() {
            self.why = why;
        }
    }

    pub(super) fn force(&mut self, why: Option<String>) {
        self.close(why);
        if self.phase == Phase::Closing {
            self.phase = Phase::Forced;
        }
    }

    /// A whole line of its stdout.
    pub(super) fn hear_line(&mut self, line: &[u8]) -> Came {
        let text = line.trim_ascii();
        if text.is_empty() {
            return Came::Nothing;
        }
        if self.phase == Phase::Greeting {
            return self.hear_greeting(text);
        }
        let Some(reply) = Reply::read(text) else {
            self.hear_stray(line);
            self.hear_stray(b"\n");
            return Came::Nothing;
        };
        let found = reply.id.and_then(|id| self.take(id));
        let Some(mut waiting) = found else {
            self.hear_misaddressed(&reply);
            return Came::Reply;
        };
        if reply.has_other_keys && line_restricts(waiting.hearing.spec(), text) {
            waiting.hearing.stray(text);
        }
        if reply.flaw.is_some() {
            self.close(Some("sent an invalid reply".to_owned()));
        }
        self.answered += 1;
        self.last_used = Instant::now();
        self.tell(waiting, End::Reply(reply));
        Came::Reply
    }

    fn hear_greeting(&mut self, line: &[u8]) -> Came {
        match Greeting::read(line) {
            Ok(greeting) => {
                self.phase = Phase::Serving;
                self.max_in_flight = greeting.max_in_flight;
                for waiting in std::mem::take(&mut self.waiting) {
                    self.tell(waiting, End::Greeted);
                }
                Came::Hello
            }
            Err(problem) => {
                for waiting in &mut self.waiting {
                    waiting.hearing.stray(line);
                    waiting.hearing.stray(b"\n");
                }
                self.force(Some(format!("could not be used: {problem}")));
                Came::Nothing
            }
        }
    }

    /// Something that is not a reply.
    pub(super) fn hear_stray(&mut self, bytes: &[u8]) {
        for waiting in &mut self.waiting {
            waiting.hearing.stray(bytes);
        }
        self.close(Some("printed a line that is not a reply".to_owned()));
    }

    fn hear_misaddressed(&mut self, reply: &Reply) {
        if let Some(id) = reply.id
            && let Some(at) = self.given_up.iter().position(|known| *known == id)
        {
            self.given_up.swap_remove(at);
            return;
        }
        for waiting in &mut self.waiting {
            waiting.hearing.misaddressed(reply);
        }
        self.close(Some("answered an event that was not pending".to_owned()));
    }

    pub(super) fn hear_log(&mut self, bytes: &[u8]) {
        for waiting in &mut self.waiting {
            waiting.hearing.logged(bytes);
        }
    }

    /// It has exited: everybody who waits is told.
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
