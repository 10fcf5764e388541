//! Reads an answer object of the native format, key by key.
//!
//! A block, an ask or a stop is read tolerantly, and all other parts are read strictly. A problem is recorded as a flaw
//! of the answer, because it is not known here whether the problem matters: that depends on the whole run.

use super::native_answer::NativeAnswer;
use super::native_words::{FOREIGN_KEYS, decision, loosely, unknown_decision};
use super::reading::{Decision, Reading};
use crate::near::meant_key;
use crate::note::{Note, NoteCode};
use crate::outcome::OutcomeKind;
use crate::reader::{Key, Object, Value};
use crate::text::{cleaned, quoted, short_name};

/// The keys of a native answer.
pub(crate) const KEYS: &[Key] = &[
    Key::decision("decision", |value, _| {
        value
            .as_str()
            .and_then(loosely)
            // A decision has a rank: its position in `OutcomeKind`, counted from 1 for proceed to 5 for block. Any
            // other value has rank 0.
            .map_or(0, |kind| kind as usize + 1)
    }),
    Key::remark("message"),
    Key::remark("reason"),
    Key::content("content"),
    Key::remark("context"),
    Key::remark("notice"),
    Key::decision("stop", |value, _| usize::from(stops(value).is_some())),
];

/// The default reason, for a stop without a text.
pub(super) const NO_STOP_REASON: &str = "a hook ended the run and gave no reason";

/// Maximum length of a quoted key or value in a message, in characters.
pub(super) const QUOTE: usize = 80;

/// Reads only the block, ask or stop of an object, without remarks. Most objects that a hook prints are log lines, so
/// this function must be cheap.
pub(crate) fn restrictions(object: &Object) -> Reading {
    let text = |key| object.text(key).ok();
    let mut reading = Reading::default();
    reading.decision = match decision_of(object) {
        Some(OutcomeKind::Block) => Some(Decision::Block),
        Some(OutcomeKind::Ask) => Some(Decision::Ask),
        _ => None,
    };
    reading.reason = reading.decision.and_then(|_| text("message"));
    reading.stop = object.get("stop").and_then(stops).map(str::to_owned);
    reading
}

/// Returns whether the object can be an answer. Unlike [`NativeAnswer::is_answer`], this function
/// ignores flaws.
pub(super) fn may_answer(object: &Object) -> bool {
    decision_of(object).is_some() || object.keys().all(is_known)
}

/// Returns the decision of an object.
fn decision_of(object: &Object) -> Option<OutcomeKind> {
    loosely(object.get("decision")?.as_str()?)
}

/// Returns whether a native answer can have this key.
fn is_known(key: &str) -> bool {
    KEYS.iter().any(|known| known.name == key)
}

impl NativeAnswer {
    /// Reads the object. For each unusual part, adds a remark, or a flaw if the part must void an allow.
    pub(super) fn read(object: &Object) -> Self {
        let mut answer = Self::default();
        answer.read_message(object);
        for (key, value) in object.values() {
            match key {
                "decision" => answer.read_decision(value),
                "message" | "reason" => {}
                "content" => answer.read_content(value),
                "context" => answer.context = answer.read_texts(key, value),
                "notice" => answer.notices = answer.read_texts(key, value),
                _ => answer.read_stop(value),
            }
        }
        if let Some(unknown) = object.keys().find(|key| !is_known(key)) {
            answer.read_unknown(unknown);
        }
        for key in object.doubled() {
            let said = format!("`{}` appears twice", short_name(key));
            answer.note(NoteCode::DuplicateKey, &said);
            let known = KEYS.iter().find(|known| known.name == key);
            // The key occurs twice. It is unclear which of the two values the author meant, so the
            // answer must not allow anything.
            if known.is_some_and(Key::decides) {
                answer.flawed(said);
            }
        }
        answer
    }

    /// Reads `decision`. An unknown word is a flaw and not a proceed: `{"decision":"bock"}` is
    /// probably a misspelt block.
    fn read_decision(&mut self, value: &Value) {
        let Some(word) = value.as_str() else {
            self.flawed(format!("`decision` is not a string but {}", quote(value)));
            return;
        };
        let kind = loosely(word);
        match kind {
            None => self.flawed(unknown_decision(word)),
            Some(kind) if decision(word).is_none() => self.note(
                NoteCode::Stricter,
                &format!("read {} as `{kind}`", quote(value)),
            ),
            Some(_) => {}
        }
        self.decision = kind;
    }

    /// Reads the reason from `message` or from `reason`, the key in other agents. A non-empty string takes precedence
    /// over any other value, and `message` over `reason`.
    fn read_message(&mut self, object: &Object) {
        let (mut texts, mut others) = (Vec::new(), Vec::new());
        for key in ["message", "reason"] {
            match object.get(key) {
                None => {}
                Some(value) if value.is_null() => {}
                Some(value) => match value.as_str() {
                    Some(text) => texts.push(self.clean(key, text)),
                    None => {
                        let quoted = quote(value);
                        self.flawed(format!("`{key}` is not a string but {quoted}"));
                        others.push(self.clean(key, &quoted));
                    }
                },
            }
        }
        if let [message, reason] = texts.as_slice()
            && message != reason
            && !message.is_empty()
        {
            let said = "`reason` is ignored beside `message`";
            self.note(NoteCode::DuplicateKey, said);
        }
        let mut said = texts.into_iter().chain(others);
        self.message = said.find(|text| !text.is_empty());
    }

    /// Reads `content`. Whether it fits the call is checked later, by the router.
    fn read_content(&mut self, value: &Value) {
        // `null` means that there is no replacement, as in answers that this crate writes.
        if !value.is_null() {
            let content = value.to_json();
            self.content =
                Some(content.map_err(|error| format!("`content` cannot be read: {error}")));
        }
    }

    /// Reads a string or an array of strings. Any other value is a flaw.
    fn read_texts(&mut self, key: &str, value: &Value) -> Vec<String> {
        let texts = match value {
            Value::Text(text) => Some(vec![text.text.clone()]),
            value if value.is_null() => Some(Vec::new()),
            value => value.texts(),
        };
        if texts.is_none() {
            self.flawed(format!(
                "`{key}` is neither a string nor an array of strings"
            ));
        }
        let texts = texts.unwrap_or_default().into_iter();
        let texts = texts.map(|text| self.clean(key, &text));
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// Reads `stop`. A string is the reason; `true` stops without a reason; `null` and `false` do not stop. An object
    /// also stops. A number or an array does not stop, because it more likely belongs to a log line.
    fn read_stop(&mut self, value: &Value) {
        let reason = match (stops(value), value) {
            // `stop` should be a text, but it is an object. Read it as a stop: if it were ignored,
            // the run would continue.
            (Some(reason), Value::Raw(_)) => {
                let said = format!("read `stop` as a stop although it is {}", quote(value));
                self.note(NoteCode::Stricter, &said);
                reason
            }
            (Some(reason), _) => reason,
            (None, value) => {
                if !value.is_null() && value.as_bool().is_none() {
                    self.flawed(format!("`stop` is not a string but {}", quote(value)));
                }
                return;
            }
        };
        let reason = self.clean("stop", reason);
        self.stop = Some(match reason.is_empty() {
            true => NO_STOP_REASON.to_owned(),
            false => reason,
        });
    }

    /// Records an unknown key, with the known key that was probably meant.
    fn read_unknown(&mut self, key: &str) {
        let mut said = format!("unknown key `{}`", quoted(key.as_bytes(), QUOTE));
        if let Some((_, form)) = FOREIGN_KEYS.iter().find(|(keys, _)| keys.contains(&key)) {
            said.push_str(&format!("; hooks of this format print {form}"));
        } else if let Some(meant) = meant_key(key, KEYS.iter().map(|key| key.name)) {
            said.push_str(&format!("; did you mean `{meant}`?"));
        }
        self.note(NoteCode::UnknownKey, &said);
        self.unknown = Some(said);
    }

    /// Cleans a text for display, with a remark if it was cut.
    fn clean(&mut self, key: &str, text: &str) -> String {
        let (text, cut) = cleaned(text);
        if let Some(length) = cut {
            self.notes.push(Note::cut(&format!("`{key}`"), length));
        }
        text
    }

    /// Records a flaw (a problem that voids everything except a block, an ask and a stop). Only the
    /// first flaw is kept.
    pub(super) fn flawed(&mut self, flaw: String) {
        if self.flaw.is_none() {
            self.flaw = Some(flaw);
        }
    }

    /// Adds a remark.
    pub(super) fn note(&mut self, code: NoteCode, message: &str) {
        self.notes.push(Note::new(code, message));
    }
}

/// Returns the reason of a stop, or an empty text if the stop has no reason. Returns `None` if the value does not stop
/// the run.
fn stops(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(&text.text),
        Value::Word(word) => (word == "true").then_some(""),
        Value::Raw(_) => value.is_object().then_some(""),
        Value::Object(_) => Some(""),
    }
}

/// Quotes a value as it was written.
fn quote(value: &Value) -> String {
    quoted(&value.written(), QUOTE)
}
