use hooks_types::EventName;
use hooks_types::answer::{Note, NoteCode};
use hooks_types::report::Cause;
use serde_json::json;

use super::*;

fn row(id: &str, status: RowStatus) -> Row {
    Row::new(id, format!("hooks.toml:{}", id.len()), status)
}

/// The text without colours, so that snapshots are readable.
fn text(report: &Report) -> String {
    anstream::adapter::strip_str(&glance(report, None)).to_string()
}

#[test]
fn every_kind_of_row_is_told_apart() {
    let mut report = Report::new(EventName::PreToolUse);
    report.outcome = OutcomeKind::Block;
    report.message = Some("rm -rf is refused".to_owned());
    report.notices.push("see the rules".to_owned());
    let mut ran = row("audit", RowStatus::Ran);
    ran.outcome = Some(OutcomeKind::Proceed);
    ran.duration_ms = 1.6;
    let mut failed = row("lint", RowStatus::Failed);
    failed.cause = Some(Cause::Timeout);
    failed.outcome = Some(OutcomeKind::Proceed);
    failed.reason = Some("no answer within 1s\nmore".to_owned());
    failed.duration_ms = 12_345.0;
    let mut guard = row("guard", RowStatus::Ran);
    guard.outcome = Some(OutcomeKind::Block);
    guard.reason = Some("rm -rf is refused".to_owned());
    guard.duration_ms = 3.0;
    guard
        .notes
        .push(Note::new(NoteCode::Noise, "text before the answer"));
    let mut behind = row("after", RowStatus::Skipped);
    behind.cause = Some(Cause::AfterBlock);
    let started = row("notify", RowStatus::Started);
    report.hooks = vec![ran, failed, guard, behind, started];
    insta::assert_snapshot!(text(&report), @r"
    PreToolUse: block - rm -rf is refused
      ✓  audit   proceed               2 ms    hooks.toml:5
      !  lint    timeout -> proceed    12.3 s  hooks.toml:4
         no answer within 1s ...
      ✗  guard   block                 3 ms    hooks.toml:5
         rm -rf is refused
         noise: text before the answer
      ·  after   skipped: after_block          hooks.toml:5
      »  notify  started                       hooks.toml:6
      notice: see the rules
    ");
}

#[test]
fn what_comes_beside_the_outcome_is_shown() {
    let mut report = Report::new(EventName::SessionStart);
    report.outcome = OutcomeKind::Modify;
    report.grants = true;
    report.content = Some(json!({ "command": ["ls"] }));
    report.stop = Some("enough".to_owned());
    report.context.push("two\nlines".to_owned());
    report.env.insert("A".to_owned(), "1".to_owned());
    insta::assert_snapshot!(text(&report), @r#"
    SessionStart: modify (granted)
      no hook is configured for this event
      content: {"command":["ls"]}
      stop: enough
      context: two
        lines
      env: A=1
    "#);
}
