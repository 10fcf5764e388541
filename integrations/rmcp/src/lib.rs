//! Lets hooks judge the tool calls of an MCP server that is written with `rmcp`. Copy this crate's two files, or read
//! them as a guide.
//!
//! Use [`HookedTools`] in `call_tool`, because every call passes through this method:
//!
//! ```
//! use hooks_rmcp::HookedTools;
//! use rmcp::model::{
//!     CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorData,
//! };
//! use rmcp::service::{RequestContext, RoleServer};
//! use rmcp::ServerHandler;
//!
//! struct MyServer {
//!     hooks: HookedTools,
//! }
//!
//! impl ServerHandler for MyServer {
//!     async fn call_tool(
//!         &self,
//!         request: CallToolRequestParams,
//!         context: RequestContext<RoleServer>,
//!     ) -> Result<CallToolResponse, ErrorData> {
//!         let run = |request, context| self.run(request, context);
//!         self.hooks.call(request, context, run).await
//!     }
//! }
//!
//! impl MyServer {
//!     async fn run(
//!         &self,
//!         request: CallToolRequestParams,
//!         _context: RequestContext<RoleServer>,
//!     ) -> Result<CallToolResponse, ErrorData> {
//!         let text = format!("{} was called", request.name);
//!         Ok(CallToolResult::success(vec![ContentBlock::text(text)]).into())
//!     }
//! }
//! ```
//!
//! If a hook asks, the client's user gets a question. With multi-round requests a record of the pending call
//! is sent to the client and back as JSON, and the server keeps no state. Clients of older versions get the question by
//! elicitation. For a client that supports neither, the call is refused.

mod round;

use std::sync::{Mutex, PoisonError};

use hooks_router::{ApprovedCall, Gate, Messages, PendingCall, Session, ToolResponse, ToolResult};
use hooks_types::{ToolCall, ToolInput};
use rmcp::model::{
    Annotations, CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock,
    ElicitationAction, ErrorData, ProtocolVersion, Role, TextContent,
};
use rmcp::service::{RequestContext, RoleServer};
use serde_json::Value;

use round::{Answer, Round, question};

/// Lets hooks judge every call of a server's tools, for one client.
#[derive(Debug)]
pub struct HookedTools {
    /// The session whose hooks run.
    session: Session,
    /// The server's name, which is a part of the tool names that hooks see.
    server: String,
    /// Why a hook ended the run; `None` if the run goes on. No call runs after the end.
    ended: Mutex<Option<String>>,
    /// Texts of hooks that wait for a later result. The response to their own call had no place for them: it was a
    /// question, the call's result arrived in a different way, or the request was cancelled.
    carried: Mutex<Carried>,
}

/// The texts that wait for the next result.
#[derive(Debug, Default)]
struct Carried {
    model: Vec<String>,
    user: Vec<String>,
}

/// The result of judging a call before it runs.
enum Judged<'a> {
    Run(ApprovedCall<'a>),
    Answered(CallToolResponse),
}

impl HookedTools {
    /// Creates a value that lets the hooks of `session` judge calls. Hooks see a tool as
    /// `mcp__<server>__<tool>`.
    pub fn new(session: Session, server: impl Into<String>) -> Self {
        Self {
            session,
            server: server.into(),
            ended: Mutex::default(),
            carried: Mutex::default(),
        }
    }

    /// Passes a call through its hooks, runs it, and shows its result to hooks. If the client
    /// cancels the request while hooks judge the call, the hooks are ended and nothing runs. A tool
    /// that already runs learns of the cancellation by `context.ct`, as without hooks.
    ///
    /// # Errors
    ///
    /// The tool's own error, or an error for a cancelled request.
    pub async fn call<F, T>(
        &self,
        mut request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
        run: F,
    ) -> Result<CallToolResponse, ErrorData>
    where
        F: FnOnce(CallToolRequestParams, RequestContext<RoleServer>) -> T,
        T: Future<Output = Result<CallToolResponse, ErrorData>>,
    {
        if let Some(reason) = self.ended().clone() {
            return Ok(error(format!("a hook ended the run: {reason}")).into());
        }
        let round = Round::take(&mut request);
        let (id, arguments) = (context.id.to_string(), request.arguments.clone());
        let call = ToolCall::mcp(id, self.server.as_str(), request.name.as_ref(), arguments);
        let cancelled = context.ct.clone();
        let judged = tokio::select! {
            biased;
            () = cancelled.cancelled() => return Err(was_cancelled()),
            judged = self.judge(&call, &round, &context) => judged,
        };
        let approved = match judged {
            Judged::Run(approved) => approved,
            Judged::Answered(response) => return Ok(response),
        };
        if let ToolInput::Mcp { arguments, .. } = &approved.call().input {
            request.arguments.clone_from(arguments);
        }
        let said = approved.messages();
        let response = run(request, context).await;
        tokio::select! {
            biased;
            () = cancelled.cancelled() => {
                self.carry(&said);
                Err(was_cancelled())
            }
            shown = self.show(approved, round, response) => shown,
        }
    }

    /// Lets hooks judge a call. Uses the user's answer from an earlier round if there is one.
    async fn judge<'a>(
        &self,
        call: &'a ToolCall,
        round: &Round,
        context: &RequestContext<RoleServer>,
    ) -> Judged<'a> {
        let resumed = match round.answer() {
            // If the state that the client sent back does not match the call, the answer belongs to a different call.
            // So ask the user again.
            Answer::Yes(suspended) => self.session.resume(suspended, call).await.ok(),
            _ => None,
        };
        let gate = match resumed {
            Some(gate) => gate,
            None => self.session.before(call).await,
        };
        match (gate, round.answer()) {
            (Gate::Blocked(refused), _) => self.refused(&refused),
            (Gate::Ask(pending), Answer::No) => self.refused(&pending.denied("")),
            (Gate::Run(approved), Answer::No) => {
                self.carry(&approved.messages());
                let said = Messages::default();
                Judged::Answered(self.told(error("the user said no"), &said).into())
            }
            (Gate::Ask(pending), _) => self.ask(pending, round, context).await,
            (Gate::Run(approved), _) => Judged::Run(approved),
        }
    }

    /// Asks the client's user about a call, in the way that the client supports.
    async fn ask<'a>(
        &self,
        pending: PendingCall<'a>,
        round: &Round,
        context: &RequestContext<RoleServer>,
    ) -> Judged<'a> {
        let client = context.client_capabilities();
        if client.is_none_or(|client| client.elicitation.is_none()) {
            return self.refused(&pending.nobody_to_ask());
        }
        if context.protocol_version() >= Some(ProtocolVersion::V_2026_07_28) {
            // The question contains the notices for the user. Only the texts for the model have to
            // wait.
            self.carried().model.extend_from_slice(pending.contexts());
            return Judged::Answered(round.ask(&pending).into());
        }
        match context.peer.create_elicitation(question(&pending)).await {
            Ok(answer) if answer.action == ElicitationAction::Accept => {
                Judged::Run(pending.granted())
            }
            Ok(_) => self.refused(&pending.denied("")),
            Err(_) => self.refused(&pending.nobody_to_ask()),
        }
    }

    /// Shows the result to hooks, and puts their changes and texts into it.
    async fn show(
        &self,
        approved: ApprovedCall<'_>,
        round: Round,
        response: Result<CallToolResponse, ErrorData>,
    ) -> Result<CallToolResponse, ErrorData> {
        let result = match response {
            Ok(CallToolResponse::Complete(result)) => result,
            // The tool itself asks the user a question. A question has no place for texts of hooks, so keep the texts
            // for a later result. Hooks judge the call again in its next round.
            Ok(CallToolResponse::InputRequired(required)) => {
                self.carry(&approved.messages());
                return Ok(round.pass_on(required).into());
            }
            // The result will arrive in a different way, and no hook sees it. So keep the texts for a later result.
            Ok(other) => {
                self.carry(&approved.messages());
                return Ok(other);
            }
            Err(failed) => {
                let failure = ToolResult::failed(failed.message.to_string());
                let known = usize::from(!failure.text().trim().is_empty());
                let said = self.session.after(approved, failure).await.messages();
                // A protocol error has no place for texts of hooks. So if there are texts, return the error as a
                // result.
                return match said.model_parts().len() > known || !said.for_user().is_empty() {
                    true => Ok(self.told(error(said.for_model()), &said).into()),
                    false => Err(failed),
                };
            }
        };
        let shown = shown(&result);
        let after = self.session.after(approved, shown.clone()).await;
        let said = after.messages();
        let mut result = result;
        if after.result == shown {
            let known = usize::from(!shown.text().trim().is_empty());
            let texts = said.model_parts().iter().skip(known);
            result.content.extend(texts.map(ContentBlock::text));
        } else {
            result.content = vec![ContentBlock::text(said.for_model())];
            let structured = result.structured_content.take();
            if let (Some(_), ToolResult::Completed(output)) = (structured, after.result) {
                result.structured_content = Some(output);
            }
        }
        Ok(self.told(result, &said).into())
    }

    /// Answers a refused call.
    fn refused<'a>(&self, refused: &ToolResponse) -> Judged<'a> {
        let said = refused.messages();
        Judged::Answered(self.told(error(said.for_model()), &said).into())
    }

    /// Adds to a result the kept texts that it does not contain yet, and the texts for the user. Records whether a hook
    /// ended the run.
    fn told(&self, mut result: CallToolResult, said: &Messages) -> CallToolResult {
        let carried = std::mem::take(&mut *self.carried());
        let model = unsaid(carried.model, said.model_parts());
        result
            .content
            .extend(model.into_iter().map(ContentBlock::text));
        let mut for_user = unsaid(carried.user, said.user_parts());
        for_user.extend(Some(said.for_user()).filter(|text| !text.is_empty()));
        if !for_user.is_empty() {
            let audience = Annotations::default().with_audience(vec![Role::User]);
            let text = TextContent::new(for_user.join("\n\n")).with_annotations(audience);
            result.content.push(ContentBlock::Text(text));
        }
        if let Some(reason) = said.stop() {
            self.ended().get_or_insert_with(|| reason.to_owned());
        }
        result
    }

    /// Keeps the texts of a call until the next result, because the call's response has no place for them.
    fn carry(&self, said: &Messages) {
        let mut carried = self.carried();
        carried.model.extend_from_slice(said.model_parts());
        carried.user.extend_from_slice(said.user_parts());
    }

    fn carried(&self) -> std::sync::MutexGuard<'_, Carried> {
        self.carried.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ended(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the kept texts that are not among the texts of this result.
fn unsaid(mut carried: Vec<String>, said: &[String]) -> Vec<String> {
    carried.retain(|text| !said.contains(text));
    carried
}

fn error(text: impl Into<String>) -> CallToolResult {
    CallToolResult::error(vec![ContentBlock::text(text)])
}

fn was_cancelled() -> ErrorData {
    ErrorData::internal_error("the request was cancelled", None)
}

/// Returns the result in the form in which hooks see it.
fn shown(result: &CallToolResult) -> ToolResult {
    let texts = result.content.iter().map(|block| match block.as_text() {
        Some(text) => text.text.clone(),
        None => serde_json::to_string(block).unwrap_or_default(),
    });
    let text = texts.collect::<Vec<_>>().join("\n");
    match (result.is_error, &result.structured_content) {
        (Some(true), _) => ToolResult::failed(text),
        (_, Some(structured)) => ToolResult::Completed(structured.clone()),
        (_, None) => ToolResult::Completed(Value::from(text)),
    }
}
