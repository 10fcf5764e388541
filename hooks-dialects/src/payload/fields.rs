//! The rows of payload tables. Each row pairs a key of an agent's payload with a field of ours, for reading and for
//! writing.

use hooks_types::Payload;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{PayloadReader, PayloadWriter};

/// Converts the agent's value into our value; the result `None` means that the value is absent.
pub(crate) type Read = fn(Option<Value>, &mut PayloadReader<'_>) -> Option<Value>;
/// Converts our value into the agent's value; the result `None` means that the value is unknown.
pub(crate) type Show = fn(Option<Value>, &PayloadWriter<'_>) -> Option<Value>;

/// A row of a payload table: one field of an agent's payload.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    /// The keys to read from. All of them are taken out of the payload; the first value that is not `null` is used.
    pub(crate) keys: &'static [&'static str],
    /// The key to write under. `None` means the first of `keys` or, in PascalCase payloads, the second if there are
    /// two.
    pub(crate) key: Option<&'static str>,
    /// Returns whether payloads of this event have the field.
    pub(crate) of: fn(&Payload) -> bool,
    /// Returns the value of our field.
    pub(crate) get: fn(&Payload) -> Option<Value>,
    /// Sets our field to a value.
    pub(crate) set: fn(&mut Payload, Value),
    /// Converts the agent's value when a payload is read.
    pub(crate) read: Read,
    /// Converts our value when a payload is written.
    pub(crate) show: Show,
    /// Returns whether the field is written.
    pub(crate) when: fn(&PayloadWriter<'_>) -> bool,
    /// What to write if our value is unknown.
    pub(crate) unknown: Unknown,
}

/// What to write for a field if our value is unknown.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unknown {
    /// Write nothing: the payload does not have the key.
    Omitted,
    /// Write the value that this function returns.
    Value(fn() -> Value),
    /// Write the value that this function returns, unless the payload that was read already has a value under the key.
    Filler(fn() -> Value),
}

/// Declares a row: the agent's keys `=>` our field.
///
/// | right side | meaning |
/// |---|---|
/// | `Stop.reason`, `(Stop, SubagentStop).reason` | a field of one event, or of several |
/// | `meta.model` | a field of the session |
/// | `call.call_id` | a field of the event's tool call |
/// | `triggered_at` | the time at which the event was fired |
/// | `extra` | a field of any event for which our types have no place; it is kept unchanged in `Payload::extra` |
/// | `nothing` | no field: the value is dropped when it is read |
/// | `Stop, \|\| value` | written on that event, unless the key already has a value |
macro_rules! field {
    ($($key:literal),* => nothing) => { field!(@ [$($key),*] |_| true, |_| None, |_, _| {}) };
    ($key:literal => extra) => {
        field!(@ [$key] |_| true, |_| None, |payload, it| drop(payload.extra.insert($key.to_owned(), it)))
    };
    ($($key:literal),* => triggered_at) => {
        field!(@ [$($key),*] |_| true, |payload| Some(payload.triggered_at.with_millis().into()),
            |payload, it| $crate::payload::put(&mut payload.triggered_at, it))
    };
    ($($key:literal),* => meta.$field:ident) => {
        field!(@ [$($key),*] |_| true, |payload| $crate::payload::value(&payload.meta.$field),
            |payload, it| $crate::payload::put(&mut std::sync::Arc::make_mut(&mut payload.meta).$field, it))
    };
    ($($key:literal),* => call.$field:ident) => {
        field!(@of [$($key),*] [PreToolUse PermissionRequest PostToolUse PostToolUseFailure] |event| event.call.$field)
    };
    ($($key:literal),* => $event:ident.$field:ident) => { field!(@of [$($key),*] [$event] |event| event.$field) };
    ($($key:literal),* => ($($event:ident),+).$field:ident) => {
        field!(@of [$($key),*] [$($event)+] |event| event.$field)
    };
    (@of [$($key:literal),*] [$($event:ident)+] |$it:ident| $place:expr) => {
        field!(@ [$($key),*]
            |payload| matches!(payload.event, $(hooks_types::HookEvent::$event(_))|+),
            |payload| match &payload.event {
                $(hooks_types::HookEvent::$event($it) => $crate::payload::value(&$place),)+
                _ => None,
            },
            |payload, value| match &mut payload.event {
                $(hooks_types::HookEvent::$event($it) => $crate::payload::put(&mut $place, value),)+
                _ => {}
            })
    };
    ($key:literal => $event:ident, $filler:expr) => {
        field!(=> nothing).written_as($key).or_filler($filler)
            .of(|payload| matches!(payload.event, hooks_types::HookEvent::$event(_)))
    };
    (@ [$($key:literal),*] $of:expr, $get:expr, $set:expr) => {
        $crate::payload::Field {
            keys: &[$($key),*], of: $of, get: $get, set: $set, ..$crate::payload::Field::BLANK
        }
    };
}
pub(crate) use field;

impl Field {
    /// A row that reads and writes nothing, from which all other rows are built.
    pub(crate) const BLANK: Self = Self {
        keys: &[],
        key: None,
        of: |_| true,
        get: |_| None,
        set: |_, _| {},
        read: |said, _| said,
        show: |ours, _| ours,
        when: |_| true,
        unknown: Unknown::Omitted,
    };

    /// Restricts the row to payloads for which `of` returns `true`.
    pub(crate) const fn of(mut self, of: fn(&Payload) -> bool) -> Self {
        self.of = of;
        self
    }

    /// Sets how the agent's value is converted when a payload is read.
    pub(crate) const fn read(mut self, read: Read) -> Self {
        self.read = read;
        self
    }

    /// Sets how our value is converted when a payload is written.
    pub(crate) const fn show(mut self, show: Show) -> Self {
        self.show = show;
        self
    }

    /// Writes the field only if `when` holds.
    pub(crate) const fn when(mut self, when: fn(&PayloadWriter<'_>) -> bool) -> Self {
        self.when = when;
        self
    }

    /// Makes the row read-only.
    pub(crate) const fn unwritten(self) -> Self {
        self.when(|_| false)
    }

    /// Writes the field under this key, whatever key it is read from.
    pub(crate) const fn written_as(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }

    /// Writes this value if our value is unknown.
    pub(crate) const fn or(mut self, value: fn() -> Value) -> Self {
        self.unknown = Unknown::Value(value);
        self
    }

    /// Writes this value if our value is unknown and the key has no value yet.
    pub(crate) const fn or_filler(mut self, value: fn() -> Value) -> Self {
        self.unknown = Unknown::Filler(value);
        self
    }
}

/// The key in which most agents name the event.
pub(crate) const EVENT_KEY: &str = "hook_event_name";

/// The row that writes the event's name under `hook_event_name`.
pub(crate) const EVENT_NAME: Field = field!("hook_event_name" => nothing)
    .show(|_, writing| Some(writing.form.event.as_str().into()));

/// Treats an empty string as absent.
pub(crate) fn filled(said: Option<Value>, _: &mut PayloadReader<'_>) -> Option<Value> {
    said.filter(|value| value.as_str() != Some(""))
}

/// Treats any value that is not a string as an empty string.
pub(crate) fn text(said: Option<Value>, _: &mut PayloadReader<'_>) -> Option<Value> {
    Some(said.filter(Value::is_string).unwrap_or_else(|| "".into()))
}

/// Returns one of our fields as JSON; `None` means that its value is unknown.
pub(crate) fn value<T: Serialize>(field: &T) -> Option<Value> {
    let value = serde_json::to_value(field).ok();
    value.filter(|value| !value.is_null())
}

/// Sets one of our fields. A value of the wrong type is ignored here; it is still in the object that the payload was
/// read from.
pub(crate) fn put<T: DeserializeOwned>(field: &mut T, value: Value) {
    if let Ok(value) = serde_json::from_value(value) {
        *field = value;
    }
}
