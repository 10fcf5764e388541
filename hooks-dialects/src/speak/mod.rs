//! Says a report as a hook of an agent would print it.
//!
//! An agent brings four things, all in its `speak.rs`:
//!
//! * a [`Voice`]: how its texts are joined, and how notes name it;
//! * its keys, in [`keys!`]: `DENY: "permission" = Word("deny"), "user_message" = Message;`
//! * a function from its row of an event to [`Ways`], the table of what can be said there, which
//!   starts from [`Ways::NOTHING`]: `Ways { block: Block::Keys(DENY), ask: Some(ASK), .. }`;
//! * a function that brings a replacement into its own fields, or says why it is [`Unfit`].
//!
//! [`Reply::say`] does the rest for all agents: what an event cannot say becomes the next stricter
//! thing that it can, and whatever else cannot be said is left out with a note.

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

/// Keys and what stands under each, in this order. A dot leads into an object, a leading dot into
/// `hookSpecificOutput`: `.decision.behavior`.
pub(crate) type Keys = &'static [(&'static str, Slot)];

/// A table of keys: `NAME: "key" = Slot, ...;`.
macro_rules! keys {
    ($($(#[$doc:meta])* $vis:vis $name:ident: $($key:literal = $slot:expr),+;)+) => {
        $($(#[$doc])* $vis const $name: $crate::speak::Keys = &[$(($key, $slot)),+];)+
    };
}
pub(crate) use keys;

/// What stands under a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Slot {
    /// This word.
    Word(&'static str),
    /// This flag.
    Flag(bool),
    /// Why it was decided so; without a reason the key is left out.
    Message,
    /// The message, then the texts for the model.
    MessageAndContext,
    /// The replacement in the agent's fields; without one the key is left out.
    Content,
    /// The texts for the model; without any the key is left out.
    Context,
    /// The texts for the user, behind what the outcome says under the same key.
    Notices,
    /// Why the run ends.
    StopReason,
    /// `true` if the run ends; else the key is left out.
    Interrupt,
    /// Variables for later commands.
    Env,
}

/// What can be said on an event, and under which keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ways {
    pub(crate) block: Block,
    /// A question to the user; `None`: it becomes a block; no keys: silence asks.
    pub(crate) ask: Option<Keys>,
    /// An allow, and a modification beside its replacement; `None`: an allow is left out.
    pub(crate) allow: Option<Keys>,
    /// A replacement that the agent takes here.
    pub(crate) replace: Keys,
    /// Said wherever nothing is blocked or asked.
    pub(crate) proceed: Keys,
    pub(crate) stop: Stop,
    /// Texts for the model; `None`: left out where the block does not say them.
    pub(crate) context: Option<Keys>,
    /// Texts for the user; `None`: left out.
    pub(crate) notice: Option<Keys>,
    /// Variables for later commands; `None`: left out.
    pub(crate) env: Option<Keys>,
    /// The order in which question, replacement and stop become a block where they cannot be said:
    /// the first gives the reason.
    pub(crate) order: [Part; 3],
}

impl Ways {
    /// Nothing is heard: the base of every table.
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

/// How a block is said.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Block {
    /// With these keys.
    Keys(Keys),
    /// With these keys, which are feedback for the model: what else becomes a block is noted.
    Feedback(Keys),
    /// With these keys, which the agent ignores here; noted.
    Unheard(Keys),
    /// Its reason on stderr at exit code 2.
    Exit2,
    /// The same, which shows the reason and blocks nothing; noted.
    Exit2Unheard,
}

/// What becomes of a wish to end the run.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stop {
    /// It is said with these keys, beside any outcome.
    Keys(Keys),
    /// It becomes a block.
    Blocks,
    /// It is left out, and blocks where the event waits for permission.
    BlocksGates,
    /// It is left out.
    LeftOut,
    /// The run ends by itself unless a block keeps it going, so the block is dropped.
    DropsBlock,
}

/// A part of a report that may be unsayable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Ask,
    Replacement,
    Stop,
    Block,
    Allow,
    Context,
    Notice,
    Env,
}

/// Why a replacement is not said.
#[derive(Debug, Clone)]
pub(crate) enum Unfit {
    /// It does not fit the call, for this reason; a block stands for it.
    Unusable(String),
    /// The event takes no replacement of this; a block that shows it stands for it.
    Unsayable(Value),
    /// It is left out: the event's hooks only watch, or the call is refused anyway.
    Ignored,
}

/// A report that is to be said on the event of a payload.
#[derive(Debug)]
pub(crate) struct Reply<'a> {
    tools: &'static Tools,
    pub(crate) payload: &'a Payload,
    pub(crate) report: &'a Report,
    /// The form in which the agent tells of the event.
    pub(crate) form: WireForm,
}

impl<'a> Reply<'a> {
    /// What a replacement replaces.
    pub(crate) fn replaced(&self) -> &'static str {
        match &self.payload.event {
            HookEvent::PreToolUse(_) | HookEvent::PermissionRequest(_) => "input",
            HookEvent::UserPromptSubmit(_) => "prompt",
            HookEvent::PostToolUse(_) | HookEvent::PostToolUseFailure(_) => "output",
            _ => "content",
        }
    }

    /// What `report` says, as a hook of `agent`.
    pub(crate) fn of(tools: &'static Tools, payload: &'a Payload, report: &'a Report) -> Self {
        let name = payload.event.name();
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
