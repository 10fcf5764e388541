//! The agent's loop: every event at its moment, every outcome obeyed.

use std::collections::VecDeque;
use std::io::{BufRead, IsTerminal};

use hooks_router::{
    ApprovedCall, Gate, PermissionEffect, PromptEffect, Session, StopEffect, ToolResponse,
    ToolResult,
};
use hooks_types::{AfterAgent, SessionStart, Stop, ToolCall, UserPromptSubmit};

use crate::script::Step;
use crate::tools;
use crate::transcript::Transcript;

pub(crate) struct Agent {
    session: Session,
    out: Transcript,
    /// Answers every question with yes.
    yes: bool,
    /// Whether stdin is free for questions.
    can_ask: bool,
    turn: u32,
    prompts: Vec<String>,
}

/// Whether the conversation goes on.
type Next = Result<(), Ended>;

/// A hook ended the run.
struct Ended(String);

impl Agent {
    pub(crate) fn new(session: Session, out: Transcript, yes: bool, script_is_file: bool) -> Self {
        Self {
            session,
            out,
            yes,
            can_ask: script_is_file && std::io::stdin().is_terminal(),
            turn: 0,
            prompts: Vec::new(),
        }
    }

    pub(crate) async fn run(&mut self, mut script: VecDeque<Step>) {
        let started = self.session.fire(SessionStart::new("startup")).await;
        self.out.said(&started.dispatched);
        let ended = match ended_by(started.dispatched.stop()) {
            Ok(()) => self.follow(&mut script).await.err(),
            stopped => stopped.err(),
        };
        if let Some(Ended(reason)) = ended {
            self.out.note(&format!("a hook ended the run: {reason}"));
        }
    }

    async fn follow(&mut self, script: &mut VecDeque<Step>) -> Next {
        while let Some(step) = script.pop_front() {
            match step {
                Step::Prompt(text) => {
                    if !self.prompt(text).await? {
                        // The model never read it, so it does none of what would have followed.
                        while script
                            .front()
                            .is_some_and(|step| !matches!(step, Step::Prompt(_)))
                        {
                            script.pop_front();
                        }
                    }
                }
                Step::Say(text) => self.out.model(&text),
                Step::Call(call) => self.call(&call).await?,
                Step::Stop(text) => self.stop(&text, script).await?,
            }
        }
        Ok(())
    }

    /// Submits a prompt; false where a hook dropped it.
    async fn prompt(&mut self, text: String) -> Result<bool, Ended> {
        self.turn += 1;
        let turn = format!("turn-{}", self.turn);
        self.session.update_meta(|meta| meta.turn_id = Some(turn));
        self.out.user(&text);
        let fired = self
            .session
            .fire(UserPromptSubmit::new(text.as_str()))
            .await;
        self.out.said(&fired.dispatched);
        ended_by(fired.dispatched.stop())?;
        match &fired.effect {
            PromptEffect::Dropped { message, .. } => {
                self.out.note(&format!("the prompt was dropped: {message}"));
                Ok(false)
            }
            PromptEffect::Submitted {
                text: submitted, ..
            } => {
                if *submitted != text {
                    self.out.to_model(submitted);
                }
                self.prompts = vec![submitted.clone()];
                Ok(true)
            }
            _ => Ok(true),
        }
    }

    /// Takes a call through the gate, runs it, and shows hooks the result.
    async fn call(&self, call: &ToolCall) -> Next {
        self.out
            .model(&format!("{} {}", call.tool_name, call.input.to_value()));
        let gate = self.session.before(call).await;
        self.out.texts(gate.contexts(), gate.notices());
        self.out.rows(&gate.report());
        ended_by(gate.stop())?;
        let approved = match gate {
            Gate::Run(approved) => self.own_permission(approved).await,
            Gate::Ask(pending) => match self.ask(pending.message(), pending.call()).await {
                Some(true) => Ok(pending.granted()),
                Some(false) => Err(pending.denied("")),
                None => Err(pending.nobody_to_ask()),
            },
            Gate::Blocked(refused) => Err(refused),
        };
        let approved = match approved {
            Ok(approved) => approved,
            Err(refused) => {
                self.out.to_model(&refused.text());
                return ended_by(refused.stop());
            }
        };
        if approved.is_modified() {
            let input = approved.call().input.to_value();
            self.out.note(&format!("hooks changed the input: {input}"));
        }
        let result = tools::run(&approved).await;
        let after = self.session.after(approved, result).await;
        match &after.result {
            ToolResult::Completed(output) => self.out.tool(&output.to_string()),
            ToolResult::Failed { error, output, .. } => {
                let output = output.as_ref().map(ToString::to_string);
                self.out
                    .tool(&format!("failed: {error} {}", output.unwrap_or_default()));
            }
            _ => {}
        }
        after
            .feedback
            .iter()
            .for_each(|text| self.out.to_model(text));
        self.out.texts(after.contexts(), after.notices());
        self.out.rows(&after.report());
        ended_by(after.stop())
    }

    /// What hooks approve still goes through the agent's own permission system, unless a hook
    /// granted leave. Where that would ask, PermissionRequest hooks are heard first.
    async fn own_permission<'a>(
        &self,
        approved: ApprovedCall<'a>,
    ) -> Result<ApprovedCall<'a>, ToolResponse> {
        if approved.is_granted() || !tools::needs_leave(&approved) {
            return Ok(approved);
        }
        let permission = self.session.permission(approved).await;
        self.out.texts(permission.contexts(), permission.notices());
        for report in permission.reports() {
            self.out.rows(&report);
        }
        match permission.effect {
            PermissionEffect::Granted(approved) => Ok(approved),
            PermissionEffect::Denied(refused) => Err(refused),
            PermissionEffect::AskUser(pending) => {
                let why = pending.message().unwrap_or("it writes outside this folder");
                match self.ask(Some(why), pending.call()).await {
                    Some(true) => Ok(pending.granted()),
                    Some(false) => Err(pending.denied("")),
                    None => Err(pending.nobody_to_ask()),
                }
            }
        }
    }

    /// The model wants to stop. While hooks object it goes on: with what the script has it do
    /// next, or, where that is nothing, by trying again. The session bounds how often.
    async fn stop(&mut self, text: &str, script: &VecDeque<Step>) -> Next {
        self.out.model(text);
        loop {
            let mut event = Stop::new();
            event.last_assistant_message = Some(text.to_owned());
            let fired = self.session.fire(event).await;
            self.out.said(&fired.dispatched);
            ended_by(fired.dispatched.stop())?;
            let StopEffect::GoesOn { message, .. } = &fired.effect else {
                break;
            };
            self.out.to_model(&format!("go on: {message}"));
            if !matches!(script.front(), None | Some(Step::Prompt(_))) {
                return Ok(());
            }
        }
        let meta = self.session.meta();
        let turn = meta.turn_id.clone().unwrap_or_default();
        let mut event = AfterAgent::new(meta.session_id.clone(), turn);
        event.input_messages = std::mem::take(&mut self.prompts);
        event.last_assistant_message = Some(text.to_owned());
        let after = self.session.fire(event).await;
        self.out.said(&after.dispatched);
        ended_by(after.dispatched.stop())
    }

    /// Asks the user; none where there is nobody.
    async fn ask(&self, why: Option<&str>, call: &ToolCall) -> Option<bool> {
        let why = why.unwrap_or("a hook wants you to look at this");
        let what = format!("{why}: {} {}", call.tool_name, call.input.to_value());
        if self.yes {
            self.out.note(&format!("{what} - yes (--yes)"));
            return Some(true);
        }
        if !self.can_ask {
            return None;
        }
        self.out.note(&format!("{what} - run it? [y/N]"));
        // A thread of its own: an interrupt need not wait for the user to press enter.
        let (answered, answer) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            let read = std::io::stdin().lock().read_line(&mut line);
            let _ = answered.send(read.map(|_| line));
        });
        let line = answer.await.ok()?.ok()?;
        Some(matches!(line.trim(), "y" | "yes"))
    }
}

fn ended_by(stop: Option<&str>) -> Next {
    stop.map_or(Ok(()), |reason| Err(Ended(reason.to_owned())))
}
