//! Encodes a report as the output that a hook of an agent would print.
//!
//! An agent contributes four things, all in its `speak.rs`:
//!
//! * a [`Voice`]: how its texts are joined, and how notes name the agent;
//! * its keys, in [`keys!`]: `DENY: "permission" = Word("deny"), "user_message" = Message;`
//! * a function from an event's row to [`Ways`], the table of what the event's output can express. Each
//!   table starts from [`Ways::NOTHING`]: `Ways { block: Block::Keys(DENY), ask: Some(ASK), .. }`;
//! * a function that maps a replacement to the agent's fields, or returns why it is [`Unfit`].
//!
//! [`Reply::say`] does the rest for all agents. A part that the event cannot express becomes the next
//! stricter part that it can; other inexpressible parts are left out with a note.

pub(crate) mod family;
mod input;
mod plan;
mod voice;

#[cfg(test)]
mod tests;

use hooks_types::dialect::WireForm;
use hooks_types::{DialectRef, HookEvent, Payload, Report};
use serde_json::Value;

use crate::tools::Tools;

pub(crate) use voice::Voice;

/// Keys and the value under each, written in this order. A dot leads into an object, a leading dot into
/// `hookSpecificOutput`: `.decision.behavior`.
pub(crate) type Keys = &'static [(&'static str, Slot)];

/// Declares tables of keys: `NAME: "key" = Slot, ...;`.
macro_rules! keys {
    ($($(#[$doc:meta])* $vis:vis $name:ident: $($key:literal = $slot:expr),+;)+) => {
        $($(#[$doc])* $vis const $name: $crate::speak::Keys = &[$(($key, $slot)),+];)+
    };
}
pub(crate) use keys;

/// The value under a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Slot {
    /// This word.
    Word(&'static str),
    /// This flag.
    Flag(bool),
    /// The reason of the outcome; the key is left out if there is none.
    Message,
    /// The reason, then the texts for the model.
    MessageAndContext,
    /// The replacement in the agent's fields; the key is left out if there is none.
    Content,
    /// The texts for the model; the key is left out if there are none.
    Context,
    /// The texts for the user, after the text that the outcome already put under the same key.
    Notices,
    /// The reason why the run ends.
    StopReason,
    /// `true` if the run ends; else the key is left out.
    Interrupt,
    /// Variables for later commands of the session.
    Env,
}

/// What the output of an event can express, and under which keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ways {
    /// A block.
    pub(crate) block: Block,
    /// A question to the user. `None`: the question becomes a block. Empty: it is left out with a note,
    /// because the agent asks by itself on empty output or has nothing to ask about.
    pub(crate) ask: Option<Keys>,
    /// An allow, and a modification beside its replacement; `None`: an allow is left out.
    pub(crate) allow: Option<Keys>,
    /// A replacement; empty if the agent accepts none on this event.
    pub(crate) replace: Keys,
    /// Keys written whenever the outcome is neither a block nor a question.
    pub(crate) proceed: Keys,
    /// A request to end the run.
    pub(crate) stop: Stop,
    /// Texts for the model; `None`: left out unless the block's keys contain them.
    pub(crate) context: Option<Keys>,
    /// Texts for the user; `None`: left out.
    pub(crate) notice: Option<Keys>,
    /// Variables for later commands; `None`: left out.
    pub(crate) env: Option<Keys>,
    /// The order in which question, replacement and stop become a block if they cannot be expressed.
    /// The first one that does gives the block its reason.
    pub(crate) order: [Part; 3],
}

impl Ways {
    /// The table of an event whose output the agent ignores; all other tables start from it.
    pub(crate) const NOTHING: Self = Self {
        block: Block::Unheard(&[]),
        ask: None,
        allow: None,
        replace: &[],
        proceed: &[],
        stop: Stop::LeftOut,
        context: None,
        notice: None,
        env: None,
        order: [Part::Ask, Part::Replacement, Part::Stop],
    };
}

/// How a block is expressed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Block {
    /// The block has these keys.
    Keys(Keys),
    /// The block has these keys, which the agent shows to the model as feedback. Another part that becomes such a block
    /// is noted, because the block prevents nothing.
    Feedback(Keys),
    /// The block has these keys, which the agent ignores on this event, so a note says so.
    Unheard(Keys),
    /// The block is exit code 2, with the reason on stderr.
    Exit2,
    /// Like `Exit2`, on an event where the agent shows the reason and blocks nothing, so a note says so.
    Exit2Unheard,
}

/// How a request to end the run is handled.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stop {
    /// Expressed with these keys, beside any outcome.
    Keys(Keys),
    /// Turned into a block.
    Blocks,
    /// Left out, and turned into a block on gates.
    BlocksGates,
    /// Left out.
    LeftOut,
    /// The run ends by itself unless a block keeps it going, so the block is dropped.
    DropsBlock,
}

/// A part of a report that an event may be unable to express.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A question to the user.
    Ask,
    /// A replacement of the input, the prompt or the output.
    Replacement,
    /// The request to end the run.
    Stop,
    /// A block.
    Block,
    /// An allow.
    Allow,
    /// Texts for the model.
    Context,
    /// Texts for the user.
    Notice,
    /// Variables for later commands.
    Env,
}

/// Why a replacement is not printed.
#[derive(Debug, Clone)]
pub(crate) enum Unfit {
    /// The replacement does not fit the call, for this reason; a block is printed instead.
    Unusable(String),
    /// The event accepts no such replacement; a block that quotes it is printed instead.
    Unsayable(Value),
    /// The replacement is left out, because the event's hooks only observe or the call is refused anyway.
    Ignored,
}

/// A report to be printed by a hook on the event of a payload.
#[derive(Debug)]
pub(crate) struct Reply<'a> {
    /// The agent's tools.
    tools: &'static Tools,
    /// The payload that the report answers.
    pub(crate) payload: &'a Payload,
    /// The report.
    pub(crate) report: &'a Report,
    /// The form in which the agent sends the event.
    pub(crate) form: WireForm,
}

impl<'a> Reply<'a> {
    /// Returns the noun for what a replacement on this event replaces.
    pub(crate) fn replaced(&self) -> &'static str {
        match &self.payload.event {
            HookEvent::PreToolUse(_) | HookEvent::PermissionRequest(_) => "input",
            HookEvent::UserPromptSubmit(_) => "prompt",
            HookEvent::PostToolUse(_) | HookEvent::PostToolUseFailure(_) => "output",
            _ => "content",
        }
    }

    /// Creates the reply to `payload` in the agent's form of its event.
    pub(crate) fn of(tools: &'static Tools, payload: &'a Payload, report: &'a Report) -> Self {
        let name = payload.event.name();
        // A payload that the agent itself sent is answered in the form in which it came.
        let own = payload.origin.as_ref().map(|origin| origin.form.clone());
        let form = own.filter(|form| form.dialect.name() == tools.dialect.name());
        let form = form.or_else(|| tools.dialect.form(&name));
        Self {
            tools,
            payload,
            report,
            form: form
                .unwrap_or_else(|| WireForm::new(DialectRef::of(tools.dialect), name.as_str())),
        }
    }
}
