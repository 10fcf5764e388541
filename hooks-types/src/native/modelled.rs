//! Removes an unmodelled field (a field that our types do not have) if it has the name of a
//! modelled field.

use std::collections::BTreeSet;

use crate::call::CallKind;
use crate::event::HookEvent;
use crate::reader::Entries;
use crate::wire::EventRef;

/// Returns the payload in `bytes` without unmodelled fields that have the name of a modelled field.
///
/// Unmodelled fields are untrusted: a different agent's payload can contain a field `hook_event` or `mcp`. Unmodelled
/// fields are written last, and most readers use the last of two equal keys. So an unmodelled field could override a
/// modelled field.
pub(super) fn first(bytes: Vec<u8>, event: &HookEvent) -> Vec<u8> {
    // The key `mcp` turns a call into an MCP call. So remove it from calls of any other kind.
    let kind = EventRef::Event(event).call().map(|call| call.input.kind());
    let reserved = kind.filter(|kind| *kind != CallKind::Mcp).map(|_| "mcp");
    let text = std::str::from_utf8(&bytes).ok();
    // Read a list of entries and not a map, because a map would keep only the last of two equal keys.
    let Some(payload) = text.and_then(Entries::of) else {
        return bytes;
    };
    let inner = payload.iter().find(|(key, _)| *key == "hook_event");
    let inner = inner.and_then(|(_, event)| Entries::of(event));
    let Some(inner) = inner.map(|event| written(event.iter(), reserved)) else {
        return bytes;
    };
    let entries = payload.iter().map(|(key, value)| match key {
        "hook_event" => (key, inner.as_str()),
        _ => (key, value),
    });
    written(entries, None).into_bytes()
}

/// Writes an object. Of entries with equal names, writes only the first. Omits the key `reserved`.
fn written<'a>(
    entries: impl Iterator<Item = (&'a str, &'a str)>,
    reserved: Option<&str>,
) -> String {
    let mut seen: BTreeSet<&str> = reserved.into_iter().collect();
    let mut text = String::from("{");
    for (key, value) in entries {
        // serde writes modelled fields first, so the first of two equal keys is the modelled field. Skip the second.
        if !seen.insert(key) {
            continue;
        }
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&serde_json::Value::from(key).to_string());
        text.push(':');
        text.push_str(value);
    }
    text.push('}');
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use crate::dialect::WireForm;
    use crate::event::PreToolUse;
    use crate::payload::Timestamp;
    use crate::wire::{Expected, decode, encode};
    use crate::{DialectRef, EventName, Payload, SessionMeta, ToolCall};

    #[test]
    fn a_strangers_field_does_not_pass_for_one_of_ours() {
        let call = ToolCall::custom("c", "tool", "text");
        let clean = Payload::new(Arc::new(SessionMeta::new("s", "/")), PreToolUse::new(call))
            .with_triggered_at(Timestamp::from_unix_millis(0));
        let mut event = match clean.event.clone() {
            crate::HookEvent::PreToolUse(event) => event,
            other => panic!("{other:?}"),
        };
        let mut hostile = clean.clone();
        for key in ["protocol", "session_id", "hook_event", "more \"keys\""] {
            hostile
                .extra
                .insert(key.to_owned(), json!({ "event_type": "stop" }));
        }
        for key in ["event_type", "tool_name", "tool_input", "mcp", "more"] {
            event
                .extra
                .insert(key.to_owned(), json!({ "server": "s", "tool": "t" }));
        }
        hostile.event = event.into();

        let form = WireForm::native(&EventName::PreToolUse);
        let bytes = encode(&hostile, &form).unwrap();
        let mut read = decode(&bytes, Expected::new(DialectRef::NATIVE)).unwrap();
        assert_eq!(read.extra.keys().collect::<Vec<_>>(), ["more \"keys\""]);
        assert_eq!(read.event.extra().keys().collect::<Vec<_>>(), ["more"]);
        read.extra.clear();
        read.event = match read.event {
            crate::HookEvent::PreToolUse(mut event) => {
                event.extra.clear();
                event.into()
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(read, clean);
    }
}
