//! Remarks that do not change the result.

use super::*;

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
fn other_fields_of_an_answer_are_kept_if_the_event_cannot_carry_the_outcome() {
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
    assert_eq!(
        failure.message,
        "`block` is not a possible answer to SessionStart: no"
    );
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

#[test]
fn odd_output_is_remarked_on_only_so_often() {
    let stdout = format!(
        "{{{}\"decision\":\"block\"}}",
        "\"message\":1,\"stop\":{},\"decision\":\"BLOCK\",".repeat(50_000)
    );
    let run = judge(Ending::Exited(0), &stdout, "");
    assert!(run.notes.len() < 10, "{}", run.notes.len());
}

#[test]
fn a_block_in_broken_json_names_the_place_and_the_cure() {
    let broken = r#"{"decision":"block","message":"not allowed: rm -rf "a b""}"#;
    let run = judge(Ending::Exited(0), broken, "");
    assert!(matches!(
        run.result.map(|answer| answer.outcome.kind()),
        Ok(OutcomeKind::Block)
    ));
    let slip = run.notes.iter().find(|note| note.code == NoteCode::Noise);
    let slip = slip.map(|note| note.message.as_str()).unwrap_or_default();
    assert!(slip.contains("at column 52, after `"), "{slip}");
    assert!(slip.contains("jq -n --arg"), "{slip}");
    assert!(slip.contains("json.dumps"), "{slip}");
    let codes = run.notes.iter().map(|note| &note.code);
    assert_eq!(codes.filter(|code| **code == NoteCode::Stricter).count(), 1);
}

#[test]
fn broken_json_of_a_list_of_words_gets_the_cure_of_its_language() {
    for (stdout, expected) in [
        (r#"{"decision":"block","message":"no "x""}"#, "json.dumps"),
        (r#"{"decision":"allow""#, "json.dumps"),
        ("{decision: block}", "json.dumps"),
    ] {
        let command = Command::argv(["python3", "guard"]);
        let spec = HookSpec::command("h", EventName::PreToolUse, command);
        let call = ToolCall::function("c", "Write", serde_json::Map::new());
        let payload = Payload::new(
            Arc::new(SessionMeta::new("s", "/")),
            crate::event::PreToolUse::new(call),
        );
        let captured = Captured::whole(stdout.as_bytes());
        let said = RunOutput::new(Ending::Exited(0), captured, Captured::whole(b""));
        let run = crate::output::interpret(&spec, &payload, &said);
        let mut told: Vec<String> = run.notes.into_iter().map(|note| note.message).collect();
        told.extend(run.result.err().map(|failure| failure.message));
        let told = told.join("\n");
        assert!(told.contains(expected), "{stdout}: {told}");
        assert!(!told.contains("jq"), "{stdout}: {told}");
    }
}
