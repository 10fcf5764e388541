//! Maps shell calls to the fields of an agent's shell tool, and back.
//!
//! The command of a shell call is an argv, while agents' hooks read and return one text. Parts of the original call
//! that hooks are not shown, such as a wrapper `bash -lc` and fields that the agent does not have, are kept.

use hooks_types::HookEvent;
use hooks_types::near::misspelling_of;
use hooks_types::text::short_name;
use hooks_types::tool::ShellInput;
use serde_json::{Map, Value, json};

use crate::shell_text;
use crate::tools::Tools;
use crate::view::View;

impl View<'_> {
    /// Returns the call with the fields of the agent's shell tool.
    pub(super) fn project_shell(&self, shell: &ShellInput) -> Map<String, Value> {
        let mut input = shell.other.clone();
        let command = shell_text::of_call(self.call, shell);
        input.insert("command".to_owned(), command.into());
        if let Some(dir) = &shell.workdir {
            input.insert(workdir(self.tools).to_owned(), dir.as_str().into());
        }
        if let Some(limit) = shell.timeout_ms {
            input.insert(self.tools.timeout.to_owned(), limit.into());
        }
        input
    }

    /// Maps a replacement back to a shell call. If the original argv was a wrapper such as `bash -c TEXT`, the new text
    /// is put into the wrapper. A call without an argv gets the shell of its tool.
    ///
    /// # Errors
    ///
    /// The replacement has no command, so there is nothing that could run in place of the original.
    pub(super) fn shell_back(
        &self,
        shell: &ShellInput,
        mut fields: Map<String, Value>,
    ) -> Result<Value, String> {
        let Some(Value::String(text)) = fields.remove("command") else {
            let problem = "the replacement of a shell call has no `command` text";
            let near = misspelling_of("command", fields.keys().map(String::as_str));
            return Err(near.map_or_else(
                || problem.to_owned(),
                |key| format!("{problem}; it has `{}`", short_name(key)),
            ));
        };
        let command = shell_text::for_call(&self.call.tool_name, &text, &shell.command);
        let mut replaced = shell_input(self.tools, command, fields);
        // Hooks of an agent whose shell tool has no field for the folder cannot return it. So keep the call's own
        // folder.
        if replaced.workdir.is_none() && self.tools.workdir.is_none() {
            replaced.workdir.clone_from(&shell.workdir);
        }
        serde_json::to_value(replaced).map_err(|error| error.to_string())
    }
}

/// Returns the agent's key for the working folder, or our own key if the agent has no such key.
fn workdir(tools: &Tools) -> &'static str {
    tools.workdir.unwrap_or("workdir")
}

/// Splits the fields of a shell call into the working folder, the time limit and the rest.
pub(super) fn shell_input(
    tools: &Tools,
    command: Vec<String>,
    mut other: Map<String, Value>,
) -> ShellInput {
    let mut shell = ShellInput::new(command);
    let workdir = workdir(tools);
    if let Some(Value::String(dir)) = other.get(workdir) {
        shell.workdir = Some(dir.clone());
        other.remove(workdir);
    }
    // A time limit of the wrong type stays in `other` and is not lost.
    shell.timeout_ms = other.get(tools.timeout).and_then(Value::as_u64);
    if shell.timeout_ms.is_some() {
        other.remove(tools.timeout);
    }
    shell.other = other;
    shell
}

/// Returns a shell's output in Claude Code's form; a plain text becomes `stdout`.
pub(crate) fn shell_output(output: &Value) -> Value {
    match output {
        Value::String(text) => json!({ "stdout": text, "stderr": "", "interrupted": false }),
        other => other.clone(),
    }
}

/// Converts a tool output in Claude Code's form to the form that the event's own output has. If the event's own output
/// is text, stdout and stderr are joined into one text.
pub(crate) fn output_back(event: &HookEvent, value: Value) -> Value {
    let own = match event {
        HookEvent::PostToolUse(event) => Some(&event.tool_output),
        HookEvent::PostToolUseFailure(event) => event.tool_output.as_ref(),
        _ => None,
    };
    let stream = |key: &str| value.get(key).and_then(Value::as_str);
    match (own, stream("stdout")) {
        (Some(Value::String(_)), Some(stdout)) => {
            Value::String(format!("{stdout}{}", stream("stderr").unwrap_or_default()))
        }
        _ => value,
    }
}
