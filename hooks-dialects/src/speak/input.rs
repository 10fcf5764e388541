//! Maps a hook's replacement to the fields of an agent.
//!
//! If a replacement does not fit the call, it cannot be printed. It must not be dropped either, because the hook did
//! not want the original to run. So the functions here return an [`Unfit`], which becomes a block.

use hooks_types::dialect::WireForm;
use hooks_types::wire::EncodeError;
use hooks_types::{HookEvent, Payload};
use serde_json::{Map, Value};

use super::{Reply, Unfit};
use crate::project;
use crate::reading::shown;
use crate::tools::Tools;

/// A function that writes a payload in one of the agent's forms.
type Encode = fn(&Payload, &WireForm) -> Result<Map<String, Value>, EncodeError>;

impl Reply<'_> {
    /// Maps a replacement to the fields of Claude Code and of agents with the same output. A tool input gets the field
    /// names of `tools`. `takes` returns whether the event accepts the result, and can change the form of the result.
    pub(crate) fn in_family(
        &self,
        tools: &'static Tools,
        content: &Value,
        takes: impl FnOnce(&mut Value) -> bool,
    ) -> Result<Value, Unfit> {
        // Only the fields of a tool's input are named differently in each agent. So a replacement of a prompt or an
        // output is printed unchanged.
        let call = match &self.payload.event {
            HookEvent::PreToolUse(event) => Some(&event.call),
            HookEvent::PermissionRequest(event) => Some(&event.call),
            _ => None,
        };
        let in_fields = |call| project::content_out(tools, call, &self.payload.meta, content);
        let replaced = call.map_or_else(|| Ok(content.clone()), in_fields);
        let mut replaced = replaced.map_err(|problem| {
            let unusable = "a hook's replacement of the input cannot be used";
            Unfit::Unusable(format!("{unusable} ({problem}): {}", shown(content)))
        })?;
        match takes(&mut replaced) {
            true => Ok(replaced),
            false => Err(Unfit::Unsayable(replaced)),
        }
    }

    /// Encodes the payload with `content` as the call's input. Returns the value of the first key in `keys` that the
    /// encoded object has.
    pub(crate) fn rewritten_input(
        &self,
        content: &Value,
        keys: &[&str],
        encode: Encode,
    ) -> Result<Value, Unfit> {
        let unusable = |problem: &str| Unfit::Unusable(problem.to_owned());
        // Encoding a payload spells an input exactly as the agent does. So encode a copy of the payload that has the
        // new input.
        let mut replaced = self.payload.clone();
        let HookEvent::PreToolUse(event) = &mut replaced.event else {
            return Err(unusable("the event has no input to replace"));
        };
        // `content_out` checks that the replacement fits the original tool. Without this check, a replacement that
        // lacks fields could be encoded as a call of a different tool.
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
