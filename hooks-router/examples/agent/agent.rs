//! The agent's loop: fires every event when it happens, and obeys every outcome.

use std::collections::VecDeque;
use std::io::{BufRead, IsTerminal};

use hooks_router::{
    ApprovedCall, Gate, Messages, PendingCall, PromptEffect, Session, StopEffect, ToolResponse,
};
use hooks_types::ToolCall;
use hooks_types::event::{AfterAgent, SessionStart, Stop, UserPromptSubmit};

use crate::script::Step;
use crate::tools;
use crate::transcript::Transcript;

pub(crate) struct Agent {
    session: Session,
    out: Transcript,
    /// Whether every question for the user is answered with yes.
    yes: bool,
    /// Whether stdin is free for questions.
    can_ask: bool,
    turn: u32,
    prompts: Vec<String>,
}

/// The result of a step; an error if a hook ended the run.
type Next = Result<(), Ended>;

/// The reason why a hook ended the run.
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
        self.out.rows(&started.dispatched.report());
        let ended = match self.hand_on(&started.messages()) {
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
                        // A hook dropped the prompt, so the model never reads it. Skip the steps that answer this
                        // prompt.
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

    /// Submits a prompt. Returns `false` if a hook dropped it.
    async fn prompt(&mut self, text: String) -> Result<bool, Ended> {
        self.turn += 1;
        let turn = format!("turn-{}", self.turn);
        self.session.update_meta(|meta| meta.turn_id = Some(turn));
        self.out.user(&text);
        let fired = self
            .session
            .fire(UserPromptSubmit::new(text.as_str()))
            .await;
        self.out.rows(&fired.dispatched.report());
        // The messages begin with the prompt, as hooks have changed it, so the model reads it first.
        self.hand_on(&fired.messages())?;
        match fired.effect {
            PromptEffect::Dropped { .. } => {
                self.out.note("the prompt was dropped");
                Ok(false)
            }
            PromptEffect::Submitted { text, .. } => {
                self.prompts = vec![text];
                Ok(true)
            }
            _ => Ok(true),
        }
    }

    /// Asks hooks whether a call may run, runs it, and shows its result to hooks.
    async fn call(&self, call: &ToolCall) -> Next {
        self.out
            .model(&format!("{} {}", call.tool_name, call.input.to_value()));
        // A deny by the agent's own rules wins over every hook.
        let gate = self.session.before_judged_by(call, tools::verdict).await;
        self.out.rows(&gate.report());
        let approved = match gate {
            Gate::Run(approved) => Ok(approved),
            Gate::Ask(pending) => self.ask(pending).await,
            Gate::Blocked(refused) => Err(refused),
        };
        // The last value about a call returns all texts of the call's hooks, whether or not the call ran.
        let said = match approved {
            Ok(approved) => {
                if approved.is_modified() {
                    let input = approved.call().input.to_value();
                    self.out.note(&format!("hooks changed the input: {input}"));
                }
                let result = tools::run(&approved).await;
                let after = self.session.after(approved, result).await;
                self.out.rows(&after.report());
                after.messages()
            }
            Err(refused) => refused.messages(),
        };
        self.hand_on(&said)
    }

    /// Passes the texts to the model and to the user.
    pub(crate) fn tell(&self, said: &Messages) {
        said.model_parts()
            .iter()
            .for_each(|text| self.out.to_model(text));
        said.user_parts()
            .iter()
            .for_each(|text| self.out.note(text));
    }

    /// Like [`tell`](Self::tell), but returns an error if a hook ended the run.
    fn hand_on(&self, said: &Messages) -> Next {
        self.tell(said);
        said.stop()
            .map_or(Ok(()), |reason| Err(Ended(reason.to_owned())))
    }

    /// Handles a model that wants to stop. While hooks object, the model goes on with the next step of the script, or
    /// tries to stop again if no step is left. The session limits how often hooks can object.
    async fn stop(&mut self, text: &str, script: &VecDeque<Step>) -> Next {
        self.out.model(text);
        loop {
            let mut event = Stop::new();
            event.last_assistant_message = Some(text.to_owned());
            let fired = self.session.fire(event).await;
            self.out.rows(&fired.dispatched.report());
            self.hand_on(&fired.messages())?;
            if !matches!(fired.effect, StopEffect::GoesOn { .. }) {
                break;
            }
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
        self.out.rows(&after.dispatched.report());
        self.hand_on(&after.messages())
    }

    /// Asks the user about a call.
    async fn ask<'a>(&self, pending: PendingCall<'a>) -> Result<ApprovedCall<'a>, ToolResponse> {
        let call = pending.call();
        let question = pending.question();
        let why = match question.as_str() {
            "" => "this needs your permission",
            question => question,
        };
        let what = format!("{why}: {} {}", call.tool_name, call.input.to_value());
        match self.answer(&what).await {
            Some(true) => Ok(pending.granted()),
            Some(false) => Err(pending.denied("")),
            None => Err(pending.nobody_to_ask()),
        }
    }

    /// Returns the user's answer; `None` if there is no user.
    async fn answer(&self, what: &str) -> Option<bool> {
        if self.yes {
            self.out.note(&format!("{what} - yes (--yes)"));
            return Some(true);
        }
        if !self.can_ask {
            return None;
        }
        self.out.note(&format!("{what} - run it? [y/N]"));
        // Read on a separate thread, so that an interrupt need not wait until the user presses Enter.
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
