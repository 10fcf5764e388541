//! Attacks on how hook output is read, one per test, for every dialect that has samples.

use hooks_types::answer::OutcomeKind;
use hooks_types::output::{Captured, Ending, RestrictionScanner, RunOutput, interpret};
use hooks_types::report::Cause;
use hooks_types::spec::OnFailure;
use hooks_types::wire::{Expected, decode};
use hooks_types::{DialectRef, Failure, HookAnswer, Outcome};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::property_samples::{Sample, samples};
use super::trial::hook;
use crate::{CLAUDE, CODEX, COPILOT, CURSOR, GEMINI};

#[path = "attack_doubled_tests.rs"]
mod doubled;
#[path = "attack_pasted_tests.rs"]
mod pasted;
#[path = "attack_payload_tests.rs"]
mod payload;
#[path = "attack_size_tests.rs"]
mod size;
#[path = "attack_terminal_tests.rs"]
mod terminal;

/// How many bytes of an output are kept; the same as the default of executors.
const CAP: usize = 1 << 20;

/// Returns each dialect's first event that can stop a tool call.
fn gates() -> Vec<&'static Sample> {
    let first = |dialect: &DialectRef| samples().iter().find(|s| s.dialect == *dialect);
    crate::dialects().iter().filter_map(first).collect()
}

/// Interprets an output as an executor does; the part after the cap is not kept, and only scanned for blocks.
fn run(sample: &Sample, ending: Ending, out: &[u8]) -> Result<HookAnswer, Cause> {
    let payload = sample.read();
    let mut scanner = RestrictionScanner::new(&hook(&payload));
    out.chunks(65_521).for_each(|chunk| scanner.feed(chunk));
    let late = scanner.finish();
    let captured = match out.get(..CAP) {
        Some(kept) if out.len() > CAP => Captured::cut(kept, out.len() as u64, late.as_deref()),
        _ => Captured::whole(out),
    };
    let said = RunOutput::new(ending, captured, Captured::default());
    let result = interpret(&hook(&payload), &payload, &said).result;
    result.map_err(|failure| failure.cause)
}

/// Checks that an output blocks, both if the hook exits with 0 and if it hangs after printing.
#[track_caller]
fn blocks(sample: &Sample, out: &[u8]) {
    for ending in [Ending::Exited(0), Ending::TimedOut] {
        let result = run(sample, ending, out);
        let kind = result.as_ref().map(|answer| answer.outcome.kind());
        let shown = String::from_utf8_lossy(&out[..out.len().min(200)]);
        assert_eq!(
            kind,
            Ok(OutcomeKind::Block),
            "{} {ending:?} {shown:?}",
            sample.dialect
        );
    }
}

/// Checks that every block of every gate (an event before a tool call) still blocks in the output that `make` builds
/// around the block.
#[track_caller]
fn every_block(make: impl Fn(&str) -> Vec<u8>) {
    for sample in gates() {
        for said in &sample.blocks {
            blocks(sample, &make(&said.to_string()));
        }
    }
}

#[test]
fn carriage_return_noise() {
    every_block(|deny| format!("working 50%\r{deny}").into_bytes());
    every_block(|deny| format!("a\r\r\n\r{deny}\rb").into_bytes());
}

#[test]
fn byte_order_mark_before_a_line() {
    every_block(|deny| format!("\u{feff}log\n\u{feff}{deny}").into_bytes());
    every_block(|deny| format!("log\n \u{a0}\u{feff}\u{c}{deny}").into_bytes());
}

#[test]
fn unpaired_surrogate_key() {
    every_block(|deny| format!("{{\"\\ud800\":1,{}", &deny[1..]).into_bytes());
    every_block(|deny| {
        format!("{},\"\\udc00\":\"\\ud800\"}}", &deny[..deny.len() - 1]).into_bytes()
    });
}

#[test]
fn bytes_that_are_not_text() {
    every_block(|deny| {
        [
            b"{\"\xff\xfe\":\"\xf0\x9f\",".to_vec(),
            deny.as_bytes()[1..].to_vec(),
        ]
        .concat()
    });
    every_block(|deny| {
        [
            b"\xff\xfe\n\0".to_vec(),
            deny.as_bytes().to_vec(),
            b"\xff".to_vec(),
        ]
        .concat()
    });
}

#[test]
fn empty_arrays_before_a_block_in_an_array() {
    every_block(|deny| format!("[[],{deny}]").into_bytes());
    every_block(|deny| format!("[[[]],[],{deny}]").into_bytes());
}

#[test]
fn bytes_before_an_object_that_nobody_sees() {
    for before in [
        &b"\xff"[..],
        b"\xff\xfe",
        b"\xe2\x82",
        b"\x1b[0m",
        b"\x1b[2K",
        b"50%\r\x1b[K",
        b"\x1b]0;t\x07",
        b"\x1b]8;;x\x1b\\ \x1b(B",
        b"\x9b0m",
        b"\xc2\x9b0m",
        b"\x1b[\"q",
        b"\x1b[62;1\"p",
        "\u{202e}".as_bytes(),
        "\u{2066}\u{2069}\u{ad}".as_bytes(),
        "\u{61c}\u{34f}\u{200d}\u{fe0f}\u{180e}".as_bytes(),
        "\u{e0001}\u{e0100}\u{3164}\u{2800}".as_bytes(),
    ] {
        every_block(|deny| [before, deny.as_bytes(), b"\n"].concat());
        every_block(|deny| [b"log\n{} ", before, deny.as_bytes(), b"\x1b[0m"].concat());
    }
}

#[test]
fn escaped_keys_and_words() {
    every_block(|deny| {
        let escaped = deny
            .replace("ision\"", "isi\\u006fn\"")
            .replace("\"deny\"", "\"\\u0064en\\u0079\"");
        let escaped = escaped.replace("\"block\"", "\"\\u0062lock\"");
        escaped
            .replace("\"hookSpecificOutput\"", "\"hook\\u0053pecificOutput\"")
            .into_bytes()
    });
}

#[test]
fn numbers_no_type_holds() {
    every_block(|deny| {
        format!("{{\"x\":1e999,\"y\":-1e-999,\"z\":NaN,{}", &deny[1..]).into_bytes()
    });
}

#[test]
fn broken_behind_the_decision() {
    every_block(|deny| format!("{},}}", &deny[..deny.len() - 1]).into_bytes());
    every_block(|deny| format!("{deny}}} trailing").into_bytes());
    every_block(|deny| format!("{{}}{deny},").into_bytes());
    every_block(|deny| format!("{},\"x\":\"never closed", &deny[..deny.len() - 1]).into_bytes());
}

#[test]
fn cut_behind_the_decision() {
    for sample in gates() {
        for said in &sample.blocks {
            let said = said.to_string();
            let words = ["\"deny\"", "\"block\""]
                .iter()
                .filter_map(|word| Some(said.find(word)? + word.len()));
            let decided = words.max().unwrap();
            let cut = Captured::cut(&said.as_bytes()[..decided], 1 << 30, None);
            // Claude Code requires the key with the event's name (`hookEventName`), which can be after the cut.
            let named = sample.dialect != CLAUDE || !said[decided..].contains("hookEventName");
            blocks(sample, &said.as_bytes()[..decided]);
            let payload = sample.read();
            let said = RunOutput::new(Ending::Exited(0), cut, Captured::default());
            let result = interpret(&hook(&payload), &payload, &said).result;
            let blocked = result.is_ok_and(|answer| answer.outcome.kind() == OutcomeKind::Block);
            assert_eq!(blocked, named, "{}", sample.dialect);
        }
    }
}

#[test]
fn lines_broken_in_the_reason() {
    every_block(|deny| {
        format!(
            "{{\"x\":\"rm -rf <<EOF\n{{ \"y\": 1 }}\nEOF\",{}",
            &deny[1..]
        )
        .into_bytes()
    });
}

#[test]
fn unclosed_objects_around_a_block() {
    for noise in [
        "{",
        "{\"",
        "{\"x\":",
        "{\"x\":[",
        "[",
        "{{{{",
        "{\"x\":{\"y\":\"",
    ] {
        every_block(|deny| format!("{noise}\n{deny}\n}}").into_bytes());
        let many = format!("{noise}\n").repeat(100);
        every_block(|deny| format!("{many}{deny}\n{many}").into_bytes());
    }
}

/// The outer object has no key of an answer, so the block inside it takes effect.
#[test]
fn a_block_wrapped_into_an_object_without_a_key_of_an_answer() {
    every_block(|deny| format!("{{\"x\":\n{deny}\n}}").into_bytes());
}

/// A pretty-printed rewrite of a file that contains an answer is not a block.
#[test]
fn an_answer_that_quotes_a_block_is_not_a_block() {
    for (dialect, before, after) in [
        (
            DialectRef::NATIVE,
            "{\n\"decision\": \"modify\",\n\"content\": [\n",
            "\n]\n}",
        ),
        (
            CLAUDE,
            "{\"hookSpecificOutput\": {\n\"hookEventName\": \"PreToolUse\",\n\"updatedInput\": {\"command\": \"x\", \"files\": [\n",
            "\n]\n}}}",
        ),
        (
            COPILOT,
            "{\n\"modifiedArgs\": {\"command\": \"x\", \"files\": [\n",
            "\n]\n}\n}",
        ),
    ] {
        let sample = gates().into_iter().find(|s| s.dialect == dialect).unwrap();
        for said in &sample.blocks {
            let out = format!("{before}{said},\n{said}{after}\n");
            let result = run(sample, Ending::Exited(0), out.as_bytes()).unwrap();
            assert!(
                matches!(result.outcome, Outcome::Modify { .. }),
                "{dialect} {result:?}"
            );
            // Here the output ends right after the quoted block, before the object around the block is closed. An
            // unclosed object is not an answer, so the block in it takes effect.
            let middle = out.len() - after.len() - 1;
            let result = run(sample, Ending::TimedOut, &out.as_bytes()[..middle]);
            assert!(result.is_ok_and(|answer| answer.outcome.kind() == OutcomeKind::Block));
        }
    }
}

#[test]
fn an_ask_about_an_input_that_cannot_be_read_is_a_block() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for (dialect, ask) in [
        (
            DialectRef::NATIVE,
            r#"{"decision":"ask","content":{"command":IT}}"#,
        ),
        (
            CLAUDE,
            r#"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"ask","updatedInput":{"command":IT}}}"#,
        ),
        (
            CODEX,
            r#"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"ask","updatedInput":{"command":IT}}}"#,
        ),
        (
            GEMINI,
            r#"{"decision":"ask","hookSpecificOutput":{"tool_input":{"command":IT}}}"#,
        ),
        (
            CURSOR,
            r#"{"permission":"ask","updated_input":{"command":IT}}"#,
        ),
        (
            COPILOT,
            r#"{"permissionDecision":"ask","modifiedArgs":{"command":IT}}"#,
        ),
    ] {
        let sample = gates().into_iter().find(|s| s.dialect == dialect).unwrap();
        for unreadable in ["1e999", "\"\\ud800\"", &deep, "nothing"] {
            let out = ask.replace("IT", unreadable);
            blocks(sample, out.as_bytes());
            blocks(sample, format!("log\n{out}").as_bytes());
        }
        // The quoted text is longer than the part of an output that is kept.
        let long = format!("\"{}\"", "x".repeat(2 * CAP));
        blocks(sample, ask.replace("IT", &long).as_bytes());
    }
}
