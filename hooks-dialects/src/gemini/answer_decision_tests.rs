//! Decisions on events, or with rewrites, that do not accept them.

use hooks_types::answer::NoteCode;
use hooks_types::output::Ending;
use hooks_types::wire::{Expected, decode};
use hooks_types::{HookAnswer, Outcome};
use serde_json::json;

use super::{before_tool, payload};
use crate::GEMINI;
use crate::trial::{answered, judge, remarks};

fn after_tool() -> hooks_types::Payload {
    let tool = json!({"tool_name": "read_file", "tool_input": {"file_path": "a"},
        "tool_response": {"llmContent": "x", "returnDisplay": "x"}});
    payload("AfterTool", &tool)
}

#[test]
fn an_ask_after_the_tool_asks_nobody_and_is_noted() {
    let out = r#"{"decision":"ask","reason":"sure?"}"#;
    let run = judge(&after_tool(), Ending::Exited(0), out, "");
    assert_eq!(remarks(&run), [NoteCode::SaidButNotCounted]);
    let proceeds = HookAnswer::proceed().with_reason("sure?");
    assert_eq!(run.result.unwrap(), proceeds);
}

#[test]
fn an_allow_is_one_only_before_a_tool_and_without_a_rewrite() {
    let allow = r#"{"decision":"allow"}"#;
    let run = judge(&after_tool(), Ending::Exited(0), allow, "");
    assert_eq!(remarks(&run), []);
    assert_eq!(run.result.unwrap(), HookAnswer::proceed());

    let rewrite = r#"{"decision":"allow","hookSpecificOutput":{"tool_input":{"command":"ls"}}}"#;
    let modified = Outcome::modify(json!({"command": ["bash", "-c", "ls"]}));
    assert_eq!(answered(&before_tool(), 0, rewrite, ""), modified.into());
}

#[test]
fn an_ask_about_an_input_that_cannot_be_read_blocks_and_nothing_else_does() {
    let said = |fields: &str, input: &str| {
        let out = format!(r#"{{{fields}"hookSpecificOutput":{{"tool_input":{input}}}}}"#);
        answered(&before_tool(), 0, &out, "").outcome
    };
    let asks = r#""decision":"ask","#;
    for input in ["7", "\"rm\"", "[]", "true"] {
        let asked = said(asks, input);
        assert_eq!(
            asked.kind(),
            hooks_types::answer::OutcomeKind::Block,
            "{input}"
        );
        assert_eq!(said("", input), Outcome::Proceed, "{input}");
        let allowed = said(r#""decision":"allow","#, input);
        assert_eq!(allowed, Outcome::inert_allow(None), "{input}");
    }
}

#[test]
fn a_rewrite_of_what_another_event_is_about_is_noted_and_its_own_is_not() {
    let said = |payload: &hooks_types::Payload, fields: &str| {
        let out = format!(r#"{{"hookSpecificOutput":{{{fields}}}}}"#);
        remarks(&judge(payload, Ending::Exited(0), &out, ""))
    };
    let input = r#""tool_input":{"file_path":"b"}"#;
    assert_eq!(said(&after_tool(), input), [NoteCode::SaidButNotCounted]);
    let model = payload("BeforeModel", &json!({"llm_request": {"model": "m"}}));
    assert_eq!(said(&model, r#""llm_request":{"model":"n"}"#), []);
    assert_eq!(said(&model, input), [NoteCode::SaidButNotCounted]);
}

#[test]
fn exit_two_beside_an_input_that_does_not_fit_is_the_block_it_already_is() {
    let out = r#"{"hookSpecificOutput":{"tool_input":{"x":1}}}"#;
    let run = judge(&before_tool(), Ending::Exited(2), out, "");
    assert!(!remarks(&run).contains(&NoteCode::Stricter), "{run:?}");
    let kind = run.result.unwrap().outcome.kind();
    assert_eq!(kind, hooks_types::answer::OutcomeKind::Block);
}

#[test]
fn a_call_without_the_name_of_its_tool_is_not_read() {
    let object = json!({"session_id": "s", "cwd": "/p", "hook_event_name": "BeforeTool",
        "tool_input": {"command": "rm -rf /"}});
    let read = decode(object.to_string().as_bytes(), Expected::new(GEMINI));
    assert!(read.is_err(), "{read:?}");
}
