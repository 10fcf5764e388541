//! What an answer is bound to, as digests: the call, the hooks that asked, what they saw.

use std::fmt::Write;

use hooks_types::spec::Liveness;
use hooks_types::tool::ShellInput;
use hooks_types::{HookSpec, ToolCall, ToolInput};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The digest of a call: its tool and its input, whatever id the model gave the call.
pub(super) fn of_call(call: &ToolCall) -> String {
    let kind = call.input.kind();
    let server = match &call.input {
        ToolInput::Mcp { server, tool, .. } => json!([server, tool]),
        _ => Value::Null,
    };
    let parts = json!([
        call.tool_name,
        format!("{kind:?}"),
        server,
        call.input.to_value()
    ]);
    of_value(&parts)
}

/// The digest of everything in a shell call but its words and its time limit: its folder, and what
/// else the model set (leave to run outside a sandbox, for one).
pub(super) fn of_surroundings(shell: &ShellInput) -> String {
    let mut rest = shell.clone();
    rest.command.clear();
    rest.timeout_ms = None;
    of_value(&ToolInput::Shell(rest).to_value())
}

/// The digest of content.
pub(super) fn of_value(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    of_bytes("value", text.as_bytes())
}

/// The digest of a hook: of all that decides what it does and when, its live state, its line and what
/// it says while it runs aside. It may differ from one build of this program to the next; then the
/// user is asked again.
pub(super) fn of_hook(spec: &HookSpec) -> String {
    let mut spec = spec.clone();
    spec.source.line = 0;
    spec.liveness = Liveness::Live;
    spec.status_message = None;
    of_bytes("hook", format!("{spec:?}").as_bytes())
}

fn of_bytes(what: &str, bytes: &[u8]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(what.as_bytes());
    hasher.update([0]);
    hasher.update(bytes);
    let mut digest = String::from("sha256:");
    for byte in hasher.finalize() {
        // Writing to a string does not fail.
        let _ = write!(digest, "{byte:02x}");
    }
    digest
}

/// Writes JSON with sorted keys and without white space, however the map keeps its order.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                write_canonical(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut keys: Vec<_> = map.iter().collect();
            keys.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (at, (key, item)) in keys.into_iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write_canonical(item, out);
            }
            out.push('}');
        }
        plain => out.push_str(&plain.to_string()),
    }
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
