//! Hook output that is longer than the cap, has very many keys or is nested very deeply.

use super::*;

/// Like `every_block`, but with one block per dialect, for outputs that are slow to judge.
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
    // The command is longer than the cap. The first call writes it into a field in front of the decision, the second
    // call into the decision's reason.
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
fn cut_output_in_which_nothing_restricts_is_truncated() {
    let flood = "fine\n".repeat(CAP);
    for sample in gates() {
        let result = run(sample, Ending::Exited(0), flood.as_bytes());
        assert_eq!(result, Err(Cause::Truncated), "{}", sample.dialect);
    }
}
