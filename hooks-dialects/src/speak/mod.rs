//! Encodes a report as the output that a hook of an agent would print.
//!
//! An agent contributes four things, all in its `speak.rs`:
//!
//! * a [`Voice`]: how the agent's texts are joined, and how notes name the agent;
//! * the tables of its output keys, declared with [`keys!`]:
//!   `DENY: "permission" = Word("deny"), "user_message" = Message;`
//! * a function from an event's row to [`Ways`], the table of the parts of a report that the event's output can
//!   express. Each table starts from [`Ways::NOTHING`]: `Ways { block: Block::Keys(DENY), ask: Some(ASK), .. }`;
//! * a function that maps a replacement to the agent's fields, or returns why it is [`Unfit`].
//!
//! [`Reply::say`] does the rest for all agents. If an event cannot express a part of the report, a stricter part is
//! printed instead. If the event has no stricter part, the part is left out with a note.

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

/// Output keys and the value to write under each, in the order in which they are written. A dot separates the key of an
/// object from a key within it; a leading dot means a key within `hookSpecificOutput`, as in `.decision.behavior`.
pub(crate) type Keys = &'static [(&'static str, Slot)];

/// Declares tables of output keys: `NAME: "key" = Slot, ...;`.
macro_rules! keys {
    ($($(#[$doc:meta])* $vis:vis $name:ident: $($key:literal = $slot:expr),+;)+) => {
        $($(#[$doc])* $vis const $name: $crate::speak::Keys = &[$(($key, $slot)),+];)+
    };
}
pub(crate) use keys;

/// Which value is written under a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Slot {
    /// The value is this fixed word.
    Word(&'static str),
    /// The value is this fixed flag.
    Flag(bool),
    /// The value is the reason of the outcome. The key is left out if there is no reason.
    Message,
    /// The value is the reason of the outcome, followed by the texts for the model.
    MessageAndContext,
    /// The value is the replacement with the agent's field names. The key is left out if there is no replacement.
    Content,
    /// The value is the joined texts for the model. The key is left out if there are no such texts.
    Context,
    /// The value is the joined texts for the user. If the outcome has already put a text under this key, they follow
    /// this text.
    Notices,
    /// The value is the reason why the run ends.
    StopReason,
    /// The value is `true` if the run ends. Otherwise the key is left out.
    Interrupt,
    /// The value is an object with the variables for later commands of the session.
    Env,
}

/// What the output of an event can express, and under which keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ways {
    /// How a block is expressed.
    pub(crate) block: Block,
    /// The keys of a question to the user. `None` means that the question becomes a block. An empty list means that the
    /// question is left out with a note: the agent asks by itself on empty output, or there is nothing to ask about.
    pub(crate) ask: Option<Keys>,
    /// The keys of an allow. They are also written together with the keys of a replacement. `None` means that an allow
    /// is left out.
    pub(crate) allow: Option<Keys>,
    /// The keys of a replacement; empty if the agent accepts no replacement on this event.
    pub(crate) replace: Keys,
    /// The keys that are written whenever the outcome is neither a block nor a question.
    pub(crate) proceed: Keys,
    /// How a request to end the run is expressed.
    pub(crate) stop: Stop,
    /// The keys of the texts for the model. `None` means that the texts are left out, unless the keys of the block
    /// contain them.
    pub(crate) context: Option<Keys>,
    /// The keys of the texts for the user. `None` means that the texts are left out.
    pub(crate) notice: Option<Keys>,
    /// The keys of the variables for later commands. `None` means that the variables are left out.
    pub(crate) env: Option<Keys>,
    /// The order in which a question, a replacement and a stop become a block if they cannot be expressed. The first
    /// part that becomes a block provides its reason.
    pub(crate) order: [Part; 3],
}

impl Ways {
    /// The table for an event whose output the agent ignores. The tables of all other events are built from it.
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

/// How a block is expressed in the output of an event.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Block {
    /// The block is written with these keys.
    Keys(Keys),
    /// The block is written with these keys, which the agent shows to the model as feedback. Such a block prevents
    /// nothing. So if a question, a replacement or a stop is written as feedback, the note does not call it a block.
    Feedback(Keys),
    /// The block is written with these keys, which the agent ignores on this event. A note says that the block has no
    /// effect.
    Unheard(Keys),
    /// The block is expressed by exit code 2, with the reason on stderr.
    Exit2,
    /// Like `Exit2`, but on this event the agent only shows the reason and blocks nothing. A note says that nothing is
    /// blocked.
    Exit2Unheard,
}

/// How a request to end the run is expressed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stop {
    /// The request is written with these keys, whatever the outcome is.
    Keys(Keys),
    /// The request to end the run becomes a block.
    Blocks,
    /// The request is left out, with a note. If the event is a gate (it precedes an action), the action is blocked.
    BlocksGates,
    /// The request to end the run is left out.
    LeftOut,
    /// On this event the run ends by itself unless a block keeps it going. So the block is left out, and the run ends.
    DropsBlock,
}

/// A part of a report. Some events cannot express some of these parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A question to the user.
    Ask,
    /// A replacement of the input, the prompt or the output.
    Replacement,
    /// The request to end the run.
    Stop,
    /// The decision to block.
    Block,
    /// The decision to allow.
    Allow,
    /// Texts for the model.
    Context,
    /// Texts for the user.
    Notice,
    /// Variables for later commands of the session.
    Env,
}

/// Why a replacement is not printed as it is.
#[derive(Debug, Clone)]
pub(crate) enum Unfit {
    /// The replacement does not fit the call, for this reason. A block is printed instead.
    Unusable(String),
    /// The event does not accept this replacement. A block that quotes the replacement is printed instead.
    Unsayable(Value),
    /// The replacement is left out, because hooks of this event only observe or because the call is already refused.
    Ignored,
}

/// A report, together with all facts that are needed to print it as the output of a hook.
#[derive(Debug)]
pub(crate) struct Reply<'a> {
    /// The tools of the agent that reads the output.
    tools: &'static Tools,
    /// The payload that the report answers.
    pub(crate) payload: &'a Payload,
    /// The report to print.
    pub(crate) report: &'a Report,
    /// The form of the event in the agent: the event's name, and the spelling of the keys.
    pub(crate) form: WireForm,
}

impl<'a> Reply<'a> {
    /// Returns a word for the part of this event that a replacement replaces, such as `input`.
    pub(crate) fn replaced(&self) -> &'static str {
        match &self.payload.event {
            HookEvent::PreToolUse(_) | HookEvent::PermissionRequest(_) => "input",
            HookEvent::UserPromptSubmit(_) => "prompt",
            HookEvent::PostToolUse(_) | HookEvent::PostToolUseFailure(_) => "output",
            _ => "content",
        }
    }

    /// Creates the reply to `payload`, for the agent with these tools.
    pub(crate) fn of(tools: &'static Tools, payload: &'a Payload, report: &'a Report) -> Self {
        let name = payload.event.name();
        // If this agent sent the payload, the reply has the same form as the payload.
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
