//! Property tests with generated output, endings and noise.

use super::*;

fn ending() -> impl Strategy<Value = Ending> {
    prop_oneof![
        (-1..300_i32).prop_map(Ending::Exited),
        Just(Ending::Exited(0)),
        Just(Ending::Exited(2)),
        (1..65_i32).prop_map(Ending::Signaled),
        Just(Ending::TimedOut),
        Just(Ending::Cancelled),
        (100..600_u16).prop_map(Ending::Responded),
    ]
}

fn delivery() -> impl Strategy<Value = Delivery> {
    prop_oneof![
        Just(Delivery::Whole),
        any::<u64>().prop_map(|written| Delivery::Partial { written }),
    ]
}

/// An entry beside the decision, with a known, misspelt or broken key and an unusual JSON value.
fn odd_entry() -> impl Strategy<Value = String> {
    let key = "(message|content|context|notice|stop|extra|decison|[a-z]{0,4}|\\\\ud8[0-9a-f]{2})";
    let value = prop_oneof![
        Just("1e999".to_owned()),
        Just("null".to_owned()),
        Just("\"\\udfff\"".to_owned()),
        Just("[[[[{}]]]]".to_owned()),
        Just("[".repeat(300) + &"]".repeat(300)),
        Just("-123456789012345678901234567890".to_owned()),
        "\"[ -!#-\\[\\]-~]{0,9}\"",
    ];
    (key, value).prop_map(|(key, value)| format!("\"{key}\":{value}"))
}

fn noise() -> impl Strategy<Value = String> {
    "([ -~\u{feff}é]{0,30}(\n|\r\n|\r)){0,3}"
}

proptest! {
    /// The central promise of the crate: no output around a block, and no ending, can undo it.
    #[test]
    fn a_block_line_is_never_lost(
        before in noise(),
        after in noise(),
        entries in proptest::collection::vec(odd_entry(), 0..4),
        place in 0..4_usize,
        blank in "[ \t]{0,3}",
        bom in any::<bool>(),
        line_end in "(\n|\r\n|\r)",
        cut in any::<bool>(),
        ending in ending(),
        delivery in delivery(),
    ) {
        let mut entries = entries;
        entries.insert(place.min(entries.len()), "\"decision\":\"block\"".to_owned());
        let object = format!("{{{}}}", entries.join(","));
        let bom = if bom { "\u{feff}" } else { "" };
        let stdout = format!("{before}{bom}{blank}{object}{blank}{line_end}{after}");
        let captured = match cut {
            true => Captured::cut(stdout.as_bytes(), u64::MAX, None),
            false => Captured::whole(stdout.as_bytes()),
        };
        let run = judge_said(&RunOutput::new(ending, captured, Captured::default()).with_delivery(delivery));
        let kind = run.result.as_ref().map(|answer| answer.outcome.kind());
        prop_assert_eq!(kind, Ok(OutcomeKind::Block), "{:?}", stdout);

        let mut scanner = crate::output::RestrictionScanner::new(&HookSpec::command(
            "h",
            EventName::PreToolUse,
            Command::argv(["h"]),
        ));
        scanner.feed(stdout.as_bytes());
        prop_assert!(scanner.finish().is_some());
    }

    /// An allow or a modification needs a clean end and a delivered payload, and no bytes cause a
    /// panic.
    #[test]
    fn no_allow_counts_without_a_clean_end(
        stdout in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..80),
            "(\\{\"decision\":\"(allow|modify|proceed)\",\"content\":1\\}\n?| |x|\n|\u{feff}){0,3}".prop_map(String::into_bytes),
        ],
        stderr in proptest::collection::vec(any::<u8>(), 0..80),
        ending in ending(),
        delivery in delivery(),
        dropped in 0..2_u64,
    ) {
        let captured = Captured::cut(&stdout, stdout.len() as u64 + dropped, None);
        let run = judge_said(&RunOutput::new(ending, captured, Captured::whole(&stderr)).with_delivery(delivery));
        let clean_end = matches!(ending, Ending::Exited(0) | Ending::Responded(200..=299)) && dropped == 0;
        let silent = trimmed(&stdout).is_empty();
        let loosens = run.result.as_ref().is_ok_and(|answer| {
            answer.stop.is_none() && answer.outcome.kind() <= OutcomeKind::Modify
        });
        prop_assert!(!loosens || (clean_end && (silent || delivery == Delivery::Whole)));
        let texts = run.result.map_or_else(|failure| failure.message, |answer| {
            answer.message().unwrap_or_default().to_owned()
        });
        prop_assert!(!texts.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n')));
    }
}
