use super::super::Restriction;
use super::*;
use crate::dialect::WireForm;
use crate::event::EventName;

#[path = "scan_cost_tests.rs"]
mod cost;

const BLOCK: &str = r#"{"decision":"block","message":"no"}"#;
const ASK: &str = r#"{"decision":"ask"}"#;

/// Number of bytes that are fed at once.
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
        format!("\u{1b}[0m{BLOCK}"),
        format!("50%\r\u{1b}[K{BLOCK}"),
        format!("\u{1b}]0;title\u{7}\u{1b}[2K{BLOCK}\u{1b}[0m"),
        format!("{{}}\u{1b}[0m{BLOCK}"),
        format!("\u{1b}]0;no end\n{BLOCK}"),
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

/// Checks that the end of the outer object decides whether a line inside it is a part of the outer object or a separate
/// object.
#[test]
fn a_block_in_an_unclosed_object_counts_unless_the_object_becomes_an_answer() {
    let open = format!("{{\"decision\":\"allow\",\"content\":[\n{BLOCK}\n");
    assert_eq!(found(&open).as_deref(), Some(BLOCK));
    assert_eq!(found(&format!("{open}]}}")), None);
    assert_eq!(found(&format!("{open}]x}}")).as_deref(), Some(BLOCK));
    assert_eq!(
        found(&format!("{{\"x\":[\n{BLOCK}\n]}}")).as_deref(),
        Some(BLOCK)
    );
    // The kept part of the output ended inside the object. The dropped part could still make the object an answer.
    let form = form();
    let answers = Answers::of(&form).unwrap();
    let cut = scan(true, &[open.as_bytes()]).finish(answers, true);
    assert!(cut.strictest().is_none());
}

/// Feeds the bytes in pieces, as a pipe does.
fn scanned(bytes: &[u8]) -> Scan {
    let pieces: Vec<&[u8]> = bytes.chunks(PIECE).collect();
    scan(false, &pieces)
}

/// Counts the reads of objects. If there are many short lines, a line must not make every open object read.
#[test]
fn a_short_line_is_not_handed_to_every_open_object() {
    let lines = 32 << 10;
    for (line, most) in [
        ("plain\n", 0),
        ("\n", 0),
        // The object, and the readers of the text outside read the line break.
        ("{\"level\":\"info\"}\n", 2),
        // Three readers read each line: the newest object, the object that was given up when it began, and the flat
        // reader of all earlier objects.
        ("{\n", 3),
        ("{\r", 3),
        ("{\"\n", 3),
        ("{:1,\n", 3),
        ("{a{}\n", 5),
        ("{\"content\":\n", 3),
        ("{\"decision\":\"block\"\n", 3),
        ("{\"decision\":\"block\",\n", 3),
        // In each of these lines, every open object could end.
        ("{[}\n", OPEN + 2),
    ] {
        let flood = line.repeat(lines);
        let scan = scanned(flood.as_bytes());
        let pieces = flood.len().div_ceil(PIECE);
        let most = most * lines + (OPEN + 1) * pieces;
        assert!(scan.steps <= most, "{line:?} {} {most}", scan.steps);
        assert!(scan.spare.len() <= OPEN, "{line:?}");
    }
}

/// Checks that an object which is read later than other objects still ends at the right place.
#[test]
fn late_output_ends_in_its_place() {
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
    // The outer object is valid after the block, so the block is part of its content.
    let answer = open.replace('x', "content");
    assert_eq!(found(&format!("{answer}{BLOCK}\n{close}")), None);
}

#[test]
fn a_quote_that_nobody_escaped_costs_no_block_beside_it() {
    for said in [
        r#"{"message":"not: a"b","decision":"block"}"#,
        r#"{"message":"not: a",b","decision":"block"}"#,
        r#"{"message":"say "hi", "you"!","decision":"block"}"#,
        r#"{"x":NaN,"y":{"z":["a"b"]},"decision":"block"}"#,
        r#"{"x":{"y":"5" tall"},"decision":"block"}"#,
        r#"{x:1,"message":"a"b","decision":"block"}"#,
        r#"{"decision":"allow","message":"a"b","decision":"block"}"#,
        // In the pasted text (`a"}`), a bracket after the quote seems to end the object or to open a new object.
        r#"{"message":"not: a"}","decision":"block"}"#,
        r#"{"message":"not: a"}} b","decision":"block"}"#,
        r#"{"message":"not: "a" }","decision":"block"}"#,
        r#"{"message":"not: a"{"","decision":"block"}"#,
        r#"{"message":"not: "]["","decision":"block"}"#,
        r#"{"message":"not: a","y":["","decision":"block"}"#,
        r#"{"message":"not: a":[{"","decision":"block"}"#,
        r#"{"message":"not: ""}"","decision":"block"}"#,
        "{\"message\":\"not: a\"}}\n b\",\"decision\":\"block\"}",
        "{\"message\":\"not: a\"}}\n\n\",\"decision\":\"block\"}",
        "{\"message\":\"not: a\"}\n{ \"\",\"decision\":\"block\"}",
    ] {
        for text in [
            said.to_owned(),
            format!("log\n{said}\nlog"),
            format!("{{\n{said}\n"),
        ] {
            let found = found(&text).unwrap_or_default();
            assert!(found.contains("\"decision\":\"block\""), "{text}: {found}");
            let form = form();
            let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
            let scan = scan(false, &bytes);
            let lines = scan.finish(Answers::of(&form).unwrap(), false).into_lines();
            assert_eq!(lines.as_deref(), Some(found.as_bytes()), "{text}");
        }
    }
    // The end of this object is unknown.
    assert!(found("{\"message\":\"a\"b\"}\nx {\"decision\":\"block\"}").is_some());
    // Valid JSON has only one meaning, so text in its strings must not be read as an answer.
    for said in [
        r#"{"message":"\"decision\":\"block\"","x":"}"}"#,
        r#"{"message":", \"decision\": ","x":":","y":"block"}"#,
    ] {
        assert_eq!(found(said), None, "{said}");
    }
}

/// Checks that a block is found behind any number of open objects that end in any kind of token.
#[test]
fn no_depth_of_nested_objects_loses_a_block_behind_them() {
    let form = form();
    let answers = Answers::of(&form).unwrap();
    for stray in [
        "",
        "{\n",
        "{\n{\n",
        "{\"\n",
        "{\"x\":\"\n{\n\"\n",
        "{\"\\\n{\n",
    ] {
        for (open, close) in [("[\n{\"a\":", "}]"), ("\n{\"a\":", "}"), ("\"\n{\"", "\"")] {
            for depth in [1, OPEN - 2, OPEN - 1, OPEN, OPEN + 1, 3 * OPEN, 500] {
                let inside = format!("{}1{}", open.repeat(depth), close.repeat(depth));
                for said in [
                    format!("{{\"x\":{inside},\n\"decision\":\"block\",\"message\":\"no\"}}"),
                    format!("{{\"decision\":{inside},\n\"decision\":\"block\""),
                    format!("{{\"message\":{inside},\n\"decision\":\"block\""),
                ] {
                    let text = format!("{stray}{said}\n");
                    let strictest = |pieces: &[&[u8]]| {
                        let found = scan(false, pieces).finish(answers, false);
                        found.strictest().map(|found| found.restraint.restriction)
                    };
                    let whole = strictest(&[text.as_bytes()]);
                    assert_eq!(whole, Some(Restriction::Block), "{text}");
                    let pieces: Vec<&[u8]> = text.as_bytes().chunks(3).collect();
                    assert_eq!(strictest(&pieces), whole, "{text}");
                }
            }
        }
    }
}

/// Checks that findings in objects that were given up belong to the object around them.
#[test]
fn deeply_nested_content_of_an_answer_is_refused() {
    let deep = "[\n{\"a\":".repeat(3 * OPEN);
    let close = "}]".repeat(3 * OPEN);
    let rewrite = format!("{{\"decision\":\"modify\",\"content\":{deep}{BLOCK}{close}}}\n");
    assert_eq!(found(&rewrite), None);
    assert!(found(&rewrite.replace("]}\n", "]x}\n")).is_some());
    assert!(found(&format!("{rewrite}{{\n{rewrite}")).is_some());
}
