//! The legacy root key `notify`.
//!
//! The program gets the payload as an argument and not on stdin, as existing programs for `notify` expect. New
//! configurations use `[[hooks.after_agent]]`. A file sets only the program and its arguments. The rest is fixed: the
//! hook's name is `notify`, it has no matcher, and its exit code and output mean nothing.

use hooks_types::dialect::{Spelling, WireForm};
use hooks_types::spec::{Command, PayloadChannel, Scope, Source};
use hooks_types::{EventName, HookSpec};
use serde::de::{Deserialize, Deserializer, Error};
use serde::{Serialize, Serializer};

use super::command::{Folder, argv};
use super::embedded::Embedded;
use super::flaws::Read;
use crate::format::Node;

/// The legacy `notify = ["program", "argument"]`. After each turn the program runs with one more
/// argument, a JSON object with the keys `type`, `thread-id`, `turn-id`, `cwd`, `input-messages` and
/// `last-assistant-message`. The agent does not wait for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotifyToml(pub(crate) Vec<String>);

impl NotifyToml {
    /// Reads a program and its arguments, by the same rules as `command`. A text for a shell is refused: the
    /// payload follows as the last argument, and a text has no place for it.
    pub(crate) fn read(node: &Node) -> Read<Self> {
        argv(node).map(Self)
    }

    /// Returns the program and its arguments.
    #[must_use]
    pub fn argv(&self) -> &[String] {
        &self.0
    }

    /// Converts `notify` to its hook: a background hook of `AfterAgent`.
    ///
    /// Fails only if an argument contains `${config_dir}` and the folder is unknown or not UTF-8.
    pub(crate) fn lower(
        &self,
        scope: Scope,
        source: Source,
        folder: &Folder<'_>,
    ) -> Result<HookSpec, String> {
        let argv: Result<Vec<String>, String> = self
            .0
            .iter()
            .map(|argument| folder.expand(argument))
            .collect();
        let mut command = Command::argv(argv?);
        // Only `notify` gets its payload as an argument, because existing `notify` programs expect it there.
        command.payload = PayloadChannel::LastArgument;
        let form = WireForm::native(&EventName::AfterAgent).with_spelling(Spelling::LegacyNotify);
        Ok(HookSpec::command("notify", EventName::AfterAgent, command)
            .with_form(form)
            .with_background(true)
            .with_scope(scope)
            .with_source(source))
    }
}

impl Serialize for NotifyToml {
    /// Writes the array of the program and its arguments.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for NotifyToml {
    /// Reads the array by the rules for files.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Embedded(node) = Embedded::deserialize(deserializer)?;
        Self::read(&node).map_err(D::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for NotifyToml {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Notify".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = super::command::argv_schema(generator);
        schema.insert(
            "description".to_owned(),
            "Legacy: a program (with arguments) that runs after each turn, with one JSON argument appended. The agent does not wait for it. New configurations use [[hooks.after_agent]].".into(),
        );
        schema
    }
}
