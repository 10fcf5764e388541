//! The result of a tool.

use serde_json::Value;

/// The result of a tool. A `Result` of an output and an error converts into it.
///
/// ```
/// use hooks_router::ToolResult;
///
/// let result = ToolResult::from(Err::<String, _>("no such file"));
/// assert_eq!(result.text(), "no such file");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ToolResult {
    /// The tool ran, with this output.
    Completed(Value),
    /// The tool ran and failed.
    #[non_exhaustive]
    Failed {
        /// The tool's error message.
        error: String,
        /// The output before the failure, if it was kept.
        output: Option<Value>,
    },
}

impl ToolResult {
    /// Creates a failure without output.
    #[must_use]
    pub fn failed(error: impl Into<String>) -> Self {
        Self::Failed {
            error: error.into(),
            output: None,
        }
    }

    /// Creates a failure with an output.
    #[must_use]
    pub fn failed_with(error: impl Into<String>, output: impl Into<Value>) -> Self {
        Self::Failed {
            error: error.into(),
            output: Some(output.into()),
        }
    }

    /// Returns the result as text: an output that is a string unchanged, any other output as JSON. For a failure
    /// the error comes first, then the output.
    #[must_use]
    pub fn text(&self) -> String {
        let text = |output: &Value| match output {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match self {
            Self::Completed(output) => text(output),
            Self::Failed {
                error,
                output: None,
            } => error.clone(),
            Self::Failed {
                error,
                output: Some(output),
            } => format!("{error}\n{}", text(output)),
        }
    }
}

impl<T: Into<Value>, E: Into<String>> From<Result<T, E>> for ToolResult {
    fn from(result: Result<T, E>) -> Self {
        match result {
            Ok(output) => Self::Completed(output.into()),
            Err(error) => Self::failed(error),
        }
    }
}
