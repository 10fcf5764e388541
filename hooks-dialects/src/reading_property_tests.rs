//! In every dialect a restriction (a block, an ask or a request to end the run) takes effect, whatever surrounds it and
//! wherever the output is cut. The scanner finds the same restrictions as the final judgement.

use hooks_types::answer::OutcomeKind;
use hooks_types::output::{Captured, Ending, RestrictionScanner, RunOutput, interpret};
use hooks_types::{EventName, HookAnswer, Outcome, Payload};
use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::nasty::{noise, soup};
use super::property_samples::{Sample, samples};
use super::trial::hook;
use super::written_objects::{MARKS, TRAILS, style};
use crate::COPILOT;

/// Returns the objects that the scanner finds in output that arrives in chunks of these sizes.
fn scanned(payload: &Payload, out: &[u8], sizes: &[usize]) -> Option<Vec<u8>> {
    let mut scanner = RestrictionScanner::new(&hook(payload));
    let mut rest = out;
    for size in sizes.iter().cycle() {
        let (piece, after) = rest.split_at((*size).clamp(1, rest.len().max(1)).min(rest.len()));
        scanner.feed(piece);
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    scanner.finish()
}

fn judged(payload: &Payload, ending: Ending, out: Captured<'_>) -> Option<HookAnswer> {
    let said = RunOutput::new(ending, out, Captured::default());
    interpret(&hook(payload), payload, &said).result.ok()
}

/// Judges an output of which the first `cap` bytes are kept; the rest is only scanned.
fn capped(payload: &Payload, ending: Ending, out: &[u8], cap: usize) -> Option<HookAnswer> {
    let late = scanned(payload, out, &[97]);
    let kept = out.get(..cap).unwrap_or(out);
    let captured = match kept.len() == out.len() {
        true => Captured::whole(out),
        false => Captured::cut(kept, out.len() as u64, late.as_deref()),
    };
    judged(payload, ending, captured)
}

fn restricts(answer: Option<&HookAnswer>) -> bool {
    answer.is_some_and(|answer| answer.stop.is_some() || answer.outcome.kind() >= OutcomeKind::Ask)
}

/// Returns the answer with which a hook of the sample's event ends the run.
fn stops(sample: &Sample) -> Option<Value> {
    match sample.dialect.name() {
        "native" => Some(json!({"stop": "enough"})),
        "codex" if sample.event.contains("Tool") || sample.event.starts_with("Perm") => None,
        "claude" | "codex" | "gemini" => Some(json!({"continue": false})),
        _ => None,
    }
}

/// Returns every answer that restricts, with the weakest outcome that it can have.
fn restrictions() -> Vec<(&'static Sample, Value, OutcomeKind)> {
    let mut all = Vec::new();
    for sample in samples() {
        let block = sample.blocks.iter().map(|said| (said, OutcomeKind::Block));
        let ask = sample.asks.iter().map(|said| (said, OutcomeKind::Ask));
        all.extend(
            block
                .chain(ask)
                .map(|(said, kind)| (sample, said.clone(), kind)),
        );
        all.extend(stops(sample).map(|said| (sample, said, OutcomeKind::Proceed)));
    }
    all
}

const ENDINGS: [Ending; 4] = [
    Ending::Exited(0),
    Ending::TimedOut,
    Ending::Cancelled,
    Ending::Responded(200),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Checks that a restriction is not weakened by noise, byte order marks, line ends, or keys that are unknown,
    /// broken or given twice.
    #[test]
    fn a_block_counts_among_any_other_output(
        which in any::<prop::sample::Index>(), style in style(), before in noise(), after in noise(),
        mark in prop::sample::select(MARKS),
        trail in prop::sample::select(TRAILS),
        cap in any::<prop::sample::Index>(), ending in 0..ENDINGS.len(),
        sizes in proptest::collection::vec(1..40_usize, 1..5),
    ) {
        let all = restrictions();
        let (sample, said, least) = &all[which.index(all.len())];
        let payload = sample.read();
        let object = style.write(said);
        let out = [&before[..], mark, &object, trail, b"\n", &after].concat();
        let shown = String::from_utf8_lossy(&out);
        prop_assert!(scanned(&payload, &out, &sizes).is_some(), "{} {} {:?}", sample.dialect, sample.event, shown);
        for cap in [out.len(), cap.index(out.len() + 1)] {
            let answer = capped(&payload, ENDINGS[ending], &out, cap);
            let heard = answer.as_ref().is_some_and(|answer| answer.outcome.kind() >= *least)
                && restricts(answer.as_ref());
            prop_assert!(heard, "{} {} cap {} {:?} -> {:?}", sample.dialect, sample.event, cap, shown, answer);
        }
    }

    /// Checks that a restriction on a separate line is lost only if a whole object surrounds it.
    #[test]
    fn a_block_among_noise_counts_unless_it_is_inside_a_whole_object(
        which in any::<prop::sample::Index>(), before in soup(40), after in soup(40),
        cap in any::<prop::sample::Index>(),
    ) {
        let all = restrictions();
        let (sample, said, least) = &all[which.index(all.len())];
        let payload = sample.read();
        let object = said.to_string();
        let out = [&before[..], b"\n", object.as_bytes(), b"\n", &after].concat();
        let begin = before.len() + 1;
        let part = (0..begin).filter(|at| out[*at] == b'{').any(|at| {
            let mut values = serde_json::Deserializer::from_slice(&out[at..]).into_iter::<IgnoredAny>();
            matches!(values.next(), Some(Ok(_))) && at + values.byte_offset() > begin
        });
        let gate = payload.event.name();
        let gate = [EventName::PreToolUse, EventName::PermissionRequest, EventName::UserPromptSubmit, EventName::PreCompact].contains(&gate);
        let shown = String::from_utf8_lossy(&out);
        for cap in [out.len(), cap.index(out.len() + 1)] {
            let answer = capped(&payload, Ending::TimedOut, &out, cap);
            let stopped = answer.as_ref().is_some_and(|answer| answer.stop.is_some());
            let heard = answer.as_ref().is_some_and(|answer| answer.outcome.kind() >= *least)
                && restricts(answer.as_ref());
            // On events that are not gates (events before an action), a request to end the run is stricter than a
            // block.
            let heard = heard || (stopped && !gate);
            prop_assert!(heard || part, "{} {} cap {} {:?} -> {:?}", sample.dialect, sample.event, cap, shown, answer);
        }
    }

    /// Checks that a restriction takes effect as soon as it is printed, wherever the output ends after it.
    #[test]
    fn a_block_counts_when_the_output_is_cut_behind_it(
        which in any::<prop::sample::Index>(), style in style(), more in soup(8),
        cut in any::<prop::sample::Index>(),
    ) {
        let all = restrictions();
        let (sample, said, _) = &all[which.index(all.len())];
        let payload = sample.read();
        let object = style.write(said);
        // Find where the last word of the restricting answer ends.
        let mut words = vec!["deny", "block", "ask", "false", "go on", "enough"];
        let escaped: Vec<String> = words.iter().map(|word| style.string(word)).collect();
        words.extend(escaped.iter().map(|word| word.trim_matches('"')));
        let ends = words.iter().filter_map(|word| {
            let at = object.windows(word.len()).rposition(|bytes| bytes == word.as_bytes())?;
            Some(at + word.len() + 1)
        });
        let said = ends.max().unwrap_or(object.len()).min(object.len());
        let cut = said + cut.index(object.len() - said + 1);
        let mut out = object[..cut].to_vec();
        if cut == object.len() {
            out.extend_from_slice(b"\n");
            out.extend_from_slice(&more);
        }
        let answer = judged(&payload, Ending::TimedOut, Captured::whole(&out));
        prop_assert!(restricts(answer.as_ref()), "{} {} {:?}", sample.dialect, sample.event, String::from_utf8_lossy(&out));
    }

    /// Checks that the scanner and the judgement find the same restrictions, however the output is split and wherever
    /// it is capped.
    #[test]
    fn the_scanner_hears_exactly_what_the_judgement_hears(
        which in any::<prop::sample::Index>(), out in soup(40), cap in any::<prop::sample::Index>(),
        sizes in proptest::collection::vec(1..20_usize, 1..5),
    ) {
        let sample = &samples()[which.index(samples().len())];
        let payload = sample.read();
        let shown = String::from_utf8_lossy(&out);
        let found = scanned(&payload, &out, &[usize::MAX]);
        // If several objects are equally strict, the pieces into which the output is split can change which of them is
        // kept. All of them decide the same.
        let decided = |late: Option<&[u8]>| {
            let answer = judged(&payload, Ending::TimedOut, Captured::cut(&[], out.len() as u64, late));
            answer.map(|answer| (answer.outcome.kind(), answer.stop.is_some()))
        };
        let pieces = scanned(&payload, &out, &sizes);
        prop_assert_eq!(decided(found.as_deref()), decided(pieces.as_deref()), "{} {:?}", sample.dialect, shown);
        for cap in [out.len(), cap.index(out.len() + 1), 0] {
            let answer = capped(&payload, Ending::TimedOut, &out, cap);
            prop_assert_eq!(found.is_some(), restricts(answer.as_ref()), "{} {} cap {} {:?} -> {:?}",
                sample.dialect, sample.event, cap, shown, answer);
        }
        if let Some(lines) = found {
            // Scan the kept output again. A kept line that contains a cut object also contains the objects after it, so
            // the second scan can find these objects twice.
            let again = scanned(&payload, &lines, &sizes);
            prop_assert!(again.is_some_and(|again| again.starts_with(&lines)), "{} {:?}", sample.dialect, String::from_utf8_lossy(&lines));
        }
    }

    /// Checks that of an output without broken JSON the same objects are kept, however the output is split.
    #[test]
    fn the_pieces_of_whole_lines_keep_the_same_objects(
        which in any::<prop::sample::Index>(),
        lines in proptest::collection::vec((0..9_usize, 0..4_usize), 0..12),
        sizes in proptest::collection::vec(1..20_usize, 1..5),
    ) {
        let all = restrictions();
        let (sample, said, _) = &all[which.index(all.len())];
        let payload = sample.read();
        let said = said.to_string();
        let texts = ["plain", "", "50%", "\x1b[31mred\x1b[0m", "say \"no\"", "{\"level\":\"info\"}", "a: [1, 2]", &said, &said];
        let ends = ["\n", "\r\n", "\r", "\n \t"];
        let out: String = lines.iter().flat_map(|(text, end)| [texts[*text], ends[*end]]).collect();
        let whole = scanned(&payload, out.as_bytes(), &[usize::MAX]);
        prop_assert_eq!(whole.is_some(), out.contains(&said), "{} {:?}", sample.dialect, out);
        prop_assert_eq!(whole, scanned(&payload, out.as_bytes(), &sizes), "{} {:?}", sample.dialect, out);
    }

    /// Checks that an allow or a modification takes effect only if it is the whole output and the output was not cut.
    #[test]
    fn an_allow_counts_only_if_it_is_the_whole_output(
        which in any::<prop::sample::Index>(), out in soup(20), line in 0..3_usize, cut in any::<bool>(),
    ) {
        let sample = &samples()[which.index(samples().len())];
        let payload = sample.read();
        let allow = ["{\"decision\":\"allow\"}", "{\"permissionDecision\":\"allow\"}", "{\"behavior\":\"allow\"}"][line];
        let printed = [allow.as_bytes(), b"\n", &out].concat();
        let total = printed.len() as u64 + u64::from(cut);
        let captured = Captured::cut(&printed, total, None);
        let answer = judged(&payload, Ending::Exited(0), captured);
        let loosens = answer.is_some_and(|answer| {
            matches!(answer.outcome, Outcome::Allow { grants: true, .. } | Outcome::Modify { .. })
        });
        let blank = String::from_utf8_lossy(&out).trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty();
        let progress = sample.dialect == COPILOT;
        prop_assert!(!loosens || (blank && !cut) || progress, "{} {:?}", sample.dialect, String::from_utf8_lossy(&out));
    }
}

/// Checks that text at the beginning of a line that belongs to no object is read, even if a piece ends after this text.
#[test]
fn text_before_a_line_is_read_the_same_in_any_pieces() {
    for out in [
        &b"{\"\"}decision\":\"block\"\n\x1b[\"permissionDecision\":n"[..],
        b"{\"\"}x\n \x1b[\"decision\":\"block\"",
        b"{\"reason\":\"a\"}\"}\n\t\xef\xbb\xbf\"decision\":\"block\"}\n",
    ] {
        for sample in samples() {
            let payload = sample.read();
            let whole = scanned(&payload, out, &[usize::MAX]);
            for size in 1..out.len() {
                let pieces = scanned(&payload, out, &[size]);
                assert_eq!(
                    pieces,
                    whole,
                    "{} {size} {:?}",
                    sample.dialect,
                    String::from_utf8_lossy(out)
                );
            }
        }
    }
}
