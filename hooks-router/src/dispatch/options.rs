//! How a dispatch goes about it.

/// How a dispatch goes about it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DispatchOptions {
    /// What happens to background hooks.
    pub background: BackgroundMode,
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
        }
    }
}
