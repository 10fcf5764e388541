//! [`RequestOutput`]: the output of a worker while one request waited.

mod judgement;

use std::iter::once;
use std::sync::Arc;

use hooks_types::answer::{Note, NoteCode};
use hooks_types::output::{Delivery, Ending, Exit, Interpretation, RunFacts, RunOutput};
use hooks_types::text::quoted;
use hooks_types::{HookAnswer, HookSpec};

use crate::capture::Capture;
use crate::request::HookRequest;
use crate::worker::protocol::Reply;
use crate::worker::restrictions::{distinct, restricting, stricter};

/// The maximum number of notes that a request keeps about replies to events that are not pending.
const MOST_NOTES: usize = 8;

/// Everything that the worker printed while one request waited. A `RequestOutput` is made for each event, so parts that
/// are rarely needed are boxed.
#[derive(Debug)]
pub(super) struct RequestOutput {
    /// The request that waits.
    request: HookRequest,
    /// The maximum number of bytes kept from stdout output that is not a reply.
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
    /// Whether the reply has its answer beside `id` instead of in `answer`. Remarks on unknown keys in the line would
    /// then only repeat the reply's flaw.
    has_answer_beside: bool,
    /// Whether the worker exited with an error code and printed a message on stderr.
    has_own_error: bool,
}

/// Says that a reply is invalid, and why.
fn invalid(flaw: &str) -> String {
    format!("its worker's reply is invalid: {flaw}")
}

/// How a request's wait for its worker ended.
#[derive(Debug)]
pub(super) enum End {
    /// The worker has greeted.
    Greeted,
    /// The worker has replied. The reply is boxed, because it is moved several times.
    Reply(Box<Reply>),
    /// The worker has replied after the deadline. The reply has a flaw that says so.
    LateReply(Box<Reply>),
    /// The worker has exited, or was ended.
    Exit {
        exit: Exit,
        /// Whether the host has shut down.
        by_host: bool,
        /// What the worker did wrong, if it was ended for that.
        why: Option<String>,
    },
    /// The deadline passed and the event was given up. The value is the worker's exit code if the worker was then asked
    /// to end and exited with a code.
    TimeUp(Option<i32>),
}

impl RequestOutput {
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
            has_answer_beside: false,
            has_own_error: false,
        }
    }

    /// Records that the request waits for the worker's hello.
    pub(super) fn for_hello(mut self) -> Self {
        self.for_hello = true;
        self
    }

    /// Records that the worker sent a hello, even if the hello is invalid.
    pub(super) fn speaks_the_protocol(&mut self) {
        self.for_hello = false;
    }

    /// Records that the worker's reply is invalid, and why. The first flaw is kept.
    pub(super) fn blame(&mut self, flaw: &str) {
        self.flaw.get_or_insert_with(|| invalid(flaw));
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
        // Keep the first flaw, because later flaws usually follow from it.
        if self.flaw.is_none() {
            self.flaw = Some(match self.for_hello {
                true => format!(
                    "its worker printed a stray line: {}",
                    quoted(bytes.trim_ascii(), 200)
                ),
                false => Reply::explain_stray(bytes),
            });
        }
        let (spec, cap) = (&self.request.spec, self.stdout_cap);
        self.stray
            .get_or_insert_with(|| Box::new(Capture::new(spec, cap)))
            .push(bytes);
    }

    /// Records a reply to an event that is not pending. A restriction in the reply might have been meant for this
    /// request.
    pub(super) fn misaddressed(&mut self, reply: &Reply) {
        let what = match reply.id {
            Some(id) => format!("its worker answered an event that was not pending (id {id})"),
            None => format!(
                "its worker's reply does not name its event: {}",
                reply.id_flaw
            ),
        };
        self.flaw.get_or_insert_with(|| what.clone());
        if self.notes.len() < MOST_NOTES {
            self.notes.push(Note::new(NoteCode::Worker, what));
        }
        let stdout = Capture::new(&self.request.spec, self.stdout_cap);
        // The reply is about a different event. So drop the reply's facts, which do not belong to this request.
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

    /// Judges a reply as if a hook had printed it and exited. Judges it once for each exit code that [`distinct`]
    /// returns: several exit codes are a mistake, but one of them can mean a block.
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
}
