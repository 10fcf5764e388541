//! The check of calls that hooks have modified.

use hooks_types::ToolCall;

/// Checks a call that a hook has modified, for example against the tool's input schema. A call that does not
/// pass is blocked, and the refusal names that hook.
///
/// ```
/// use hooks_router::Router;
/// use hooks_types::{SessionMeta, ToolCall};
///
/// let session = Router::empty()
///     .session(SessionMeta::new("s1", "/work"))
///     .with_input_check(|call: &ToolCall| match call.input.to_value().get("path") {
///         Some(path) if !path.is_string() => Err("`path` is not a string".to_owned()),
///         _ => Ok(()),
///     });
/// # let _ = session;
/// ```
pub trait InputCheck: Send + Sync {
    /// Checks the call.
    ///
    /// # Errors
    ///
    /// The call does not fit the tool; the error is a message that says why.
    fn check(&self, call: &ToolCall) -> Result<(), String>;
}

impl<F: Fn(&ToolCall) -> Result<(), String> + Send + Sync> InputCheck for F {
    fn check(&self, call: &ToolCall) -> Result<(), String> {
        self(call)
    }
}
