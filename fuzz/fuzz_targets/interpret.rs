//! Any output at any ending, judged in every dialect.

#![no_main]

use std::sync::Arc;

use hooks_types::{
    Captured, Command, Delivery, Dialect, Ending, EventName, HookSpec, OutcomeKind, Payload,
    PreToolUse, Said, SessionMeta, ToolCall, WireForm, interpret,
};
use libfuzzer_sys::fuzz_target;

/// How a hook of each dialect refuses a call.
fn block(dialect: Dialect) -> &'static [u8] {
    match dialect {
        Dialect::Native => b"{\"decision\":\"block\",\"message\":\"no\"}",
        Dialect::Cursor => b"{\"permission\":\"deny\",\"agent_message\":\"no\"}",
        Dialect::Copilot => b"{\"permissionDecision\":\"deny\"}",
        Dialect::Gemini => b"{\"decision\":\"deny\"}",
        _ => {
            b"{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"deny\"}}"
        }
    }
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
    let judge = |dialect: Dialect, stdout: &[u8]| {
        let event = match dialect {
            Dialect::Native => "pre_tool_use",
            Dialect::Gemini => "BeforeTool",
            Dialect::Cursor | Dialect::Copilot => "preToolUse",
            _ => "PreToolUse",
        };
        let spec = HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"]))
            .in_form(WireForm::new(dialect, event));
        let total = stdout.len() as u64 + u64::from(cut);
        let said = Said::new(
            ending,
            Captured::cut(stdout, total, None),
            Captured::whole(&stderr),
        );
        interpret(&spec, &payload, &said.delivered(delivery)).result
    };
    for dialect in Dialect::ALL {
        let _ = judge(*dialect, &stdout);
    }

    let clean = matches!(ending, Ending::Exited(0) | Ending::Responded(200..=299)) && !cut;
    // All of Unicode's white space is silence, a vertical tab too.
    let silent = String::from_utf8_lossy(&stdout)
        .chars()
        .all(|c| c.is_whitespace() || c == '\u{feff}');
    if let Ok(answer) = judge(Dialect::Native, &stdout)
        && answer.stop.is_none()
        && answer.outcome.kind() <= OutcomeKind::Modify
    {
        assert!(clean && (whole || silent));
    }

    // A block is never lost, unless it becomes a part of another answer: without a key of one that
    // cannot happen.
    if stdout.contains(&b'"') {
        return;
    }
    for dialect in Dialect::ALL {
        let mut blocked = stdout.clone();
        blocked.push(b'\n');
        blocked.extend_from_slice(block(*dialect));
        blocked.push(b'\n');
        blocked.extend_from_slice(&stderr);
        let heard = matches!(
            ending,
            Ending::Exited(0 | 2) | Ending::TimedOut | Ending::Responded(200..=299)
        );
        if heard || *dialect == Dialect::Native {
            let answer = judge(*dialect, &blocked).map(|answer| answer.outcome.kind());
            assert_eq!(answer, Ok(OutcomeKind::Block), "{dialect}");
        }
    }
});
