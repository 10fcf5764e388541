use super::*;
use crate::dialect::WireForm;
use crate::event::EventName;
use crate::wire::Restriction;

const BLOCK: &str = r#"{"decision":"block","message":"no"}"#;
const ASK: &str = r#"{"decision":"ask"}"#;

/// Bytes fed at once.
const PIECE: usize = 4 << 10;

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
        format!("[{BLOCK}]"),
        format!("[ [\t{BLOCK}"),
        format!("[{{\"level\":1}} , {BLOCK}]"),
        format!("[{{\"decision\":\"allow\"}},{BLOCK}"),
        format!("{{\"x\":[\n[{BLOCK}]\n]}}"),
    ] {
        assert_eq!(found(&text).as_deref(), Some(BLOCK), "{text}");
    }
    for text in [
        format!("x{BLOCK}"),
        format!("[INFO] {BLOCK}"),
        format!("[1,{BLOCK}]"),
        format!("{{\"content\":[\n[{BLOCK}]\n]}}"),
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

/// Fed in pieces as a pipe gives them.
fn scanned(bytes: &[u8]) -> Scan {
    let pieces: Vec<&[u8]> = bytes.chunks(PIECE).collect();
    scan(false, &pieces)
}

/// Counts how often an object is read on: not all that are open with every line of a flood.
#[test]
fn a_short_line_is_not_handed_to_every_open_object() {
    let lines = 32 << 10;
    for (line, most) in [
        ("plain\n", 0),
        ("\n", 0),
        ("{\"level\":\"info\"}\n", 1),
        ("{\n", 2),
        ("{\r", 2),
        ("{\"\n", 2),
        ("{:1,\n", 2),
        ("{a{}\n", 4),
        ("{\"content\":\n", 2),
        ("{\"decision\":\"block\"\n", 2),
        ("{\"decision\":\"block\",\n", 2),
        // Every object may end with every line.
        ("{[}\n", OPEN + 1),
    ] {
        let flood = line.repeat(lines);
        let scan = scanned(flood.as_bytes());
        let pieces = flood.len().div_ceil(PIECE);
        let most = most * lines + OPEN * pieces;
        assert!(scan.steps <= most, "{line:?} {} {most}", scan.steps);
        assert!(scan.spare.len() <= OPEN, "{line:?}");
    }
}

/// An object that is read late ends where it would have ended.
#[test]
fn what_is_read_late_ends_in_its_place() {
    let open = "{\"x\":[\n".repeat(OPEN - 1);
    let close = "]}\n".repeat(OPEN - 1);
    for text in [
        format!("{open}{BLOCK}\n{close}"),
        format!("{open}1{close}{BLOCK}"),
        format!("{open}{{\n]]]}}\n{close}{BLOCK}"),
        format!("{{\"x\n{open}\n\n{close}{BLOCK}"),
    ] {
        assert_eq!(found(&text).as_deref(), Some(BLOCK), "{text}");
        let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
        let form = form();
        let scan = scan(false, &bytes);
        let lines = scan.finish(Answers::of(&form).unwrap(), false).into_lines();
        assert_eq!(lines.as_deref(), Some(BLOCK.as_bytes()), "{text}");
    }
    // Whole again behind the block, it takes it for a part of its content.
    let answer = open.replace('x', "content");
    assert_eq!(found(&format!("{answer}{BLOCK}\n{close}")), None);
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
        (format!("{{\"message\":\"{}", "x".repeat(size)), 2),
        (format!("{{\"message\":\"{}", "\\u0064".repeat(size / 6)), 2),
        (format!("{{\"x\":{}", "[".repeat(size)), 2),
        ("{\"a\":".repeat(size / 5), 1),
        ("{\"decision\":\"block\"\n".repeat(size / 20), OPEN),
        ("{\r".repeat(size / 2), OPEN),
    ] {
        let scan = scanned(piece.as_bytes());
        assert!(
            scan.work <= most * size,
            "{:?} {}",
            piece.get(..20),
            scan.work
        );
        assert!(scan.open.len() <= OPEN);
    }
}
