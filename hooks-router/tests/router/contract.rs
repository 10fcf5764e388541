//! The suite for embedders passes a correct agent, and finds each single fault of an agent.

use std::future::pending;
use std::sync::Mutex;

use async_trait::async_trait;
use hooks_router::contract::{self, Driver, Executed, PROMISES, Ran, ToolPath, Trial, Verdict};
use hooks_router::{
    ApprovedCall, Gate, PromptEffect, Router, Session, StopEffect, ToolResponse, ToolResult,
};
use hooks_types::event::{SessionStart, Stop, SubagentStart, SubagentStop, UserPromptSubmit};
use hooks_types::payload::Subagent;
use hooks_types::tool::{ShellInput, ToolInput};
use hooks_types::{EventName, SessionMeta, ToolCall};
use serde_json::{Map, Value, json};

mod faults;

/// One fault of an agent.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    GateNotCalled,
    GateCalledTwice,
    VerdictIgnored,
    RefusalUntold,
    OriginalRuns,
    AskRuns,
    SecondCallUngated,
    PostNotCalled,
    PostShownNothing,
    FailureIsSuccess,
    FeedbackUntold,
    OutputNotReplaced,
    ContextUntold,
    SubagentUngated,
    SubagentUnnamed,
    StopUnheard,
    StopNotCalled,
    StopAskedOnce,
    SubagentStopUnheard,
    RunGoesOn,
    PromptSentAnyway,
    StartNotFired,
    StartUntold,
    PromptUnchanged,
    StopAfterCallUnheard,
    NeverEnds,
}

/// A small agent with at most one fault.
struct Agent(Option<Fault>);

/// The record of one trial.
#[derive(Default)]
struct Log {
    executed: Mutex<Vec<Executed>>,
    requests: Mutex<Vec<String>>,
}

/// The error of a step at which a hook ended the run.
struct Ended;

fn arguments(word: &str) -> ToolInput {
    let mut arguments = Map::new();
    arguments.insert("word".into(), word.into());
    ToolInput::Function(arguments)
}

fn shell(word: &str) -> ToolInput {
    ToolInput::Shell(ShellInput::new(["say", word]))
}

fn mcp(word: &str) -> ToolInput {
    let ToolInput::Function(arguments) = arguments(word) else {
        unreachable!()
    };
    ToolCall::mcp("1", "words", "say", Some(arguments)).input
}

#[async_trait]
impl Driver for Agent {
    fn paths(&self) -> Vec<ToolPath> {
        let path = |name: &str, tool: &str, input: fn(&str) -> ToolInput| {
            let call = ToolCall::new("1", tool, input("one"));
            ToolPath::new(name, call, input("two")).with_failing(input("fail"))
        };
        vec![
            path("shell", "shell", shell),
            path("function", "say", arguments),
            path("mcp", "mcp__words__say", mcp),
            path("function in a subagent", "say", arguments).in_subagent(),
        ]
    }

    fn events(&self) -> Vec<EventName> {
        vec![
            EventName::SessionStart,
            EventName::UserPromptSubmit,
            EventName::Stop,
            EventName::SubagentStart,
            EventName::SubagentStop,
        ]
    }

    async fn run(&self, trial: Trial) -> Ran {
        let log = Log::default();
        let _ended = self.start(trial, &log).await;
        Ran::new(
            log.executed.into_inner().unwrap(),
            log.requests.into_inner().unwrap(),
        )
    }
}

impl Agent {
    fn has(&self, fault: Fault) -> bool {
        self.0 == Some(fault)
    }

    async fn start(&self, trial: Trial, log: &Log) -> Result<(), Ended> {
        if self.has(Fault::NeverEnds) {
            pending::<()>().await;
        }
        let session = trial.router.session(SessionMeta::new("s", "/"));
        let mut conversation = Vec::new();
        if !self.has(Fault::StartNotFired) {
            let started = session.fire(SessionStart::new("startup")).await;
            if !self.has(Fault::StartUntold) {
                conversation.push(started.messages().for_model());
            }
        }
        let typed = trial.prompt.clone();
        let prompt = session.fire(UserPromptSubmit::new(trial.prompt)).await;
        conversation.push(prompt.messages().for_model());
        if self.has(Fault::PromptUnchanged) {
            conversation.push(typed);
        }
        if matches!(prompt.effect, PromptEffect::Dropped { .. })
            && !self.has(Fault::PromptSentAnyway)
        {
            return Err(Ended);
        }
        if !trial.path.in_subagent {
            return self
                .converse(&session, trial.calls, log, &mut conversation, false)
                .await;
        }
        let ToolInput::Function(task) = arguments("a task") else {
            unreachable!()
        };
        let call = ToolCall::function("0", "subagent", task);
        let Gate::Run(approved) = session.before(&call).await else {
            return Err(Ended);
        };
        let child = self.subagent(&session);
        let mut inner = Vec::new();
        let started = child.fire(SubagentStart::new("a1")).await;
        inner.push(started.messages().for_model());
        self.converse(&child, trial.calls, log, &mut inner, true)
            .await?;
        let after = session.after(approved, Ok::<_, String>("done")).await;
        conversation.push(after.messages().for_model());
        self.converse(&session, Vec::new(), log, &mut conversation, false)
            .await
    }

    fn subagent(&self, session: &Session) -> Session {
        match self.0 {
            Some(Fault::SubagentUngated) => Router::empty().session(SessionMeta::new("s", "/")),
            Some(Fault::SubagentUnnamed) => session.clone(),
            _ => session.child(Subagent::new("a1")),
        }
    }

    /// Runs the turns of one model until it ends.
    async fn converse(
        &self,
        session: &Session,
        mut calls: Vec<ToolCall>,
        log: &Log,
        conversation: &mut Vec<String>,
        sub: bool,
    ) -> Result<(), Ended> {
        let mut asked = false;
        loop {
            log.requests.lock().unwrap().push(conversation.join("\n"));
            if calls.is_empty() {
                match self.stop(session, conversation, sub, asked).await {
                    true => asked = true,
                    false => return Ok(()),
                }
                continue;
            }
            let mut ended = false;
            for (at, call) in std::mem::take(&mut calls).into_iter().enumerate() {
                let gated = at == 0 || !self.has(Fault::SecondCallUngated);
                ended |= self.call(session, &call, gated, log, conversation).await;
            }
            if ended && !self.has(Fault::RunGoesOn) {
                return Err(Ended);
            }
        }
    }

    /// Returns whether the model goes on.
    async fn stop(
        &self,
        session: &Session,
        conversation: &mut Vec<String>,
        sub: bool,
        asked: bool,
    ) -> bool {
        let fault = if sub {
            Fault::SubagentStopUnheard
        } else {
            Fault::StopUnheard
        };
        if self.has(Fault::StopNotCalled) || (self.has(Fault::StopAskedOnce) && asked) {
            return false;
        }
        let fired = match sub {
            true => session.fire(SubagentStop::new("a1")).await,
            false => session.fire(Stop::new()).await,
        };
        conversation.push(fired.messages().for_model());
        matches!(fired.effect, StopEffect::GoesOn { .. }) && !self.has(fault)
    }

    /// Handles one call. Returns whether a hook ended the run.
    async fn call(
        &self,
        session: &Session,
        call: &ToolCall,
        gated: bool,
        log: &Log,
        conversation: &mut Vec<String>,
    ) -> bool {
        if self.has(Fault::GateNotCalled) || !gated {
            conversation.push(self.tool(&call.input, log).text());
            return false;
        }
        if self.has(Fault::GateCalledTwice) {
            let _first = session.before(call).await;
        }
        match session.before(call).await {
            Gate::Run(approved) => self.approved(session, approved, log, conversation).await,
            Gate::Ask(pending) if self.has(Fault::AskRuns) => {
                self.approved(session, pending.granted(), log, conversation)
                    .await
            }
            Gate::Ask(pending) => self.refused(&pending.nobody_to_ask(), call, log, conversation),
            Gate::Blocked(response) => self.refused(&response, call, log, conversation),
        }
    }

    fn refused(
        &self,
        response: &ToolResponse,
        call: &ToolCall,
        log: &Log,
        conversation: &mut Vec<String>,
    ) -> bool {
        if self.has(Fault::VerdictIgnored) {
            self.tool(&call.input, log);
        }
        if !self.has(Fault::RefusalUntold) {
            conversation.push(response.messages().for_model());
        }
        response.stop().is_some()
    }

    async fn approved(
        &self,
        session: &Session,
        approved: ApprovedCall<'_>,
        log: &Log,
        conversation: &mut Vec<String>,
    ) -> bool {
        let input = match self.has(Fault::OriginalRuns) {
            true => &approved.original().input,
            false => &approved.call().input,
        };
        let result = self.tool(input, log);
        if self.has(Fault::PostNotCalled) {
            conversation.push(approved.messages().for_model());
            conversation.push(result.text());
            return false;
        }
        let shown = match (self.0, &result) {
            (Some(Fault::PostShownNothing), _) => ToolResult::Completed(Value::Null),
            (Some(Fault::FailureIsSuccess), ToolResult::Failed { error, .. }) => {
                ToolResult::Completed(json!(error))
            }
            _ => result.clone(),
        };
        let after = session.after(approved, shown).await;
        let said = after.messages();
        let text = match self.0 {
            Some(Fault::PostShownNothing) => format!("{}\n{}", result.text(), said.for_model()),
            Some(Fault::OutputNotReplaced) => format!("{}\n{}", result.text(), said.for_model()),
            Some(Fault::FeedbackUntold) => [
                &[after.result.text()],
                after.trail().contexts(),
                after.contexts(),
            ]
            .concat()
            .join("\n"),
            Some(Fault::ContextUntold) => format!(
                "{}\n{}",
                after.result.text(),
                after.feedback.clone().unwrap_or_default()
            ),
            _ => said.for_model(),
        };
        conversation.push(text);
        said.stop().is_some() && !self.has(Fault::StopAfterCallUnheard)
    }

    fn tool(&self, input: &ToolInput, log: &Log) -> ToolResult {
        let value = input.to_value();
        let fails = value.to_string().contains("fail");
        let output = if fails {
            "the tool is broken"
        } else {
            "words were said"
        };
        log.executed
            .lock()
            .unwrap()
            .push(Executed::new(value, output));
        match fails {
            true => ToolResult::failed(output),
            false => ToolResult::Completed(json!(output)),
        }
    }
}
