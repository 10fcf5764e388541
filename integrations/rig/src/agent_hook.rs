//! Translates rig's events into events of hooks, and the hooks' answers into rig's actions.

use std::collections::HashMap;

use hooks_router::{ApprovedCall, Approver, Gate, PromptEffect, StopEffect, ToolResult};
use hooks_types::ToolCall;
use hooks_types::event::{
    AfterAgent, OtherEvent, SessionStart, Stop, SubagentStart, SubagentStop, UserPromptSubmit,
};
use hooks_types::payload::Subagent;
use rig::agent::{
    AgentHook, CompletionCallAction, CompletionCallEvent, DispatchAction, DispatchEvent,
    HookContext, ModelTurnAction, ModelTurnFinished, OutcomeAction, OutcomeEvent, RequestPatch,
    RunSettled, RunStart, RunStartAction, SettledOutcome, StepEventKind,
};
use rig::completion::Document;
use rig::message::AssistantContent;
use rig::tool::ToolOutput;
use serde_json::{Map, Value, json};

use crate::Hooks;
use crate::run::Run;
use crate::text;

impl<A: Approver + 'static> AgentHook for Hooks<A> {
    fn name(&self) -> Option<String> {
        Some("hooks".to_owned())
    }

    async fn on_run_start(&self, ctx: &HookContext, event: RunStart<'_>) -> RunStartAction {
        // Create the run's state before any call, because calls at the same time share its list of
        // unfinished calls.
        let run = self.run(ctx);
        let turn = ctx.run_id().to_string();
        self.session().update_meta(|meta| meta.turn_id = Some(turn));
        let subagent = self.session().meta().subagent.clone();
        if self.begins()
            && let Some(reason) = self.begin(subagent.as_ref()).await
        {
            return RunStartAction::stop(reason);
        }
        // A subagent's prompt comes from the agent and not from the user, so fire no event for it.
        if subagent.is_some() {
            return RunStartAction::Continue;
        }
        let prompt = text::of_prompt(event.prompt);
        let fired = self
            .session()
            .fire(UserPromptSubmit::new(prompt.clone()))
            .await;
        let said = fired.messages();
        match &fired.effect {
            PromptEffect::Submitted { .. } => {
                self.show(&said);
                run.put_before_model(said.model_parts().iter().skip(1));
                match said.for_model() {
                    same if same == prompt => RunStartAction::Continue,
                    text => RunStartAction::rewrite(text::into_prompt(event.prompt, text)),
                }
            }
            PromptEffect::Dropped { message, .. } => {
                self.hand_on(&said);
                RunStartAction::stop(message)
            }
            _ => RunStartAction::stop("the prompt was dropped"),
        }
    }

    /// Adds the texts of hooks that have waited for the next request to the model.
    async fn on_completion_call(
        &self,
        ctx: &HookContext,
        _event: CompletionCallEvent<'_>,
    ) -> CompletionCallAction {
        self.run(ctx).model_reads();
        self.hand_on(&self.session().take_pending());
        let texts = std::mem::take(&mut *self.carried());
        if texts.is_empty() {
            return CompletionCallAction::Continue;
        }
        let document = Document {
            id: "hooks".to_owned(),
            text: texts.join("\n\n"),
            additional_props: HashMap::new(),
        };
        CompletionCallAction::patch(RequestPatch::new().context(document))
    }

    async fn on_dispatch(&self, ctx: &HookContext, event: DispatchEvent<'_>) -> DispatchAction {
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
            Gate::Run(approved) => return self.runs(ctx, event, approved),
            Gate::Ask(pending) => match self.approver.approve(&pending).await {
                Some(Ok(())) => return self.runs(ctx, event, pending.granted()),
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
                self.run(ctx).put_before_model(said.model_parts());
                DispatchAction::skip(said.for_model())
            }
        }
    }

    async fn on_outcome(&self, ctx: &HookContext, event: OutcomeEvent<'_>) -> OutcomeAction {
        if let Some(completion) = event.completion() {
            // rig reports each reply of the model. None of the known hook events has this meaning,
            // so fire an event under a name of our own.
            let mut data = Map::new();
            data.insert("turn".to_owned(), json!(event.turn));
            data.insert("text".to_owned(), json!(text::of_reply(&completion.choice)));
            let fired = self
                .session()
                .fire(OtherEvent::new("ModelReplied", data))
                .await;
            self.hand_on(&fired.messages());
            return match fired.stop() {
                Some(reason) => OutcomeAction::stop(reason),
                None => OutcomeAction::Proceed,
            };
        }
        let run = self.run(ctx);
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

    async fn on_model_turn_finished(
        &self,
        ctx: &HookContext,
        event: ModelTurnFinished<'_>,
    ) -> ModelTurnAction {
        let calls = |part: &AssistantContent| matches!(part, AssistantContent::ToolCall(_));
        // After a turn with tool calls the agent goes on. After a turn without tool calls the model
        // is about to stop.
        if event.content.iter().any(calls) {
            return ModelTurnAction::Continue;
        }
        let last = Some(text::of_reply(event.content));
        let fired = match self.session().meta().subagent.clone() {
            None => {
                let mut stop = Stop::new();
                stop.last_assistant_message = last;
                self.session().fire(stop).await
            }
            Some(subagent) => {
                let mut stop = SubagentStop::new(subagent.id);
                stop.agent_type = subagent.kind;
                stop.last_assistant_message = last;
                self.session().fire(stop).await
            }
        };
        let said = fired.messages();
        match (&fired.effect, said.stop()) {
            (_, Some(reason)) => {
                self.hand_on(&said);
                ModelTurnAction::stop(reason)
            }
            (StopEffect::GoesOn { .. }, None) => {
                self.show(&said);
                self.run(ctx).put_before_model(said.model_parts());
                ModelTurnAction::retry_with_feedback(said.for_model())
            }
            _ => {
                self.hand_on(&said);
                ModelTurnAction::Continue
            }
        }
    }

    async fn on_run_settled(&self, ctx: &HookContext, event: RunSettled<'_>) {
        let SettledOutcome::Response(response) = event.outcome else {
            return;
        };
        let meta = self.session().meta();
        if meta.subagent.is_some() {
            return;
        }
        let mut after = AfterAgent::new(meta.session_id.clone(), ctx.run_id().to_string());
        after.last_assistant_message = Some(response.output().to_owned());
        let fired = self.session().fire(after).await;
        self.hand_on(&fired.messages());
    }

    fn observes(&self, kind: StepEventKind) -> bool {
        matches!(
            kind,
            StepEventKind::RunStart
                | StepEventKind::RunSettled
                | StepEventKind::CompletionCall
                | StepEventKind::CompletionDispatch
                | StepEventKind::ModelTurnFinished
                | StepEventKind::ToolDispatch
        )
    }
}

impl<A: Approver + 'static> Hooks<A> {
    /// Returns the state of this run. A resumed run has no start event, so the first call creates
    /// the state.
    fn run(&self, ctx: &HookContext) -> Run<A> {
        ctx.scratchpad().get().unwrap_or_else(|| {
            let run = Run::new(self.clone());
            ctx.scratchpad().insert(run.clone());
            run
        })
    }

    /// Fires the event with which the session or the subagent begins. Returns a reason if a hook
    /// ends the run at once.
    async fn begin(&self, subagent: Option<&Subagent>) -> Option<String> {
        let fired = match subagent {
            None => self.session().fire(SessionStart::new("startup")).await,
            Some(subagent) => {
                let mut start = SubagentStart::new(subagent.id.clone());
                start.agent_type = subagent.kind.clone();
                self.session().fire(start).await
            }
        };
        self.hand_on(&fired.messages());
        fired.stop().map(str::to_owned)
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
        ctx: &HookContext,
        event: DispatchEvent<'_>,
        approved: ApprovedCall<'_>,
    ) -> DispatchAction {
        let action = match approved.is_modified() {
            true => {
                DispatchAction::rewrite_tool_args(event.kind, (self.to_arguments)(approved.call()))
            }
            false => DispatchAction::Proceed,
        };
        self.run(ctx).begin(event.id, approved.into_owned());
        action
    }
}
