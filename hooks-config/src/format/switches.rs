//! What a file says about hooks as a whole, its own and those of other files.

use super::tree::Span;

/// A switch and where it stands.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Switch<T> {
    /// What it says.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Switch<T> {
    /// A switch at a place of its file.
    #[must_use]
    pub fn new(value: T, span: &Span) -> Self {
        Self {
            value,
            span: span.clone(),
        }
    }
}

/// The switches of one file.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Switches {
    /// All hooks are off.
    pub disable_all: Option<Switch<bool>>,
    /// Profiles in which all hooks are off, by name.
    pub off_in_profiles: Vec<Switch<String>>,
    /// Only hooks of managed files run.
    pub managed_only: Option<Switch<bool>>,
    /// The only URLs that `http` handlers may ask, with `*` for any run of characters.
    pub http_urls: Option<Vec<String>>,
    /// The only variables that headers of `http` handlers may hold.
    pub http_env: Option<Vec<String>>,
    /// Hooks that are off, by name or command.
    pub disabled_hooks: Vec<Switch<String>>,
    /// Hooks that are off, by [`Entry::position`](super::Entry::position) behind their file.
    pub disabled_positions: Vec<Switch<String>>,
    /// Plugins whose hooks are off, by name.
    pub disabled_plugins: Vec<Switch<String>>,
    /// Plugins whose hooks are on, by name, whatever other files say.
    pub enabled_plugins: Vec<Switch<String>>,
    /// Files whose hooks belong to this one (a plugin manifest names them).
    pub includes: Vec<Switch<String>>,
}
