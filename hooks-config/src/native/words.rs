//! The words that keys accept, with their values.

use hooks_types::spec::{Launch, OnFailure, Role, SideEffects, Strategy};
use serde::{Deserialize, Serialize};

/// How the hooks after a tool call run unless they say otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Post {
    /// In the background, without a verdict.
    #[default]
    Background,
    /// The agent waits for their verdict.
    Await,
}

/// What an administrator lets users decide about hooks of projects and plugins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TrustPolicy {
    /// They run once the user agreed to each; permission for a whole root does not count.
    Ask,
    /// They never run.
    Deny,
}

// Each list has the words of one key, in the order in which messages name them.
pub(crate) const TRUSTS: &[(&str, TrustPolicy)] =
    &[("ask", TrustPolicy::Ask), ("deny", TrustPolicy::Deny)];

pub(crate) const POSTS: &[(&str, Post)] =
    &[("background", Post::Background), ("await", Post::Await)];

pub(crate) const LAUNCHES: &[(&str, Launch)] =
    &[("spawn", Launch::Spawn), ("worker", Launch::Worker)];

pub(crate) const ROLES: &[(&str, Role)] =
    &[("standard", Role::Standard), ("validate", Role::Validate)];

pub(crate) const POLICIES: &[(&str, OnFailure)] = &[
    ("proceed", OnFailure::Proceed),
    ("ask", OnFailure::Ask),
    ("block", OnFailure::Block),
];

pub(crate) const STRATEGIES: &[(&str, Strategy)] = &[
    ("sequential", Strategy::Sequential),
    ("parallel", Strategy::Parallel),
    ("chain", Strategy::Chain),
    ("all", Strategy::All),
];

pub(crate) const SIDE_EFFECTS: &[(&str, SideEffects)] = &[
    ("possible", SideEffects::Possible),
    ("none", SideEffects::None),
];
