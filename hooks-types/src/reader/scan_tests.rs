use super::*;
use crate::dialect::WireForm;
use crate::event::EventName;
use crate::wire::Restriction;

const BLOCK: &str = r#"{"decision":"block","message":"no"}"#;
const ASK: &str = r#"{"decision":"ask"}"#;

fn form() -> WireForm {
    WireForm::native(&EventName::PreToolUse)
}

fn scan(kept: bool, pieces: &[&[u8]]) -> Scan {
    let form = form();
    let answers = Answers::of(&form).unwrap();
    let mut scan = Scan::new(kept);
    pieces.iter().for_each(|piece| scan.feed(answers, piece));
    scan
}

fn found(text: &str) -> Option<String> {
    let form = form();
    let scan = scan(false, &[text.as_bytes()]);
    let lines = scan
        .finish(Answers::of(&form).unwrap(), false)
        .into_lines()?;
    Some(String::from_utf8(lines).unwrap())
}

#[test]
fn an_object_is_found_wherever_a_line_begins_with_it() {
    for text in [
        BLOCK.to_owned(),
        format!("noise\r\n{BLOCK}\r\nnoise"),
        format!("50%\r100%\r{BLOCK}\r"),
        format!("noise\n  \t\u{feff}\0\u{a0} {BLOCK}  \nnoise"),
        format!("{{\"decision\":\"proceed\"}}\n{{broken\n{BLOCK}"),
        format!("{BLOCK}x"),
        format!("{{}} {BLOCK}"),
        BLOCK.replace(',', "\n,\r\n"),
        format!("[\n{BLOCK}\n]"),
    ] {
        assert_eq!(found(&text).as_deref(), Some(BLOCK), "{text}");
    }
    for text in [
        format!("x{BLOCK}"),
        format!("[{BLOCK}]"),
        format!("{{\"message\":\"m\",\"x\":\n{BLOCK}\n}}"),
        format!("{{\"decision\":\"proceed\",\"x\":{BLOCK}}}"),
        "{\"decision\":\"proceed\"}".to_owned(),
        String::new(),
    ] {
        assert_eq!(found(&text), None, "{text}");
    }
}

#[test]
fn the_first_of_each_strictness_is_kept() {
    let stop = r#"{"stop":"enough"}"#;
    let other = r#"{"decision":"block","message":"later"}"#;
    let lines = [stop, ASK, BLOCK, other, ASK, stop].join("\n");
    assert_eq!(found(&lines), Some([stop, ASK, BLOCK].join("\n")));
    let form = form();
    let scan = scan(false, &[lines.as_bytes()]);
    let found = scan.finish(Answers::of(&form).unwrap(), false);
    let strictest = found.strictest().unwrap();
    assert_eq!(strictest.restraint.restriction, Restriction::Block);
    assert_eq!(&lines[strictest.span.clone()], BLOCK);
    assert_eq!(found.stops().count(), 1);
}

/// Part of a valid answer, or an object of its own: the end tells.
#[test]
fn what_stands_in_an_open_object_counts_unless_that_becomes_an_answer() {
    let open = format!("{{\"decision\":\"allow\",\"content\":[\n{BLOCK}\n");
    assert_eq!(found(&open).as_deref(), Some(BLOCK));
    assert_eq!(found(&format!("{open}]}}")), None);
    assert_eq!(found(&format!("{open}]x}}")).as_deref(), Some(BLOCK));
    assert_eq!(
        found(&format!("{{\"x\":[\n{BLOCK}\n]}}")).as_deref(),
        Some(BLOCK)
    );
    // Where the kept part ends nobody knows yet.
    let form = form();
    let answers = Answers::of(&form).unwrap();
    let cut = scan(true, &[open.as_bytes()]).finish(answers, true);
    assert!(cut.strictest().is_none());
}

/// Counts the bytes that are looked at: linear, and little for lines that are no objects.
#[test]
fn cost_is_linear() {
    let size = 256 << 10;
    let nested = "{\"content\":\n".repeat(size / 12);
    let keys: String = (0..size / 16).map(|n| format!("\"k{n:09}\":1,")).collect();
    for (piece, most) in [
        ("plain text\n".repeat(size / 11), 0),
        ("\n".repeat(size), 0),
        ("x".repeat(size), 0),
        (" {\"level\":\"info\"}\n".repeat(size / 18), 1),
        (format!("{{{keys}"), 1),
        (nested, OPEN),
        ("{".repeat(size), 1),
        ("{\n".repeat(size / 2), OPEN),
        ("{\"\n".repeat(size / 3), OPEN),
        ("{}".repeat(size / 2), 1),
    ] {
        let mut scan = scan(false, &[]);
        let form = form();
        let answers = Answers::of(&form).unwrap();
        piece
            .as_bytes()
            .chunks(4 << 10)
            .for_each(|piece| scan.feed(answers, piece));
        assert!(
            scan.work <= most * size,
            "{:?} {}",
            piece.get(..20),
            scan.work
        );
        assert!(scan.open.len() <= OPEN);
    }
}
