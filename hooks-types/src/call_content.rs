//! Replaces a call's input with the content of a modification.

use serde_json::{Map, Value};

use crate::call::{CallKind, ShellInput, ToolInput};
use crate::near::misspelling_of;
use crate::text::short_name;
use crate::underlying::Underlying;

/// The error for a modification whose content does not fit the kind of call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContentError {
    kind: ContentErrorKind,
    call_kind: CallKind,
    message: String,
    source: Option<Underlying>,
}

/// Why a content does not fit a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContentErrorKind {
    /// The content does not have the JSON type that the kind of call needs, such as a list for a function call.
    OtherType,
    /// The content is a string, but not the JSON text of an object.
    Malformed,
    /// The content is an empty string, or the command of a shell call is an empty list.
    Empty,
    /// A field of a shell call is missing, unknown, or has a value that cannot be used.
    WrongFields,
}

message_and_source!(ContentError of ContentErrorKind);

impl ContentError {
    /// Creates an error for content with this problem.
    fn new(kind: ContentErrorKind, call_kind: CallKind, problem: &str) -> Self {
        Self {
            kind,
            call_kind,
            message: format!("the modified input does not fit a {call_kind} call: {problem}"),
            source: None,
        }
    }

    /// Creates an error for content that does not have the `wanted` JSON type.
    fn other_type(call_kind: CallKind, wanted: &str, found: &Value) -> Self {
        let is_packed = wanted == "an object"
            && found.as_str().is_some_and(|text| {
                serde_json::from_str::<Value>(text).is_ok_and(|value| value.is_object())
            });
        let cure = match is_packed {
            true => " that contains an object; print the object itself",
            false => "",
        };
        Self::new(
            ContentErrorKind::OtherType,
            call_kind,
            &format!("it must be {wanted}, not {}{cure}", type_of(found)),
        )
    }

    /// Sets the underlying error.
    fn because(mut self, error: serde_json::Error) -> Self {
        self.source = Some(Underlying::new(error));
        self
    }

    /// Returns the kind of the call that the content does not fit.
    pub fn call_kind(&self) -> CallKind {
        self.call_kind
    }
}

impl ToolInput {
    /// Returns the input that results if a hook's modification replaces this input with `content`.
    ///
    /// | kind | accepted content | result if the content is `""` |
    /// |---|---|---|
    /// | function | an object, or a string with the JSON text of an object | refused |
    /// | custom | a string | an explicit empty input |
    /// | shell | an object whose `command` is a non-empty array of strings | refused |
    /// | mcp | an object, or a string with the JSON text of an object | no arguments |
    ///
    /// # Errors
    ///
    /// [`ContentError`] names the mismatch. The call must then be blocked.
    pub fn replaced_by(&self, content: &Value) -> Result<Self, ContentError> {
        let kind = self.kind();
        match (self, content) {
            (Self::Custom(_), Value::String(text)) => Ok(Self::Custom(text.clone())),
            (Self::Custom(_), other) => Err(ContentError::other_type(kind, "a string", other)),
            (Self::Mcp { server, tool, .. }, Value::String(text)) if text.is_empty() => {
                Ok(Self::Mcp {
                    server: server.clone(),
                    tool: tool.clone(),
                    arguments: None,
                })
            }
            (Self::Mcp { server, tool, .. }, content) => Ok(Self::Mcp {
                server: server.clone(),
                tool: tool.clone(),
                arguments: Some(object(kind, content)?),
            }),
            (Self::Function(_), content) => Ok(Self::Function(object(kind, content)?)),
            (Self::Shell(_), Value::Object(fields)) => {
                if matches!(fields.get("command"), Some(Value::String(_))) {
                    let problem = "`command` must be an array of words, such as [\"bash\", \"-c\", \
                                   \"TEXT\"], not a string";
                    return Err(ContentError::new(
                        ContentErrorKind::WrongFields,
                        kind,
                        problem,
                    ));
                }
                let shell: ShellInput =
                    serde_json::from_value(content.clone()).map_err(|error| {
                        let keys = fields.keys().map(String::as_str);
                        let problem = match misspelling_of("command", keys) {
                            Some(key) if !fields.contains_key("command") => {
                                let key = short_name(key);
                                format!("unknown field `{key}`; did you mean `command`?")
                            }
                            _ => error.to_string(),
                        };
                        ContentError::new(ContentErrorKind::WrongFields, kind, &problem)
                            .because(error)
                    })?;
                if shell.command.is_empty() {
                    return Err(ContentError::new(
                        ContentErrorKind::Empty,
                        kind,
                        "`command` is empty",
                    ));
                }
                // Every operating system passes arguments as NUL-terminated strings. So a command with a NUL byte could
                // not start, and is refused.
                if shell.command.iter().any(|word| word.contains('\0')) {
                    let problem =
                        "`command` contains a NUL byte, which cannot be passed to a program";
                    return Err(ContentError::new(
                        ContentErrorKind::WrongFields,
                        kind,
                        problem,
                    ));
                }
                Ok(Self::Shell(shell))
            }
            (Self::Shell(_), other) => Err(ContentError::other_type(kind, "an object", other)),
        }
    }
}

/// Reads an object from `content`, either directly or from the JSON text in a string.
fn object(kind: CallKind, content: &Value) -> Result<Map<String, Value>, ContentError> {
    match content {
        Value::Object(map) => Ok(map.clone()),
        Value::String(text) if text.is_empty() => Err(ContentError::new(
            ContentErrorKind::Empty,
            kind,
            "it is empty",
        )),
        Value::String(text) => serde_json::from_str(text).map_err(|error| {
            let problem = format!("its text is not a JSON object: {error}");
            ContentError::new(ContentErrorKind::Malformed, kind, &problem).because(error)
        }),
        other => Err(ContentError::other_type(kind, "an object", other)),
    }
}

/// Names the JSON type of a value for a message.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
#[path = "call_content_tests.rs"]
mod tests;
