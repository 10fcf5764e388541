//! Scans any output in any chunks, in every dialect. Checks that the chunks and the cap do not change the result, and
//! that the scanner finds a restriction exactly if the final interpretation finds it.

#![no_main]

use std::sync::Arc;

use hooks_types::output::{Captured, Ending, RestrictionScanner, RunOutput, interpret};
use hooks_types::spec::Command;
use hooks_types::{EventName, HookSpec, Payload, SessionMeta, ToolCall};
use hooks_types::answer::OutcomeKind;
use hooks_types::event::PreToolUse;
use hooks_types::wire::form_of;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (usize, Vec<Vec<u8>>)| {
    let (cap, chunks) = input;
    let call = ToolCall::custom("c", "Bash", "text");
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), PreToolUse::new(call));
    for dialect in hooks_dialects::dialects().iter() {
        let form = form_of(dialect, &EventName::PreToolUse).expect("every agent has it");
        let spec =
            HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"])).with_form(form);
        let found = |chunks: &[&[u8]]| {
            let mut scanner = RestrictionScanner::new(&spec);
            chunks.iter().for_each(|chunk| scanner.feed(chunk));
            scanner.finish()
        };
        let parts: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
        let all = parts.concat();
        let lines = found(&parts);
        assert_eq!(lines, found(&[&all]));
        let kept = &all[..cap.min(all.len())];
        for captured in [
            Captured::whole(&all),
            Captured::cut(kept, all.len() as u64, lines.as_deref()),
        ] {
            let said = RunOutput::new(Ending::TimedOut, captured, Captured::default());
            let restricts = interpret(&spec, &payload, &said)
                .result
                .is_ok_and(|answer| {
                    answer.stop.is_some() || answer.outcome.kind() >= OutcomeKind::Ask
                });
            assert_eq!(restricts, lines.is_some(), "{dialect}");
        }
        if let Some(lines) = lines {
            assert_eq!(found(&[&lines]).as_ref(), Some(&lines));
        }
    }
});
