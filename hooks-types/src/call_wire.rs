//! The native form of a tool call: `tool_name`, `tool_input`, `mcp`, `call_id`.

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value};

use crate::call::{ShellInput, ToolCall, ToolInput};

/// The id that a call gets if its payload has no `call_id`.
pub const UNNAMED_CALL: &str = "call_0";

/// The key `mcp` of a payload: which server and tool the call is for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct McpWire {
    /// The server, as configured in the agent.
    server: String,
    /// The tool, as the server names it.
    tool: String,
}

/// The four keys of a tool call, for reading and for the schema.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ToolCallWire {
    /// The tool's name in the agent; for MCP `mcp__<server>__<tool>`.
    tool_name: String,
    /// The complete input.
    #[cfg_attr(
        feature = "schema",
        schemars(schema_with = "crate::schema::tool_input")
    )]
    tool_input: Value,
    /// Present for tools of an MCP server.
    #[serde(default)]
    mcp: Option<McpWire>,
    /// The agent's id of this call.
    #[serde(default)]
    call_id: Option<String>,
}

/// Serialises the value of `tool_input` without copying it.
pub(crate) struct InputWire<'a>(pub(crate) &'a ToolInput);

impl Serialize for InputWire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            ToolInput::Function(arguments) => arguments.serialize(serializer),
            ToolInput::Custom(text) => text.serialize(serializer),
            ToolInput::Shell(shell) => shell.serialize(serializer),
            ToolInput::Mcp {
                arguments: Some(arguments),
                ..
            } => arguments.serialize(serializer),
            // A call without arguments is written as an empty string, because `{}` means that the arguments are an
            // empty object.
            ToolInput::Mcp {
                arguments: None, ..
            } => serializer.serialize_str(""),
        }
    }
}

impl ToolInput {
    /// Returns the input in the form in which a payload's `tool_input` contains it. A modification
    /// whose content is this value changes nothing.
    pub fn to_value(&self) -> Value {
        // Strings, numbers and objects with string keys always serialise, so the default is never
        // used.
        serde_json::to_value(InputWire(self)).unwrap_or_default()
    }
}

impl Serialize for ToolCall {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("tool_name", &self.tool_name)?;
        map.serialize_entry("tool_input", &InputWire(&self.input))?;
        if let ToolInput::Mcp { server, tool, .. } = &self.input {
            let mcp = McpWire {
                server: server.clone(),
                tool: tool.clone(),
            };
            map.serialize_entry("mcp", &mcp)?;
        }
        map.serialize_entry("call_id", &self.call_id)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for ToolCall {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = ToolCallWire::deserialize(deserializer)?;
        let input = read_input(wire.tool_input, wire.mcp).map_err(de::Error::custom)?;
        let call_id = wire.call_id.unwrap_or_else(|| UNNAMED_CALL.to_owned());
        Ok(Self {
            call_id,
            tool_name: wire.tool_name,
            input,
        })
    }
}

/// Builds the input of a call. Its kind depends on the JSON type of `input` and on the key `mcp`.
pub(crate) fn read_input(input: Value, mcp: Option<McpWire>) -> Result<ToolInput, String> {
    if let Some(McpWire { server, tool }) = mcp {
        let arguments = match input {
            Value::Object(arguments) => Some(arguments),
            Value::String(text) if text.is_empty() => None,
            Value::Null => None,
            _ => return Err("`tool_input` of an MCP call is neither an object nor \"\"".into()),
        };
        return Ok(ToolInput::Mcp {
            server,
            tool,
            arguments,
        });
    }
    match input {
        Value::String(text) => Ok(ToolInput::Custom(text)),
        Value::Object(map) => Ok(shell_or_function(map)),
        _ => Err("`tool_input` is neither an object nor a string".into()),
    }
}

/// Reads an object as a shell call if `command` is an array of strings, and else as a function call. A `workdir` or
/// `timeout_ms` of the wrong type is kept in [`ShellInput::other`], because no part of the input may be lost.
fn shell_or_function(mut map: Map<String, Value>) -> ToolInput {
    // If `command` is a single string and not a list of words, read the call as a function call:
    // the string does not show where each argument begins and ends.
    let Some(command) = map.get("command").and_then(argv) else {
        return ToolInput::Function(map);
    };
    map.remove("command");
    let workdir = map
        .get("workdir")
        .and_then(Value::as_str)
        .map(str::to_owned);
    if workdir.is_some() {
        map.remove("workdir");
    }
    let timeout_ms = map.get("timeout_ms").and_then(Value::as_u64);
    if timeout_ms.is_some() {
        map.remove("timeout_ms");
    }
    ToolInput::Shell(ShellInput {
        command,
        workdir,
        timeout_ms,
        other: map,
    })
}

/// Returns the arguments if the value is an array that contains only strings.
fn argv(value: &Value) -> Option<Vec<String>> {
    value
        .as_array()?
        .iter()
        .map(|argument| argument.as_str().map(str::to_owned))
        .collect()
}

#[cfg(feature = "schema")]
schema_of!(ToolCall, |generator| {
    ToolCallWire::json_schema(generator)
});
