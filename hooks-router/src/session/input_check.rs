//! What a modified call must fit.

use hooks_types::ToolCall;

/// Checks a call that a hook has modified, for example against the tool's input schema. A call
/// that does not pass is blocked in the name of that hook.
pub trait InputCheck: Send + Sync {
    /// Checks the call.
    ///
    /// # Errors
    ///
    /// What does not fit, for a person.
    fn check(&self, call: &ToolCall) -> Result<(), String>;
}

impl<F: Fn(&ToolCall) -> Result<(), String> + Send + Sync> InputCheck for F {
    fn check(&self, call: &ToolCall) -> Result<(), String> {
        self(call)
    }
}
