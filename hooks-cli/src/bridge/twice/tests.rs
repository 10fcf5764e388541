use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use hooks_types::answer::OutcomeKind;
use hooks_types::fingerprint::Digest;
use hooks_types::{EventName, Report};

use super::claim::Claims;
use super::telling::Moment;

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
    claim.judged(&refusal(), None).expect("written");
    claims
}

const LONG_AGO: SystemTime = SystemTime::UNIX_EPOCH;

fn far_ahead() -> SystemTime {
    SystemTime::now() + Duration::from_secs(3600)
}

#[test]
fn a_decision_is_repeated_once_for_each_other_entry_and_without_what_stands_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let claims = judged(folder.path(), 2);
    for _ in 0..2 {
        assert!(claims.claim(&name(), 2).is_none());
        let told = claims.told(&name(), Moment::Exact, LONG_AGO).unwrap();
        assert_eq!(told.outcome, OutcomeKind::Block);
        assert_eq!(told.message.as_deref(), Some("no"));
        assert_eq!(told.context, [""; 0]);
    }
    assert!(claims.told(&name(), Moment::Exact, LONG_AGO).is_none());
    assert!(claims.claim(&name(), 2).is_some());
}

#[test]
fn an_entry_that_ends_without_a_word_leaves_the_event_to_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let claims = Claims::open(folder.path()).unwrap();
    drop(claims.claim(&name(), 1).unwrap());
    assert!(claims.told(&name(), Moment::Exact, LONG_AGO).is_none());
    assert!(claims.claim(&name(), 1).is_some());
}

/// The same prompt in the same turn, sent when the first was answered.
#[test]
fn an_event_without_a_time_is_told_again_only_by_an_entry_that_was_started_before_the_end_of_the_first()
 {
    let folder = tempfile::tempdir().unwrap();
    let claims = judged(folder.path(), 1);
    assert!(
        claims
            .told(&name(), Moment::Overlapping, far_ahead())
            .is_none()
    );
    let folder = tempfile::tempdir().unwrap();
    let claims = judged(folder.path(), 1);
    assert!(
        claims
            .told(&name(), Moment::Overlapping, LONG_AGO)
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
    assert!(claims.told(&name(), Moment::Exact, LONG_AGO).is_none());
}

#[test]
fn a_judgement_is_no_younger_for_being_taken() {
    let folder = tempfile::tempdir().unwrap();
    let claims = judged(folder.path(), 2);
    let path = fs::read_dir(folder.path().join("claims")).unwrap();
    let path = path.map(|entry| entry.unwrap().path()).next().unwrap();
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    claims.told(&name(), Moment::Exact, LONG_AGO).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
}
