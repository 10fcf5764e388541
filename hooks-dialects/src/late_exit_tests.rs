//! Hooks that exit only after a signal. They are treated as timed out or cancelled.

use std::sync::Arc;

use hooks_types::answer::{Note, NoteCode, OutcomeKind};
use hooks_types::event::{PreToolUse, Stop, UserPromptSubmit};
use hooks_types::output::{Captured, Ending, Interpretation, RunOutput, interpret};
use hooks_types::report::Cause;
use hooks_types::spec::Command;
use hooks_types::wire::form_of;
use hooks_types::{DialectRef, EventName, HookEvent, HookSpec, Payload, SessionMeta, ToolCall};

const ENDINGS: [Ending; 2] = [Ending::TimedOut, Ending::Cancelled];

fn judged(dialect: &DialectRef, event: HookEvent, said: &RunOutput<'_>) -> Option<Interpretation> {
    let form = form_of(dialect, &event.name())?;
    let spec = HookSpec::command("h", event.name(), Command::argv(["/h"])).with_form(form);
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), event);
    Some(interpret(&spec, &payload, said))
}

fn gates() -> [HookEvent; 2] {
    let call = ToolCall::function("c", "Write", Default::default());
    [
        PreToolUse::new(call).into(),
        UserPromptSubmit::new("hello").into(),
    ]
}

#[test]
fn exit_2_when_asked_to_end_blocks_on_a_gate_in_every_dialect() {
    let dialects = crate::dialects();
    for dialect in dialects.iter() {
        for event in gates() {
            for ending in ENDINGS {
                for stdout in ["", r#"{"decision":"allow"}"#, "working"] {
                    let (out, err) = (Captured::whole(stdout.as_bytes()), Captured::whole(b"no"));
                    let said = RunOutput::new(ending, out, err).with_late_exit(Some(2));
                    let name = event.name();
                    let on_time = RunOutput::new(Ending::Exited(2), out, err);
                    let (Some(late), Some(on_time)) = (
                        judged(dialect, event.clone(), &said),
                        judged(dialect, event.clone(), &on_time),
                    ) else {
                        continue;
                    };
                    // A late exit code 2 is a block if, and only if, exit code 2 in time is a block. On Copilot's
                    // prompts it is never a block.
                    let blocks = |judged: &Interpretation| {
                        let result = judged.result.as_ref();
                        result.is_ok_and(|answer| answer.outcome.kind() == OutcomeKind::Block)
                    };
                    assert_eq!(blocks(&late), blocks(&on_time), "{dialect} {name}");
                    if blocks(&on_time) {
                        assert_eq!(late.result, on_time.result, "{dialect} {name}");
                        let told = |note: &Note| note.code == NoteCode::BadEnding;
                        assert!(late.notes.iter().any(told), "{dialect} {name}");
                    } else {
                        assert!(late.result.is_err(), "{dialect} {name} {:?}", late.result);
                    }
                    if name == EventName::PreToolUse {
                        assert!(blocks(&late), "{dialect} {name} {stdout}");
                    }
                }
            }
        }
    }
}

#[test]
fn no_other_late_exit_changes_what_an_ending_is() {
    let dialects = crate::dialects();
    for dialect in dialects.iter() {
        for code in [0, 1, 3] {
            let out = Captured::whole(br#"{"decision":"allow"}"#);
            let said = RunOutput::new(Ending::TimedOut, out, Captured::default());
            for event in gates() {
                let late = judged(dialect, event.clone(), &said.with_late_exit(Some(code)));
                assert_eq!(late, judged(dialect, event, &said), "{dialect} {code}");
            }
        }
    }
}

#[test]
fn a_late_exit_2_keeps_nobody_from_stopping() {
    let dialects = crate::dialects();
    for dialect in dialects.iter() {
        let said = RunOutput::new(
            Ending::TimedOut,
            Captured::default(),
            Captured::whole(b"go on"),
        );
        let late = judged(dialect, Stop::new().into(), &said.with_late_exit(Some(2)));
        if let Some(late) = late {
            assert_eq!(late.result.unwrap_err().cause, Cause::Timeout, "{dialect}");
        }
    }
}
