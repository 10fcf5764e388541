//! Answers that are among noise, are cut at the cap, or come with an exit code of three or more.

use super::*;

#[test]
fn a_restricting_line_survives_noise_and_the_deadline() {
    let noisy = "loading\n{\"decision\":\"deny\",\"reason\":\"no\"}\nbye";
    for ending in [0, 1, 2, 3].map(Ending::Exited).into_iter().chain([
        Ending::TimedOut,
        Ending::Signaled(9),
        Ending::Cancelled,
    ]) {
        let run = judge(&before_tool(), ending, noisy, "");
        assert_eq!(run.result, Ok(HookAnswer::block("no")), "{ending:?}");
        let mut expected = vec![NoteCode::Noise, NoteCode::Stricter];
        // Gemini CLI drops the output of a hook that it had to end. Here the output takes effect, so a note says that
        // this is stricter.
        expected.extend((!matches!(ending, Ending::Exited(_))).then_some(NoteCode::Stricter));
        assert_eq!(remarks(&run), expected, "{ending:?}");
    }
    let allowed = "loading\n{\"decision\":\"allow\"}";
    assert_eq!(
        answered(&before_tool(), 0, allowed, ""),
        HookAnswer::proceed().with_notice(allowed)
    );
    let whole = "{\"decision\":\n\"deny\"}";
    let run = judge(&before_tool(), Ending::TimedOut, whole, "");
    assert_eq!(run.result, Ok(HookAnswer::block("")));
    for (ending, expected) in [
        (Ending::TimedOut, Cause::Timeout),
        (Ending::Signaled(15), Cause::Signal),
        (Ending::Cancelled, Cause::Cancelled),
        (Ending::Responded(500), Cause::HttpFailed),
    ] {
        let failure = failed(&before_tool(), ending, "{}", "");
        assert_eq!(cause(&failure), (expected, None, None));
    }
}

#[test]
fn output_cut_at_the_cap_counts_only_if_it_blocks() {
    let call = before_tool();
    let run = |code, late| {
        let out = Captured::cut(b"{\"decision\":\"al", 4_000_000, late);
        let said = RunOutput::new(Ending::Exited(code), out, Captured::default());
        interpret(&hook(&call), &call, &said).result
    };
    assert_eq!(run(0, None).unwrap_err().cause, Cause::Truncated);
    assert_eq!(run(2, None).unwrap().outcome.kind(), OutcomeKind::Block);
    let late: Option<&[u8]> = Some(b"{\"decision\":\"deny\",\"reason\":\"late\"}");
    assert_eq!(run(0, late), Ok(HookAnswer::block("late")));
}

/// Returns the results of this output at several exit codes.
#[track_caller]
fn denies_from_three_on(out: Captured<'_>, err: Captured<'_>) {
    for code in [3, 7, 126, 127] {
        let said = RunOutput::new(Ending::Exited(code), out, err);
        let failure = interpret(&hook(&before_tool()), &before_tool(), &said)
            .result
            .unwrap_err();
        let (found, means, _) = cause(&failure);
        assert_eq!((found, means), (Cause::ExitCode, Some("block")), "{code}");
    }
    let said = RunOutput::new(Ending::Exited(0), out, err);
    let is_cut = out.is_truncated() || err.is_truncated();
    let result = interpret(&hook(&before_tool()), &before_tool(), &said).result;
    assert_eq!(result.is_err_and(|f| f.cause == Cause::Truncated), is_cut);
}

#[test]
fn an_exit_code_of_three_and_more_denies() {
    denies_from_three_on(Captured::whole(b"boom"), Captured::default());
}

#[test]
fn an_exit_code_of_three_and_more_denies_however_long_its_output_is() {
    let long = "e".repeat(1 << 20);
    let cut = Captured::cut(long.as_bytes(), 9 << 20, None);
    denies_from_three_on(cut, Captured::default());
}

#[test]
fn an_exit_code_of_three_and_more_denies_however_long_its_error_is() {
    let long = "e".repeat(1 << 20);
    let cut = Captured::cut(long.as_bytes(), 9 << 20, None);
    denies_from_three_on(Captured::default(), cut);
}

#[test]
fn an_object_in_a_string_is_heard_past_the_cap_too() {
    let long = "x".repeat(2 << 20);
    let deny = serde_json::json!({"reason": long, "decision": "deny"}).to_string();
    let out = format!("{}\n", Value::from(deny));
    let mut scanner = hooks_types::output::RestrictionScanner::new(&hook(&before_tool()));
    out.as_bytes()
        .chunks(65_521)
        .for_each(|chunk| scanner.feed(chunk));
    let late = scanner.finish();
    let cut = Captured::cut(
        &out.as_bytes()[..1 << 20],
        out.len() as u64,
        late.as_deref(),
    );
    for out in [cut, Captured::whole(out.as_bytes())] {
        for ending in [Ending::Exited(0), Ending::TimedOut] {
            let said = RunOutput::new(ending, out, Captured::default());
            let answer = interpret(&hook(&before_tool()), &before_tool(), &said)
                .result
                .unwrap();
            assert_eq!(answer.outcome.kind(), OutcomeKind::Block);
        }
    }
}
