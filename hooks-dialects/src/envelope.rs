//! What surrounds an event's own fields: which event the bytes are about, and writing a payload in
//! the form it came in.

use std::sync::Arc;

use hooks_types::dialect::{Replaced, read_leniently};
use hooks_types::{
    DecodeError, DialectRef, EncodeError, EventName, OnFailure, Origin, Payload, WireForm,
};
use serde_json::{Map, Value};

use super::overlay::overlay;

/// The one object that bytes of a payload hold, and what of them was read as something else.
pub(crate) fn object(bytes: &[u8]) -> Result<(Map<String, Value>, Replaced), DecodeError> {
    let refused =
        |problem: &str| DecodeError::new(format!("the payload is not one JSON object: {problem}"));
    match read_leniently(bytes) {
        Ok((Value::Object(object), replaced)) => Ok((object, replaced)),
        Ok(_) => Err(refused("it is another kind of value")),
        Err(problem) => Err(refused(&problem)),
    }
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

/// Reads a payload of an agent that calls its events as we do and names them in
/// `hook_event_name`.
pub(crate) fn decoded(
    dialect: DialectRef,
    bytes: &[u8],
    expected: Option<&str>,
    read: impl Fn(Map<String, Value>, &str) -> Result<Payload, DecodeError>,
) -> Result<Payload, DecodeError> {
    let (object, replaced) = object(bytes)?;
    let name = event_name(
        object.get("hook_event_name").and_then(Value::as_str),
        expected,
        EventName::named,
        |expected| Some(EventName::named(expected).as_str().to_owned()),
    )?;
    let payload = read(object.clone(), &name)?;
    let form = WireForm::new(dialect, name);
    let payload = payload.with_replaced(&replaced);
    Ok(payload.with_origin(Origin::new(form, object)))
}

/// Writes a payload in `form`: one compact object, no newline.
pub(crate) fn encoded(
    payload: &Payload,
    form: &WireForm,
    fresh: impl Fn(&Payload, &WireForm) -> Result<Map<String, Value>, EncodeError>,
    read: impl Fn(Map<String, Value>, &str) -> Result<Payload, DecodeError>,
) -> Result<Vec<u8>, EncodeError> {
    let object = written(
        payload,
        form,
        |payload| fresh(payload, form),
        |object| read(object.clone(), &form.event),
    )?;
    serde_json::to_vec(&object).map_err(|error| EncodeError::new(error.to_string()))
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
