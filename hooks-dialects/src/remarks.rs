//! The remarks that reading an answer makes in every dialect.

use hooks_types::dialect::{Object, Output};
use hooks_types::{HookAnswer, Note, NoteCode, plain, quoted};

/// Bytes of noise that a note quotes at most.
const QUOTED: usize = 80;

/// Names the keys that are no keys of an answer, and those said twice.
pub(crate) fn keys(object: &Object, notes: &mut Vec<Note>) {
    for key in object.unknown() {
        notes.push(Note::new(
            NoteCode::UnknownKey,
            format!("`{}` is no key of an answer", plain(key)),
        ));
    }
    doubled(object, notes);
}

/// Names the keys that were said twice.
pub(crate) fn doubled(object: &Object, notes: &mut Vec<Note>) {
    for key in object.doubled() {
        notes.push(Note::new(
            NoteCode::DuplicateKey,
            format!("`{key}` is said twice; the strictest decision or the last value counts"),
        ));
    }
}

/// Output that is not part of an answer.
pub(crate) fn noise(output: &Output<'_>) -> Note {
    Note::new(
        NoteCode::Noise,
        format!(
            "output that is not the answer: {}",
            quoted(output.trimmed().as_bytes(), QUOTED)
        ),
    )
}

/// What is odd about the bytes of an output.
pub(crate) fn bytes(output: &Output<'_>) -> Vec<Note> {
    let bom = "a byte order mark stands before the output";
    let lossy = "the output is not valid UTF-8";
    let bom = output.has_bom().then(|| Note::new(NoteCode::Bom, bom));
    let lossy = output
        .lossy
        .then(|| Note::new(NoteCode::InvalidUtf8, lossy));
    bom.into_iter().chain(lossy).collect()
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
