//! The words that keys accept, with their values.
//!
//! The enums of hooks-types define their words themselves. The words in this module belong to keys that only the file
//! format has.

use serde::{Deserialize, Serialize};

/// How the hooks after a tool call run, unless an entry says otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Post {
    /// The hooks run in the background and give no verdict.
    #[default]
    Background,
    /// The agent waits for the verdict of these hooks.
    Await,
}

/// What an administrator lets users decide about hooks of projects and plugins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TrustPolicy {
    /// Such hooks run once the user agreed to each of them; permission for a whole root has no effect.
    Ask,
    /// Such hooks never run.
    Deny,
}

/// The words of `trust`, in the order in which messages name them.
pub(crate) const TRUSTS: &[(&str, TrustPolicy)] =
    &[("ask", TrustPolicy::Ask), ("deny", TrustPolicy::Deny)];

/// The words of `post`, in the order in which messages name them.
pub(crate) const POSTS: &[(&str, Post)] =
    &[("background", Post::Background), ("await", Post::Await)];

/// Returns the values of a closed enum, each with its word.
pub(crate) fn words<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Vec<(&'static str, T)> {
    all.iter().map(|value| (code(*value), *value)).collect()
}
