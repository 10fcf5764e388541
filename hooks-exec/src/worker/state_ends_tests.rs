//! Tests the ends of a worker's run: death, timeout, endless lines, and invalid greetings.

use super::*;

#[test]
fn death_is_a_failure_unless_the_exit_code_or_the_output_blocks() {
    let died = |code, lines: &[&str]| {
        let mut serving = Serving::new();
        serving.state.hear_log(b"Traceback\nKeyError: 'x'\n");
        serving.read(lines);
        serving.verdict(code).0
    };
    for code in [0, 1, 101] {
        let failure = died(code, &[]).unwrap_err();
        assert_eq!(failure.cause, Cause::WorkerUnavailable);
        assert!(failure.message.contains("KeyError"), "{failure}");
    }
    assert_eq!(kind(&died(2, &[])), Ok(OutcomeKind::Block));
    let block = r#"{"decision":"block","message":"x"}"#;
    assert_eq!(kind(&died(1, &[block])), Ok(OutcomeKind::Block));
    assert!(died(0, &[r#"{"decision":"allow"}"#]).is_err());
}

#[test]
fn a_timeout_counts_unless_the_earlier_output_blocks() {
    let late = |lines: &[&str], code| {
        let mut serving = Serving::new();
        serving.read(lines);
        let mut waiting = serving.state.take(1).unwrap();
        waiting
            .output
            .judge(End::TimeUp(code), &mut RunFacts::default())
    };
    assert_eq!(kind(&late(&[], None)), Err(Cause::Timeout));
    assert_eq!(kind(&late(&["x"], Some(0))), Err(Cause::Timeout));
    assert_eq!(
        kind(&late(&[r#"{"decision":"block"}"#], None)),
        Ok(OutcomeKind::Block)
    );
    // Exit code 2 is a decision of the guard. Any other code says only how the guard ended.
    assert_eq!(kind(&late(&[], Some(2))), Ok(OutcomeKind::Block));
    assert_eq!(kind(&late(&[], Some(143))), Err(Cause::Timeout));
}

#[test]
fn a_stop_is_kept_when_an_allow_is_dropped() {
    let stop = r#"{"id":1,"exit":0,"answer":{"decision":"allow","stop":"enough"}}"#;
    let answer = verdict(&["x", stop]).unwrap();
    assert_eq!(answer.outcome.kind(), OutcomeKind::Proceed);
    assert_eq!(answer.stop.as_deref(), Some("enough"));
}

#[test]
fn an_endless_line_is_kept_to_the_cap_and_a_block_behind_it_counts() {
    let mut serving = Serving::new();
    for _ in 0..100 {
        serving.state.read_stray(&[b'x'; 1000]);
    }
    serving.state.read_stray(b"\n");
    serving.read(&[r#"{"decision":"block","message":"late"}"#]);
    let (verdict, _) = serving.verdict(0);
    assert_eq!(verdict, Ok(HookAnswer::block("late")));
}

#[test]
fn a_greeting_that_is_none_is_a_failure_that_quotes_it_and_a_block_in_it_counts() {
    let greeted = |line: &str| {
        let mut serving = Serving::new();
        serving.state.phase = Phase::Greeting;
        serving.read(&[line]);
        assert_eq!(serving.state.phase, Phase::Forced);
        serving.verdict(0).0
    };
    let failure = greeted("Python 3.12 ready").unwrap_err();
    assert_eq!(failure.cause, Cause::WorkerUnavailable);
    assert!(failure.message.contains("Python 3.12 ready"), "{failure}");
    let block = greeted(r#"{"decision":"block","message":"one-shot"}"#);
    assert_eq!(block, Ok(HookAnswer::block("one-shot")));
}

#[test]
fn remarks_of_misaddressed_replies_are_bounded() {
    let mut serving = Serving::new();
    for id in 2..1000 {
        serving.read(&[&format!("{{\"id\":{id},\"exit\":0}}")]);
    }
    serving.read(&[BLOCK]);
    let (verdict, facts) = serving.verdict(0);
    assert_eq!(verdict, Ok(HookAnswer::block("no")));
    let noted = facts
        .notes
        .iter()
        .filter(|note| note.code == NoteCode::Worker);
    assert!(noted.count() < 12);
}
