//! The response to the model for a call that does not run.

use std::fmt;

use hooks_types::answer::OutcomeKind;
use hooks_types::report::Cause;
use hooks_types::spec::OnFailure;
use hooks_types::text::{sentence, short_name};
use hooks_types::tool::CallKind;
use hooks_types::{EventName, Report};
use serde_json::{Value, json};

use super::call_trail::CallTrail;
use super::heard::Heard;
use crate::dispatch::{Dispatched, Elsewhere, Questions};
use crate::messages::Messages;

/// The response to a call that does not run. It has the id of the call.
///
/// [`messages`](Self::messages) has the texts for the model and the user. [`to_value`](Self::to_value) returns the
/// refusal as the JSON item that answers this kind of call.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[must_use = "pass this response to the model: it says why the call did not run"]
pub struct ToolResponse {
    /// The id of the call.
    pub call_id: String,
    /// The kind of the call.
    pub kind: CallKind,
    /// Why the call does not run.
    pub refusal: Refusal,
    /// Everything that hooks said about the call.
    heard: Heard,
}

/// Why a call does not run. The text for the model is different for each reason, so that the model can distinguish a
/// hook's decision from a hook's failure.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// A hook judged the call and blocked it.
    #[non_exhaustive]
    Policy {
        /// The id of the hook.
        hook: String,
        /// The hook's reason.
        reason: String,
    },
    /// A hook failed, so it could not judge the call. Its failure policy is to block, or to ask although no user can be
    /// asked.
    #[non_exhaustive]
    Broken {
        /// The id of the hook.
        hook: String,
        /// Why the hook could not judge.
        cause: Cause,
        /// The cause, described in words.
        reason: String,
        /// The failure policy that applied: block or ask.
        policy: OnFailure,
    },
    /// A hook changed the input to something that does not fit the call.
    #[non_exhaustive]
    Unfit {
        /// The id of the hook.
        hook: String,
        /// Why the input does not fit.
        problem: String,
    },
    /// A hook or the agent asks, but no user can be asked.
    #[non_exhaustive]
    NobodyToAsk {
        /// The id of the first hook that asks; empty if the agent itself asks.
        hook: String,
        /// The questions of all hooks that ask, one per line, beginning with the question of `hook`.
        question: Option<String>,
    },
    /// The user was asked and said no.
    #[non_exhaustive]
    DeniedByUser {
        /// The id of the first hook that asked; empty if the agent itself asked.
        hook: String,
        /// The user's reason; can be empty.
        reason: String,
    },
    /// The agent's own permission system said no.
    #[non_exhaustive]
    DeniedByAgent {
        /// The agent's reason.
        reason: String,
    },
    /// A hook ended the run.
    #[non_exhaustive]
    Stopped {
        /// The hook's reason.
        reason: String,
    },
}

impl ToolResponse {
    /// Creates the response for the call of this trail, which does not run.
    pub(super) fn new(refusal: Refusal, trail: CallTrail<'_>) -> Self {
        // The model knows the call by the input that it sent, so take the kind from that input.
        let call = trail.original();
        Self {
            call_id: call.call_id.clone(),
            kind: call.input.kind(),
            refusal,
            heard: trail.into_heard(),
        }
    }

    /// Returns everything that hooks said about the call.
    pub(super) fn heard(&self) -> &Heard {
        &self.heard
    }

    /// Returns the collected texts of hooks, to add more to them.
    pub(super) fn heard_mut(&mut self) -> &mut Heard {
        &mut self.heard
    }

    /// Returns everything about the call: the refusal and all texts of hooks.
    pub fn messages(&self) -> Messages {
        self.heard.messages(&self.text(), self.refusal.tells())
    }

    /// Returns the refusal as text for the model. [`messages`](Self::messages) also returns the texts that hooks added.
    #[must_use]
    pub fn text(&self) -> String {
        self.refusal.to_string()
    }

    /// Returns the response as the JSON item that answers this kind of call:
    ///
    /// | kind of call | `type` of the item | place of the text |
    /// |---|---|---|
    /// | function and any other | `function_call_output` | `output` |
    /// | custom tool | `custom_tool_call_output` | `output` |
    /// | shell | `shell_call_output` | `output.stderr`, with an empty `stdout` and no exit code |
    /// | MCP | `mcp_tool_call_output` | `result.content`, with `isError` |
    #[must_use]
    pub fn to_value(&self) -> Value {
        let text = self.text();
        let output = |kind: &str, output: Value| json!({ "type": kind, "call_id": self.call_id, "output": output });
        match self.kind {
            CallKind::Mcp => json!({
                "type": "mcp_tool_call_output",
                "call_id": self.call_id,
                "result": { "content": [{ "type": "text", "text": text }], "isError": true },
            }),
            CallKind::Custom => output("custom_tool_call_output", Value::String(text)),
            // A command that did not run has no exit code, so write `null`.
            CallKind::Shell => output(
                "shell_call_output",
                json!({ "stdout": "", "stderr": text, "exit_code": null }),
            ),
            _ => output("function_call_output", Value::String(text)),
        }
    }

    /// Returns the texts for the model besides the response, of every event that was fired for the call.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        self.heard.contexts()
    }

    /// Returns the texts for the user, of every event that was fired for the call.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        self.heard.notices()
    }

    /// Returns why a hook ended the run; `None` if the run goes on.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        self.heard.stop()
    }

    /// Returns the report of the last event that was fired for the call: a row for each of its hooks.
    pub fn report(&self) -> Report {
        let last = self.heard.last();
        // If there is no dispatch, no hook matched, and the agent itself denied the call.
        last.map_or_else(|| Report::new(EventName::PreToolUse), Dispatched::report)
    }

    /// Returns a report for every event that was fired for the call, in order.
    #[must_use]
    pub fn reports(&self) -> Vec<Report> {
        self.heard.reports()
    }
}

impl Refusal {
    /// Returns why the hooks of a dispatch refuse a call; `None` if they do not.
    pub(super) fn of(dispatched: &Dispatched) -> Option<Self> {
        // A hook that ends the run also refuses the call, even if no hook blocked the call.
        if dispatched.outcome() != OutcomeKind::Block {
            let reason = dispatched.stop()?.to_owned();
            return Some(Self::Stopped { reason });
        }
        Some(Self::decided(dispatched, OnFailure::Block))
    }

    /// Returns the refusal of a call about which the user should be asked, although no user can be asked.
    pub(super) fn unasked(heard: &Heard) -> Self {
        let Some(asks) = heard.asks() else {
            let (hook, question) = (String::new(), None);
            return Self::NobodyToAsk { hook, question };
        };
        match Self::decided(asks, OnFailure::Ask) {
            // If a failed hook leads to an ask by its failure policy, there is no question to repeat, only the
            // failure.
            broken @ Self::Broken { .. } => broken,
            _ => Self::NobodyToAsk {
                hook: asks.decision().unwrap_or_default().hook,
                question: Some(heard.questions().join("\n")).filter(|all| !all.is_empty()),
            },
        }
    }

    /// Returns which texts of hooks the refusal already contains, so that they are not repeated.
    fn tells(&self) -> Elsewhere {
        Elsewhere {
            // The refusals in this list do not contain the message of the hook that decided. Every refusal that is
            // not in this list contains it.
            decision: !matches!(
                self,
                Self::Stopped { .. } | Self::DeniedByAgent { .. } | Self::DeniedByUser { .. }
            ),
            questions: match self {
                Self::NobodyToAsk { .. } => Questions::InRefusal,
                _ => Questions::NeverPut,
            },
        }
    }

    /// Returns the refusal by the hook that decided: `Broken` if its failure policy decided, `Unfit` if its
    /// content could not be used, else `Policy`.
    fn decided(dispatched: &Dispatched, policy: OnFailure) -> Self {
        let decision = dispatched.decision().unwrap_or_default();
        let hook = decision.hook;
        let reason = dispatched.message().unwrap_or_default().to_owned();
        match (decision.broken, decision.unfit) {
            (Some(cause), _) => Self::Broken {
                hook,
                cause,
                reason,
                policy,
            },
            (None, Some(problem)) => Self::Unfit { hook, problem },
            (None, None) => Self::Policy { hook, reason },
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policy { hook, reason } => {
                write!(
                    f,
                    "The call was not run: the hook `{}` blocked it: {reason}",
                    short_name(hook)
                )
            }
            // `reason` already names the hook.
            Self::Broken { reason, policy, .. } => {
                write!(
                    f,
                    "The call was not run: {} \
                     Its failure policy is to {}",
                    sentence(reason),
                    policy.code()
                )?;
                f.write_str(match policy {
                    OnFailure::Ask => ", and there is no user to ask.",
                    _ => ".",
                })
            }
            Self::Unfit { hook, problem } => write!(
                f,
                "The call was not run: the hook `{}` changed its input, but {problem}",
                short_name(hook)
            ),
            Self::NobodyToAsk { hook, question } => {
                match hook.as_str() {
                    "" => f.write_str("The call was not run: the user must be asked")?,
                    hook => write!(
                        f,
                        "The call was not run: the hook `{}` wants to ask the user",
                        short_name(hook)
                    )?,
                }
                f.write_str(", and there is no user to ask")?;
                match question {
                    Some(question) => write!(f, ": {question}"),
                    None => Ok(()),
                }
            }
            Self::DeniedByUser { hook, reason } => {
                f.write_str("The call was not run: the user was asked")?;
                if !hook.is_empty() {
                    write!(f, " because of the hook `{}`", short_name(hook))?;
                }
                f.write_str(" and said no")?;
                if reason.is_empty() {
                    return Ok(());
                }
                write!(f, ": {reason}")
            }
            Self::DeniedByAgent { reason } if reason.is_empty() => {
                f.write_str("The call was not run: the agent's own rules deny it")
            }
            Self::DeniedByAgent { reason } => write!(
                f,
                "The call was not run: the agent's own rules deny it: {reason}"
            ),
            Self::Stopped { reason } => {
                write!(f, "The call was not run: a hook ended the run: {reason}")
            }
        }
    }
}
