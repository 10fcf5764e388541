use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::wire::{HookOutput, speak};
use hooks_types::{EventName, Report};
use serde_json::json;

use crate::property_samples::samples;

/// The number of parts of a report: four outcomes, context, notices, the request to end the run, and variables.
const PARTS: usize = 8;

/// Returns a report with the parts whose bits are set. If several bits are outcomes, only the first is used.
fn with(parts: usize, event: EventName) -> Report {
    let mut report = Report::new(event);
    let has = |part: usize| parts & (1 << part) != 0;
    let outcomes = [
        OutcomeKind::Block,
        OutcomeKind::Ask,
        OutcomeKind::Allow,
        OutcomeKind::Modify,
    ];
    let outcome = outcomes.into_iter().enumerate().find(|(at, _)| has(*at));
    if let Some((_, outcome)) = outcome {
        report.outcome = outcome;
        report.grants = outcome == OutcomeKind::Allow;
        report.message = Some("why".to_owned());
    }
    if report.outcome == OutcomeKind::Modify {
        report.content = Some(json!({"odd": "content"}));
    }
    if has(4) {
        report.context = vec!["context".to_owned()];
    }
    if has(5) {
        report.notices = vec!["notice".to_owned()];
    }
    if has(6) {
        report.stop = Some("stop".to_owned());
    }
    if has(7) {
        report.env.insert("NAME".to_owned(), "value".to_owned());
    }
    report
}

fn told(spoken: &HookOutput) -> (&[u8], &[u8], u8, Vec<&str>) {
    let unsayable = spoken
        .notes
        .iter()
        .filter(|note| note.code == NoteCode::Unsayable);
    let notes = unsayable.map(|note| note.message.as_str()).collect();
    (&spoken.stdout, &spoken.stderr, spoken.exit_code, notes)
}

/// Checks that no part of a report is lost silently: each part that is added changes the output or the notes.
#[test]
fn whatever_an_agent_s_wire_cannot_carry_leaves_a_note() {
    for sample in samples().iter().filter(|it| !it.dialect.is_native()) {
        let payload = sample.read();
        let event = || payload.event.name();
        for parts in 0..1 << PARTS {
            let whole = speak(&payload, &with(parts, event()));
            // At a stop the run ends even without a request to end it, so adding the request (part 6) changes nothing.
            let ends = matches!(event(), EventName::Stop | EventName::SubagentStop);
            let more = (4..PARTS).filter(|part| parts & (1 << part) != 0);
            for part in more.filter(|part| *part != 6 || !ends) {
                let less = speak(&payload, &with(parts & !(1 << part), event()));
                assert_ne!(
                    told(&whole),
                    told(&less),
                    "{} {} {parts:b} without {part}",
                    sample.dialect.name(),
                    sample.event
                );
            }
        }
        let silence = speak(&payload, &with(0, event()));
        for outcome in 0..4 {
            let spoken = speak(&payload, &with(1 << outcome, event()));
            // Cursor's output contains `allow` even if the report has no outcome, so it cannot be compared.
            if outcome == 2 && spoken.stdout.starts_with(b"{\"permission\":\"allow\"") {
                continue;
            }
            let (said, nothing) = (told(&spoken), told(&silence));
            let (dialect, event) = (sample.dialect.name(), sample.event);
            assert_ne!(said, nothing, "{dialect} {event} {outcome}");
        }
    }
}
