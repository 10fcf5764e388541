//! Reads strings, numbers and words tolerantly.
//!
//! Agents in JavaScript and Python write scalars that serde_json refuses: half a surrogate pair from a text that was
//! cut, `NaN` and the infinities, and numbers of any size. Each of these scalars is replaced by a value that a hook can
//! read, and the replacement is counted.

use memchr::memchr2;
use serde::de::IgnoredAny;
use serde_json::{Number, Value};

use super::{JsonError, Reader};
use crate::reader::unescape;

/// Maximum length of a number, in bytes. A longer number is read as text.
const LONGEST_NUMBER: usize = 1024;

/// Length of `\uXXXX`.
const CODE: usize = 6;

impl Reader<'_> {
    /// Skips a string without decoding it, for values that are nested too deep. Looks only for the end of the string,
    /// and does not check its escapes.
    pub(super) fn skip_string(&mut self) -> Result<(), JsonError> {
        self.at += 1;
        loop {
            match memchr2(b'"', b'\\', self.rest()) {
                None => return Err(self.wrong("a string without an end")),
                Some(found) => self.at += found + 1,
            }
            match self.text.get(self.at - 1) {
                Some(b'"') => return Ok(()),
                _ => self.at += 1,
            }
        }
    }

    /// Reads a string, from its opening quote. Invalid UTF-8 and halves of surrogate pairs become U+FFFD. Raw control
    /// characters are kept.
    ///
    /// # Errors
    ///
    /// The string does not end, an escape is incomplete, or JSON does not define an escape.
    pub(super) fn string(&mut self) -> Result<String, JsonError> {
        let mut text = String::new();
        self.at += 1;
        loop {
            let Some(found) = memchr2(b'"', b'\\', self.rest()) else {
                return Err(self.wrong("a string without an end"));
            };
            self.plain_text(found, &mut text);
            if self.peek() == Some(b'"') {
                self.at += 1;
                return Ok(text);
            }
            let (character, length) = unescape(self.rest());
            if character.is_none() {
                // JavaScript writes half a surrogate pair if a text is cut in the middle of the pair, so replace the
                // half. But an incomplete escape is an error, like all other invalid JSON.
                let is_code = self.rest().starts_with(br"\u");
                if length < CODE || !is_code {
                    self.at += 1;
                    return Err(self.wrong(match is_code {
                        true => "an escape without four digits",
                        false => "an escape that JSON does not define",
                    }));
                }
                self.replaced.surrogates.add(self.at);
            }
            text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
            self.at += length;
        }
    }

    /// Reads the next `length` bytes of a string, which contain no quote and no backslash. Control
    /// characters are kept, and each invalid sequence becomes one U+FFFD.
    fn plain_text(&mut self, length: usize, text: &mut String) {
        let bytes = self.text.get(self.at..self.at + length).unwrap_or_default();
        // JSON demands an escape for a control character. But the meaning of a raw control character is clear, so keep
        // it.
        if let Some(at) = bytes.iter().position(|byte| *byte < 0x20) {
            self.replaced.controls.add(self.at + at);
        }
        let mut at = self.at;
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            at += chunk.valid().len();
            if !chunk.invalid().is_empty() {
                self.replaced.bytes.add(at);
                at += chunk.invalid().len();
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        self.at += length;
    }

    /// Reads a number. A number that is too large or too long becomes its text.
    ///
    /// # Errors
    ///
    /// The characters are not a number by JSON's grammar, such as `01` or `1.`.
    pub(super) fn number(&mut self) -> Result<Value, JsonError> {
        // Python writes `-Infinity`, which is read as a word.
        if self.rest().starts_with(b"-I") {
            return self.word();
        }
        let start = self.at;
        let length = self
            .rest()
            .iter()
            .take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'))
            .count();
        let digits = &self.rest()[..length];
        if length <= LONGEST_NUMBER
            && let Ok(number) = serde_json::from_slice::<Number>(digits)
            // If another crate enables serde_json's feature `arbitrary_precision`, a number of any
            // size parses. So check that the number is finite.
            && number.as_f64().is_some_and(f64::is_finite)
        {
            self.at += length;
            return Ok(Value::Number(number));
        }
        // The number is too large or too long to be parsed. Check only that it is written as JSON
        // requires.
        if serde_json::from_slice::<IgnoredAny>(digits).is_err() {
            return Err(self.wrong("an invalid number"));
        }
        // Keep the number as text, because a float would round away digits.
        let text = String::from_utf8_lossy(digits).into_owned();
        self.at += length;
        self.replaced.numbers.add(start);
        Ok(Value::String(text))
    }

    /// Reads `true`, `false`, `null`, `NaN` and the infinities.
    pub(super) fn word(&mut self) -> Result<Value, JsonError> {
        for (word, value) in [
            ("true", Some(Value::Bool(true))),
            ("false", Some(Value::Bool(false))),
            ("null", Some(Value::Null)),
            // Python writes these three words for floats that JSON cannot express. Read each word
            // as a text.
            ("NaN", None),
            ("Infinity", None),
            ("-Infinity", None),
        ] {
            if !self.rest().starts_with(word.as_bytes()) {
                continue;
            }
            let start = self.at;
            self.at += word.len();
            return Ok(value.unwrap_or_else(|| {
                self.replaced.numbers.add(start);
                Value::String(word.to_owned())
            }));
        }
        Err(self.wrong("expected a value"))
    }
}
