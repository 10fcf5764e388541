//! Generates the JSON Schema of the native format from the event table, for editors and tests.
//!
//! Keys come from the types, and events from the event table. A new event needs only a sentence in `happened`. The
//! schema refuses nothing that the parser accepts. The parser refuses more, for example two hooks with one name.

use std::borrow::Cow;

use hooks_types::EventName;
use hooks_types::event::{BlockEffect, ModifyEffect, Target};
use hooks_types::schema::plain;
use hooks_types::spec::{OnFailure, Strategy};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::config::HooksConfigToml;
use super::duration::DurationToml;
use super::entry::HookEntryToml;
use super::notify::NotifyToml;
use super::rules::policies;
use super::schema_examples as examples;
use super::table::{CONCURRENCY, OTHER, STOP_BLOCKS};
use super::words::Post;

/// Returns the schema of a native config file, with a final newline. The schema is checked in as
/// `hooks-config/config.schema.json`.
#[must_use]
pub fn schema_json() -> String {
    let mut generator = SchemaGenerator::default();
    let hooks = generator.subschema_for::<HooksConfigToml>();
    let notify = generator.subschema_for::<NotifyToml>();
    // Take the definitions last: each `subschema_for` above can add some.
    let mut definitions = generator.take_definitions(true);
    examples::add(&mut definitions);
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Agent hooks",
        "description": "Hooks of a coding agent: programs that watch, stop and correct what it does. An agent may keep keys of its own beside these.",
        "type": "object",
        "properties": { "hooks": hooks, "notify": notify },
        "$defs": definitions,
    });
    if let Some(object) = schema.as_object_mut() {
        strip(object);
    }
    // Serializing cannot fail: the value consists of maps with string keys.
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// Removes `null` from a schema, because TOML has no `null`. `schemars` allows `null` for every `Option`.
pub(crate) fn without_nulls(schema: &mut Schema) {
    if let Some(object) = schema.as_object_mut() {
        strip(object);
    }
}

/// Requires exactly one of `command` and `http`.
pub(crate) fn runs_one_thing(schema: &mut Schema) {
    schema.insert(
        "oneOf".to_owned(),
        json!([{ "required": ["command"] }, { "required": ["http"] }]),
    );
}

/// Removes `null` from a part of a schema, and everything in it that is meant for readers of the code.
///
/// Descriptions come from doc comments. The first paragraph of a doc comment is for users; further paragraphs are cut.
fn strip(object: &mut Map<String, Value>) {
    if object.get("default") == Some(&Value::Null) {
        object.remove("default");
    }
    if let Some(Value::String(text)) = object.get_mut("description") {
        // Keep only the first paragraph, which is for users. Further paragraphs are for readers of the code.
        *text = plain(text.split("\n\n").next().unwrap_or_default());
    }
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
        choices.retain(|choice| choice != &json!({ "type": "null" }));
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            object.remove("anyOf");
            // Older schema readers ignore keys beside a `$ref`, but all of them support `allOf`. So put the `$ref` into
            // an `allOf`.
            object.insert("allOf".to_owned(), json!([only]));
        }
    }
    for value in object.values_mut() {
        match value {
            Value::Object(inner) => strip(inner),
            Value::Array(items) => items
                .iter_mut()
                .filter_map(Value::as_object_mut)
                .for_each(strip),
            _ => {}
        }
    }
}

/// Returns the schema of `env`.
pub(crate) fn env(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": { "pattern": "^[^=]+$" },
        "additionalProperties": { "type": "string" },
    })
}

impl JsonSchema for HooksConfigToml {
    fn schema_name() -> Cow<'static, str> {
        "Hooks".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let strategy = generator.subschema_for::<Strategy>();
        let post = generator.subschema_for::<Post>();
        let budget = generator.subschema_for::<DurationToml>();
        let entry = generator.subschema_for::<HookEntryToml>();
        let mut properties = Map::new();
        let mut key = |name: &str, description: &str, schema: Value| {
            let described = json!({ "description": description, "allOf": [schema] });
            properties.insert(name.to_owned(), described);
        };
        key(
            "strategy",
            "How the hooks of this file run together: one after another (`sequential`), at once (`parallel`), each on the previous result (`chain`), or all at once, even after a block (`all`). Default: sequential.",
            json!(strategy),
        );
        key(
            "post",
            "Whether the agent waits for hooks that run after a tool call. Default: background.",
            json!(post),
        );
        key(
            "budget",
            "Time that the hooks of one scope may use together for one event. It applies to this file's scope and to each lower scope separately. If several files set it, the smallest value applies. Default: no limit.",
            json!(budget),
        );
        key(
            "max_concurrency",
            "How many hooks of one scope run at once. It applies to this file's scope and to each lower scope separately. If several files set it, the smallest value applies. Default: 8.",
            whole_number(CONCURRENCY),
        );
        key(
            "max_stop_blocks",
            "A Stop hook of this file's scope or of a lower scope is ignored after this many blocks in a row. If several files set it, the smallest value applies. Default: 8.",
            whole_number(STOP_BLOCKS),
        );
        key(
            "disable_all",
            "true switches off all hooks of this file's scope and of all lower scopes (in the user's file: the hooks of the user and of projects). `hooks list` still shows them. Default: false.",
            json!({ "type": "boolean" }),
        );
        key(
            "trust",
            "In an administrator's file. `ask`: a hook of a project or plugin runs only after the user agreed to that hook; permission for a whole root does not count. `deny`: hooks of projects and plugins never run. If several files set it, the stricter value applies. Default: neither.",
            json!({ "enum": ["ask", "deny"] }),
        );
        key(
            "require",
            "In an administrator's file: names of hooks that must be loaded and active; if one is missing, every gate blocks. Default: none.",
            json!({ "type": "array", "items": { "type": "string" } }),
        );
        // Write one property for each event. An editor can then complete the names of events and refuse any other name.
        for event in EventName::ALL {
            properties.insert(event.wire_name().to_owned(), entries(event, &entry));
        }
        // Below this key, the parser refuses the names of our own events, in any spelling. A schema can list only the
        // usual spelling, so exclude that spelling.
        let ours: Vec<&str> = EventName::ALL.iter().map(EventName::as_str).collect();
        properties.insert(
            OTHER.to_owned(),
            json!({
                "description": "Hooks of events outside this list, under the agent's own names: [[hooks.other.\"Name\"]].",
                "type": "object",
                "propertyNames": { "pattern": "\\S", "not": { "enum": ours } },
                "additionalProperties": { "type": "array", "items": entry },
            }),
        );
        json_schema!({
            "description": "Hooks, by event. Each runs a program that reads the event as JSON on stdin and answers with its exit code (2 blocks) and JSON on stdout.",
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
        })
    }
}

/// Returns the schema of an integer in a range.
fn whole_number((lowest, highest): (u32, u32)) -> Value {
    json!({ "type": "integer", "minimum": lowest, "maximum": highest })
}

/// Returns the schema of an event's entries: the schema of any entry, without the keys and values that the event does
/// not support.
fn entries(event: &EventName, entry: &Schema) -> Value {
    let row = event.traits();
    let mut restricted = Map::new();
    if row.target == Target::None {
        restricted.insert("matcher".to_owned(), json!(false));
    }
    let policies = policies(event);
    if policies.len() < 3 {
        let codes: Vec<&str> = policies.into_iter().map(OnFailure::code).collect();
        restricted.insert("on_failure".to_owned(), json!({ "enum": codes }));
    }
    if row.modify == ModifyEffect::None {
        restricted.insert("role".to_owned(), json!({ "enum": ["standard"] }));
    }
    // Use `allOf`: it keeps one definition of an entry for all events and adds the restrictions of this event.
    let items = if restricted.is_empty() {
        json!(entry)
    } else {
        json!({ "allOf": [entry, { "properties": restricted }] })
    };
    json!({ "description": description(event), "type": "array", "items": items })
}

/// Describes an event and the effects of its hooks, for a person who edits the file. Every part except the first
/// sentence comes from the event table.
fn description(event: &EventName) -> String {
    let row = event.traits();
    let block = match row.block {
        BlockEffect::None => "Hooks only observe",
        BlockEffect::CallRefused => "A block refuses the call",
        BlockEffect::PermissionDenied => "A block denies the permission",
        BlockEffect::PromptDropped => "A block drops the prompt",
        BlockEffect::GoesOn => "A block makes the agent go on; its message says why",
        BlockEffect::NotCompacted => "A block prevents the compaction",
        BlockEffect::Feedback => "A block is feedback to the model",
        _ => "A block is reported to the agent",
    };
    let modify = match row.modify {
        ModifyEffect::None => "",
        ModifyEffect::Input => "; a hook may rewrite the input",
        ModifyEffect::InputWithAllow => "; a hook that allows may rewrite the input",
        ModifyEffect::Prompt => "; a hook may rewrite the prompt",
        ModifyEffect::Output => "; a hook may replace the output",
        _ => "; a modification is reported to the agent",
    };
    let target = match row.target {
        Target::None => "there is nothing to match",
        Target::ToolName => "`matcher` is for the tool's name",
        Target::Source => "`matcher` is for the cause",
        Target::Reason => "`matcher` is for the reason",
        Target::Level => "`matcher` is for the level",
        Target::SubagentType => "`matcher` is for the kind of subagent",
        _ => "`matcher` is for the event's own target",
    };
    format!(
        "{}. {block}{modify}. On failure, unless `on_failure` says otherwise: {}. Here {target}.",
        happened(event),
        row.on_failure.code()
    )
}

/// Returns the sentence in an event's description that says when the event happens.
fn happened(event: &EventName) -> &'static str {
    match event {
        EventName::PreToolUse => "A tool is about to run",
        EventName::PermissionRequest => "The agent is about to ask its user for permission",
        EventName::UserPromptSubmit => "The user has sent a prompt",
        EventName::Stop => "The agent is about to stop",
        EventName::SubagentStop => "A subagent is about to stop",
        EventName::PreCompact => "The conversation is about to be compacted",
        EventName::PostToolUse => "A tool has run",
        EventName::PostToolUseFailure => "A tool has failed",
        EventName::SessionStart => "A session begins",
        EventName::SessionEnd => "A session ends",
        EventName::Interrupt => "The user has interrupted the agent",
        EventName::Notification => "The agent tells its user something",
        EventName::SubagentStart => "A subagent starts",
        EventName::PostCompact => "The conversation was compacted",
        EventName::AfterAgent => "The agent has finished a turn",
        EventName::Other(_) => "An event of the agent's own",
    }
}
