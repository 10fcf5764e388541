//! What surrounds an event's own fields: which event the bytes are about, and writing a payload in
//! the form it came in.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::overlay::overlay;
use crate::dialect::WireForm;
use crate::event::EventName;
use crate::payload::Payload;
use crate::spec::OnFailure;
use crate::wire::{DecodeError, EncodeError};

/// The one object that bytes of a payload hold; a byte order mark before it is passed over.
pub(crate) fn object(bytes: &[u8]) -> Result<Map<String, Value>, DecodeError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes)
        .map_err(|error| DecodeError::new(format!("the payload is not one JSON object: {error}")))
}

/// Which event the bytes are about, in the dialect's name: what they say, else what was expected.
/// `ours` finds our event of a dialect's name, `theirs` the dialect's name of an expected one.
pub(crate) fn event_name(
    said: Option<&str>,
    expected: Option<&str>,
    ours: impl Fn(&str) -> EventName,
    theirs: impl Fn(&str) -> Option<String>,
) -> Result<String, DecodeError> {
    match (said, expected) {
        (Some(said), Some(expected)) if said != expected && ours(said) != ours(expected) => Err(
            DecodeError::new(format!("the payload is of {said}, not of {expected}")),
        ),
        (Some(said), _) => Ok(said.to_owned()),
        (None, Some(expected)) => theirs(expected)
            .ok_or_else(|| DecodeError::new(format!("this agent has no event {expected}"))),
        (None, None) => Err(DecodeError::new("the payload does not name its event")),
    }
}

/// The error of a call that the dialect cannot show: on an event that waits for leave it is a
/// block, because a guard that cannot see what it guards would let it pass.
pub(crate) fn refused(payload: &Payload, problem: String) -> EncodeError {
    let error = EncodeError::new(problem);
    if payload.event.name().traits().gates() {
        return error.meaning(OnFailure::Block);
    }
    error
}

/// The object of a payload in `form`: where it was read in that form, every field as it came
/// except what changed since; else `fresh`.
pub(crate) fn written(
    payload: &Payload,
    form: &WireForm,
    fresh: impl Fn(&Payload) -> Result<Map<String, Value>, EncodeError>,
    read: impl Fn(&Map<String, Value>) -> Result<Payload, DecodeError>,
) -> Result<Map<String, Value>, EncodeError> {
    let Some(origin) = payload
        .origin
        .as_deref()
        .filter(|origin| origin.form == *form)
    else {
        return fresh(payload);
    };
    let mut before = read(&origin.object).map_err(|error| EncodeError::new(error.to_string()))?;
    let mut meta = (*before.meta).clone();
    // Facts that no bytes carry.
    meta.tools = Arc::clone(&payload.meta.tools);
    meta.home.clone_from(&payload.meta.home);
    meta.project_dir.clone_from(&payload.meta.project_dir);
    before.meta = Arc::new(meta);
    if before.event == payload.event && before.meta == payload.meta {
        return Ok(origin.object.clone());
    }
    Ok(overlay(&origin.object, &fresh(&before)?, &fresh(payload)?))
}
