use std::sync::Arc;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::event::SessionStart;
use crate::output::Captured;
use crate::reader::trimmed;
use crate::spec::Command;
use crate::{SessionMeta, ToolCall};

/// A run of a PreToolUse hook; what it said is judged under its default policy.
fn judge(ending: Ending, stdout: &str, stderr: &str) -> Interpretation {
    judge_said(&RunOutput::new(
        ending,
        Captured::whole(stdout.as_bytes()),
        Captured::whole(stderr.as_bytes()),
    ))
}

fn judge_said(said: &RunOutput<'_>) -> Interpretation {
    let spec = HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"]));
    let call = ToolCall::function("c", "Write", serde_json::Map::new());
    let meta = Arc::new(SessionMeta::new("s", "/"));
    crate::output::interpret(
        &spec,
        &Payload::new(meta, crate::event::PreToolUse::new(call)),
        said,
    )
}

fn cause(run: &Interpretation) -> Option<Cause> {
    run.result
        .as_ref()
        .err()
        .map(|failure| failure.cause.clone())
}

const BAD_ENDINGS: [Ending; 6] = [
    Ending::Exited(1),
    Ending::Exited(127),
    Ending::Signaled(9),
    Ending::TimedOut,
    Ending::Cancelled,
    Ending::Responded(500),
];

#[test]
fn a_clean_end_with_one_object_is_that_answer() {
    for (stdout, answer) in [
        ("", HookAnswer::proceed()),
        (" \r\n\u{feff}", HookAnswer::proceed()),
        ("{}", HookAnswer::proceed()),
        (r#"{"decision":"proceed"}"#, HookAnswer::proceed()),
        (
            r#"{"decision":"block","message":"no"}"#,
            HookAnswer::block("no"),
        ),
        (r#"{"decision":"block"}"#, HookAnswer::block("")),
        (
            r#"{"decision":"modify","content":{"a":1},"message":"safer"}"#,
            HookAnswer::new(Outcome::modify(json!({"a": 1}))).with_reason("safer"),
        ),
        (r#"{"decision":"allow"}"#, Outcome::allow(None).into()),
        (
            r#"{"decision":"allow","content":""}"#,
            Outcome::allow(Some(json!(""))).into(),
        ),
        (
            r#"{"decision":"ask","message":"sure?","content":null}"#,
            Outcome::ask(Some("sure?".into()), None).into(),
        ),
        (
            "\u{feff}{\r\n \"decision\": \"proceed\",\r\n \"context\": [\"a\", \"\", \"b\"],\r\n \"notice\": \"c\"\r\n}\r\n",
            HookAnswer::proceed()
                .with_context("a")
                .with_context("b")
                .with_notice("c"),
        ),
        (
            r#"{"stop":"enough"}"#,
            HookAnswer::proceed().with_stop("enough"),
        ),
        (r#"{"stop":false,"context":null}"#, HookAnswer::proceed()),
        (
            r#"{"decision":"block","message":"\u001b[31mno\u0007"}"#,
            HookAnswer::block("no"),
        ),
    ] {
        assert_eq!(
            judge(Ending::Exited(0), stdout, "log").result,
            Ok(answer),
            "{stdout}"
        );
        assert_eq!(
            judge(Ending::Responded(204), stdout, "").result,
            judge(Ending::Exited(0), stdout, "").result
        );
    }
}

#[test]
fn a_clean_end_with_anything_else_is_a_failure_that_says_why() {
    for (stdout, why) in [
        ("all good", "its output is not a JSON object: all good"),
        ("[]", "not a JSON object"),
        ("\"block\"", "not a JSON object"),
        (r#"{"decision":"proceed""#, "not one JSON object"),
        (r#"{"decison":"proceed"}"#, "did you mean `decision`?"),
        (r#"{"decison":"block"}"#, "did you mean `decision`?"),
        (r#"{"level":"info"}"#, "unknown key `level`"),
        (r#"{"decision":"deny"}"#, "did you mean `block`?"),
        (r#"{"decision":"approve"}"#, "did you mean `allow`?"),
        (r#"{"decision":"blokc"}"#, "did you mean `block`?"),
        (r#"{"decision":"Allow"}"#, "did you mean `allow`?"),
        (r#"{"decision":"zzz"}"#, "it is one of"),
        (r#"{"decision":null}"#, "`decision` is not a string"),
        (r#"{"decision":["allow"]}"#, "`decision` is not a string"),
        (r#"{"decision":"modify"}"#, "`modify` without `content`"),
        (
            r#"{"decision":"modify","content":null}"#,
            "`modify` without `content`",
        ),
        (
            r#"{"decision":"modify","content":1e999}"#,
            "`content` cannot be read",
        ),
        (
            r#"{"decision":"proceed","content":{}}"#,
            "`content` without",
        ),
        (r#"{"content":{}}"#, "`content` without"),
        (
            r#"{"decision":"allow","message":1}"#,
            "`message` is not a string",
        ),
        (
            r#"{"decision":"allow","context":[1]}"#,
            "`context` is neither",
        ),
        (r#"{"decision":"allow","notice":{}}"#, "`notice` is neither"),
        (r#"{"decision":"allow","stop":1}"#, "`stop` is not a string"),
        (
            r#"{"decision":"allow","decision":"allow"}"#,
            "`decision` stands twice",
        ),
        (
            r#"{"decision":"modify","content":1,"content":2}"#,
            "`content` stands twice",
        ),
        (
            "{\"decision\":\"allow\"}\n{\"decision\":\"allow\"}",
            "more than once",
        ),
        (
            "welcome\n{\"decision\":\"allow\"}",
            "output beside its answer: welcome",
        ),
        (
            "{\"decision\":\"allow\"}\n\u{1b}[0mbye",
            "beside its answer: \\u{1b}[0mbye",
        ),
    ] {
        let failure = judge(Ending::Exited(0), stdout, "").result.unwrap_err();
        assert_eq!(failure.cause, Cause::BadAnswer, "{stdout}");
        assert!(
            failure.message.contains(why),
            "{stdout}: {}",
            failure.message
        );
    }
    let invalid = RunOutput::new(
        Ending::Exited(0),
        Captured::whole(b"{\"decision\":\"allow\",\"message\":\"\xff\"}"),
        Captured::default(),
    );
    assert!(
        judge_said(&invalid)
            .result
            .unwrap_err()
            .message
            .contains("UTF-8")
    );
}

/// What a hook gives as its reason, under either name; "" where it gives none.
#[test]
fn a_reason_is_read_as_a_message_and_a_text_goes_before_what_is_none() {
    for (keys, reason) in [
        (r#""reason":"x""#, "x"),
        (r#""re\u0061son":"x""#, "x"),
        (r#""message":"m","reason":"x""#, "m"),
        (r#""reason":"x","message":"m""#, "m"),
        (r#""message":1,"reason":"x""#, "x"),
        (r#""reason":"x","message":["m"]"#, "x"),
        (r#""message":null,"reason":"x""#, "x"),
        (r#""message":"","reason":"x""#, "x"),
        (r#""message":"m","reason":{}"#, "m"),
        (r#""message":1,"reason":2"#, "1"),
        (r#""reason":["x"]"#, "[\"x\"]"),
        (r#""reason":null"#, ""),
        (r#""reason":"x","reason":"y""#, "y"),
        (r#""reason":"x","message":"m","message":"n""#, "n"),
    ] {
        for ending in BAD_ENDINGS.into_iter().chain([0, 2].map(Ending::Exited)) {
            for stdout in [
                format!(r#"{{"decision":"block",{keys}}}"#),
                format!(r#"{{{keys},"decision":"block","x":"#),
            ] {
                let answer = judge(ending, &stdout, "").result.unwrap();
                assert_eq!(
                    answer.outcome,
                    Outcome::block(reason),
                    "{ending:?} {stdout}"
                );
            }
        }
    }
    for (stdout, answer) in [
        (
            r#"{"decision":"ask","reason":"sure?"}"#,
            HookAnswer::ask("sure?"),
        ),
        (
            r#"{"reason":"fine"}"#,
            HookAnswer::proceed().with_reason("fine"),
        ),
        (
            r#"{"decision":"allow","reason":"fine"}"#,
            HookAnswer::allow().with_reason("fine"),
        ),
    ] {
        assert_eq!(judge(Ending::Exited(0), stdout, "").result, Ok(answer));
    }
    let exit_two = judge(Ending::Exited(2), r#"{"reason":"stdout"}"#, "stderr");
    assert_eq!(exit_two.result, Ok(HookAnswer::block("stdout")));
}

#[test]
fn a_doubled_key_that_decides_nothing_is_remarked_upon_and_the_last_value_holds() {
    let doubled = r#"{"decision":"allow","message":"a","message":"b","context":"c","context":"d"}"#;
    let run = judge(Ending::Exited(0), doubled, "");
    let expected = HookAnswer::allow().with_reason("b").with_context("d");
    assert_eq!(run.result, Ok(expected));
    let codes: Vec<_> = run.notes.iter().map(|note| note.code.clone()).collect();
    assert_eq!(codes, [NoteCode::DuplicateKey, NoteCode::DuplicateKey]);
    let both = r#"{"decision":"allow","message":"a","reason":"b"}"#;
    let run = judge(Ending::Exited(0), both, "");
    assert_eq!(run.result, Ok(HookAnswer::allow().with_reason("a")));
    assert_eq!(run.notes.len(), 1, "{:?}", run.notes);
    let wrong = r#"{"decision":"allow","message":"a","reason":1}"#;
    let failure = judge(Ending::Exited(0), wrong, "").result.unwrap_err();
    assert_eq!(failure.cause, Cause::BadAnswer);
}

#[test]
fn nothing_beside_a_block_can_hide_it() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    for (stdout, message) in [
        (
            r#"{"decision":"block","message":"no","x":1e999}"#.to_owned(),
            "no",
        ),
        (
            format!(r#"{{"x":{deep},"decision":"block","message":"no"}}"#),
            "no",
        ),
        (
            r#"{"decision":"block","content":1e999,"message":"no"}"#.to_owned(),
            "no",
        ),
        (
            r#"{"decision":"block","message":"no","\ud800":"\udc00"}"#.to_owned(),
            "no",
        ),
        (
            r#"{"decision":"allow","decision":"block","message":"no"}"#.to_owned(),
            "no",
        ),
        (
            r#"{"decision":"block","message":"no","decision":"allow"}"#.to_owned(),
            "no",
        ),
        (r#"{"decision":"BLOCK ","message":"no"}"#.to_owned(), "no"),
        (
            r#"{"decision":"block","message":["no"]}"#.to_owned(),
            "[\"no\"]",
        ),
        (
            r#"{"decision":"block","message":"no","context":5,"stop":[]}"#.to_owned(),
            "no",
        ),
        (
            r#"{"\u0064ecision":"\u0062lock","message":"no"}"#.to_owned(),
            "no",
        ),
        (
            "{\n\"decision\": \"block\",\n\"message\": \"no\"\n}".to_owned(),
            "no",
        ),
    ] {
        for ending in BAD_ENDINGS
            .into_iter()
            .chain([Ending::Exited(0), Ending::Exited(2)])
        {
            let answer = judge(ending, &stdout, "").result.unwrap();
            assert_eq!(
                answer.outcome,
                Outcome::block(message),
                "{ending:?} {stdout:.100}"
            );
        }
    }
}

#[test]
fn a_block_in_an_array_on_one_line_counts_and_a_grant_does_not() {
    for stdout in [
        r#"[{"decision":"block","message":"no"}]"#,
        r#"[ {"decision":"allow"}, {"decision":"block","message":"no"} ]"#,
        r#"[[{"decision":"block","message":"no"}]]"#,
    ] {
        for ending in BAD_ENDINGS.into_iter().chain([Ending::Exited(0)]) {
            let answer = judge(ending, stdout, "").result.unwrap();
            assert_eq!(answer.outcome, Outcome::block("no"), "{ending:?} {stdout}");
        }
    }
    for stdout in [r#"[{"decision":"allow"}]"#, r#"["x",{"decision":"block"}]"#] {
        let run = judge(Ending::Exited(0), stdout, "");
        assert_eq!(cause(&run), Some(Cause::BadAnswer), "{stdout}");
    }
}

#[test]
fn a_line_that_restricts_counts_among_noise_and_says_so() {
    let block = r#"{"decision":"block","message":"no"}"#;
    for stdout in [
        format!("welcome\n{block}\n"),
        format!("{block}\r\nbye\r\n"),
        format!("50%\r{block}"),
        format!("{{\"decision\":\"allow\"}}\n{block}"),
        format!(
            "{{\"stop\":\"s\"}}\n{{\"decision\":\"ask\"}}\n  {block}\n{{\"decision\":\"block\",\"message\":\"later\"}}"
        ),
    ] {
        for ending in BAD_ENDINGS.into_iter().chain([Ending::Exited(0)]) {
            let run = judge(ending, &stdout, "");
            let answer = run.result.unwrap();
            assert_eq!(answer.outcome, Outcome::block("no"), "{ending:?} {stdout}");
            assert_eq!(answer.stop.is_some(), stdout.contains("stop"));
            assert_eq!(run.notes[0].code, NoteCode::Noise, "{stdout}");
        }
    }
    let log = "{\"start\":1,\"stop\":2}\n";
    assert_eq!(
        cause(&judge(Ending::Exited(0), log, "")),
        Some(Cause::BadAnswer)
    );
}

#[test]
fn an_ask_is_never_less_than_asked() {
    let ask = |message: &str| Outcome::ask(Some(message.to_owned()), None);
    for ending in BAD_ENDINGS.into_iter().chain([Ending::Exited(0)]) {
        let run = judge(ending, r#"{"decision":"ask","message":"sure?"}"#, "");
        assert_eq!(run.result.unwrap().outcome, ask("sure?"), "{ending:?}");
    }
    let unreadable = judge(
        Ending::Exited(0),
        r#"{"decision":"ask","content":1e999}"#,
        "",
    );
    assert_eq!(
        unreadable.result.unwrap().outcome.kind(),
        OutcomeKind::Block
    );
}

#[test]
fn a_stop_beside_a_failure_counts_and_policy_judges_the_call() {
    for ending in BAD_ENDINGS {
        let answer = judge(ending, r#"{"decision":"allow","stop":"enough"}"#, "")
            .result
            .unwrap();
        assert_eq!(answer.stop.as_deref(), Some("enough"));
        assert_eq!(
            answer.outcome.kind(),
            OutcomeKind::Block,
            "the default of PreToolUse"
        );
    }
    for (stop, reason) in [
        ("true", Some(NO_REASON_STOP)),
        ("\"\"", Some(NO_REASON_STOP)),
        ("{\"reason\":\"x\"}", Some(NO_REASON_STOP)),
        ("\"x\"", Some("x")),
        ("false", None),
        ("null", None),
    ] {
        let run = judge(Ending::Exited(0), &format!("{{\"stop\":{stop}}}"), "");
        let answer = run.result.unwrap();
        assert_eq!(
            (answer.stop.as_deref(), answer.outcome),
            (reason, Outcome::Proceed),
            "{stop}"
        );
    }
}

const NO_REASON_STOP: &str = "a hook ended the run and gave no reason";

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
        (Ending::TimedOut, Cause::Timeout, "deadline"),
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
fn what_loosens_needs_the_whole_payload_and_silence_does_not() {
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

#[test]
fn what_stands_beside_an_outcome_is_kept_where_the_event_cannot_carry_it() {
    let spec = HookSpec::command("h", EventName::SessionStart, Command::argv(["h"]));
    let payload = Payload::new(
        Arc::new(SessionMeta::new("s", "/")),
        SessionStart::new("startup"),
    );
    let stdout = r#"{"decision":"block","message":"no","context":"c","notice":"n","stop":"s"}"#;
    let captured = Captured::whole(stdout.as_bytes());
    let said = RunOutput::new(Ending::Exited(0), captured, Captured::whole(b""));
    let answer = crate::output::interpret(&spec, &payload, &said)
        .result
        .unwrap();
    assert_eq!(
        answer,
        HookAnswer::block("no")
            .with_context("c")
            .with_notice("n")
            .with_stop("s")
    );
    let failure = answer.unsupported_at(&EventName::SessionStart).unwrap();
    assert_eq!(failure.message, "SessionStart cannot carry `block`: no");
    assert_eq!(answer.unsupported_at(&EventName::PreToolUse), None);
}

#[test]
fn remarks_name_what_changed_nothing() {
    for (stdout, codes) in [
        (
            r#"{"decision":"block","mesage":"x"}"#,
            vec![NoteCode::UnknownKey],
        ),
        (
            r#"{"decision":"proceed","hookSpecificOutput":{}}"#,
            vec![NoteCode::UnknownKey],
        ),
        (
            r#"{"decision":"block","decision":"block"}"#,
            vec![NoteCode::DuplicateKey, NoteCode::Stricter],
        ),
        (r#"{"decision":"Block"}"#, vec![NoteCode::Stricter]),
        (
            r#"{"decision":"block","message":1}"#,
            vec![NoteCode::Stricter],
        ),
    ] {
        let notes = judge(Ending::Exited(0), stdout, "").notes;
        assert_eq!(
            notes.into_iter().map(|note| note.code).collect::<Vec<_>>(),
            codes,
            "{stdout}"
        );
    }
    let long = format!(
        r#"{{"decision":"block","message":"{}"}}"#,
        "x".repeat(20_000)
    );
    let run = judge(Ending::Exited(0), &long, "");
    assert_eq!(run.notes[0].code, NoteCode::Cut);
    assert_eq!(
        run.result.unwrap().message().map(str::len),
        Some(crate::text::MESSAGE_LIMIT + 2)
    );
}

fn ending() -> impl Strategy<Value = Ending> {
    prop_oneof![
        (-1..300_i32).prop_map(Ending::Exited),
        Just(Ending::Exited(0)),
        Just(Ending::Exited(2)),
        (1..65_i32).prop_map(Ending::Signaled),
        Just(Ending::TimedOut),
        Just(Ending::Cancelled),
        (100..600_u16).prop_map(Ending::Responded),
    ]
}

fn delivery() -> impl Strategy<Value = Delivery> {
    prop_oneof![
        Just(Delivery::Whole),
        any::<u64>().prop_map(|written| Delivery::Partial { written }),
    ]
}

/// A key or value beside the decision that is allowed to be anything JSON can write.
fn odd_entry() -> impl Strategy<Value = String> {
    let key = "(message|content|context|notice|stop|extra|decison|[a-z]{0,4}|\\\\ud8[0-9a-f]{2})";
    let value = prop_oneof![
        Just("1e999".to_owned()),
        Just("null".to_owned()),
        Just("\"\\udfff\"".to_owned()),
        Just("[[[[{}]]]]".to_owned()),
        Just("[".repeat(300) + &"]".repeat(300)),
        Just("-123456789012345678901234567890".to_owned()),
        "\"[ -!#-\\[\\]-~]{0,9}\"",
    ];
    (key, value).prop_map(|(key, value)| format!("\"{key}\":{value}"))
}

fn noise() -> impl Strategy<Value = String> {
    "([ -~\u{feff}é]{0,30}(\n|\r\n|\r)){0,3}"
}

#[test]
fn a_grant_does_not_count_while_somebody_may_still_speak() {
    let held = |stdout: &str| {
        let stdout = Captured::whole(stdout.as_bytes());
        judge_said(
            &RunOutput::new(Ending::Exited(0), stdout, Captured::default()).with_stdout_held(true),
        )
        .result
        .map(|answer| answer.outcome.kind())
        .map_err(|failure| (failure.cause, failure.said))
    };
    let refused = |kind| Err((Cause::BadAnswer, Some(kind)));
    for (stdout, expected) in [
        (r#"{"decision":"allow"}"#, refused(OutcomeKind::Allow)),
        (
            r#"{"decision":"modify","content":{}}"#,
            refused(OutcomeKind::Modify),
        ),
        (r#"{"decision":"proceed"}"#, Ok(OutcomeKind::Proceed)),
        ("", Ok(OutcomeKind::Proceed)),
        (r#"{"decision":"ask"}"#, Ok(OutcomeKind::Ask)),
        (r#"{"decision":"block"}"#, Ok(OutcomeKind::Block)),
    ] {
        assert_eq!(held(stdout), expected, "{stdout}");
    }
}

#[test]
fn odd_output_is_remarked_on_only_so_often() {
    let stdout = format!(
        "{{{}\"decision\":\"block\"}}",
        "\"message\":1,\"stop\":{},\"decision\":\"BLOCK\",".repeat(50_000)
    );
    let run = judge(Ending::Exited(0), &stdout, "");
    assert!(run.notes.len() < 10, "{}", run.notes.len());
}

proptest! {
    /// The promise the whole crate hangs on.
    #[test]
    fn a_block_line_is_never_lost(
        before in noise(),
        after in noise(),
        entries in proptest::collection::vec(odd_entry(), 0..4),
        place in 0..4_usize,
        blank in "[ \t]{0,3}",
        bom in any::<bool>(),
        line_end in "(\n|\r\n|\r)",
        cut in any::<bool>(),
        ending in ending(),
        delivery in delivery(),
    ) {
        let mut entries = entries;
        entries.insert(place.min(entries.len()), "\"decision\":\"block\"".to_owned());
        let object = format!("{{{}}}", entries.join(","));
        let bom = if bom { "\u{feff}" } else { "" };
        let stdout = format!("{before}{bom}{blank}{object}{blank}{line_end}{after}");
        let captured = match cut {
            true => Captured::cut(stdout.as_bytes(), u64::MAX, None),
            false => Captured::whole(stdout.as_bytes()),
        };
        let run = judge_said(&RunOutput::new(ending, captured, Captured::default()).with_delivery(delivery));
        let kind = run.result.as_ref().map(|answer| answer.outcome.kind());
        prop_assert_eq!(kind, Ok(OutcomeKind::Block), "{:?}", stdout);

        let mut scanner = crate::output::RestrictionScanner::new(&HookSpec::command(
            "h",
            EventName::PreToolUse,
            Command::argv(["h"]),
        ));
        scanner.feed(stdout.as_bytes());
        prop_assert!(scanner.finish().is_some());
    }

    /// Nothing but a clean end with a delivered payload loosens, and no bytes upset the judge.
    #[test]
    fn nothing_loosens_without_a_clean_end(
        stdout in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..80),
            "(\\{\"decision\":\"(allow|modify|proceed)\",\"content\":1\\}\n?| |x|\n|\u{feff}){0,3}".prop_map(String::into_bytes),
        ],
        stderr in proptest::collection::vec(any::<u8>(), 0..80),
        ending in ending(),
        delivery in delivery(),
        dropped in 0..2_u64,
    ) {
        let captured = Captured::cut(&stdout, stdout.len() as u64 + dropped, None);
        let run = judge_said(&RunOutput::new(ending, captured, Captured::whole(&stderr)).with_delivery(delivery));
        let clean_end = matches!(ending, Ending::Exited(0) | Ending::Responded(200..=299)) && dropped == 0;
        let silent = trimmed(&stdout).is_empty();
        let loosens = run.result.as_ref().is_ok_and(|answer| {
            answer.stop.is_none() && answer.outcome.kind() <= OutcomeKind::Modify
        });
        prop_assert!(!loosens || (clean_end && (silent || delivery == Delivery::Whole)));
        let texts = run.result.map_or_else(|failure| failure.message, |answer| {
            answer.message().unwrap_or_default().to_owned()
        });
        prop_assert!(!texts.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n')));
    }
}
