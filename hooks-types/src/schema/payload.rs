//! The schema of a payload: the session's facts and one event's fields.
//!
//! The schema is derived from the types. Two parts are read by hand-written code, so they are corrected here: the tag
//! of the event, and `tool_input`.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use crate::event::EventName;
use crate::payload::Payload;

/// Returns the payload schema with the event's own fields in `hook_event`.
///
/// Each event has a separate schema. The schema of the type [`Payload`] cannot say which fields `hook_event` has,
/// because the fields depend on its `event_type`.
pub(super) fn schema(event: &EventName, generator: &mut SchemaGenerator) -> Schema {
    let mut schema = Payload::json_schema(generator);
    let mut body = event.body_schema(generator);
    let tag = match event {
        // A payload with the name of a known event (an event in `EventName::ALL`) must not match the schema of unknown
        // events.
        EventName::Other(_) => {
            let known: Vec<&str> = EventName::ALL.iter().map(EventName::wire_name).collect();
            json!({
                "description": "The agent's own name for the event.",
                "type": "string",
                "not": { "enum": known }
            })
        }
        known => json!({ "const": known.wire_name() }),
    };
    insert_property(&mut body, "event_type", tag);
    require(&mut body, "event_type");
    // `hook_event` is replaced below, so its description is copied first.
    let described = schema
        .pointer("/properties/hook_event/description")
        .cloned();
    if let Some(description) = described {
        body.insert("description".to_owned(), description);
    }
    insert_property(&mut schema, "hook_event", body.to_value());
    // Remove two defaults. The default of `triggered_at` is the time at which the schema is
    // generated, and `protocol` already has a `const`.
    for property in ["triggered_at", "protocol"] {
        if let Some(Value::Object(property)) =
            schema.pointer_mut(&format!("/properties/{property}"))
        {
            property.remove("default");
        }
    }
    // The root object also accepts unknown keys.
    schema.insert("additionalProperties".to_owned(), true.into());
    schema
}

/// Returns the schema of a call's `tool_input`, whose JSON type distinguishes the four kinds.
pub(crate) fn tool_input(generator: &mut SchemaGenerator) -> Schema {
    let shell = crate::call::ShellInput::json_schema(generator);
    json_schema!({
        "description": "The complete input. A string: a custom tool's text. An object whose \
            `command` is an array of strings: a shell call. Beside `mcp`: the arguments for that \
            server's tool, `\"\"` if the call has no arguments. Any other object: a function tool's arguments.",
        "anyOf": [
            shell,
            { "description": "Arguments of a function tool or of an MCP server's tool.", "type": "object" },
            { "description": "Text of a custom tool; beside `mcp`, `\"\"` means no arguments.", "type": "string" }
        ]
    })
}

/// Adds a property to an object schema. The schema can have no properties yet, for example for an
/// event without fields.
fn insert_property(schema: &mut Schema, key: &str, property: Value) {
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert(key.to_owned(), property);
    } else {
        schema.insert("properties".to_owned(), json!({ key: property }));
    }
}

/// Makes a property required and puts it at the start of the list.
fn require(schema: &mut Schema, key: &str) {
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.insert(0, key.into());
    } else {
        schema.insert("required".to_owned(), json!([key]));
    }
}
