//! Judges a native hook that exited with 2, which blocks regardless of its output.

use super::exit_origin::{EXIT_TWO_OVERRIDES, exit_two_origin, stderr_beside, stdout_beside};
use super::native::{QUOTE, Run, answer_in};
use super::native_answer::NativeAnswer;
use crate::answer::HookAnswer;
use crate::note::{Note, NoteCode};
use crate::outcome::{Outcome, OutcomeKind};
use crate::reader::text;
use crate::text::{cleaned, quoted};

impl Run<'_> {
    /// Returns the block of exit code 2. The output only provides the reason and the texts.
    pub(super) fn exit_two(&mut self) -> HookAnswer {
        let answers = self.answers;
        // The run blocks in any case, so take the reason even from an object that is not the whole output.
        let answer = self.whole().filter(NativeAnswer::is_answer).or_else(|| {
            let lines = self.out.lines();
            let lines = lines.filter_map(|line| answer_in(line, answers));
            // The strictest object gives the reason. Among equally strict objects, prefer an object with a message.
            first_max(self.strictest().into_iter().chain(lines), |answer| {
                (answer.restriction(), answer.message.is_some())
            })
        });
        let is_unread = answer.is_none();
        let mut answer = answer.unwrap_or_default();
        self.notes.append(&mut answer.notes);
        // If the object contradicts the exit code, the exit code decides, because it is stricter.
        if let Some(kind) = answer.decision.filter(|kind| *kind != OutcomeKind::Block) {
            self.note(
                NoteCode::SaidButNotCounted,
                format!("it answered `{kind}`, but {EXIT_TWO_OVERRIDES}"),
            );
        }
        // The hook exited with 2, so it blocks. Use the message of the object as the reason (`docs/answers.md`),
        // because most such hooks print a message and no decision. This also holds if the object allows: the remark
        // above reports that contradiction. (The dialects of other agents do not do this, because each of their
        // decisions has a separate reason, and the reason of an allow would not explain a block.)
        let reason = match answer.message.take() {
            Some(message) => {
                self.notes.extend(stderr_beside(self.said.stderr.bytes));
                message
            }
            None => {
                self.notes.extend(exit_two_origin(self.said.stderr.bytes));
                self.remark_unread_reason();
                let (reason, cut) = cleaned(&text(self.said.stderr.bytes));
                // Of an output that was cut at the size limit only the number of bytes is known.
                let total = usize::try_from(self.said.stderr.total).unwrap_or(usize::MAX);
                let total = self.said.stderr.is_truncated().then_some(total);
                let length = total.or(cut);
                self.notes
                    .extend(length.map(|length| Note::cut("the reason on stderr", length)));
                if is_unread && !reason.trim().is_empty() {
                    self.notes.extend(stdout_beside(self.said.stdout.bytes));
                }
                reason
            }
        };
        answer.adding_to(Outcome::block(reason))
    }

    /// Adds a remark that quotes stdout if stderr is empty, because the text on stdout was probably meant as the
    /// reason.
    fn remark_unread_reason(&mut self) {
        let line = self.out.lines().next().map(str::to_owned);
        if let Some(line) = line.filter(|_| self.said.stderr.bytes.trim_ascii().is_empty()) {
            let line = quoted(line.as_bytes(), QUOTE);
            let message = format!(
                "it blocks without a reason, which is read from stderr; on stdout it printed: {line}"
            );
            self.note(NoteCode::Noise, message);
        }
    }
}

/// Returns the first of the items with the greatest key.
fn first_max<T, K: Ord>(items: impl Iterator<Item = T>, key: impl Fn(&T) -> K) -> Option<T> {
    // Do not use `max_by_key`: it returns the last of equal items.
    items.reduce(|best, next| if key(&next) > key(&best) { next } else { best })
}
