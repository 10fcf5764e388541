//! The gate as tower middleware: it wraps a service of approved calls, and is itself a service of tool calls.

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

/// A layer that puts services of approved calls behind the gate of a session. Needs feature `tower`.
///
/// The inner service takes [`ApprovedCall`]s, which only the gate makes. So the service cannot be called without this
/// layer by mistake. Its response must convert into a [`ToolResult`].
#[derive(Debug, Clone)]
pub struct HookedLayer<A = NobodyToAsk> {
    session: Session,
    approver: Arc<A>,
}

/// A `tower` service that runs approved calls, behind the gate.
#[derive(Debug, Clone)]
pub struct HookedService<S, A = NobodyToAsk> {
    session: Session,
    approver: Arc<A>,
    service: S,
}

impl HookedLayer {
    /// Creates the layer for a session. There is no user to ask, unless you set an approver with
    /// [`HookedLayer::asking`].
    #[must_use]
    pub fn new(session: Session) -> Self {
        Self {
            session,
            approver: Arc::new(NobodyToAsk),
        }
    }
}

impl<A> HookedLayer<A> {
    /// Sets the approver.
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
    /// Returns the wrapped service.
    #[must_use]
    pub fn get_ref(&self) -> &S {
        &self.service
    }

    /// Takes the wrapped service out of the gate.
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
    /// An error of the wrapped service. If a tool fails, that is a response and not an error. Hooks of
    /// PostToolUseFailure see failed tools and errors of the service. But the hooks' texts are returned only with a
    /// response.
    type Error = E;
    type Future = BoxFuture<Result<Handled, E>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), E>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, call: ToolCall) -> Self::Future {
        // `poll_ready` was called on this service and not on its clone. So use this service for the call, and keep
        // the clone for later calls.
        let clone = self.service.clone();
        let mut service = std::mem::replace(&mut self.service, clone);
        // The closure is boxed, so that `gated` is compiled once for each error type and not for each service.
        let run: Run<E> = Box::new(move |approved| with_result(service.call(approved)));
        let (session, approver) = (self.session.clone(), Arc::clone(&self.approver));
        Box::pin(async move { gated(&session, &*approver, &call, run).await })
    }
}

/// The wrapped service, ready for one call.
type Run<E> = Box<dyn FnOnce(ApprovedCall<'static>) -> BoxFuture<Result<ToolResult, E>> + Send>;

/// Converts the response of a wrapped service to a tool's result.
fn with_result<F, R, E>(running: F) -> BoxFuture<Result<ToolResult, E>>
where
    F: Future<Output = Result<R, E>> + Send + 'static,
    R: Into<ToolResult>,
{
    Box::pin(async move { running.await.map(Into::into) })
}

/// Takes a call through the gate, runs it with the service, and shows the result to the hooks.
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
    // The service consumes the approval, so clone the trail (the record of the call) first: the hooks after the call
    // need it.
    let (trail, since) = (approved.trail().clone(), approved.since());
    match run(approved).await {
        Ok(result) => Ok(Handled::ran(session, trail, since, result).await),
        Err(error) => {
            // Hooks see the failure, but their texts are dropped: the caller gets only the error of the service,
            // which cannot contain them.
            let _ =
                Handled::ran(session, trail, since, ToolResult::failed(error.to_string())).await;
            Err(error)
        }
    }
}
