//! Restrictions among other output.

use super::*;

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
