//! Reads an answer object of the native wire key by key.

use serde_json::value::RawValue;

use super::native_answer::NativeAnswer;
use super::near::nearest;
use super::raw_object::{self, RawObject};
use crate::note::{Note, NoteCode};
use crate::outcome::OutcomeKind;
use crate::text::{cleaned, quoted};

/// The keys of an answer.
pub(crate) const KEYS: &[&str] = &[
    "decision", "message", "content", "context", "notice", "stop",
];

/// Stands in where a hook ends the run without a reason.
const NO_STOP_REASON: &str = "a hook ended the run and gave no reason";

/// Longest quotation of a key or a value in a message, in characters.
const QUOTE: usize = 80;

impl NativeAnswer {
    /// What the object says, with a remark or a flaw for everything odd.
    pub(super) fn read(object: &RawObject<'_>) -> Self {
        let mut answer = Self::default();
        for (key, value) in object.entries() {
            match key {
                "decision" => answer.read_decision(value),
                "message" => answer.read_message(value),
                "content" => answer.read_content(value),
                "context" => {
                    let texts = answer.read_texts(key, value);
                    answer.context.extend(texts);
                }
                "notice" => {
                    let texts = answer.read_texts(key, value);
                    answer.notices.extend(texts);
                }
                "stop" => answer.read_stop(value),
                unknown => answer.read_unknown(unknown),
            }
        }
        for key in KEYS.iter().filter(|key| object.all(key).nth(1).is_some()) {
            let said = format!("`{key}` stands twice");
            answer.note(NoteCode::DuplicateKey, &said);
            answer.flawed(said);
        }
        answer
    }

    /// Of several decisions the strictest restricting one holds.
    fn read_decision(&mut self, value: &RawValue) {
        let Some(word) = raw_object::string(value) else {
            self.flawed(format!("`decision` is not a string but {}", quote(value)));
            return;
        };
        let kind = match decision(&word) {
            Some(kind) => kind,
            // A block in capitals is meant as one; a grant must be said exactly.
            None => match decision(&word.trim().to_lowercase()) {
                Some(kind @ (OutcomeKind::Block | OutcomeKind::Ask)) => {
                    self.note(
                        NoteCode::Stricter,
                        &format!("read {} as `{kind}`", quote(value)),
                    );
                    kind
                }
                _ => {
                    self.flawed(unknown_decision(&word));
                    return;
                }
            },
        };
        self.decision = self.decision.max(Some(kind));
    }

    fn read_message(&mut self, value: &RawValue) {
        if is_null(value) {
            return;
        }
        let text = raw_object::string(value);
        if text.is_none() {
            self.flawed(format!("`message` is not a string but {}", quote(value)));
        }
        let text = self.clean("message", &text.unwrap_or_else(|| quote(value)));
        self.message = Some(text)
            .filter(|text| !text.is_empty())
            .or(self.message.take());
    }

    fn read_content(&mut self, value: &RawValue) {
        if is_null(value) {
            return;
        }
        self.content = Some(
            raw_object::value(value).map_err(|error| format!("`content` cannot be read: {error}")),
        );
    }

    fn read_texts(&mut self, key: &str, value: &RawValue) -> Vec<String> {
        let texts = match value.get().as_bytes().first() {
            Some(b'n') => Some(Vec::new()),
            Some(b'"') => raw_object::string(value).map(|text| vec![text]),
            _ => serde_json::from_str::<Vec<&RawValue>>(value.get())
                .ok()
                .and_then(|items| items.into_iter().map(raw_object::string).collect()),
        };
        if texts.is_none() {
            self.flawed(format!(
                "`{key}` is neither a string nor an array of strings"
            ));
        }
        let texts = texts.unwrap_or_default();
        let texts = texts.iter().map(|text| self.clean(key, text));
        texts
            .collect::<Vec<_>>()
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect()
    }

    /// A string is the reason; `true` ends the run without one, `null` and `false` do not. An
    /// object counts as a stop too; a number or an array is more likely a log line's.
    fn read_stop(&mut self, value: &RawValue) {
        let text = match value.get().as_bytes().first() {
            Some(b'n' | b'f') => return,
            Some(b't') => None,
            Some(b'"') => raw_object::string(value),
            Some(b'{') => {
                let said = format!("read `stop` as a stop although it is {}", quote(value));
                self.note(NoteCode::Stricter, &said);
                None
            }
            _ => {
                self.flawed(format!("`stop` is not a string but {}", quote(value)));
                return;
            }
        };
        let reason = self.clean("stop", &text.unwrap_or_default());
        let reason = if reason.is_empty() {
            NO_STOP_REASON.to_owned()
        } else {
            reason
        };
        self.stop.get_or_insert(reason);
    }

    fn read_unknown(&mut self, key: &str) {
        if self.unknown.is_some() {
            return;
        }
        let mut said = format!("unknown key `{}`", quoted(key.as_bytes(), QUOTE));
        if let Some(meant) = nearest(key, KEYS) {
            said.push_str(&format!("; did you mean `{meant}`?"));
        }
        self.note(NoteCode::UnknownKey, &said);
        self.unknown = Some(said);
    }

    fn clean(&mut self, key: &str, text: &str) -> String {
        let (text, cut) = cleaned(text);
        if cut {
            self.note(NoteCode::Cut, &format!("`{key}` was cut"));
        }
        text
    }

    /// Remembers the first flaw.
    pub(super) fn flawed(&mut self, flaw: String) {
        if self.flaw.is_none() {
            self.flaw = Some(flaw);
        }
    }

    pub(super) fn note(&mut self, code: NoteCode, message: &str) {
        self.notes.push(Note::new(code, message));
    }
}

fn decision(word: &str) -> Option<OutcomeKind> {
    Some(match word {
        "block" => OutcomeKind::Block,
        "ask" => OutcomeKind::Ask,
        "modify" => OutcomeKind::Modify,
        "allow" => OutcomeKind::Allow,
        "proceed" => OutcomeKind::Proceed,
        _ => return None,
    })
}

/// Names the decision that a misspelt one, or another agent's word, stands for.
fn unknown_decision(word: &str) -> String {
    let meant = match word.to_lowercase().as_str() {
        "deny" | "denied" | "reject" | "refuse" | "stop" => Some("block"),
        "approve" | "approved" | "grant" | "yes" => Some("allow"),
        "continue" | "ok" | "pass" | "none" | "" => Some("proceed"),
        "rewrite" | "replace" | "update" => Some("modify"),
        "defer" | "confirm" | "prompt" => Some("ask"),
        other => nearest(other, &["proceed", "block", "modify", "allow", "ask"]),
    };
    let word = quoted(word.as_bytes(), QUOTE);
    match meant {
        Some(meant) => format!("`{word}` is no decision; did you mean `{meant}`?"),
        None => format!("`{word}` is no decision; it is one of proceed, block, modify, allow, ask"),
    }
}

fn is_null(value: &RawValue) -> bool {
    value.get() == "null"
}

fn quote(value: &RawValue) -> String {
    quoted(value.get().as_bytes(), QUOTE)
}
