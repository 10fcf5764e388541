//! The settings of a file that apply to more than one hook: to all hooks of the file, or to hooks of
//! other files too.

use super::tree::Span;

/// A setting and its place in the file.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Switch<T> {
    /// The setting's value.
    pub value: T,
    /// The byte range of the setting.
    pub span: Span,
    /// The keys that lead to the setting, as messages name them; `None` if the agent's reader did
    /// not name them.
    pub key: Option<&'static str>,
}

impl<T> Switch<T> {
    /// Creates a setting.
    #[must_use]
    pub fn new(value: T, span: &Span) -> Self {
        Self {
            value,
            span: span.clone(),
            key: None,
        }
    }

    /// Sets the keys that lead to the setting, as messages name them.
    #[must_use]
    pub fn with_key(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }
}

/// The settings of one file.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Switches {
    /// Whether all hooks are off; `None` if the file does not say.
    pub disable_all: Option<Switch<bool>>,
    /// The profiles in which all hooks are off, by name.
    pub off_in_profiles: Vec<Switch<String>>,
    /// Whether only hooks of managed files run; `None` if the file does not say.
    pub managed_only: Option<Switch<bool>>,
    /// The only URLs that `http` handlers may request; `*` matches any run of characters.
    pub http_urls: Option<Vec<String>>,
    /// The only variables that headers of `http` handlers may contain.
    pub http_env: Option<Vec<String>>,
    /// The hooks that are off, by name or command.
    pub disabled_hooks: Vec<Switch<String>>,
    /// The hooks that are off, by file and [`Entry::position`](super::Entry::position).
    pub disabled_positions: Vec<Switch<String>>,
    /// The plugins whose hooks are off, by name.
    pub disabled_plugins: Vec<Switch<String>>,
    /// The plugins whose hooks are on regardless of other files, by name.
    pub enabled_plugins: Vec<Switch<String>>,
    /// The files whose hooks belong to this file; only a plugin's manifest names such files.
    pub includes: Vec<Switch<String>>,
}
