//! The options of a dispatch: the agent's own verdict, and whether background hooks are waited for.

/// The options of a dispatch.
///
/// ```
/// use hooks_router::{DispatchOptions, HostVerdict};
///
/// let options = DispatchOptions::awaiting_background().with_host(HostVerdict::Ask);
/// assert_eq!(options.host, Some(HostVerdict::Ask));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DispatchOptions {
    /// Whether background hooks are waited for.
    pub background: BackgroundMode,
    /// The verdict of the agent's own permission system about a call, if the agent has asked that system already. Only
    /// [`Session::before_with`](crate::Session::before_with) reads it. `None` means that the agent asks its permission
    /// system after the hooks, about the call that the hooks approved.
    pub host: Option<HostVerdict>,
}

/// The verdict of the agent's own permission system about a tool call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a verdict that the gate does not know could not be obeyed"
)]
pub enum HostVerdict {
    /// The call may run as it was sent. If a hook changes the call, this verdict is not about the changed call. So
    /// the user is asked about the changed call, unless the hook grants it.
    Allow,
    /// The user must be asked, unless a hook grants the call.
    Ask,
    /// The call does not run, whatever hooks say. The text is the reason, for the model.
    Deny(String),
}

/// Whether background hooks are waited for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum BackgroundMode {
    /// Background hooks run while the agent goes on.
    #[default]
    Detach,
    /// The agent waits for background hooks. They still decide nothing.
    Await,
}

impl DispatchOptions {
    /// Creates options with which background hooks are waited for too. Use these options in a program that ends after
    /// the event, because its end would end the background hooks.
    #[must_use]
    pub fn awaiting_background() -> Self {
        Self {
            background: BackgroundMode::Await,
            ..Self::default()
        }
    }

    /// Sets the verdict of the agent's own permission system.
    #[must_use]
    pub fn with_host(mut self, verdict: HostVerdict) -> Self {
        self.host = Some(verdict);
        self
    }
}
