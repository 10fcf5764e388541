use proptest::prelude::*;

use super::*;
use crate::{Command, Dialect, EventName, HookSpec};

const BLOCK: &str = r#"{"decision":"block","message":"no"}"#;
const ASK: &str = r#"{"decision":"ask"}"#;

fn scanner() -> RestrictionScanner {
    RestrictionScanner::new(&HookSpec::command(
        "h",
        EventName::PreToolUse,
        Command::argv(["h"]),
    ))
}

fn found(chunks: &[&[u8]]) -> Option<String> {
    let mut scanner = scanner();
    chunks.iter().for_each(|chunk| scanner.feed(chunk));
    scanner.finish().map(|line| trimmed_text(&line))
}

fn trimmed_text(line: &[u8]) -> String {
    String::from_utf8(trimmed(line).to_vec()).unwrap()
}

#[test]
fn a_restricting_line_is_found_wherever_it_stands() {
    for text in [
        format!("{BLOCK}\n"),
        BLOCK.to_owned(),
        format!("noise\r\n{BLOCK}\r\nnoise"),
        format!("50%\r100%\r{BLOCK}\r"),
        format!("\u{feff}{BLOCK}"),
        format!("noise\n  \t\u{feff} {BLOCK}  \nnoise"),
        format!("{{\"decision\":\"proceed\"}}\n{{broken\n{BLOCK}\n{ASK}"),
        format!("{}\n{BLOCK}", " ".repeat(3 * LINE_LIMIT)),
        format!("{{{}\n{BLOCK}", "x".repeat(3 * LINE_LIMIT)),
    ] {
        assert_eq!(
            found(&[text.as_bytes()]).as_deref(),
            Some(BLOCK),
            "{:.80}",
            text
        );
    }
}

#[test]
fn what_is_not_one_whole_line_is_not_found() {
    for text in [
        format!("x{BLOCK}"),
        format!("{BLOCK}x"),
        format!("[{BLOCK}]"),
        "{\n\"decision\":\"block\"\n}".to_owned(),
        "{\"decision\":\"proceed\"}".to_owned(),
        format!("{BLOCK}{}x", " ".repeat(LINE_LIMIT)),
        String::new(),
    ] {
        assert_eq!(found(&[text.as_bytes()]), None, "{:.80}", text);
    }
}

#[test]
fn a_long_line_is_found_in_every_dialect() {
    let long = "rm \\\"x\\\" \u{e9}\\n".repeat(LINE_LIMIT / 4);
    for (dialect, line) in [
        (
            Dialect::Native,
            format!(r#"{{"message":"{long}","decision":"block"}}"#),
        ),
        #[cfg(feature = "dialects")]
        (
            Dialect::Claude,
            format!(
                r#"{{"hookSpecificOutput":{{"hookEventName":"PreToolUse","permissionDecisionReason":"{long}","permissionDecision":"deny"}}}}"#
            ),
        ),
        #[cfg(feature = "dialects")]
        (
            Dialect::Cursor,
            format!(r#"{{"user_message":"{long}","permission":"deny"}}"#),
        ),
        #[cfg(feature = "dialects")]
        (
            Dialect::Gemini,
            format!(r#"{{"reason":"{long}","decision":"deny"}}"#),
        ),
    ] {
        let event = match dialect {
            #[cfg(feature = "dialects")]
            Dialect::Cursor => "preToolUse",
            #[cfg(feature = "dialects")]
            Dialect::Gemini => "BeforeTool",
            _ => "PreToolUse",
        };
        let spec = HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"]))
            .in_form(WireForm::new(dialect, event));
        let mut scanner = RestrictionScanner::new(&spec);
        let text = format!("noise\n{line}\nnoise");
        text.as_bytes()
            .chunks(65_521)
            .for_each(|chunk| scanner.feed(chunk));
        let found = scanner.finish().unwrap_or_default();
        let wire = wire_of(dialect).unwrap();
        assert_eq!(
            wire.restricts(&found, &spec.form),
            Some(Restriction::Block),
            "{dialect:?}"
        );
    }
}

#[test]
fn a_long_ask_never_runs_the_input_it_did_not_ask_about() {
    let long = "x".repeat(LINE_LIMIT);
    let mut scanner = scanner();
    scanner.feed(format!(r#"{{"decision":"ask","content":{{"a":"{long}"}}}}"#).as_bytes());
    let found = scanner.finish().unwrap();
    let answer = crate::interpret::native::answer_in(&found).unwrap();
    let outcome = answer.restricting(crate::Outcome::Proceed).outcome;
    assert_eq!(outcome.kind(), crate::OutcomeKind::Block);
}

#[test]
fn the_strictest_line_wins_and_the_first_of_equals() {
    let stop = r#"{"stop":"enough"}"#;
    let other = r#"{"decision":"block","message":"later"}"#;
    for (lines, kept) in [
        (vec![stop, ASK, BLOCK, other], BLOCK),
        (vec![BLOCK, ASK, stop], BLOCK),
        (vec![ASK, stop], ASK),
        (vec![stop], stop),
    ] {
        assert_eq!(found(&[lines.join("\n").as_bytes()]).as_deref(), Some(kept));
    }
}

#[test]
fn a_flood_keeps_no_more_than_a_line() {
    let mut scanner = scanner();
    for _ in 0..64 {
        scanner.feed(&vec![b'{'; 1 << 18]);
        assert!(scanner.line.capacity() <= 2 * LINE_LIMIT);
        scanner.feed(&vec![b' '; 1 << 18]);
    }
    scanner.feed(b"\n");
    scanner.feed(BLOCK.as_bytes());
    assert_eq!(scanner.finish().as_deref(), Some(BLOCK.as_bytes()));
}

proptest! {
    /// However the output is cut into chunks, the line is found.
    #[test]
    fn chunks_change_nothing(
        before in "([ -~\u{feff}]{0,20}(\n|\r|\r\n)){0,4}",
        blank in "[ \t\u{feff}]{0,1}",
        after in "((\n|\r\n)[ -~]{0,20}){0,4}",
        sizes in proptest::collection::vec(1usize..9, 1..60),
    ) {
        let text = format!("{before}{blank}{BLOCK}{after}");
        let mut rest = text.as_bytes();
        let mut chunks = Vec::new();
        for size in sizes.iter().cycle() {
            let (chunk, after) = rest.split_at((*size).min(rest.len()));
            chunks.push(chunk);
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(found(&chunks), Some(BLOCK.to_owned()));
    }

    #[test]
    fn no_bytes_upset_it(chunks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..50), 0..10)) {
        let mut scanner = scanner();
        chunks.iter().for_each(|chunk| scanner.feed(chunk));
        let _ = scanner.finish();
    }
}
