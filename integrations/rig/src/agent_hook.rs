//! Translates rig's events into events of hooks, and the hooks' answers into rig's actions.

use std::collections::HashMap;

use hooks_router::{Approver, PromptEffect, StopEffect};
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
use serde_json::{Map, json};

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
        self.before_call(&self.run(ctx), event).await
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
        self.after_call(&self.run(ctx), event).await
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
}
