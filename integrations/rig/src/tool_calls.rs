//! Lets hooks judge the calls of tools, and shows them the results.

use hooks_router::{ApprovedCall, Approver, Gate, ToolResult};
use hooks_types::ToolCall;
use rig::agent::{DispatchAction, DispatchEvent, OutcomeAction, OutcomeEvent};
use rig::tool::ToolOutput;
use serde_json::Value;

use crate::Hooks;
use crate::run::Run;
use crate::text;

impl<A: Approver + 'static> Hooks<A> {
    /// Lets hooks judge a call. Asks the user if hooks or the agent's own rules want that.
    pub(crate) async fn before_call(
        &self,
        run: &Run<A>,
        event: DispatchEvent<'_>,
    ) -> DispatchAction {
        let (Some(tool), Some(arguments)) = (event.tool_name(), event.tool_args()) else {
            return DispatchAction::Proceed;
        };
        let id = match event.call_id {
            Some(id) => id.to_string(),
            None => format!("{:?}", event.id),
        };
        let call = self.call(id, tool, arguments);
        // The approver's verdict counts as the agent's own permission rules, so an allow of a hook
        // cannot override the verdict.
        let gate = self
            .session()
            .before_judged_by(&call, |call| self.approver.verdict(call))
            .await;
        let refused = match gate {
            Gate::Run(approved) => return self.runs(run, event, approved),
            Gate::Ask(pending) => match self.approver.approve(&pending).await {
                Some(Ok(())) => return self.runs(run, event, pending.granted()),
                Some(Err(reason)) => pending.denied(reason),
                None => pending.nobody_to_ask(),
            },
            Gate::Blocked(refused) => refused,
        };
        let said = refused.messages();
        match said.stop() {
            Some(reason) => {
                self.hand_on(&said);
                DispatchAction::stop(reason)
            }
            None => {
                self.show(&said);
                run.put_before_model(said.model_parts());
                DispatchAction::skip(said.for_model())
            }
        }
    }

    /// Shows the result of a call to hooks. Returns the result as hooks have changed it, with their texts.
    pub(crate) async fn after_call(&self, run: &Run<A>, event: OutcomeEvent<'_>) -> OutcomeAction {
        let Some(approved) = run.end(event.id) else {
            return OutcomeAction::Proceed;
        };
        let shown = match (event.tool_result(), event.outcome) {
            (Some(result), _) if result.is_success() => {
                let output = result.output();
                let value = output.as_json().cloned();
                ToolResult::Completed(value.unwrap_or_else(|| Value::from(output.render())))
            }
            (Some(result), _) => ToolResult::failed(result.output().render()),
            (None, Err(report)) => ToolResult::failed(report.message.clone()),
            (None, Ok(_)) => ToolResult::failed("the tool returned no result"),
        };
        let after = self.session().after(approved, shown.clone()).await;
        let said = after.messages();
        self.show(&said);
        // The first part for the model is the result itself, unless the result is empty. The other
        // parts are texts that hooks added to the result.
        let beside = usize::from(!after.result.text().trim().is_empty());
        let beside = said.model_parts().get(beside..).unwrap_or_default();
        if let Some(reason) = said.stop() {
            self.carried().extend_from_slice(beside);
            return OutcomeAction::stop(reason);
        }
        match event.tool_result() {
            None => {
                self.carried().extend_from_slice(beside);
                OutcomeAction::Proceed
            }
            Some(_) if after.result != shown => {
                run.put_before_model(beside);
                OutcomeAction::rewrite_tool_output(&event, ToolOutput::text(said.for_model()))
            }
            Some(_) if beside.is_empty() => OutcomeAction::Proceed,
            Some(result) => {
                run.put_before_model(beside);
                let output = text::with_texts(result.output(), beside);
                OutcomeAction::rewrite_tool_output(&event, output)
            }
        }
    }

    /// Returns the call as hooks see it. rig itself refuses arguments that are not an object. If rig ever passed on
    /// such arguments, hooks would see them as a text.
    fn call(&self, id: String, tool: &str, arguments: &str) -> ToolCall {
        match serde_json::from_str(arguments) {
            Ok(Value::Object(arguments)) => (self.to_call)(id, tool, arguments),
            _ => ToolCall::custom(id, tool, arguments),
        }
    }

    /// Lets rig run an approved call, with the arguments as hooks have changed them.
    fn runs(
        &self,
        run: &Run<A>,
        event: DispatchEvent<'_>,
        approved: ApprovedCall<'_>,
    ) -> DispatchAction {
        let action = match approved.is_modified() {
            true => {
                DispatchAction::rewrite_tool_args(event.kind, (self.to_arguments)(approved.call()))
            }
            false => DispatchAction::Proceed,
        };
        run.begin(event.id, approved.into_owned());
        action
    }
}
