//! Interprets any output with any ending, in every dialect.

#![no_main]

use std::sync::Arc;

use hooks_types::output::{Captured, Delivery, Ending, RunOutput, interpret};
use hooks_types::spec::Command;
use hooks_types::{DialectRef, EventName, HookSpec, Payload, SessionMeta, ToolCall};
use hooks_types::answer::OutcomeKind;
use hooks_types::event::PreToolUse;
use hooks_types::wire::form_of;
use libfuzzer_sys::fuzz_target;
use serde::de::IgnoredAny;

/// Returns the output with which a hook of this dialect blocks a call.
fn block(dialect: &DialectRef) -> &'static [u8] {
    match dialect.name() {
        "native" => b"{\"decision\":\"block\",\"message\":\"no\"}",
        "cursor" => b"{\"permission\":\"deny\",\"agent_message\":\"no\"}",
        "copilot" => b"{\"permissionDecision\":\"deny\"}",
        "gemini" => b"{\"decision\":\"deny\"}",
        "goose" => b"{\"decision\":\"block\"}",
        _ => {
            b"{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"deny\"}}"
        }
    }
}

/// Returns whether this position is inside a complete JSON object that begins before it.
fn is_part_of_an_object(output: &[u8], begin: usize) -> bool {
    let braces = (0..begin).filter(|at| output[*at] == b'{');
    braces.into_iter().any(|at| {
        let text = &output[at..];
        let mut values = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
        matches!(values.next(), Some(Ok(_))) && at + values.byte_offset() > begin
    })
}

fuzz_target!(|input: (u8, u8, bool, bool, Vec<u8>, Vec<u8>)| {
    let (ending, code, whole, cut, stdout, stderr) = input;
    let ending = match ending % 5 {
        0 => Ending::Exited(i32::from(code)),
        1 => Ending::Exited(i32::from(code % 3)),
        2 => Ending::Signaled(i32::from(code)),
        3 => Ending::TimedOut,
        _ => Ending::Responded(u16::from(code) * 4),
    };
    let delivery = match whole {
        true => Delivery::Whole,
        false => Delivery::Partial {
            written: u64::from(code),
        },
    };
    let call = ToolCall::custom("c", "Bash", "text");
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), PreToolUse::new(call));
    let judge = |dialect: &DialectRef, stdout: &[u8]| {
        let form = form_of(dialect, &EventName::PreToolUse).expect("every agent has it");
        let spec =
            HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"])).with_form(form);
        let total = stdout.len() as u64 + u64::from(cut);
        let said = RunOutput::new(
            ending,
            Captured::cut(stdout, total, None),
            Captured::whole(&stderr),
        );
        interpret(&spec, &payload, &said.with_delivery(delivery)).result
    };
    for dialect in hooks_dialects::dialects().iter() {
        let _ = judge(dialect, &stdout);
    }

    let clean = matches!(ending, Ending::Exited(0) | Ending::Responded(200..=299)) && !cut;
    // Output that contains only Unicode white space (such as a vertical tab) and byte order marks is treated as empty.
    let silent = String::from_utf8_lossy(&stdout)
        .chars()
        .all(|c| c.is_whitespace() || c == '\u{feff}');
    // An answer that permits takes effect only after a clean exit, and only if the payload was delivered or the output
    // is empty.
    if let Ok(answer) = judge(&DialectRef::NATIVE, &stdout)
        && answer.stop.is_none()
        && answer.outcome.kind() <= OutcomeKind::Modify
    {
        assert!(clean && (whole || silent));
    }

    // A block that is a whole line is never lost, unless it is part of a larger complete object.
    for dialect in hooks_dialects::dialects().iter() {
        let mut blocked = stdout.clone();
        blocked.push(b'\n');
        let begin = blocked.len();
        blocked.extend_from_slice(block(dialect));
        blocked.push(b'\n');
        blocked.extend_from_slice(&stderr);
        if is_part_of_an_object(&blocked, begin) {
            continue;
        }
        let heard = matches!(
            ending,
            Ending::Exited(0 | 2) | Ending::TimedOut | Ending::Responded(200..=299)
        );
        if heard || dialect.is_native() {
            let answer = judge(dialect, &blocked).map(|answer| answer.outcome.kind());
            assert_eq!(answer, Ok(OutcomeKind::Block), "{dialect}");
        }
    }
});
