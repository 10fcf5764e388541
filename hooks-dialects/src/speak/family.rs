//! Keys of Claude Code's answers that other agents use too. Codex uses all of these keys; Gemini CLI and goose use some
//! of them.

use super::Slot::{Context, Flag, Message, Notices, StopReason, Word};
use super::keys;

keys! {
    pub(crate) BLOCK: "decision" = Word("block"), "reason" = Message;
    pub(crate) DENY_REQUEST: ".decision.behavior" = Word("deny"), ".decision.message" = Message;
    pub(crate) ALLOW_REQUEST: ".decision.behavior" = Word("allow");
    pub(crate) STOP: "continue" = Flag(false), "stopReason" = StopReason;
    pub(crate) CONTEXT: ".additionalContext" = Context;
    pub(crate) NOTICE: "systemMessage" = Notices;
}
