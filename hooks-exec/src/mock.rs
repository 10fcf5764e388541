//! A scripted executor: a test receives each request and decides its result.

use std::collections::VecDeque;
use std::future::pending;

use async_trait::async_trait;
use hooks_types::report::Cause;
use hooks_types::{Failure, HookAnswer};
use tokio::sync::{mpsc, oneshot};

use crate::executor::HookExecutor;
use crate::request::HookRequest;
use crate::run::HookRun;

/// Passes every request to its [`MockHandle`] and returns the result that the test sets.
///
/// The test controls order and time: a hook does not end until the test answers, so no test needs a sleep.
/// With tokio's paused clock, deadlines pass without waiting. A hook that is
/// [withheld](MockCall::withhold) times out after its deadline and the request's
/// [`Allowance`](crate::Allowance), because the router waits that long for an executor that ignores the
/// deadline. Clones share the handle.
///
/// # Examples
///
/// ```
/// # use std::sync::Arc;
/// # use hooks_types::{EventName, HookAnswer, HookSpec, Payload, SessionMeta};
/// # use hooks_types::spec::{Handler, OtherHandler};
/// # use hooks_types::event::Stop;
/// use hooks_exec::{HookExecutor, HookRequest, MockExecutor, SharedPayload};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let payload = SharedPayload::new(Payload::new(Arc::new(SessionMeta::new("s", "/")), Stop::new()));
/// # let handler = Handler::Other(OtherHandler::new("any", serde_json::Map::new()));
/// # let spec = Arc::new(HookSpec::new("guard", EventName::Stop, handler));
/// let (executor, mut handle) = MockExecutor::pair();
/// let run = tokio::spawn(async move { executor.execute(HookRequest::new(spec, payload)).await });
///
/// let call = handle.next().await.expect("the hook was started");
/// assert_eq!(call.request().spec.id, "guard");
/// call.answer(HookAnswer::block("not now"));
/// assert_eq!(run.await.unwrap().result, Ok(HookAnswer::block("not now")));
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct MockExecutor {
    /// Passes requests to the handle. The channel is unbounded, because sending a request must not wait until the test
    /// receives it.
    calls: mpsc::UnboundedSender<MockCall>,
}

/// The test's side of a [`MockExecutor`].
#[derive(Debug)]
pub struct MockHandle {
    calls: mpsc::UnboundedReceiver<MockCall>,
    /// Requests that [`next_of`](Self::next_of) received for hooks with a different id, in order. Later calls return
    /// them.
    passed_over: VecDeque<MockCall>,
}

/// One hook that waits for the test's decision. Dropping the call makes the hook fail with [`Cause::Cancelled`]. If the
/// hook must never answer, keep the call or [`withhold`](Self::withhold) it.
#[derive(Debug)]
#[must_use = "the hook waits until it is answered, failed or withheld"]
pub struct MockCall {
    request: HookRequest,
    reply: oneshot::Sender<Reply>,
}

/// The test's decision about one hook run.
#[derive(Debug)]
enum Reply {
    /// The executor returns this result.
    Run(Box<HookRun>),
    /// The executor never returns.
    Never,
    /// The executor panics with this message.
    Panic(String),
}

impl MockExecutor {
    /// Creates an executor and the handle that receives its requests.
    #[must_use]
    pub fn pair() -> (Self, MockHandle) {
        let (sender, calls) = mpsc::unbounded_channel();
        let handle = MockHandle {
            calls,
            passed_over: VecDeque::new(),
        };
        (Self { calls: sender }, handle)
    }
}

#[async_trait]
impl HookExecutor for MockExecutor {
    async fn execute(&self, request: HookRequest) -> HookRun {
        let gone = |message: &str| HookRun::failed(Failure::new(Cause::Cancelled, message));
        let (reply, replied) = oneshot::channel();
        if self.calls.send(MockCall { request, reply }).is_err() {
            return gone("the handle of the mock executor was dropped");
        }
        match replied.await {
            Ok(Reply::Run(run)) => *run,
            Ok(Reply::Never) => pending().await,
            #[expect(clippy::panic, reason = "the test asked for a panicking executor")]
            Ok(Reply::Panic(message)) => panic!("{message}"),
            Err(_) => gone("the test dropped the call without an answer"),
        }
    }
}

impl MockHandle {
    /// Waits for the next request. Requests are returned in the order in which they were made. Returns `None` once
    /// every clone of the executor is dropped.
    pub async fn next(&mut self) -> Option<MockCall> {
        match self.passed_over.pop_front() {
            Some(call) => Some(call),
            None => self.calls.recv().await,
        }
    }

    /// Waits for the next request of the hook with this id. Requests of hooks with a different id stay in the queue.
    /// Returns `None` once every clone of the executor is dropped.
    pub async fn next_of(&mut self, id: &str) -> Option<MockCall> {
        let known = self.passed_over.iter().position(|call| call.id() == id);
        if let Some(known) = known {
            return self.passed_over.remove(known);
        }
        loop {
            let call = self.calls.recv().await?;
            if call.id() == id {
                return Some(call);
            }
            self.passed_over.push_back(call);
        }
    }

    /// Returns the next request if there is one, without waiting.
    pub fn try_next(&mut self) -> Option<MockCall> {
        self.passed_over
            .pop_front()
            .or_else(|| self.calls.try_recv().ok())
    }
}

impl MockCall {
    /// Returns the request.
    #[must_use]
    pub fn request(&self) -> &HookRequest {
        &self.request
    }

    /// Returns the hook's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.request.spec.id
    }

    /// Makes the hook return this answer.
    pub fn answer(self, answer: impl Into<HookAnswer>) {
        self.run(HookRun::answered(answer));
    }

    /// Acts as if the hook had printed a complete answer and still ran: stores the answer in
    /// [`LastWords`](crate::LastWords), where it is read if the run is ended early.
    pub fn print(&self, answer: impl Into<HookAnswer>) {
        if let Some(words) = &self.request.last_words {
            words.leave(answer.into());
        }
    }

    /// Makes the hook fail with this cause and message.
    pub fn fail(self, cause: Cause, message: impl Into<String>) {
        self.run(HookRun::failed(Failure::new(cause, message)));
    }

    /// Ends the hook's run with this result and these facts.
    pub fn run(self, run: HookRun) {
        // Ignore an error. It means that the router has dropped the hook, and some tests check exactly that.
        let _ = self.reply.send(Reply::Run(Box::new(run)));
    }

    /// Makes the hook never answer: the executor's future stays pending until it is dropped.
    pub fn withhold(self) {
        let _ = self.reply.send(Reply::Never);
    }

    /// Makes the executor's future panic with this message.
    pub fn panic(self, message: impl Into<String>) {
        let _ = self.reply.send(Reply::Panic(message.into()));
    }

    /// Returns whether the router has dropped this hook.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.reply.is_closed()
    }

    /// Waits until the router drops this hook.
    pub async fn cancelled(&mut self) {
        self.reply.closed().await;
    }
}

#[cfg(test)]
#[path = "mock_tests.rs"]
mod tests;
