//! One entry of the native format, `[[hooks.pre_tool_use]]`.
//!
//! Reading an entry yields a [`Slot`] in any case: the keys that are valid, and the first error if there is one. An
//! entry with an error becomes a hook that always fails, so its other keys still have an effect.
//!
//! The docs of the fields of [`HookEntryToml`] are the texts of the schema, which editors show to users.

use std::collections::BTreeMap;
use std::ops::Range;

use hooks_types::spec::{Launch, OnFailure, Role, SideEffects};
use hooks_types::{DialectRef, EventName};
use serde::{Serialize, Serializer};

use super::command::CommandToml;
use super::duration::DurationToml;
use super::environment::InheritEnvToml;
use super::http::HttpToml;
use super::matcher::MatcherToml;
use super::words::Post;

/// One hook as its file states it. A value is created only by reading, so its parts are always valid.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schema",
    schemars(
        rename = "Hook",
        description = "One hook.",
        deny_unknown_fields,
        transform = super::schema::without_nulls,
        transform = super::schema::runs_one_thing
    )
)]
#[non_exhaustive]
pub struct HookEntryToml {
    /// What the hook is called in reports and messages; unique among the hooks of its event in
    /// the file. Default: the event and the hook's place, `PreToolUse[0]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(regex(pattern = r"\S")))]
    pub name: Option<String>,
    #[expect(missing_docs, reason = "the schema's text is that of the type")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<CommandToml>,
    /// `worker`: the program is started once and answers one event after another (JSON Lines, see
    /// docs/workers.md). Default: `spawn`, started for each event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub launch: Option<Launch>,
    #[expect(missing_docs, reason = "the schema's text is that of the type")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http: Option<HttpToml>,
    #[expect(missing_docs, reason = "the schema's text is that of the type")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matcher: Option<MatcherToml>,
    /// The hook's time limit: starting, reading, writing and ending together. Default: 30 seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<DurationToml>,
    /// `validate`: the hook judges the final input, after every rewrite, and cannot rewrite.
    /// Default: `standard`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// What it means when the hook cannot answer (crash, timeout, no valid answer). Default: block
    /// before a tool runs and for prompts, ask for permissions, else proceed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<OnFailure>,
    /// Whether running the hook changes something outside of it; a hook that declares `none` may be run again. Default:
    /// `possible`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "side_effects_schema"))]
    pub side_effects: Option<SideEffects>,
    /// Variables set for the hook, over inherited ones. `${config_dir}` in a value stands for the
    /// folder of this file. Default: none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::env"))]
    pub env: BTreeMap<String, String>,
    #[expect(missing_docs, reason = "the schema's text is that of the type")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherit_env: Option<InheritEnvToml>,
    /// `false` keeps the hook listed without running it. Default: `true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// What a user interface shows while the hook runs. Default: its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
    /// `true` runs the hook once per session. Default: `false`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once: Option<bool>,
    /// `true` runs the hook in the background, without a verdict; `false` makes the agent wait for
    /// it. Default: `false`; after a tool call, the value of `post`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub background: Option<bool>,
    /// The agent whose payload and answer format the program uses, so that a script written for
    /// another agent runs unmodified. Default: `native`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    // Any name is valid in the schema: which dialects exist depends on the embedder.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub dialect: Option<DialectRef>,
}

/// The keys of an entry.
pub(crate) const KEYS: &[&str] = &[
    "name",
    "command",
    "launch",
    "http",
    "matcher",
    "timeout",
    "role",
    "on_failure",
    "side_effects",
    "env",
    "inherit_env",
    "enabled",
    "status_message",
    "once",
    "background",
    "dialect",
];

/// An entry as read: the parts that are valid, and the first error if the entry has one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slot {
    /// The entry with the keys that could be read. A key that could not be read is absent.
    pub(crate) entry: HookEntryToml,
    /// Why the entry cannot be used: its first error.
    pub(crate) broken: Option<String>,
    /// The byte offset at which the entry begins; `None` without a text.
    pub(crate) start: Option<usize>,
    /// The byte range of the entry's `dialect`.
    pub(crate) dialect: Option<Range<usize>>,
    /// The byte range of the entry's `matcher`.
    pub(crate) matcher: Option<Range<usize>>,
    /// Which of the table's kept flaws are about this entry, as a range of indices.
    pub(crate) flaws: Range<usize>,
}

impl Serialize for Slot {
    /// Writes only the entry. The other fields say how the entry was read, and are left out.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.entry.serialize(serializer)
    }
}

impl HookEntryToml {
    /// Returns whether the agent does not wait for the hook. The entry's `background` decides, or else, for events
    /// after a tool call, the file's `post`.
    pub(crate) fn runs_in_background(&self, event: &EventName, post: Post) -> bool {
        let after_a_call = matches!(
            event,
            EventName::PostToolUse | EventName::PostToolUseFailure
        );
        self.background
            .unwrap_or(after_a_call && post == Post::Background)
    }

    /// Returns the hook's own time limit, from `timeout` or from `http.timeout`.
    pub(crate) fn limit(&self) -> Option<DurationToml> {
        let of_http = || self.http.as_ref().and_then(|http| http.timeout);
        self.timeout.or_else(of_http)
    }
}

/// Returns the schema of `side_effects`: the words, and the booleans that stand for them.
#[cfg(feature = "schema")]
fn side_effects_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "enum": ["possible", "none", true, false] })
}
