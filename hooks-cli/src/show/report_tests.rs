use hooks_types::answer::{Note, NoteCode};
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, OtherHandler};
use hooks_types::{EventName, HookSpec};
use serde_json::{Map, json};

use super::*;

fn row(id: &str, status: RowStatus) -> Row {
    Row::new(id, format!("hooks.toml:{}", id.len()), status)
}

/// Returns the report's text without colours, so that snapshots are readable.
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
        | lines
      env: A=1
    "#);
}

#[test]
fn the_cure_alone_is_shown_only_below_a_hook_that_failed_to_start() {
    let handler = Handler::Other(OtherHandler::new("any", Map::new()));
    let spec = HookSpec::new("guard", EventName::PreToolUse, handler);
    let source = spec.source.to_string();
    let advice = Remedy::new(&spec, "`hooks check` says: no `jq`; install it".to_owned());
    let advice = [advice.with_cure(Some("install it".to_owned()))];
    let below = |cause: Cause, exit_code: Option<i32>| {
        let mut failed = Row::new("guard", source.clone(), RowStatus::Failed);
        (failed.cause, failed.exit_code) = (Some(cause), exit_code);
        let mut report = Report::new(EventName::PreToolUse);
        report.hooks.push(failed);
        let shown = anstream::adapter::strip_str(&glance_with(&report, &advice, None)).to_string();
        shown.lines().last().unwrap_or_default().trim().to_owned()
    };
    for (cause, exit_code) in [
        (Cause::SpawnFailed, None),
        (Cause::WorkerUnavailable, None),
        (Cause::ExitCode, Some(127)),
    ] {
        assert_eq!(below(cause, exit_code), "install it");
    }
    for (cause, exit_code) in [
        (Cause::Budget, None),
        (Cause::UntrustedProgram, None),
        (Cause::Timeout, None),
        (Cause::ExitCode, Some(3)),
    ] {
        let said = below(cause, exit_code);
        assert_eq!(said, "`hooks check` says: no `jq`; install it");
    }
}
