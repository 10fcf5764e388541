//! Output of hooks that paste unescaped text in front of their decision.

use super::*;

/// Checks a guard that pastes a command into its reason without escaping it.
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

/// Texts in a command that can end a string, an object or a line of the hook's output.
const PASTED: [&str; 10] = ["\"", "\\", "}", "]", ",", ":", "{", "[", "\n", "a "];

/// Checks that a hook still blocks if it pastes a command, which the model chose, into a field before its decision.
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
