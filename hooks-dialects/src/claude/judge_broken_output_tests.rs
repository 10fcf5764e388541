//! Which parts of an answer still take effect if the answer is broken, cut, invalid, or has a key twice.

use super::*;

#[test]
fn an_answer_that_the_agent_refuses_is_a_failure_that_names_it() {
    let no_name = r#"{"hookSpecificOutput":{"permissionDecision":"deny"}}"#;
    let other = inner("PostToolUse", json!({"permissionDecision": "deny"}));
    for (out, said) in [
        (r#"{"decision":"deny"}"#, None),
        (r#"{"continue":"no"}"#, None),
        (r#"{"systemMessage":null}"#, None),
        (&pre(json!({"permissionDecision": "denied"})), None),
        (no_name, Some(OutcomeKind::Block)),
        (&other, Some(OutcomeKind::Block)),
        ("{not json}", None),
        (r#"{"decision":"approve"}{}"#, None),
    ] {
        let failure = failed(&bash("x"), Ending::Exited(0), out, "");
        assert_eq!(cause(&failure), (Cause::BadAnswer, None, said), "{out}");
    }
}

#[test]
fn a_block_or_an_ask_survives_what_would_lose_it() {
    let deny = deny("no");
    let noisy = format!("loading...\n{deny}\nbye");
    let bom = format!("\u{feff}{deny}");
    let refused = r#"{"decision":"block","reason":"no","continue":"what"}"#;
    for out in [noisy.as_str(), &bom, refused] {
        for ending in [
            Ending::Exited(0),
            Ending::Exited(1),
            Ending::Exited(2),
            Ending::Signaled(9),
            Ending::TimedOut,
        ] {
            let run = run(&bash("x"), ending, out, "");
            assert_eq!(run.result, Ok(HookAnswer::block("no")), "{ending:?} {out}");
        }
    }
    let ask = pre(json!({"permissionDecision": "ask"}));
    let run = run(&bash("x"), Ending::TimedOut, &ask, "");
    assert_eq!(run.result.unwrap().outcome, Outcome::ask(None, None));
}

#[test]
fn a_block_in_broken_json_or_beside_output_says_that_the_agent_drops_it() {
    let broken = deny("no: rm -rf Q").replace('Q', "\"a b\"");
    let noisy = format!("running 3 tests\n{}", deny("no"));
    let bom = format!("\u{feff}{}", deny("no"));
    for (out, code, said) in [
        (
            &broken,
            0,
            "Claude Code drops a block in broken JSON; here it takes effect",
        ),
        (
            &noisy,
            0,
            "Claude Code drops a block with other output around its object; here it takes effect",
        ),
        // The exit code blocks in Claude Code too, and Claude Code reads an object after a byte order mark.
        (
            &noisy,
            2,
            "a block takes effect even with other output around its object",
        ),
        (&bom, 0, "a block takes effect even after a byte order mark"),
    ] {
        let run = run(&bash("x"), Ending::Exited(code), out, "");
        let notes: Vec<_> = run.notes.iter().map(|note| note.message.as_str()).collect();
        assert!(notes.contains(&said), "{out}: {notes:?}");
        let slip = notes
            .iter()
            .find(|note| note.contains("of the data is not escaped"));
        assert_eq!(slip.is_some(), *out == broken, "{notes:?}");
    }
    let run = run(&bash("x"), Ending::Exited(0), &broken, "");
    assert_eq!(run.result, Ok(HookAnswer::block("no: rm -rf")));
}

#[test]
fn an_allow_does_not_survive_any_of_it() {
    let allow = pre(json!({"permissionDecision": "allow"}));
    let payload = bash("x");
    assert_eq!(
        answered(&payload, 0, &format!("x\n{allow}"), ""),
        HookAnswer::proceed()
    );
    assert_eq!(
        answered(&payload, 0, &format!("\u{feff}{allow}"), ""),
        HookAnswer::proceed()
    );
    let failure = failed(&payload, Ending::TimedOut, &allow, "");
    assert_eq!(
        cause(&failure),
        (Cause::Timeout, None, Some(OutcomeKind::Allow))
    );
    let stdout = Captured::whole(allow.as_bytes());
    let said = RunOutput::new(Ending::Exited(0), stdout, Captured::default())
        .with_delivery(Delivery::Partial { written: 3 });
    let failure = interpret(&hook(&payload), &payload, &said)
        .result
        .unwrap_err();
    assert_eq!(failure.cause, Cause::NotDelivered);
}

#[test]
fn a_cut_answer_is_a_failure_and_a_late_block_counts() {
    let payload = bash("x");
    let late = deny("late");
    for (late, expected) in [
        (None, Err(Cause::Truncated)),
        (Some(late.as_bytes()), Ok(HookAnswer::block("late"))),
    ] {
        let stdout = Captured::cut(b"{\"systemMessage\":\"aaaa", 9999, late);
        let said = RunOutput::new(Ending::Exited(0), stdout, Captured::default());
        let result = interpret(&hook(&payload), &payload, &said).result;
        assert_eq!(result.map_err(|failure| failure.cause), expected);
    }
}

#[test]
fn responses_are_read_by_status_and_body() {
    let payload = bash("x");
    let result = |status, body: &str| {
        run(&payload, Ending::Responded(status), body, "")
            .result
            .map_err(|failure| (failure.cause, failure.said))
    };
    assert_eq!(result(200, ""), Ok(HookAnswer::proceed()));
    assert_eq!(result(201, &deny("no")), Ok(HookAnswer::block("no")));
    assert_eq!(result(200, "OK"), Err((Cause::BadAnswer, None)));
    assert_eq!(result(403, ""), Err((Cause::HttpFailed, None)));
    assert_eq!(
        result(500, &pre(json!({"permissionDecision": "allow"}))),
        Err((Cause::HttpFailed, Some(OutcomeKind::Allow)))
    );
}

#[test]
fn bytes_that_are_not_text_cost_an_allow_and_nothing_else() {
    let payload = bash("ls");
    let judged = |text: &str| {
        let bytes = text.replace('?', "caf\u{e9}");
        let bytes: Vec<u8> = bytes.chars().map(|c| u8::try_from(c).unwrap()).collect();
        let (out, err) = (Captured::whole(&bytes), Captured::whole(b""));
        let said = RunOutput::new(Ending::Exited(0), out, err);
        interpret(&hook(&payload), &payload, &said).result
    };
    let context = pre(json!({"additionalContext": "?"}));
    assert_eq!(
        judged(&context),
        Ok(HookAnswer::proceed().with_context("caf\u{fffd}"))
    );
    let allow = pre(json!({"permissionDecision": "allow", "permissionDecisionReason": "?"}));
    assert_eq!(
        judged(&allow).map_err(|failure| failure.cause),
        Err(Cause::BadAnswer)
    );
    let denied = judged(&deny("?")).unwrap();
    assert_eq!(denied.outcome, Outcome::block("caf\u{fffd}"));
}

#[test]
fn a_rewrite_said_twice_does_not_count_beside_a_stop() {
    let output = r#""hookSpecificOutput":{"hookEventName":"PostToolUse","updatedToolOutput":"x","updatedToolOutput":"y"}"#;
    let stop = r#""continue":false,"stopReason":"enough""#;
    let said = format!("{{{stop},{output}}}");
    let answer = answered(&of("PostToolUse"), 0, &said, "");
    assert_eq!(answer, HookAnswer::proceed().with_stop("enough"));
}

#[test]
fn a_text_of_control_characters_is_not_context() {
    let answer = answered(&of("SessionStart"), 0, "\u{1b}[1m", "");
    assert_eq!(answer, HookAnswer::proceed());
}
