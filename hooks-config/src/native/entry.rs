//! One entry of the native format, `[[hooks.pre_tool_use]]`.
//!
//! Reading an entry yields a [`Slot`] in any case: the keys that are valid, and the first error if there is
//! one. An entry with an error becomes a hook that always fails, so its other keys still count.
//!
//! The docs of the fields of [`HookEntryToml`] are the texts of the schema, which editors show to users.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use hooks_types::near::nearest;
use hooks_types::spec::{Launch, OnFailure, Role, SideEffects};
use hooks_types::text::quoted;
use hooks_types::{DialectRef, EventName};
use serde::{Serialize, Serializer};

use super::command::CommandToml;
use super::duration::DurationToml;
use super::environment::{InheritEnvToml, read_env};
use super::flaws::{Flaws, Read, unknown_key};
use super::http::HttpToml;
use super::matcher::MatcherToml;
use super::rules;
use super::values::{boolean, choice, label, table, text};
use super::words::{Post, words};
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::format::{Kind, Member, Node};

/// One hook as its file states it. It can only be created by reading, so its parts are always valid.
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
    /// Whether running the hook changes something outside; one that declares `none` may be run
    /// again. Default: `possible`.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "side_effects_word"
    )]
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

/// Keys that other agents' files have or that people remember, each with the advice what to write here.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "if",
        "`matcher` names the tools, and the command itself looks at their input",
    ),
    (
        "type",
        "leave it out: `command` runs a program, `http` asks an endpoint",
    ),
    ("async", "its name here is `background`"),
    (
        "args",
        "write them into the array: `command = [\"program\", \"argument\"]`",
    ),
    ("match", "did you mean `matcher`?"),
    ("matches", "did you mean `matcher`?"),
    ("tool", "did you mean `matcher`? It names the tools"),
    ("tools", "did you mean `matcher`? It names the tools"),
    ("event", "the header names it: `[[hooks.pre_tool_use]]`"),
    ("run", "its name here is `command`"),
    ("cmd", "its name here is `command`"),
    ("script", "its name here is `command`"),
    (
        "cwd",
        "a hook runs in the session's folder; `cd` in its command changes that",
    ),
];

/// Reports an unknown key, with the nearest known one. A key of the `[hooks]` table gets a hint to move it there.
fn unknown(member: &Member) -> Flaw {
    let flaw = unknown_key(member, KEYS);
    let mut elsewhere = ELSEWHERE.iter();
    if let Some((_, cure)) = elsewhere.find(|(key, _)| *key == &*member.key) {
        return flaw.with_help(*cure);
    }
    match super::table::KEYS.contains(&&*member.key) {
        true => flaw.with_help(format!(
            "`{}` belongs to all hooks: write it below [hooks]",
            member.key
        )),
        false => flaw,
    }
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

/// An entry as read: its valid parts, and whether it is complete.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slot {
    /// The keys that could be read; the others have their defaults.
    pub(crate) entry: HookEntryToml,
    /// Why the entry cannot be used: its first error.
    pub(crate) broken: Option<String>,
    /// The byte offset at which it begins; `None` without a text.
    pub(crate) start: Option<usize>,
    /// The byte range of its `dialect`.
    pub(crate) dialect: Option<Range<usize>>,
    /// The byte range of its `matcher`.
    pub(crate) matcher: Option<Range<usize>>,
}

impl Serialize for Slot {
    /// Writes the entry alone.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.entry.serialize(serializer)
    }
}

impl HookEntryToml {
    /// Whether the agent does not wait for the hook: as the entry says, else as `post` of the file says for events
    /// after a tool call.
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

    /// Reads one key of the entry for a hook of this event.
    ///
    /// A key that the event does not support is refused here. Keys that contradict each other are found by
    /// [`rules::between_keys`] when all of them are known.
    fn read_member(&mut self, event: &EventName, member: &Member) -> Read<()> {
        let value = &member.node;
        match &*member.key {
            "name" => self.name = Some(label(value)?),
            "command" => self.command = Some(CommandToml::read(value)?),
            "launch" => self.launch = Some(choice(value, &words(Launch::ALL, Launch::code))?),
            "http" => self.http = Some(HttpToml::read(value)?),
            "matcher" => {
                // Check the rule about the event first: on an event without a target, the value does not matter.
                rules::matcher(event, member)?;
                self.matcher = Some(MatcherToml::read(value, event.traits().target)?);
            }
            "timeout" => self.timeout = Some(DurationToml::read(value)?),
            "role" => self.role = Some(choice(value, &words(Role::ALL, Role::code))?),
            "on_failure" => {
                let policy = choice(value, &words(OnFailure::ALL, OnFailure::code))?;
                rules::on_failure(event, policy, value)?;
                self.on_failure = Some(policy);
            }
            "side_effects" => {
                self.side_effects = Some(match value.kind {
                    // `side_effects = true` and `false` read naturally, so they are accepted beside the
                    // words.
                    Kind::Bool(true) => SideEffects::Possible,
                    Kind::Bool(false) => SideEffects::None,
                    _ => choice(value, &words(SideEffects::ALL, SideEffects::code))?,
                });
            }
            "env" => self.env = read_env(value)?,
            "inherit_env" => self.inherit_env = Some(InheritEnvToml::read(value)?),
            "enabled" => self.enabled = Some(boolean(value)?),
            "status_message" => self.status_message = Some(label(value)?),
            "once" => self.once = Some(boolean(value)?),
            "background" => self.background = Some(boolean(value)?),
            "dialect" => self.dialect = Some(DialectRef::named(text(value)?)),
            _ => return Err(unknown(member)),
        }
        Ok(())
    }
}

/// The flaws of one entry, while it is read. They are added to the flaws of the table, which may only count them, so
/// the first error is kept here too.
struct Found<'p> {
    flaws: &'p mut Flaws,
    /// The message of the first error.
    broken: Option<String>,
}

impl Found<'_> {
    /// Adds a flaw, and keeps its message if it is the first error of the entry.
    fn say(&mut self, problem: Flaw) {
        if self.broken.is_none() && problem.is_error() {
            self.broken = Some(problem.message.clone());
        }
        self.flaws.push(problem);
    }
}

/// Reads an entry. Its flaws are added to `flaws`; its valid parts are kept. `post` is the value for the whole
/// file: some combinations of keys are mistakes only in the background.
pub(crate) fn read_entry(event: &EventName, post: Post, node: &Node, flaws: &mut Flaws) -> Slot {
    let mut found = Found {
        flaws,
        broken: None,
    };
    let mut entry = HookEntryToml::default();
    match table(node, "a table") {
        Err(problem) => found.say(problem),
        Ok(members) => {
            // Every key is read even after an error, so that one look at the diagnostics shows all
            // mistakes.
            let mut seen = HashSet::new();
            for member in members {
                if !seen.insert(&*member.key) {
                    found.say(duplicate_key(member));
                // The entry is broken already, so build this error only if it will be shown.
                } else if found.broken.is_some() && !KEYS.contains(&&*member.key) {
                    found.flaws.push_error(|| unknown(member));
                } else if let Err(problem) = entry.read_member(event, member) {
                    found.say(problem);
                }
            }
            // A misspelled `command` is already reported as an unknown key.
            let named = |member: &Member| nearest(&member.key, ["command", "http"]).is_some();
            if !members.iter().any(named) {
                found.say(
                    Flaw::new(
                        DiagnosticCode::MissingKey,
                        &node.span,
                        "the hook has no `command`",
                    )
                    .with_help("add command = [\"program\", \"argument\"]"),
                );
            }
            rules::between_keys(event, post, &entry, node)
                .into_iter()
                .for_each(|problem| found.say(problem));
        }
    }
    let span_of = |key| node.get(key).map(|value| value.span.clone());
    Slot {
        entry,
        broken: found.broken,
        start: Some(node.span.start),
        dialect: span_of("dialect"),
        matcher: span_of("matcher"),
    }
}

/// Reports a repeated key. TOML's parser rejects these itself, but other serde formats allow them.
pub(crate) fn duplicate_key(member: &Member) -> Flaw {
    Flaw::new(
        DiagnosticCode::DuplicateKey,
        &member.key_span,
        format!("`{}` appears twice", quoted(member.key.as_bytes(), 60)),
    )
}

/// Writes the word for a value: the type itself has no serde form.
fn side_effects_word<S: Serializer>(
    value: &Option<SideEffects>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(SideEffects::None) => serializer.serialize_str("none"),
        _ => serializer.serialize_str("possible"),
    }
}

/// Returns the schema of `side_effects`: the words, and the booleans that stand for them.
#[cfg(feature = "schema")]
fn side_effects_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "enum": ["possible", "none", true, false] })
}
