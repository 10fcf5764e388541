use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use hooks_types::answer::OutcomeKind;
use hooks_types::fingerprint::Digest;
use hooks_types::spec::{Command, Handler};
use hooks_types::{EventName, HookSpec, Report};

use super::claim::{Claims, RepeatingEntry};
use super::event_identity::Moment;
use super::time_to_keep;

fn refusal() -> Report {
    let mut report = Report::new(EventName::PreToolUse);
    report.outcome = OutcomeKind::Block;
    report.message = Some("no".to_owned());
    report.context.push("beside".to_owned());
    report
}

fn name() -> Digest {
    Digest::of(b"event")
}

fn judged(folder: &Path, others: usize) -> Claims {
    let claims = Claims::open(folder).expect("a folder");
    let claim = claims.claim(&name(), others).expect("the first");
    claim
        .judged(&refusal(), SystemTime::now(), None)
        .expect("written");
    claims
}

fn taker(moment: Moment, began: SystemTime) -> RepeatingEntry {
    RepeatingEntry {
        moment,
        began,
        waits: true,
    }
}

const LONG_AGO: SystemTime = SystemTime::UNIX_EPOCH;

fn far_ahead() -> SystemTime {
    SystemTime::now() + Duration::from_secs(3600)
}

#[test]
fn a_decision_is_repeated_once_for_each_other_entry_without_its_other_fields() {
    let folder = tempfile::tempdir().unwrap();
    let claims = judged(folder.path(), 2);
    for _ in 0..2 {
        assert!(claims.claim(&name(), 2).is_none());
        let told = claims
            .told(&name(), taker(Moment::Following, LONG_AGO))
            .unwrap();
        assert_eq!(told.outcome, OutcomeKind::Block);
        assert_eq!(told.message.as_deref(), Some("no"));
        assert_eq!(told.context, [""; 0]);
    }
    assert!(
        claims
            .told(&name(), taker(Moment::Following, LONG_AGO))
            .is_none()
    );
    assert!(claims.claim(&name(), 2).is_some());
}

#[test]
fn an_entry_that_ends_without_a_word_leaves_the_event_to_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let claims = Claims::open(folder.path()).unwrap();
    drop(claims.claim(&name(), 1).unwrap());
    assert!(
        claims
            .told(&name(), taker(Moment::Following, LONG_AGO))
            .is_none()
    );
    assert!(claims.claim(&name(), 1).is_some());
}

/// Covers the same prompt in the same turn, sent again after the first prompt was answered.
#[test]
fn an_event_without_a_time_is_told_again_only_by_an_entry_that_was_started_before_the_end_of_the_first()
 {
    let folder = tempfile::tempdir().unwrap();
    let claims = judged(folder.path(), 1);
    assert!(
        claims
            .told(&name(), taker(Moment::Overlapping, far_ahead()))
            .is_none()
    );
    let folder = tempfile::tempdir().unwrap();
    let claims = judged(folder.path(), 1);
    assert!(
        claims
            .told(&name(), taker(Moment::Overlapping, LONG_AGO))
            .is_some()
    );
}

#[test]
fn a_judgement_from_long_ago_is_nobodys() {
    let folder = tempfile::tempdir().unwrap();
    let claims = judged(folder.path(), 1);
    let path = fs::read_dir(folder.path().join("claims")).unwrap();
    let path = path.map(|entry| entry.unwrap().path()).next().unwrap();
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(LONG_AGO).unwrap();
    assert!(
        claims
            .told(&name(), taker(Moment::Following, LONG_AGO))
            .is_none()
    );
}

#[test]
fn taking_a_judgement_does_not_make_it_younger() {
    let folder = tempfile::tempdir().unwrap();
    let claims = judged(folder.path(), 2);
    let path = fs::read_dir(folder.path().join("claims")).unwrap();
    let path = path.map(|entry| entry.unwrap().path()).next().unwrap();
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    let _ = claims
        .told(&name(), taker(Moment::Following, LONG_AGO))
        .unwrap();
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
}

/// Opens the only claim file in the folder.
fn file_of(folder: &Path) -> File {
    let mut found = fs::read_dir(folder.join("claims")).expect("a claim");
    let path = found.next().expect("a claim").expect("a claim").path();
    File::options()
        .read(true)
        .write(true)
        .open(path)
        .expect("a claim")
}

#[test]
fn a_judgement_of_the_future_is_nobodys() {
    let folder = tempfile::tempdir().unwrap();
    let claims = judged(folder.path(), 1);
    file_of(folder.path()).set_modified(far_ahead()).unwrap();
    for moment in [Moment::Following, Moment::Call, Moment::Overlapping] {
        assert!(claims.told(&name(), taker(moment, LONG_AGO)).is_none());
    }
}

#[test]
fn a_judgement_of_a_few_seconds_ago_is_nobodys() {
    let folder = tempfile::tempdir().unwrap();
    let claims = judged(folder.path(), 1);
    let before = SystemTime::now() - Duration::from_secs(6);
    file_of(folder.path()).set_modified(before).unwrap();
    let told = claims.told(&name(), taker(Moment::Following, LONG_AGO));
    assert!(told.is_none());
}

/// Returns whether an entry that was started at `began` takes a decision of this kind.
fn takes(outcome: OutcomeKind, moment: Moment, began: SystemTime) -> bool {
    let folder = tempfile::tempdir().expect("done");
    let claims = Claims::open(folder.path()).expect("done");
    let mut report = refusal();
    report.outcome = outcome;
    let claim = claims.claim(&name(), 1).expect("done");
    claim
        .judged(&report, SystemTime::now(), None)
        .expect("done");
    claims.told(&name(), taker(moment, began)).is_some()
}

#[test]
fn of_a_call_that_is_done_only_a_block_is_repeated_where_entries_are_asked_at_once() {
    use OutcomeKind::{Allow, Ask, Block, Modify, Proceed};
    for outcome in [Proceed, Allow, Modify, Ask, Block] {
        let is_block = outcome == Block;
        for (moment, later) in [
            (Moment::Following, true),
            (Moment::Call, is_block),
            (Moment::Overlapping, false),
        ] {
            assert!(takes(outcome, moment, LONG_AGO), "{outcome:?} {moment:?}");
            let told = takes(outcome, moment, far_ahead());
            assert_eq!(told, later, "{outcome:?} {moment:?}");
        }
    }
}

#[test]
fn a_judgement_that_was_taken_under_one_name_is_void_under_the_other() {
    let after = Digest::of(b"event as it was answered");
    let taker = taker(Moment::Following, LONG_AGO);
    for others in [1, 2] {
        for (first, second) in [(name(), after), (after, name())] {
            let folder = tempfile::tempdir().unwrap();
            let claims = Claims::open(folder.path()).unwrap();
            let claim = claims.claim(&name(), others).unwrap();
            claim
                .judged(&refusal(), SystemTime::now(), Some(&after))
                .unwrap();
            assert!(claims.told(&first, taker).is_some());
            assert!(claims.told(&second, taker).is_none());
            assert_eq!(claims.told(&first, taker).is_some(), others == 2);
        }
    }
}

#[test]
fn an_entry_without_time_to_wait_leaves_a_claim_to_the_one_that_works_at_it() {
    let folder = tempfile::tempdir().unwrap();
    let claims = Claims::open(folder.path()).unwrap();
    let working = claims.claim(&name(), 1).unwrap();
    let mut hurried = taker(Moment::Following, LONG_AGO);
    hurried.waits = false;
    assert!(claims.told(&name(), hurried).is_none());
    working.judged(&refusal(), SystemTime::now(), None).unwrap();
    assert!(claims.told(&name(), hurried).is_some());
}

#[test]
fn an_entry_keeps_no_time_for_hooks_that_cannot_block() {
    let seconds = Duration::from_secs;
    let hook = |event, timeout| {
        let handler = Handler::Command(Command::shell("true"));
        let mut hook = HookSpec::new("hook", event, handler);
        hook.timeout = seconds(timeout);
        hook
    };
    let hooks = [
        hook(EventName::PreToolUse, 5),
        hook(EventName::PreToolUse, 600),
        hook(EventName::UserPromptSubmit, 7),
        hook(EventName::SessionEnd, 600),
    ];
    for (event, kept) in [
        (EventName::PreToolUse, Some(600)),
        (EventName::UserPromptSubmit, Some(7)),
        (EventName::SessionEnd, Some(0)),
        (EventName::Stop, None),
    ] {
        assert_eq!(time_to_keep(&event, &hooks), kept.map(seconds), "{event:?}");
    }
}
