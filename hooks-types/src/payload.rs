//! The payload that a hook reads: an event and the facts of its session.

pub use crate::meta::{SessionMeta, Subagent};
pub use crate::timestamp::{Timestamp, TimestampError};

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value};

use crate::dialect::WireForm;
use crate::event::HookEvent;
use crate::note::Note;
use crate::replaced::Replaced;

/// Version of the native format.
pub const PROTOCOL: u32 = 1;

/// One event with the facts of the session in which it was fired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Payload {
    #[serde(default)]
    protocol: Protocol,
    /// Facts of the session, shared by all its payloads.
    #[serde(flatten)]
    pub meta: Arc<SessionMeta>,
    /// When the event was fired: RFC 3339, UTC. If it is absent, the time of reading is used.
    #[serde(default = "Timestamp::now")]
    pub triggered_at: Timestamp,
    /// What happened.
    #[serde(rename = "hook_event")]
    #[cfg_attr(feature = "schema", schemars(with = "Map<String, Value>"))]
    pub event: HookEvent,
    /// Top-level fields that this version does not model; they survive reading and writing.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
    /// The object in another agent's format from which this payload was read, if any. Writing the payload in that
    /// format starts from the fields of this object, because no field may be lost.
    #[serde(skip)]
    pub origin: Option<Arc<Origin>>,
    /// Remarks on the parts of the original bytes that had to be replaced on reading, one remark
    /// for each kind of part. A report repeats these remarks.
    #[serde(skip)]
    pub replaced: Vec<Note>,
    /// Why hooks cannot judge this payload: the original bytes contain something that hooks are not shown. On a known
    /// gate (an event that can prevent an action), the hooks then do not start, and their failure blocks the event.
    /// `None` if hooks see everything.
    #[serde(skip)]
    pub unseen: Option<String>,
}

/// The version of the native format. It is written into every payload and checked on reading.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Protocol;

/// The JSON object in another agent's format from which a payload was read.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Origin {
    /// The dialect, event name and spelling of the object.
    pub form: WireForm,
    /// Every field of the object, unchanged.
    pub object: Map<String, Value>,
}

impl Origin {
    /// Creates the origin of a payload.
    pub fn new(form: WireForm, object: Map<String, Value>) -> Self {
        Self { form, object }
    }
}

impl Payload {
    /// Creates an event of this session, fired now.
    pub fn new(meta: Arc<SessionMeta>, event: impl Into<HookEvent>) -> Self {
        Self {
            protocol: Protocol,
            meta,
            triggered_at: Timestamp::now(),
            event: event.into(),
            extra: Map::new(),
            origin: None,
            replaced: Vec::new(),
            unseen: None,
        }
    }

    /// Adds remarks on the parts of the bytes that were replaced on reading. If hooks cannot judge the payload because
    /// of them, also adds the reason.
    #[must_use]
    pub fn with_replaced(mut self, replaced: &Replaced) -> Self {
        self.replaced.extend(replaced.notes());
        // If there is already a reason, keep it, because a single reason is enough to block.
        self.unseen = self.unseen.or_else(|| replaced.unseen());
        self
    }

    setters! {
        /// Sets when the event was fired.
        fn with_triggered_at(triggered_at: Timestamp) = triggered_at;
        /// Sets the object in another agent's format from which this payload was read.
        fn with_origin(origin: Origin) = Some(Arc::new(origin));
    }
}

impl Serialize for Protocol {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(PROTOCOL)
    }
}

impl<'de> Deserialize<'de> for Protocol {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A payload of a different version of the protocol could be misread, so refuse it.
        match u32::deserialize(deserializer)? {
            PROTOCOL => Ok(Self),
            other => Err(de::Error::custom(format_args!(
                "protocol {other} is not supported; this version supports protocol {PROTOCOL}"
            ))),
        }
    }
}

#[cfg(feature = "schema")]
schema_of!(Protocol, |_| {
    let description = "Version of the protocol. If it is absent, the current version is assumed.";
    schemars::json_schema!({ "const": PROTOCOL, "description": description })
});

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
