//! Attacks on the reading of hook output, one test each, over every dialect that has samples.

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

/// Kept of an output, as executors do by default.
const CAP: usize = 1 << 20;

/// Every dialect's first event, on which a tool call waits.
fn gates() -> Vec<&'static Sample> {
    let first = |dialect: &DialectRef| samples().iter().find(|s| s.dialect == *dialect);
    crate::dialects().iter().filter_map(first).collect()
}

/// What an executor makes of an output, the part beyond the cap scanned.
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

/// Blocks at a clean end and when the hook hangs after it.
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

/// Wherever a block is said, `make` puts it into an output that must block.
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
fn bytes_that_are_no_text() {
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
fn doubled_decision() {
    let doubled = |deny: &str, first: bool| {
        let mut out = deny.to_owned();
        for (key, word) in [
            ("permissionDecision", "deny"),
            ("permission", "deny"),
            ("behavior", "deny"),
            ("decision", "deny"),
            ("decision", "block"),
        ] {
            let said = format!("\"{key}\":\"{word}\"");
            let both = match first {
                true => format!("\"{key}\":\"allow\",{said}"),
                false => format!("{said},\"{key}\":\"allow\",\"{key}\":\"no word\""),
            };
            out = out.replace(&said, &both);
        }
        out.into_bytes()
    };
    every_block(|deny| doubled(deny, true));
    every_block(|deny| doubled(deny, false));
}

#[test]
fn doubled_object_around_a_decision() {
    for sample in gates() {
        let nested = sample
            .blocks
            .iter()
            .filter(|said| said.get("hookSpecificOutput").is_some());
        for said in nested {
            let deny = said["hookSpecificOutput"].to_string();
            let allow = deny.replace("deny", "allow");
            for (one, two) in [(&deny, &allow), (&allow, &deny)] {
                let out = format!("{{\"hookSpecificOutput\":{one},\"hookSpecificOutput\":{two}}}");
                blocks(sample, out.as_bytes());
            }
        }
    }
}

#[test]
fn doubled_decision_that_restricts_nothing_grants_nothing() {
    for (dialect, allow) in [
        (
            DialectRef::NATIVE,
            r#"{"decision":"allow","decision":"allow"}"#,
        ),
        (CLAUDE, r#"{"decision":"approve","decision":"approve"}"#),
        (
            CLAUDE,
            r#"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow","permissionDecision":"allow"}}"#,
        ),
        (
            CLAUDE,
            r#"{"hookSpecificOutput":{"hookEventName":"PreToolUse","updatedInput":{"command":"a"},"updatedInput":{"command":"b"}}}"#,
        ),
        (
            CODEX,
            r#"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow","updatedInput":{"command":"a"},"updatedInput":{"command":"b"}}}"#,
        ),
        (
            GEMINI,
            r#"{"hookSpecificOutput":{"tool_input":{"command":"a"},"tool_input":{"command":"b"}}}"#,
        ),
        (
            CURSOR,
            r#"{"updated_input":{"command":"a"},"updated_input":{"command":"b"}}"#,
        ),
        (
            COPILOT,
            r#"{"permissionDecision":"allow","permissionDecision":"allow"}"#,
        ),
        (
            COPILOT,
            r#"{"modifiedArgs":{"command":"a"},"modifiedArgs":{"command":"b"}}"#,
        ),
    ] {
        let sample = gates().into_iter().find(|s| s.dialect == dialect).unwrap();
        let result = run(sample, Ending::Exited(0), allow.as_bytes());
        assert_eq!(result, Err(Cause::BadAnswer), "{dialect} {allow}");
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

/// The same for outputs so long that one block a dialect must do.
#[track_caller]
fn every_long_block(make: impl Fn(&str) -> Vec<u8>) {
    for sample in gates() {
        let pretty = serde_json::to_string_pretty(&sample.blocks[0]).unwrap();
        let out = make(&pretty);
        let kind = run(sample, Ending::TimedOut, &out).map(|answer| answer.outcome.kind());
        assert_eq!(kind, Ok(OutcomeKind::Block), "{}", sample.dialect);
    }
}

#[test]
fn pretty_printed_past_the_cap() {
    let line = format!("{} \\\"x\\\" \\\\ \u{e9}\\n", "rm -rf ".repeat(80));
    let command = line.repeat(CAP / line.len() + 1);
    // Before every decision and beside it.
    every_long_block(|deny| {
        let quoting = deny.replacen("{\n", &format!("{{\n \"quoted\": \"{command}\",\n"), 1);
        format!("log\n{quoting}\nbye").into_bytes()
    });
    every_long_block(|deny| {
        let reason = deny.replace("\"r\"", &format!("\"{command}\""));
        format!("{reason}\n").into_bytes()
    });
}

#[test]
fn many_distinct_keys() {
    let keys: String = (0..50_000).map(|n| format!("\"k{n}\":{n},")).collect();
    every_long_block(|deny| format!("{{{keys}{}", &deny[1..]).into_bytes());
}

#[test]
fn deep_nesting_beside_a_decision() {
    for deep in [129, 200, 20_000] {
        let deep = format!("{}{}", "[".repeat(deep), "]".repeat(deep));
        every_long_block(|deny| format!("{{\"x\":{deep},{}", &deny[1..]).into_bytes());
    }
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
            // Claude Code's event may be named behind the cap.
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

/// It says nothing itself, so what it is wrapped around does.
#[test]
fn a_block_wrapped_into_an_object_without_a_key_of_an_answer() {
    every_block(|deny| format!("{{\"x\":\n{deny}\n}}").into_bytes());
}

/// A pretty-printed rewrite of a file that holds an answer is no block.
#[test]
fn an_answer_that_echoes_a_block_says_what_it_says() {
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
            // Cut in the middle it is no answer, and what it holds stands alone.
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
        // Too long to be kept past the cap.
        let long = format!("\"{}\"", "x".repeat(2 * CAP));
        blocks(sample, ask.replace("IT", &long).as_bytes());
    }
}

#[test]
fn cut_output_in_which_nothing_restricts_is_truncated() {
    let flood = "fine\n".repeat(CAP);
    for sample in gates() {
        let result = run(sample, Ending::Exited(0), flood.as_bytes());
        assert_eq!(result, Err(Cause::Truncated), "{}", sample.dialect);
    }
}

#[test]
fn a_payload_that_names_no_folder_or_one_that_is_gone_opens_no_gate() {
    for sample in gates() {
        let spec = hook(&sample.read());
        let failure = Failure::new(Cause::BadCwd, "the folder does not exist");
        let means = hooks_types::wire::failure_meaning(&spec, &failure);
        assert_eq!(means, Some(OnFailure::Block), "{}", sample.dialect);
    }
}

/// Session ids and folders reach some hooks in variables.
#[test]
fn a_payload_with_a_fact_that_no_variable_can_hold_opens_no_gate() {
    for sample in gates() {
        for odd in ["a\0b".to_owned(), "x".repeat(200_000)] {
            for key in [
                "session_id",
                "conversation_id",
                "sessionId",
                "cwd",
                "transcript_path",
            ] {
                let mut payload = sample.payload.clone();
                payload[key] = odd.clone().into();
                let expected = Expected::new(sample.dialect.clone()).with_event(sample.event);
                let payload = decode(payload.to_string().as_bytes(), expected).unwrap();
                let spec = hook(&payload);
                let plan = hooks_types::env::environment(&spec, &payload);
                let shown = plan.vars.values().any(|value| *value == odd);
                let means = plan.check(&spec).map_err(|failure| failure.means);
                let closed = Err(Some(OnFailure::Block));
                assert!(!shown || means == closed, "{} {key}", sample.dialect);
            }
        }
    }
}

/// A guard that pastes a command into its reason.
#[test]
fn a_quote_that_nobody_escaped_beside_a_decision() {
    for pasted in [
        "not: a\"b",
        "5\" tall, or 6",
        "\"",
        "say \"hi\", \"you\"",
        "a\",b",
    ] {
        let entry = format!("\"reason\":\"{pasted}\",");
        every_block(|said| said.replacen('{', &format!("{{{entry}"), 1).into());
        every_block(|said| match said.rsplit_once('{') {
            Some((before, behind)) => format!("log\n{before}{{{entry}\n{behind}\nlog").into(),
            None => said.into(),
        });
    }
}

/// What a command can hold to end a string, an object or a line where a guard pastes it.
const PASTED: [&str; 10] = ["\"", "\\", "}", "]", ",", ":", "{", "[", "\n", "a "];

/// A guard that pastes a command into a field before its decision; the model chooses the command.
fn paste(pasted: &str) {
    let entry = format!("\"reason\":\"rm x #{pasted}\",");
    for sample in gates() {
        for said in &sample.blocks {
            let said = said.to_string();
            let (around, inner) = said.rsplit_once('{').unwrap();
            blocks_at_the_end(sample, &said.replacen('{', &format!("{{{entry}"), 1));
            blocks_at_the_end(sample, &format!("{around}{{{entry}{inner}\nlog"));
        }
    }
}

#[track_caller]
fn blocks_at_the_end(sample: &Sample, out: &str) {
    let result = run(sample, Ending::Exited(0), out.as_bytes());
    let kind = result.as_ref().map(|answer| answer.outcome.kind());
    assert_eq!(kind, Ok(OutcomeKind::Block), "{} {out:?}", sample.dialect);
}

#[test]
fn no_short_text_that_a_guard_pastes_before_its_decision_loses_the_block() {
    for first in PASTED {
        paste(first);
        for second in PASTED {
            paste(&format!("{first}{second}"));
        }
    }
}

#[test]
fn a_command_that_is_made_for_a_guard_which_pastes_it_loses_no_block() {
    for pasted in [
        "\"}}",
        "\"}} b",
        "\"}\n x",
        "\"}}\n\n\" x",
        "\"; echo \"{",
        "\"; echo \"[",
        "\" \"]\" \"[",
        "\",\"y\":[\"",
        "\",\"y\":{\"z\":\"",
        "\":[{\"",
        "\": {\"a",
        "\"}\"",
        "\"\"}\"",
        "\"]{\"",
        "\"}],\"",
        "\"},{\"reason\":\"",
        "\"\\",
        "\"\\\"x\\\"\"; touch y",
        "echo \"{\\\"a\\\":\\\"b\\\"}\"; touch y",
        "git commit -m \"say \\\"hi\\\"\"",
        "grep \"\\\"\" f",
        "\"\\\\\\\"\\",
    ] {
        paste(pasted);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_that_a_guard_pastes_before_its_decision_loses_the_block(
        pieces in vec(select(PASTED.as_slice()), 3..9),
    ) {
        paste(&pieces.concat());
    }
}
