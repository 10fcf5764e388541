//! Tool calls: none runs without a verdict, and what ran is shown to hooks.

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
