//! The remarks that reading an answer makes in every dialect.

use super::fields::Fields;
use crate::answer::HookAnswer;
use crate::note::{Note, NoteCode};
use crate::text::plain;

/// Names the keys that are no keys of an answer, and those said twice.
pub(crate) fn keys(fields: &Fields, known: &[&str], notes: &mut Vec<Note>) {
    for key in fields.unknown(known) {
        notes.push(Note::new(
            NoteCode::UnknownKey,
            format!("`{}` is no key of an answer", plain(key)),
        ));
    }
    for key in fields.duplicates() {
        notes.push(Note::new(
            NoteCode::DuplicateKey,
            format!("`{}` stands twice; the last counts", plain(key)),
        ));
    }
}

/// Something was said where the agent does not hear it.
pub(crate) fn no_effect(what: &str) -> Note {
    Note::new(
        NoteCode::SaidButNotCounted,
        format!("`{what}` has no effect here"),
    )
}

/// An answer was found beside other output.
pub(crate) fn among_noise() -> Note {
    Note::new(
        NoteCode::Stricter,
        "an answer that restricts counts although other output stands beside it",
    )
}

/// An answer was printed and the hook then failed, so that it does not count.
pub(crate) fn said_and_failed(answer: &HookAnswer) -> Note {
    Note::new(
        NoteCode::SaidButNotCounted,
        format!(
            "it printed `{}` and then failed, so that does not count: {}",
            answer.outcome.kind(),
            answer.message().unwrap_or("without a reason")
        ),
    )
}
