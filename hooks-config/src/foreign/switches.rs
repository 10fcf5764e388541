//! What a file says about hooks as a whole, its own and those of other files.

use super::tree::Span;

/// A switch and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Switch<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

/// The switches of one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Switches {
    /// `disableAllHooks` of Claude Code and Copilot, the inverse of Gemini's `hooksConfig.enabled`
    /// and of Codex's `features.hooks`.
    pub(crate) disable_all: Option<Switch<bool>>,
    /// `allowManagedHooksOnly`; it counts in a managed file.
    pub(crate) managed_only: Option<Switch<bool>>,
    /// `allowedHttpHookUrls`.
    pub(crate) http_urls: Option<Vec<String>>,
    /// `httpHookAllowedEnvVars`.
    pub(crate) http_env: Option<Vec<String>>,
    /// Gemini's `hooksConfig.disabled`: names or commands.
    pub(crate) disabled_hooks: Vec<Switch<String>>,
    /// Codex's `hooks.state` entries that say `enabled = false`.
    pub(crate) disabled_positions: Vec<Switch<String>>,
    /// Files whose hooks belong to this one (a plugin manifest names them).
    pub(crate) includes: Vec<Switch<String>>,
}
