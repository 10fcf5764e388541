//! The lifecycle events: a table of all events, and for each event a file with its payload type.

#[macro_use]
mod body;
mod spelling;
mod table;
mod traits;

mod after_agent;
mod interrupt;
mod notification;
mod other;
mod permission_request;
mod post_compact;
mod post_tool_use;
mod post_tool_use_failure;
mod pre_compact;
mod pre_tool_use;
mod session_end;
mod session_start;
mod stop;
mod subagent_start;
mod subagent_stop;
mod user_prompt_submit;

pub use after_agent::AfterAgent;
pub use interrupt::Interrupt;
pub use notification::{Notification, NotificationLevel};
pub use other::OtherEvent;
pub use permission_request::PermissionRequest;
pub use post_compact::PostCompact;
pub use post_tool_use::PostToolUse;
pub use post_tool_use_failure::PostToolUseFailure;
pub use pre_compact::PreCompact;
pub use pre_tool_use::PreToolUse;
pub use session_end::SessionEnd;
pub use session_start::SessionStart;
pub use stop::Stop;
pub use subagent_start::SubagentStart;
pub use subagent_stop::SubagentStop;
pub use table::{EventName, HookEvent};
pub use traits::{BlockEffect, EventTraits, ModifyEffect, Target};
pub use user_prompt_submit::UserPromptSubmit;
