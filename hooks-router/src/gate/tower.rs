//! The gate as tower middleware: wraps a service of approved calls, is a service of tool calls.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use hooks_types::ToolCall;
use tower_layer::Layer;
use tower_service::Service;

use super::approved::ApprovedCall;
use super::hooked::{Approver, Handled, NobodyToAsk, admit};
use super::tool_result::ToolResult;
use crate::panic::BoxFuture;
use crate::session::Session;

/// Puts services of approved calls behind the gate of a session.
#[derive(Debug, Clone)]
pub struct HookedLayer<A = NobodyToAsk> {
    session: Session,
    approver: Arc<A>,
}

/// A service of approved calls behind the gate.
#[derive(Debug, Clone)]
pub struct HookedService<S, A = NobodyToAsk> {
    session: Session,
    approver: Arc<A>,
    service: S,
}

impl HookedLayer {
    /// The gate of a session, with nobody to ask; see [`HookedLayer::asking`].
    #[must_use]
    pub fn new(session: Session) -> Self {
        Self {
            session,
            approver: Arc::new(NobodyToAsk),
        }
    }
}

impl<A> HookedLayer<A> {
    /// Sets who is asked.
    #[must_use]
    pub fn asking<B: Approver>(self, approver: B) -> HookedLayer<B> {
        HookedLayer {
            session: self.session,
            approver: Arc::new(approver),
        }
    }
}

impl<S, A> Layer<S> for HookedLayer<A> {
    type Service = HookedService<S, A>;

    fn layer(&self, service: S) -> Self::Service {
        HookedService {
            session: self.session.clone(),
            approver: Arc::clone(&self.approver),
            service,
        }
    }
}

impl<S, A> HookedService<S, A> {
    /// The wrapped service.
    #[must_use]
    pub fn get_ref(&self) -> &S {
        &self.service
    }

    /// The wrapped service, out of the gate.
    #[must_use]
    pub fn into_inner(self) -> S {
        self.service
    }
}

impl<S, A, E> Service<ToolCall> for HookedService<S, A>
where
    S: Service<ApprovedCall<'static>, Error = E> + Clone + Send + 'static,
    S::Response: Into<ToolResult>,
    S::Future: Send + 'static,
    A: Approver + 'static,
    E: fmt::Display + Send + 'static,
{
    type Response = Handled;
    /// What went wrong in the service itself; a tool that failed is a response. PostToolUseFailure
    /// hooks hear of both, but only beside a response is there a place for what they say.
    type Error = E;
    type Future = BoxFuture<Result<Handled, E>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), E>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, call: ToolCall) -> Self::Future {
        // The service that is ready is the one to call; its clone may not be.
        let clone = self.service.clone();
        let mut service = std::mem::replace(&mut self.service, clone);
        let run: Run<E> = Box::new(move |approved| with_result(service.call(approved)));
        let (session, approver) = (self.session.clone(), Arc::clone(&self.approver));
        Box::pin(async move { gated(&session, &*approver, &call, run).await })
    }
}

/// The wrapped service, ready for its one call.
type Run<E> = Box<dyn FnOnce(ApprovedCall<'static>) -> BoxFuture<Result<ToolResult, E>> + Send>;

/// The future of a wrapped service, with what it returns as a tool's result.
fn with_result<F, R, E>(running: F) -> BoxFuture<Result<ToolResult, E>>
where
    F: Future<Output = Result<R, E>> + Send + 'static,
    R: Into<ToolResult>,
{
    Box::pin(async move { running.await.map(Into::into) })
}

async fn gated<E: fmt::Display>(
    session: &Session,
    approver: &impl Approver,
    call: &ToolCall,
    run: Run<E>,
) -> Result<Handled, E> {
    let approved = match admit(session, approver, call).await {
        Ok(approved) => approved.into_owned(),
        Err(response) => return Ok(Handled::Blocked(response)),
    };
    let (passage, since) = (approved.passage().clone(), approved.since());
    match run(approved).await {
        Ok(result) => Ok(Handled::ran(session, passage, since, result).await),
        Err(error) => {
            let _ = Handled::ran(
                session,
                passage,
                since,
                ToolResult::failed(error.to_string()),
            )
            .await;
            Err(error)
        }
    }
}
