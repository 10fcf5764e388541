//! Endings other than exit code 0, and output that is cut or not delivered.

use super::*;

#[test]
fn exit_two_blocks_whatever_was_printed() {
    for (stdout, stderr, message) in [
        ("", "no rm\n", "no rm"),
        ("", "\u{1b}[1mno\u{1b}[0m\r\nreally", "no\nreally"),
        ("", "", "blocked by a hook that gave no reason"),
        ("garbage", "why", "why"),
        (r#"{"message":"from stdout"}"#, "from stderr", "from stdout"),
        (r#"{"decision":"allow","message":"m"}"#, "e", "m"),
        (r#"{"decision":"allow"}"#, "e", "e"),
        (
            "{\n  \"decision\": \"block\",\n  \"message\": \"pretty\"\n}\n",
            "e",
            "pretty",
        ),
        (
            "noise\n{\"decision\":\"block\",\"message\":\"line\"}\n",
            "e",
            "line",
        ),
        (
            "{\"message\":\"weak\"}\n{\"decision\":\"ask\",\"message\":\"strict\"}\n",
            "e",
            "strict",
        ),
        ("{\"level\":\"info\",\"message\":\"a log line\"}", "e", "e"),
        ("{\"decision\":\"block\",\"message\":\"\"}", "e", "e"),
    ] {
        let run = judge(Ending::Exited(2), stdout, stderr);
        assert_eq!(
            run.result.unwrap().outcome,
            Outcome::block(message),
            "{stdout} {stderr}"
        );
    }
    let run = judge(
        Ending::Exited(2),
        r#"{"message":"from stdout"}"#,
        "from stderr",
    );
    let notes: Vec<&str> = run.notes.iter().map(|note| &*note.message).collect();
    let beside = "the reason is on stdout; the text on stderr was not read: from stderr";
    assert_eq!(notes, [beside]);
    let run = judge(Ending::Exited(2), "no force pushes", "warning: old jq");
    let notes: Vec<&str> = run.notes.iter().map(|note| &*note.message).collect();
    let beside = "the reason is on stderr; the text on stdout was not read: no force pushes";
    assert_eq!(notes, [beside]);
    // The context of this object is read.
    let run = judge(Ending::Exited(2), r#"{"context":"c"}"#, "reason");
    assert_eq!(run.notes, []);
    let run = judge(
        Ending::Exited(2),
        r#"{"decision":"allow","context":"c","stop":"s"}"#,
        "",
    );
    let answer = run.result.unwrap();
    assert_eq!(
        (answer.context.as_slice(), answer.stop.as_deref()),
        (&["c".to_owned()][..], Some("s"))
    );
    assert_eq!(run.notes[0].code, NoteCode::SaidButNotCounted);
    let missing = "python3: can't open file '/x.py': [Errno 2] No such file or directory";
    assert_eq!(
        judge(Ending::Exited(2), "", missing).notes[0].code,
        NoteCode::ExitOrigin
    );
}

#[test]
fn exit_two_blocks_undelivered_cut_and_unreadable_output_too() {
    let said = RunOutput::new(
        Ending::Exited(2),
        Captured::cut(b"\xff\xfe", 1 << 30, None),
        Captured::cut(b"no\xff", 1 << 30, None),
    )
    .with_delivery(Delivery::Partial { written: 0 });
    let run = judge_said(&said);
    assert_eq!(run.result.unwrap().outcome, Outcome::block("no\u{fffd}"));
    assert_eq!(run.notes[0].code, NoteCode::Cut);
}

#[test]
fn a_bad_ending_is_a_failure_of_its_own_cause() {
    for (ending, expected, why) in [
        (
            Ending::Exited(1),
            Cause::ExitCode,
            "exit code 1; stderr: boom",
        ),
        (Ending::Exited(126), Cause::ExitCode, "cannot be executed"),
        (Ending::Exited(127), Cause::ExitCode, "not found"),
        (Ending::Signaled(11), Cause::Signal, "signal 11 (SIGSEGV)"),
        (Ending::TimedOut, Cause::Timeout, "timed out"),
        (Ending::Cancelled, Cause::Cancelled, "before it answered"),
        (Ending::Responded(503), Cause::HttpFailed, "HTTP status 503"),
    ] {
        for (stdout, said) in [
            ("", None),
            ("text", None),
            (r#"{"decision":"allow"}"#, Some(OutcomeKind::Allow)),
            (r#"{"context":"c"}"#, Some(OutcomeKind::Proceed)),
        ] {
            let failure = judge(ending, stdout, "trace\nboom\n").result.unwrap_err();
            assert_eq!(
                (failure.cause, failure.said),
                (expected.clone(), said),
                "{stdout}"
            );
            assert!(failure.message.contains(why), "{}", failure.message);
        }
    }
}

#[test]
fn the_line_in_which_a_shell_misses_something_is_quoted_first() {
    let file = "g: line 2: ./lib.sh: No such file or directory";
    for (after, expected) in [
        ("", format!("; stderr: {file}")),
        (
            "g: line 3: f: command not found\n",
            format!("; stderr: {file} ..."),
        ),
        (
            "cannot decide\n",
            format!("; stderr: {file} ... cannot decide"),
        ),
    ] {
        let stderr = format!("checking\n{file}\n{after}");
        let failure = judge(Ending::Exited(127), "", &stderr).result.unwrap_err();
        assert!(failure.message.ends_with(&expected), "{}", failure.message);
    }
}

#[test]
fn an_allow_needs_a_payload_that_was_written_whole_and_silence_does_not() {
    let partial = Delivery::Partial { written: 7 };
    let said = |stdout: &'static str| {
        RunOutput::new(
            Ending::Exited(0),
            Captured::whole(stdout.as_bytes()),
            Captured::default(),
        )
        .with_delivery(partial)
    };
    assert_eq!(judge_said(&said("")).result, Ok(HookAnswer::proceed()));
    for stdout in [
        r#"{"decision":"proceed"}"#,
        r#"{"decision":"allow"}"#,
        r#"{"decision":"modify","content":{}}"#,
    ] {
        assert_eq!(
            cause(&judge_said(&said(stdout))),
            Some(Cause::NotDelivered),
            "{stdout}"
        );
    }
    let block = judge_said(&said(r#"{"decision":"block"}"#)).result.unwrap();
    assert_eq!(block.outcome.kind(), OutcomeKind::Block);
    let stop = judge_said(&said(r#"{"stop":"s"}"#)).result.unwrap();
    assert_eq!(
        (stop.stop.as_deref(), stop.outcome.kind()),
        (Some("s"), OutcomeKind::Block)
    );
}

#[test]
fn cut_output_is_a_failure_unless_something_in_it_restricts() {
    let cut = |bytes: &'static [u8], late: Option<&'static [u8]>| {
        judge_said(&RunOutput::new(
            Ending::Exited(0),
            Captured::cut(bytes, 1 << 30, late),
            Captured::default(),
        ))
    };
    let block = br#"{"decision":"block","message":"no"}"#;
    for run in [
        cut(b"", Some(block)),
        cut(b"{\"decision\":\"block\",\"message\":\"no\"}\nxx", None),
        cut(block, None),
        cut(
            b"x\n{\n\"message\":\"no\",\n\"decision\":\"block\",\"context\":\"it w",
            None,
        ),
    ] {
        assert_eq!(run.result.unwrap(), HookAnswer::block("no"));
    }
    for bytes in [
        &b""[..],
        b"{\"decision\":\"allow\"}",
        b"{\"decision\":\"allow\"}\n",
        b"{\"message\":\"no\",\"decision\":\"blo",
    ] {
        assert_eq!(cause(&cut(bytes, None)), Some(Cause::Truncated));
    }
}
