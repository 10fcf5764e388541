//! The cost of scanning, in steps.

use super::*;

/// Counts the bytes that the scan passes to its objects. For lines that are not objects, the number must be small.
#[test]
fn a_byte_is_handed_to_no_more_objects_than_are_open() {
    let size = 256 << 10;
    let nested = "{\"content\":\n".repeat(size / 12);
    let keys: String = (0..size / 16).map(|n| format!("\"k{n:09}\":1,")).collect();
    for (piece, most) in [
        ("plain text\n".repeat(size / 11), 0),
        ("\n".repeat(size), 0),
        ("x".repeat(size), 0),
        (" {\"level\":\"info\"}\n".repeat(size / 18), 2),
        (format!("{{{keys}"), 1),
        (nested, OPEN + 2),
        ("{".repeat(size), 1),
        ("{\n".repeat(size / 2), OPEN + 2),
        ("{\"\n".repeat(size / 3), OPEN + 2),
        ("{}".repeat(size / 2), 1),
        (format!("{{\"message\":\"{}", "x".repeat(size)), 2),
        (format!("{{\"message\":\"{}", "\\u0064".repeat(size / 6)), 2),
        (format!("{{\"x\":{}", "[".repeat(size)), 2),
        ("{\"a\":".repeat(size / 5), 1),
        ("{\"decision\":\"block\"\n".repeat(size / 20), OPEN + 2),
        ("{\r".repeat(size / 2), OPEN + 2),
        ("{\"\\\n{\"a\":\n".repeat(size / 11), OPEN + 2),
    ] {
        let scan = scanned(piece.as_bytes());
        assert!(
            scan.work <= most * size,
            "{:?} {}",
            piece.get(..20),
            scan.work
        );
        assert!(scan.open.len() <= OPEN && scan.given_up.readers.len() <= 2);
    }
}

/// Returns outputs of about `size` bytes that are expensive to scan.
fn floods(size: usize) -> Vec<String> {
    let numbered = |line: fn(usize) -> String| {
        let mut flood = String::new();
        for number in 0.. {
            if flood.len() >= size {
                break;
            }
            flood.push_str(&line(number));
        }
        flood
    };
    let repeated = |piece: &str| piece.repeat(size / piece.len());
    vec![
        format!("{{{}", numbered(|n| format!("\"k{n}\":{n},"))),
        format!(
            "{{{}",
            numbered(|n| format!("\"\\u006b{n}\":{{\"x{n}\":[]}},"))
        ),
        format!(
            "{{{}",
            numbered(|n| format!("\"{}{n}\":0,", "k".repeat(250)))
        ),
        // An object with known keys that contains many different keys.
        format!(
            "{{\"hookSpecificOutput\":{{{}",
            numbered(|n| format!("\"k{n}\":1,"))
        ),
        format!(
            "{{{}",
            numbered(|n| format!("\"hookSpecificOutput\":{{\"k{n}\":1}},"))
        ),
        format!(
            "{{{}",
            numbered(|n| format!("\"decision\":\"{n}\",\"content\":[{n}],"))
        ),
        numbered(|n| format!("{{\"k{n}\":1}}\n")),
        numbered(|n| format!("{{\"decision\":\"block\",\"k{n}\":1}}\n")),
        numbered(|n| format!("{{\"k{n}\":1,\n")),
        numbered(|n| format!("{{\"content\":{{\"k{n}\":\n")),
        format!("\"{}", numbered(|n| format!("{{\\\"k{n}\\\":1,"))),
        format!("{{{}", repeated("\"k\":1,")),
        format!("{{{}", repeated("\"decision\":\"allow\",")),
        format!("{{\"message\":\"{}", repeated("\\u0064")),
        format!("{{\"message\":\"{}", repeated("x")),
        format!("{{\"content\":{}", repeated("[")),
        format!("{{\"content\":[{}", repeated("{\"a\":[}],")),
        format!("{{x{}", repeated("{a}]")),
        repeated("{"),
        repeated("{\n"),
        repeated("{\"\n"),
        repeated("{\"decision\":\"block\"\n"),
        repeated("{\"hookSpecificOutput\":"),
    ]
}

/// Counts the steps of the scan and its objects, and checks that twice the bytes take twice the steps.
#[test]
fn cost_is_linear() {
    let size = 8 << 10;
    for form in [form()] {
        let answers = Answers::of(&form).unwrap();
        for kept in [false, true] {
            let steps = |text: &str| {
                let ((), steps) = crate::reader::steps::taken(|| {
                    let mut scan = Scan::new(kept);
                    let pieces = text.as_bytes().chunks(PIECE);
                    pieces.for_each(|piece| scan.feed(answers, piece));
                    drop(scan.finish(answers, false));
                });
                steps
            };
            for (once, twice) in floods(size).iter().zip(&floods(2 * size)) {
                let shown = once.get(..40).unwrap_or(once);
                let (one, two) = (steps(once), steps(twice));
                assert!(
                    two <= 2 * one + size,
                    "{} {shown:?}: {one}, {two}",
                    form.dialect
                );
                assert!(one <= 40 * size, "{} {shown:?}: {one}", form.dialect);
            }
        }
    }
}
