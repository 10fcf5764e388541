//! Digests to which an answer is bound: of the call, of the hooks that asked, and of what they saw.

use std::path::Path;

use hooks_types::fingerprint::{Digest, canonical_json};
use hooks_types::tool::ShellInput;
use hooks_types::{HookSpec, ToolCall, ToolInput};
use serde_json::{Value, json};

/// Digests a call: its tool and its input, without the model's id of the call.
pub(super) fn of_call(call: &ToolCall) -> String {
    let kind = call.input.kind();
    let server = match &call.input {
        ToolInput::Mcp { server, tool, .. } => json!([server, tool]),
        _ => Value::Null,
    };
    let parts = json!([
        call.tool_name,
        // The kind, so that a function call with the same JSON as a shell call has another digest.
        format!("{kind:?}"),
        server,
        call.input.to_value()
    ]);
    of_value(&parts)
}

/// Digests everything in a shell call except its words and its time limit: its folder, and all else that the
/// model set, such as permission to run outside a sandbox.
pub(super) fn of_surroundings(shell: &ShellInput) -> String {
    let mut rest = shell.clone();
    rest.command.clear();
    // A longer time limit does not change what the command does.
    rest.timeout_ms = None;
    of_value(&ToolInput::Shell(rest).to_value())
}

/// Digests a JSON value, independently of the order of its keys.
pub(super) fn of_value(value: &Value) -> String {
    format!("sha256:{}", Digest::of(canonical_json(value).as_bytes()))
}

/// Digests a hook: its fingerprint with paths from the root of the file system, because an agent keeps the
/// answers of several projects together.
pub(super) fn of_hook(spec: &HookSpec) -> String {
    spec.fingerprint(Path::new("/")).to_string()
}

#[cfg(test)]
mod tests {
    use hooks_types::spec::Handler;
    use hooks_types::{EventName, HookSpec};

    use super::*;

    fn hook() -> HookSpec {
        let handler = Handler::InProcess { key: "a".into() };
        HookSpec::new("guard", EventName::PreToolUse, handler)
    }

    #[test]
    fn a_call_is_its_tool_and_input_and_not_its_id() {
        let call = |id: &str, name: &str, words: &[&str]| {
            of_call(&ToolCall::shell(
                id,
                name,
                ShellInput::new(words.iter().copied()),
            ))
        };
        let one = call("1", "shell", &["rm", "a"]);
        assert_eq!(one, call("2", "shell", &["rm", "a"]));
        assert_ne!(one, call("1", "bash", &["rm", "a"]));
        assert_ne!(one, call("1", "shell", &["rm a"]));
        let arguments = json!({"command": ["rm", "a"]}).as_object().cloned();
        let function = ToolCall::function("1", "shell", arguments.unwrap_or_default());
        assert_ne!(one, of_call(&function));
    }

    #[test]
    fn the_order_of_keys_changes_no_digest() {
        let value = |text: &str| of_value(&serde_json::from_str(text).unwrap_or_default());
        assert_eq!(
            value(r#"{"a":1,"b":{"c":2,"d":3}}"#),
            value(r#"{"b":{"d":3,"c":2},"a":1}"#)
        );
        assert_ne!(value("[1,2]"), value("[12]"));
        assert_ne!(value(r#""1""#), value("1"));
    }

    #[test]
    fn a_hook_is_all_but_where_its_line_is_and_whether_it_may_run() {
        let one = of_hook(&hook());
        let mut moved = hook();
        moved.source.line = 9;
        moved.status_message = Some("looking".into());
        assert_eq!(one, of_hook(&moved));
        let mut other = hook();
        other.handler = Handler::InProcess { key: "b".into() };
        assert_ne!(one, of_hook(&other));
        assert_ne!(one, of_hook(&hook().with_once(true)));
    }
}
