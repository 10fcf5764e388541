//! The schema of an answer: the decisions that an event can carry, and all keys that an answer can have.
//!
//! Hook output is read key by key and not by serde. So the struct here is never built and only describes the keys.
//! Rules that a type cannot express are added by hand.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::event::{BlockEffect, EventName, ModifyEffect};
use crate::outcome::OutcomeKind;

/// The output of a hook on stdout: one JSON object, with exit code 0. Empty output with exit code 0
/// is a proceed. Exit code 2 is a block, whatever the output is.
#[derive(Deserialize, JsonSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used; answers are read key by key"
)]
struct AnswerSchema {
    /// The decision; an answer without one is a proceed.
    #[serde(default)]
    decision: OutcomeKind,
    /// The reason. If a call was blocked, the model reads it; if the user is asked, the user reads
    /// it.
    message: Option<String>,
    /// Another name of `message`. If both are given, `message` wins.
    reason: Option<String>,
    /// The complete replacement; `null` is the same as absent.
    content: Option<Value>,
    /// A text for the model, or several.
    #[serde(default)]
    #[schemars(schema_with = "texts")]
    context: Vec<String>,
    /// A text for the user, or several.
    #[serde(default)]
    #[schemars(schema_with = "texts")]
    notice: Vec<String>,
    /// Ends the run; the text says why. `true` ends it without a reason.
    #[serde(default)]
    #[schemars(schema_with = "stop")]
    stop: Option<String>,
}

/// Returns the schema of a key that holds one text or several texts.
fn texts(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "array", "null"], "items": { "type": "string" } })
}

/// Returns the schema of `stop`.
fn stop(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "boolean", "null"] })
}

/// Returns the answer schema, limited to the outcomes that the event can carry. An answer with any
/// other outcome is a failure (`unsupported_outcome`).
pub(super) fn schema(event: &EventName, generator: &mut SchemaGenerator) -> Schema {
    let traits = event.traits();
    let carried = OutcomeKind::ALL.iter().copied();
    let carried = carried.filter(|kind| traits.carries(*kind));
    let carried: Vec<&str> = carried.map(OutcomeKind::code).collect();
    let mut schema = AnswerSchema::json_schema(generator);
    // `modify` requires content, and content requires a decision that can carry it.
    schema.insert(
        "allOf".to_owned(),
        json!([
            {
                "if": { "properties": { "decision": { "const": "modify" } }, "required": ["decision"] },
                "then": { "properties": { "content": { "not": { "type": "null" } } }, "required": ["content"] }
            },
            {
                "if": { "properties": { "content": { "not": { "type": "null" } } }, "required": ["content"] },
                "then": { "required": ["decision"], "properties": { "decision": { "not": { "const": "proceed" } } } }
            }
        ]),
    );
    let Some(Value::Object(properties)) = schema.get_mut("properties") else {
        return schema;
    };
    properties.insert(
        "decision".to_owned(),
        json!({
            "description": format!(
                "The decision; an answer without one is a proceed. {}",
                effects(traits.block, traits.modify)
            ),
            "enum": carried,
            "default": "proceed"
        }),
    );
    // An event without replacements still accepts `"content": null`, because `null` means that
    // there is no replacement.
    if !traits.carries_content() {
        properties.insert(
            "content".to_owned(),
            json!({ "description": "Nothing can be replaced at this event.", "type": "null" }),
        );
    }
    schema
}

/// Describes the effect of a block and of a modification on an event, in one sentence each.
fn effects(block: BlockEffect, modify: ModifyEffect) -> String {
    let block = match block {
        BlockEffect::None => "This event cannot be blocked",
        BlockEffect::CallRefused => "block: the call does not run",
        BlockEffect::PermissionDenied => "block: the permission is denied",
        BlockEffect::PromptDropped => "block: the prompt is dropped",
        BlockEffect::GoesOn => "block: the agent goes on working, `message` says why",
        BlockEffect::NotCompacted => "block: the conversation is not compacted",
        BlockEffect::Feedback => "block: `message` is feedback for the model",
        BlockEffect::Reported => "block: the agent decides what it means",
    };
    let modify = match modify {
        ModifyEffect::None => "",
        ModifyEffect::Input => " modify: `content` replaces the tool's input.",
        ModifyEffect::InputWithAllow => " allow: `content` may replace the tool's input.",
        ModifyEffect::Prompt => " modify: `content`, a string, replaces the prompt.",
        ModifyEffect::Output => " modify: `content` replaces the tool's output.",
        ModifyEffect::Reported => " modify: the agent decides what `content` replaces.",
    };
    format!("{block}.{modify}")
}
