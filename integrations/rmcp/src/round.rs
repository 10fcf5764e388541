//! One round of a call. In each round after the first, the client sends back the state that it got
//! in the previous round.

use hooks_router::{PendingCall, SuspendedCall};
use rmcp::model::{
    CallToolRequestParams, ElicitRequest, ElicitRequestParams, ElicitationSchema, InputRequest,
    InputRequests, InputRequiredResult,
};
use serde_json::{Value, json};

/// The key of our question among the tool's questions, and of our part of the state.
const KEY: &str = "hooks";

/// Our part of a request. It is taken out of the request, because the tool must see only its own
/// part.
///
/// The client could forge this part. But a suspended call contains digests, and hooks judge the call again when it is
/// resumed. So a client with a forged or changed state gains no more than a client that answers yes without asking its
/// user.
pub(crate) struct Round {
    /// The call that waits for an answer.
    suspended: Option<SuspendedCall>,
    /// The user's answer; `None` if there is none yet.
    said: Option<bool>,
    /// The tool's own state; `None` if the tool has sent none.
    tool: Option<String>,
}

/// The user's answer to our question.
pub(crate) enum Answer<'a> {
    Yes(&'a SuspendedCall),
    No,
    Nothing,
}

impl Round {
    /// Takes our part out of a request.
    pub(crate) fn take(request: &mut CallToolRequestParams) -> Self {
        let state = request.request_state.as_deref();
        let state: Option<Value> = state.and_then(|text| serde_json::from_str(text).ok());
        let Some(Some(ours)) = state.as_ref().map(|state| state.get(KEY)) else {
            return Self {
                suspended: None,
                said: None,
                tool: request.request_state.clone(),
            };
        };
        let text = |key: &str| ours.get(key).and_then(Value::as_str).map(str::to_owned);
        request.request_state = text("tool");
        let answer = request
            .input_responses
            .as_mut()
            .and_then(|all| all.remove(KEY));
        if request
            .input_responses
            .as_ref()
            .is_some_and(|all| all.is_empty())
        {
            request.input_responses = None;
        }
        let accepted =
            |answer: &Value| answer.get("action").and_then(Value::as_str) == Some("accept");
        Self {
            suspended: serde_json::from_value(ours["call"].clone()).ok(),
            // The answer to this round's question, or else the answer from an earlier round.
            said: answer
                .as_ref()
                .map(accepted)
                .or_else(|| ours["yes"].as_bool()),
            tool: text("tool"),
        }
    }

    pub(crate) fn answer(&self) -> Answer<'_> {
        match (self.said, &self.suspended) {
            (Some(true), Some(suspended)) => Answer::Yes(suspended),
            (Some(false), _) => Answer::No,
            _ => Answer::Nothing,
        }
    }

    /// Builds the result that asks the client's user about a call.
    pub(crate) fn ask(&self, pending: &PendingCall<'_>) -> InputRequiredResult {
        let mut questions = InputRequests::new();
        let ask = ElicitRequest::new(question(pending));
        questions.insert(KEY.to_owned(), InputRequest::Elicitation(ask));
        let state = json!({ KEY: { "call": pending.suspend(), "tool": self.tool } });
        InputRequiredResult::new(Some(questions), Some(state.to_string()))
    }

    /// Passes on a question that the tool itself asks. If the user has answered our question with yes, records this
    /// answer in the state, so that the next round does not ask again.
    pub(crate) fn pass_on(self, mut required: InputRequiredResult) -> InputRequiredResult {
        if let (Some(true), Some(suspended)) = (self.said, &self.suspended) {
            let tool = required.request_state.take();
            let state = json!({ KEY: { "call": suspended, "yes": true, "tool": tool } });
            required.request_state = Some(state.to_string());
        }
        required
    }
}

/// Builds our question to the user.
pub(crate) fn question(pending: &PendingCall<'_>) -> ElicitRequestParams {
    let call = pending.call();
    let why = match pending.question() {
        question if question.is_empty() => "a hook asks for your consent".to_owned(),
        question => question,
    };
    let mut message = format!("{why}\n{} {}", call.tool_name, call.input.to_value());
    for notice in pending.notices() {
        message = format!("{message}\n{notice}");
    }
    ElicitRequestParams::FormElicitationParams {
        meta: None,
        message,
        requested_schema: ElicitationSchema::builder().build_unchecked(),
    }
}
