//! The type of a `[hooks]` table that an agent embeds in its own configuration.

use hooks_types::EventName;
use hooks_types::spec::Strategy;
use serde::de::{Deserialize, Deserializer, Error};
use serde::{Serialize, Serializer};

use super::embedded::Embedded;
use super::entry::{HookEntryToml, Slot};
use super::lower::lower;
use super::notify::NotifyToml;
use super::table::{Table, TableKeys};
use super::words::{Post, TrustPolicy};
use crate::loaded::Loaded;
use crate::options::LoadOptions;

/// A `[hooks]` table, for use as a field of an agent's own configuration.
///
/// It deserializes from any serde format and follows the rules for files: a mistake that is an error in a file makes
/// deserializing fail with the same message. One rule is checked later, by [`lower`](Self::lower), because only the
/// options say whose dialects the entries may use. If you have the text, [`crate::parse`] is better: it reports lines
/// and columns, and keeps broken entries as hooks that fail.
///
/// ```
/// use hooks_config::{HooksConfigToml, LoadOptions, NotifyToml};
///
/// #[derive(serde::Deserialize)]
/// struct AgentConfig {
///     model: String,
///     #[serde(default)]
///     hooks: HooksConfigToml,
///     notify: Option<NotifyToml>,
/// }
///
/// let config: AgentConfig = serde_json::from_value(serde_json::json!({
///     "model": "small",
///     "hooks": { "pre_tool_use": [{ "command": ["guard"], "matcher": "shell" }] },
/// }))?;
/// let mut loaded = config.hooks.lower(&LoadOptions::of_file("agent.toml"));
/// if let Some(notify) = &config.notify {
///     loaded.append(notify.lower_from(&LoadOptions::of_file("agent.toml")));
/// }
/// assert_eq!(loaded.into_hooks()?.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Hooks of the agent's own events are in `[[hooks.other."Name"]]`. Hooks in this format run commands or call HTTP
/// endpoints. To add a hook that runs inside the agent, build a [`HookSpec`](hooks_types::HookSpec) with its handler
/// and pass it to [`Loaded::push`](crate::Loaded::push).
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct HooksConfigToml {
    table: Table,
}

impl HooksConfigToml {
    /// Yields the entries of an event.
    pub fn entries(&self, event: &EventName) -> impl Iterator<Item = &HookEntryToml> {
        self.table.entries(event)
    }

    /// Yields the events that have entries, in the order of the event table.
    pub fn events(&self) -> impl Iterator<Item = &EventName> {
        self.table.slots.keys()
    }

    /// Returns the strategy, which says how the hooks of an event start (for example one after another).
    #[must_use]
    pub fn strategy(&self) -> Strategy {
        self.table.keys.strategy.unwrap_or_default()
    }

    /// Returns whether the agent waits for the hooks that run after a tool call.
    #[must_use]
    pub fn post(&self) -> Post {
        self.table.keys.post.unwrap_or_default()
    }

    /// Returns whether all hooks of the table's scope and of lower scopes are switched off.
    #[must_use]
    pub fn disable_all(&self) -> bool {
        self.table.keys.disable_all.unwrap_or_default()
    }

    /// Returns the administrator's policy for hooks of projects and plugins; `None` if the table does not set it.
    #[must_use]
    pub fn trust(&self) -> Option<TrustPolicy> {
        self.table.keys.trust
    }

    /// Returns the names of the hooks that the administrator requires.
    #[must_use]
    pub fn require(&self) -> &[String] {
        self.table.keys.require.as_deref().unwrap_or_default()
    }

    /// Converts the table to hooks as if it came from a file, but without line numbers.
    #[must_use]
    pub fn lower(&self, options: &LoadOptions) -> Loaded {
        lower(&self.table, None, options, "")
    }
}

impl NotifyToml {
    /// Converts `notify` to its hook as if it came from a file, but without a line number.
    #[must_use]
    pub fn lower_from(&self, options: &LoadOptions) -> Loaded {
        let notify = (self.clone(), None);
        lower(&Table::default(), Some(&notify), options, "")
    }
}

impl<'de> Deserialize<'de> for HooksConfigToml {
    /// Reads a table by the rules for files.
    ///
    /// Warnings are kept and come with the hooks of [`lower`](Self::lower). An error refuses the whole table, because
    /// serde can return either an error or a value.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let root = Embedded::deserialize(deserializer)?.numbered();
        let mut table = Table::read(&root);
        // There is no text to point at, so messages name the keys that lead to the value.
        table.name_places(&root);
        if !table.has_errors() {
            return Ok(Self { table });
        }
        // serde can return only one error. So put all errors into its message.
        let errors: Vec<String> = table
            .flaws
            .kept
            .iter()
            .filter(|flaw| flaw.is_error())
            .map(ToString::to_string)
            .collect();
        Err(D::Error::custom(errors.join("; ")))
    }
}

impl Serialize for HooksConfigToml {
    /// Writes the table in a form from which an equal table can be read. Absent keys stay absent.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// The entries of several events, in the form in which they are written.
        struct Events<'a>(Vec<(&'a EventName, &'a Vec<Slot>)>);

        impl Serialize for Events<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let events = self.0.iter();
                serializer.collect_map(events.map(|(name, slots)| (name.wire_name(), slots)))
            }
        }

        /// The table in the form in which it is written. Plain values come first, because in TOML they cannot follow a
        /// table.
        #[derive(Serialize)]
        struct Written<'a> {
            #[serde(flatten)]
            keys: &'a TableKeys,
            #[serde(flatten)]
            known: Events<'a>,
            #[serde(skip_serializing_if = "Option::is_none")]
            other: Option<Events<'a>>,
        }

        let slots = self.table.slots.iter();
        let (others, known): (Vec<_>, Vec<_>) =
            slots.partition(|(event, _)| matches!(event, EventName::Other(_)));
        let written = Written {
            keys: &self.table.keys,
            known: Events(known),
            other: (!others.is_empty()).then_some(Events(others)),
        };
        written.serialize(serializer)
    }
}
