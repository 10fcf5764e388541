//! The table of all known events. To add an event, add a file to this folder and a row to the table.

use std::fmt;
use std::sync::Arc;

use serde::de::{self, DeserializeOwned};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::traits::{BlockEffect, EventTraits, ModifyEffect, Target};
use super::{
    AfterAgent, Interrupt, Notification, OtherEvent, PermissionRequest, PostCompact, PostToolUse,
    PostToolUseFailure, PreCompact, PreToolUse, SessionEnd, SessionStart, Stop, SubagentStart,
    SubagentStop, UserPromptSubmit,
};
use crate::near::nearest;
use crate::policy::OnFailure;
use crate::text::short_name;

/// The traits of every event that is not in the table. The outcomes of its hooks are only reported, and the agent
/// decides what the outcomes mean.
const OTHER: EventTraits = EventTraits {
    pascal: "Other",
    snake: "other",
    target: Target::Named,
    block: BlockEffect::Reported,
    modify: ModifyEffect::Reported,
    permission: true,
    on_failure: OnFailure::Proceed,
};

macro_rules! event_table {
    ($($name:ident $snake:literal: $target:ident, $block:ident, $modify:ident, $permission:literal, $on_failure:ident;)+) => {
        /// The name of an event: `PreToolUse` in reports, `pre_tool_use` in the native format.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(
            clippy::exhaustive_enums,
            reason = "a new event must be looked at in every dialect"
        )]
        pub enum EventName {
            $(#[doc = concat!("`", $snake, "` on the native wire; see [`", stringify!($name), "`](struct@", stringify!($name), ").")] $name,)+
            /// An event that is not in [`EventName::ALL`], under the agent's own name.
            Other(Arc<str>),
        }

        impl EventName {
            /// All known events: the rows of the table in this file, in its order. `Other` is not included.
            pub const ALL: &'static [EventName] = &[$(EventName::$name),+];

            /// Returns the event's traits: the outcomes that it can carry, and their effects.
            pub fn traits(&self) -> &'static EventTraits {
                match self {
                    $(EventName::$name => {
                        const ROW: EventTraits = EventTraits {
                            pascal: stringify!($name),
                            snake: $snake,
                            target: Target::$target,
                            block: BlockEffect::$block,
                            modify: ModifyEffect::$modify,
                            permission: $permission,
                            on_failure: OnFailure::$on_failure,
                        };
                        &ROW
                    })+
                    EventName::Other(_) => &OTHER,
                }
            }
        }

        #[cfg(feature = "schema")]
        impl EventName {
            /// Returns the schema of the event's own fields.
            pub(crate) fn body_schema(&self, generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                match self {
                    $(Self::$name => <$name as schemars::JsonSchema>::json_schema(generator),)+
                    Self::Other(_) => <OtherEvent as schemars::JsonSchema>::json_schema(generator),
                }
            }
        }

        /// An event: one variant for each event of [`EventName::ALL`], and [`OtherEvent`] for all other events.
        #[derive(Debug, Clone, PartialEq)]
        #[expect(
            clippy::exhaustive_enums,
            reason = "a new event must be looked at in every dialect"
        )]
        pub enum HookEvent {
            $(#[doc = concat!("The payload of `", stringify!($name), "`.")] $name($name),)+
            /// An event that is not in [`EventName::ALL`], with the agent's own name.
            Other(OtherEvent),
        }

        impl HookEvent {
            /// Returns the event's name.
            pub fn name(&self) -> EventName {
                match self {
                    $(Self::$name(_) => EventName::$name,)+
                    Self::Other(other) => EventName::Other(other.name.as_str().into()),
                }
            }
        }

        impl HookEvent {
            /// Returns the fields that this version does not model.
            pub fn extra(&self) -> &Map<String, Value> {
                match self {
                    $(Self::$name(event) => &event.extra,)+
                    Self::Other(event) => &event.extra,
                }
            }

            /// Returns a mutable reference to the fields that this version does not model.
            pub fn extra_mut(&mut self) -> &mut Map<String, Value> {
                match self {
                    $(Self::$name(event) => &mut event.extra,)+
                    Self::Other(event) => &mut event.extra,
                }
            }
        }

        $(impl From<$name> for HookEvent {
            fn from(event: $name) -> Self {
                Self::$name(event)
            }
        })+

        impl Serialize for HookEvent {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$name(body) => Tagged { event_type: $snake, body }.serialize(serializer),)+
                    Self::Other(body) => Tagged { event_type: &body.name, body }.serialize(serializer),
                }
            }
        }

        impl HookEvent {
            /// Reads the event with this name in the native format. `body` holds the fields of the object without
            /// `event_type`.
            fn from_parts(event_type: &str, body: Map<String, Value>) -> Result<Self, serde_json::Error> {
                match event_type {
                    $($snake => typed(body).map(Self::$name),)+
                    name => other_event(name, body).map(Self::Other),
                }
            }
        }
    };
}

event_table! {
    // The columns: event, "wire name", target, block, modify, allow/ask, `on_failure`.
    //
    // How `on_failure` was chosen: a call or a prompt must not pass unjudged, so it is blocked if a hook fails. A
    // permission request can still be decided by the user, so the user is asked if a hook fails. On all other events a
    // broken hook must not stop the agent.
    PreToolUse "pre_tool_use":       ToolName,     CallRefused,      Input,          true,  Block;
    PermissionRequest "permission_request": ToolName, PermissionDenied, InputWithAllow, true, Ask;
    UserPromptSubmit "user_prompt_submit": None,   PromptDropped,    Prompt,         false, Block;
    Stop "stop":                     None,         GoesOn,           None,           false, Proceed;
    SubagentStop "subagent_stop":    SubagentType, GoesOn,           None,           false, Proceed;
    PreCompact "pre_compact":        Source,       NotCompacted,     None,           false, Proceed;
    PostToolUse "post_tool_use":     ToolName,     Feedback,         Output,         false, Proceed;
    PostToolUseFailure "post_tool_use_failure": ToolName, Feedback,  Output,         false, Proceed;
    SessionStart "session_start":    Source,       None,             None,           false, Proceed;
    SessionEnd "session_end":        Reason,       None,             None,           false, Proceed;
    Interrupt "interrupt":           None,         None,             None,           false, Proceed;
    Notification "notification":     Level,        None,             None,           false, Proceed;
    SubagentStart "subagent_start":  SubagentType, None,             None,           false, Proceed;
    PostCompact "post_compact":      Source,       None,             None,           false, Proceed;
    AfterAgent "after_agent":        None,         None,             None,           false, Proceed;
}

/// An event's fields together with its `event_type`.
#[derive(Serialize)]
struct Tagged<'a, T> {
    /// The name in the native format.
    event_type: &'a str,
    #[serde(flatten)]
    body: &'a T,
}

/// Reads an event that is not in the table. A misspelt name of a known event (an event in [`EventName::ALL`]) is an
/// error: if it were read as `Other`, the hooks of the known event would not run.
fn other_event(name: &str, body: Map<String, Value>) -> Result<OtherEvent, serde_json::Error> {
    let known = EventName::named(name);
    if !matches!(known, EventName::Other(_)) {
        return Err(de::Error::custom(format_args!(
            "a native payload spells this event `{}`",
            known.wire_name()
        )));
    }
    // An event that an agent defines always has the field `data`. So if `data` is missing and the name resembles the
    // name of a known event, the known event is meant and its name is misspelt.
    if !body.contains_key("data")
        && let Some(meant) = nearest(name, EventName::ALL.iter().map(EventName::wire_name))
    {
        return Err(de::Error::custom(format_args!(
            "no such event; did you mean `{meant}`? (a custom event has the field `data`)"
        )));
    }
    let mut other: OtherEvent = typed(body)?;
    other.name = name.to_owned();
    Ok(other)
}

/// Reads the fields of an event.
fn typed<T: DeserializeOwned>(body: Map<String, Value>) -> Result<T, serde_json::Error> {
    serde_json::from_value(Value::Object(body))
}

impl<'de> Deserialize<'de> for HookEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut body = Map::deserialize(deserializer)?;
        // An unknown `event_type` is valid and becomes `Other`, but a tagged enum of serde would refuse it. So read the
        // tag here.
        match body.remove("event_type") {
            Some(Value::String(event_type)) => {
                Self::from_parts(&event_type, body).map_err(|error| {
                    de::Error::custom(format_args!("`{}`: {error}", short_name(&event_type)))
                })
            }
            Some(_) => Err(de::Error::custom("`event_type` is not a string")),
            None => Err(de::Error::missing_field("event_type")),
        }
    }
}

impl EventName {
    /// Returns the event with this name in any casing (`PreToolUse`, `pre_tool_use`, `preToolUse`,
    /// `pre-tool-use`). Any other name becomes `Other` and is kept exactly as given.
    pub fn named(name: &str) -> Self {
        // The spellings of a name differ only in casing and separators, so compare the letters.
        let letters = |text: &str| -> String {
            text.chars()
                .filter(|c| !matches!(c, '_' | '-'))
                .map(|c| c.to_ascii_lowercase())
                .collect()
        };
        let wanted = letters(name);
        Self::ALL
            .iter()
            .find(|event| letters(event.traits().pascal) == wanted)
            .cloned()
            .unwrap_or_else(|| Self::Other(name.into()))
    }

    /// Returns the name in reports: PascalCase, or the agent's own name for `Other`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(name) => name,
            known => known.traits().pascal,
        }
    }

    /// Returns the name in the native format: snake_case, or the agent's own name for `Other`.
    pub fn wire_name(&self) -> &str {
        match self {
            Self::Other(name) => name,
            known => known.traits().snake,
        }
    }
}

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for EventName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for EventName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::named(&String::deserialize(deserializer)?))
    }
}

#[cfg(feature = "schema")]
schema_of!(EventName, |_| {
    let known: Vec<&str> = Self::ALL.iter().map(Self::as_str).collect();
    schemars::json_schema!({ "type": "string", "examples": known })
});
