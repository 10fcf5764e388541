use serde_json::json;

use super::*;
use crate::call::ToolCall;

fn shell() -> ToolInput {
    ToolInput::Shell(ShellInput::new(["ls", "-l"]).with_workdir("/p"))
}

fn mcp() -> ToolInput {
    ToolCall::mcp("c", "srv", "tool", None).input
}

#[test]
fn a_modification_replaces_the_whole_input_of_its_kind() {
    let replaced = shell()
        .replaced_by(&json!({"command": ["pwd"], "sandbox": true}))
        .unwrap();
    let ToolInput::Shell(new) = replaced else {
        panic!("kind changed")
    };
    assert_eq!(new.command, ["pwd"]);
    assert_eq!(
        new.workdir, None,
        "a modification is the whole object, not a merge"
    );
    assert_eq!(new.other.get("sandbox"), Some(&json!(true)));

    let function = ToolInput::Function(Map::new());
    assert_eq!(
        function.replaced_by(&json!("{\"a\":1}")).unwrap(),
        function.replaced_by(&json!({"a": 1})).unwrap()
    );
}

#[test]
fn empty_text_is_an_input_for_custom_and_mcp_only() {
    assert_eq!(
        ToolInput::Custom("x".into())
            .replaced_by(&json!(""))
            .unwrap(),
        ToolInput::Custom(String::new())
    );
    assert!(matches!(
        mcp().replaced_by(&json!("")).unwrap(),
        ToolInput::Mcp {
            arguments: None,
            ..
        }
    ));
    assert!(
        ToolInput::Function(Map::new())
            .replaced_by(&json!(""))
            .is_err()
    );
    assert!(shell().replaced_by(&json!("")).is_err());
}

#[test]
fn what_does_not_fit_the_kind_is_refused_by_name() {
    use ContentErrorKind::{Empty, Malformed, OtherType, WrongFields};
    for (input, content, kind) in [
        (shell(), json!({"command": "ls -l"}), WrongFields),
        (shell(), json!({"command": []}), Empty),
        (
            shell(),
            json!({"command": ["ls"], "timeout_ms": "soon"}),
            WrongFields,
        ),
        (ToolInput::Custom("x".into()), json!({"a": 1}), OtherType),
        (mcp(), json!([1]), OtherType),
        (mcp(), json!("[1]"), Malformed),
        (ToolInput::Function(Map::new()), json!(""), Empty),
        (ToolInput::Function(Map::new()), json!(null), OtherType),
    ] {
        let error = input.replaced_by(&content).unwrap_err();
        assert_eq!((error.kind(), error.call_kind()), (kind, input.kind()));
        let error = error.to_string();
        assert!(error.contains(&input.kind().to_string()), "{error}");
    }
}

#[test]
fn a_command_no_program_can_be_given_is_refused() {
    let shell = ToolInput::Shell(ShellInput::new(["ls"]));
    let error = shell
        .replaced_by(&json!({"command": ["echo", "a\0b"]}))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the modified input does not fit a shell call: `command` contains a NUL byte, which cannot be passed to a program"
    );
}
