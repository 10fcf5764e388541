//! How a dispatch goes about it.

/// How a dispatch goes about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DispatchOptions {
    /// What happens to background hooks.
    pub background: BackgroundMode,
    /// What the agent's own permission system says about a call, where it was asked already. Only
    /// [`Session::before_with`](crate::Session::before_with) reads it. None: the agent asks it after
    /// the hooks, about the call that they approved.
    pub host: Option<HostVerdict>,
}

/// What the agent's own permission system says about a tool call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a verdict that the gate does not know could not be obeyed"
)]
pub enum HostVerdict {
    /// It may run, as it was sent. A call that a hook changes is one that the agent has not judged:
    /// its user is asked, unless the hook grants leave.
    Allow,
    /// The user is to be asked, unless a hook grants leave.
    Ask,
    /// It does not run, whatever hooks say; why, for the model.
    Deny(String),
}

/// What happens to background hooks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum BackgroundMode {
    /// They run beside the agent.
    #[default]
    Detach,
    /// They are waited for; they still have no say.
    Await,
}

impl DispatchOptions {
    /// Waits for background hooks too, as a program that ends after the event must.
    #[must_use]
    pub fn awaiting_background() -> Self {
        Self {
            background: BackgroundMode::Await,
            ..Self::default()
        }
    }

    /// Sets what the agent's own permission system says.
    #[must_use]
    pub fn with_host(mut self, verdict: HostVerdict) -> Self {
        self.host = Some(verdict);
        self
    }
}
