//! What a hook reads: the event with the session's facts around it.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value};

use crate::dialect::WireForm;
use crate::event::HookEvent;
use crate::meta::SessionMeta;
use crate::note::Note;
use crate::replaced::Replaced;
use crate::timestamp::Timestamp;

/// Version of the native wire.
pub const PROTOCOL: u32 = 1;

/// One event with the session's facts: the unit that is dispatched and that hooks read.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Payload {
    /// Facts of the session, shared by all its payloads.
    pub meta: Arc<SessionMeta>,
    /// When the event was fired.
    pub triggered_at: Timestamp,
    /// What happened.
    pub event: HookEvent,
    /// Top-level fields this version does not model; they survive reading and writing.
    pub extra: Map<String, Value>,
    /// The foreign object this payload was read from, if it was; writing it in the same form
    /// starts from these fields, so that nothing of them is lost.
    pub origin: Option<Arc<Origin>>,
    /// What of the bytes it was read from JSON cannot hold, one remark for each kind; a report
    /// repeats them.
    pub replaced: Vec<Note>,
    /// Why nobody can judge it: the bytes hold something that hooks are not shown. A gate then
    /// blocks, because no hook is started for it.
    pub unseen: Option<String>,
}

/// The foreign wire object a payload was read from.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Origin {
    /// Whose spelling the object has.
    pub form: WireForm,
    /// Every field as it came.
    pub object: Map<String, Value>,
}

impl Origin {
    /// Remembers what a payload was read from.
    pub fn new(form: WireForm, object: Map<String, Value>) -> Self {
        Self { form, object }
    }
}

impl Payload {
    /// An event of this session, fired now.
    pub fn new(meta: Arc<SessionMeta>, event: impl Into<HookEvent>) -> Self {
        Self {
            meta,
            triggered_at: Timestamp::now(),
            event: event.into(),
            extra: Map::new(),
            origin: None,
            replaced: Vec::new(),
            unseen: None,
        }
    }

    /// Remembers what was read otherwise than the bytes say it.
    #[must_use]
    pub fn with_replaced(mut self, replaced: &Replaced) -> Self {
        self.replaced.extend(replaced.notes());
        self.unseen = self.unseen.or_else(|| replaced.unseen());
        self
    }

    setters! {
        /// Sets when the event was fired.
        fn with_triggered_at(triggered_at: Timestamp) = triggered_at;
        /// Sets the foreign object this payload was read from.
        fn with_origin(origin: Origin) = Some(Arc::new(origin));
    }
}

/// The keys of the native payload, in the order they are written.
#[derive(Serialize)]
struct Written<'a> {
    protocol: u32,
    #[serde(flatten)]
    meta: &'a SessionMeta,
    triggered_at: Timestamp,
    hook_event: &'a HookEvent,
    #[serde(flatten)]
    extra: &'a Map<String, Value>,
}

/// The same keys as they are read, with what may be absent.
#[derive(Deserialize)]
struct Read {
    #[serde(default = "current_protocol")]
    protocol: u32,
    #[serde(flatten)]
    meta: SessionMeta,
    #[serde(default = "Timestamp::now")]
    triggered_at: Timestamp,
    hook_event: HookEvent,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

fn current_protocol() -> u32 {
    PROTOCOL
}

impl Serialize for Payload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written {
            protocol: PROTOCOL,
            meta: &self.meta,
            triggered_at: self.triggered_at,
            hook_event: &self.event,
            extra: &self.extra,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Read::deserialize(deserializer)?;
        if read.protocol != PROTOCOL {
            return Err(de::Error::custom(format_args!(
                "protocol {} is not supported; this version speaks {PROTOCOL}",
                read.protocol
            )));
        }
        Ok(Self {
            meta: Arc::new(read.meta),
            triggered_at: read.triggered_at,
            event: read.hook_event,
            extra: read.extra,
            origin: None,
            replaced: Vec::new(),
            unseen: None,
        })
    }
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
