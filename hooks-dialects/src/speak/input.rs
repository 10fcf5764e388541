//! Maps replacements to an agent's fields.
//!
//! A replacement that does not fit the call is neither printed nor dropped: the hook did not want the
//! original to run, so both functions return an [`Unfit`] that becomes a block.

use hooks_types::dialect::WireForm;
use hooks_types::wire::EncodeError;
use hooks_types::{HookEvent, Payload};
use serde_json::{Map, Value};

use super::{Reply, Unfit};
use crate::project;
use crate::reading::shown;
use crate::tools::Tools;

/// Writes a payload in a form of the agent.
type Encode = fn(&Payload, &WireForm) -> Result<Map<String, Value>, EncodeError>;

impl Reply<'_> {
    /// Maps the content to the fields of Claude Code's family; an input gets the field names of
    /// `tools`. `takes` decides whether the event accepts the result, and may change its form.
    pub(crate) fn in_family(
        &self,
        tools: &'static Tools,
        content: &Value,
        takes: impl FnOnce(&mut Value) -> bool,
    ) -> Result<Value, Unfit> {
        // Only an input has fields that agents spell differently; other content is printed as it is.
        let call = match &self.payload.event {
            HookEvent::PreToolUse(event) => Some(&event.call),
            HookEvent::PermissionRequest(event) => Some(&event.call),
            _ => None,
        };
        let in_fields = |call| project::content_out(tools, call, &self.payload.meta, content);
        let replaced = call.map_or_else(|| Ok(content.clone()), in_fields);
        let mut replaced = replaced.map_err(|problem| {
            let unusable = "a hook replaced the input with one that cannot be used";
            Unfit::Unusable(format!("{unusable} ({problem}): {}", shown(content)))
        })?;
        match takes(&mut replaced) {
            true => Ok(replaced),
            false => Err(Unfit::Unsayable(replaced)),
        }
    }

    /// Returns the first of `keys` in the payload that `encode` writes with `content` as the call's
    /// input.
    pub(crate) fn rewritten_input(
        &self,
        content: &Value,
        keys: &[&str],
        encode: Encode,
    ) -> Result<Value, Unfit> {
        let unusable = |problem: &str| Unfit::Unusable(problem.to_owned());
        // Encoding a payload with the new input gives exactly the spelling in which the agent sends
        // inputs.
        let mut replaced = self.payload.clone();
        let HookEvent::PreToolUse(event) = &mut replaced.event else {
            return Err(unusable("the event has no input to replace"));
        };
        // The replacement must still fit the original tool: missing fields do not turn the call into
        // another tool.
        project::content_out(self.tools, &event.call, &self.payload.meta, content)
            .map_err(|problem| unusable(&problem))?;
        let input = event.call.input.replaced_by(content);
        event.call.input = input.map_err(|error| unusable(&error.to_string()))?;
        let object = encode(&replaced, &self.form);
        let object = object.map_err(|error| unusable(&error.to_string()))?;
        let input = keys.iter().find_map(|key| object.get(*key)).cloned();
        input.ok_or_else(|| unusable("the replaced input cannot be written"))
    }
}
