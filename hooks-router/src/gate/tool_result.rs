//! What a tool came to.

use serde_json::Value;

/// What a tool came to.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ToolResult {
    /// It ran; this is its output.
    Completed(Value),
    /// It ran and failed.
    #[non_exhaustive]
    Failed {
        /// What went wrong, in the tool's words.
        error: String,
        /// What it had returned by then, where that is kept.
        output: Option<Value>,
    },
}

impl ToolResult {
    /// A failure without output.
    #[must_use]
    pub fn failed(error: impl Into<String>) -> Self {
        Self::Failed {
            error: error.into(),
            output: None,
        }
    }

    /// A failure that left an output.
    #[must_use]
    pub fn failed_with(error: impl Into<String>, output: impl Into<Value>) -> Self {
        Self::Failed {
            error: error.into(),
            output: Some(output.into()),
        }
    }

    /// The result as text: an output that is a string as it is, any other as JSON; of a failure the
    /// error, then the output.
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
