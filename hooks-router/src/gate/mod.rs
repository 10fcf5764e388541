//! The gate of tool calls: no call runs without a verdict, and hooks see the result of each call that ran.
//!
//! A call passes these steps:
//!
//! 1. [`before`] fires PreToolUse and asks the agent's own permission system. The result is a [`Gate`]: run, ask
//!    or blocked.
//! 2. [`permission`] fires PermissionRequest if the agent would ask its user, before the user is asked.
//! 3. [`approved`] has the two values that carry a call: an [`ApprovedCall`] may run, a [`PendingCall`] waits for the
//!    user. Only the gate makes an [`ApprovedCall`], and it cannot be cloned. So a tool handler that takes an
//!    [`ApprovedCall`] cannot run a call without a verdict.
//! 4. [`after`] fires PostToolUse or PostToolUseFailure. If the call does not run, the model gets a response
//!    ([`response`]) instead of a result.
//!
//! [`call_trail`] and [`heard`] collect everything that hooks said on the way. [`hooked`] and `tower` put a tool
//! handler or a service behind these steps. `ask` (feature `suspend`) stores questions and answers for later.

mod after;
mod approved;
#[cfg(feature = "suspend")]
mod ask;
mod before;
mod call_trail;
mod heard;
mod hooked;
mod permission;
mod response;
mod tool_result;
#[cfg(feature = "tower")]
mod tower;

pub use after::After;
pub use approved::{ApprovedCall, PendingCall};
#[cfg(feature = "suspend")]
pub use ask::{RememberedAnswer, ResumeError, ResumeErrorKind, SuspendedCall};
pub use before::Gate;
pub use call_trail::CallTrail;
pub use hooked::{Approver, Handled, Hooked, NobodyToAsk, ToolHandler};
pub use permission::{Permission, PermissionEffect};
pub use response::{Refusal, ToolResponse};
pub use tool_result::ToolResult;
#[cfg(feature = "tower")]
pub use tower::{HookedLayer, HookedService};
