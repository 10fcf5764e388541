use hooks_types::dialect::WireForm;
use hooks_types::spec::Handler;
use hooks_types::{DialectRef, EventName};

use super::*;

fn hook(dialect: DialectRef) -> HookSpec {
    let key = "guard".into();
    HookSpec::new("guard", EventName::PreToolUse, Handler::InProcess { key })
        .with_form(WireForm::new(dialect, "PreToolUse"))
}

fn long() -> String {
    "x".repeat(20_000)
}

fn vote() -> Vote {
    let mut vote = Vote::new(Outcome::block(long()));
    vote.context = vec!["short".into(), long()];
    vote
}

#[test]
fn long_texts_go_to_files_whose_paths_the_model_gets() {
    let dir = tempfile::tempdir().unwrap();
    let mut vote = vote();
    let ids = std::cell::Cell::new(0);
    let next = || {
        ids.set(ids.get() + 1);
        ids.get()
    };
    let notes = shorten(
        &mut vote,
        &hook(hooks_dialects::CLAUDE),
        Some(dir.path()),
        next,
    );
    let codes: Vec<NoteCode> = notes.into_iter().map(|note| note.code).collect();
    assert_eq!(codes, [NoteCode::Spilled, NoteCode::Spilled]);
    for (text, id) in [(&vote.context[1], 1), (vote.message.as_ref().unwrap(), 2)] {
        let file = dir
            .path()
            .join(format!("hook-{}-{id}.txt", std::process::id()));
        assert!(text.contains(&file.display().to_string()), "{text}");
        assert_eq!(std::fs::read_to_string(file).unwrap(), long());
    }
    assert_eq!(vote.context[0], "short");
    assert_eq!(vote.outcome.message(), vote.message.as_deref());
}

#[test]
fn without_a_folder_the_rest_is_cut_and_the_row_says_so() {
    let mut vote = vote();
    let notes = shorten(&mut vote, &hook(hooks_dialects::CLAUDE), None, || 1);
    let cut = Note::new(
        NoteCode::Cut,
        "a text of 20000 characters was cut: claude passes at most 10000 to the model; \
         write a long text to a file and print its path",
    );
    assert_eq!(notes, [cut.clone(), cut]);
    assert!(vote.context[1].len() < 3_000);
}

#[test]
fn a_file_that_is_there_already_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir
        .path()
        .join(format!("hook-{}-1.txt", std::process::id()));
    std::fs::write(&file, "mine").unwrap();
    let mut vote = vote();
    vote.outcome = Outcome::Proceed;
    let notes = shorten(
        &mut vote,
        &hook(hooks_dialects::CLAUDE),
        Some(dir.path()),
        || 1,
    );
    assert_eq!(notes[0].code, NoteCode::Cut);
    assert_eq!(std::fs::read_to_string(file).unwrap(), "mine");
}

#[test]
fn a_native_hook_can_give_any_answer() {
    let mut native = vote();
    assert_eq!(
        shorten(&mut native, &hook(DialectRef::NATIVE), None, || 1),
        []
    );
    assert_eq!(native, vote());
}

#[test]
fn a_hook_s_own_limit_is_for_its_contexts() {
    let mut codex = hook(hooks_dialects::CODEX);
    codex.options.set("context_chars", usize::MAX);
    let mut vote = vote();
    let notes = shorten(&mut vote, &codex, None, || 1);
    assert_eq!((notes.len(), &vote.context[1]), (1, &long()));
}

#[test]
fn texts_for_the_user_are_cut_where_the_agent_cuts_them() {
    let said = |dialect| {
        let mut vote = Vote::new(Outcome::Proceed);
        vote.notices = vec![long()];
        shorten(&mut vote, &hook(dialect), None, || 1);
        vote.notices[0].len()
    };
    assert!(said(hooks_dialects::CLAUDE) < 3_000);
    assert_eq!(said(hooks_dialects::CODEX), 20_000);
}
