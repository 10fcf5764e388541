//! Digests that are stored with a user's answer. They bind the answer to the hooks that asked, and to one call or to
//! the settings of a command. The answer about a suspended call is also bound to the content that the hooks saw.

use std::path::Path;

use hooks_types::fingerprint::{Digest, canonical_json};
use hooks_types::tool::{CallKind, ShellInput};
use hooks_types::{HookSpec, ToolCall, ToolInput};
use serde_json::{Value, json};

/// Digests a call: its tool and its input, without the model's id of the call.
pub(super) fn of_call(call: &ToolCall) -> String {
    let server = match &call.input {
        ToolInput::Mcp { server, tool, .. } => json!([server, tool]),
        _ => Value::Null,
    };
    let parts = json!([
        call.tool_name,
        code_of(call.input.kind()),
        server,
        call.input.to_value()
    ]);
    of_value(&parts)
}

/// Returns the code for a kind of call in a digest, so that a function call and a shell call with the same JSON
/// have different digests. These codes are stored in answers, so they never change.
fn code_of(kind: CallKind) -> &'static str {
    match kind {
        CallKind::Function => "Function",
        CallKind::Custom => "Custom",
        CallKind::Shell => "Shell",
        CallKind::Mcp => "Mcp",
    }
}

/// Digests everything in a shell call except its words and its time limit: the folder, and all further settings by
/// the model, such as permission to run outside a sandbox.
pub(super) fn of_surroundings(shell: &ShellInput) -> String {
    let mut rest = shell.clone();
    rest.command.clear();
    // Leave the time limit out of the digest, because it does not change what the command does.
    rest.timeout_ms = None;
    of_value(&ToolInput::Shell(rest).to_value())
}

/// Digests a JSON value, independently of the order of its keys.
pub(super) fn of_value(value: &Value) -> String {
    format!("sha256:{}", Digest::of(canonical_json(value).as_bytes()))
}

/// Digests a hook. The digest is the hook's fingerprint with absolute paths: an agent can store the answers of
/// several projects together, so relative paths would be ambiguous.
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

    /// Checks that the digests stay the same. An agent stores them with the answers of its user, and a different digest
    /// would void every stored answer.
    #[test]
    fn the_digest_of_each_kind_of_call_stays_as_it_is() {
        let arguments = json!({"path": "a"})
            .as_object()
            .cloned()
            .unwrap_or_default();
        let calls = [
            ToolCall::function("1", "read", arguments.clone()),
            ToolCall::custom("1", "apply_patch", "text"),
            ToolCall::shell("1", "shell", ShellInput::new(["rm", "a"])),
            ToolCall::mcp("1", "files", "read", Some(arguments)),
        ];
        let digests: Vec<String> = calls.iter().map(of_call).collect();
        assert_eq!(
            digests,
            [
                "sha256:b78784b2ac6715ee17b96c519b8b6568ab2462ebb18bc60402fc8b5a86b14af3",
                "sha256:a3bff0c1700610a288974b6502d2b7d03e01b3b402049fc6cd93b5d526eab163",
                "sha256:7ff80c341892e325c9c090ab73e92ce76f31b71a5dd4cc4e3368a68df9bd173f",
                "sha256:92dc0bdd64211e2dfb0c956627bb347972aec45b42bf5962dd2d4b369313b039",
            ]
        );
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
