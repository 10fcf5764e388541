//! Reads one JSON text as tolerantly as the agents that write it.
//!
//! `serde_json` refuses half a surrogate pair, bytes that are not UTF-8, a number no type holds and
//! 128 levels of nesting. Agents write all of these, and a payload nobody can read switches every
//! hook off. What is read otherwise than it stands is counted, so that a report can say so.
//!
//! | in the text | read as | a gate |
//! |---|---|---|
//! | unpaired surrogate, byte that is not UTF-8 | U+FFFD | judges it |
//! | number out of range, `NaN`, `Infinity`, a number over [`LONGEST_NUMBER`] bytes | its own text | judges it |
//! | control character in a string; NUL or byte order mark between tokens | itself; white space | judges it |
//! | key said twice | the last one, as agents do | cannot judge it if the values differ |
//! | array or object below [`DEEPEST`] levels | `null` | cannot judge it |
//!
//! Time and memory are linear in the text. Anything else that is not JSON is an error.

use std::error::Error;
use std::fmt;

use memchr::{memchr_iter, memchr2, memrchr};
use serde::de::IgnoredAny;
use serde_json::{Map, Number, Value};

use crate::reader::unescape;
use crate::replaced::Replaced;

/// The levels of arrays and objects that are kept.
pub(crate) const DEEPEST: usize = 128;

/// The longest number that is read as one.
const LONGEST_NUMBER: usize = 1024;

/// The bytes of `\uXXXX`.
const CODE: usize = 6;

/// The byte order mark, which is white space here.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// A text is not JSON, however tolerantly it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonError {
    problem: &'static str,
    line: usize,
    column: usize,
}

impl JsonError {
    /// Where, as line and column from 1.
    pub fn position(&self) -> (usize, usize) {
        (self.line, self.column)
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            problem,
            line,
            column,
        } = self;
        write!(f, "{problem} at line {line} column {column}")
    }
}

impl Error for JsonError {}

/// Reads the one JSON value in a text.
///
/// # Errors
///
/// What is wrong, and where.
pub fn read(text: &[u8]) -> Result<(Value, Replaced), JsonError> {
    let mut reader = Reader {
        text,
        at: 0,
        replaced: Replaced::default(),
        around: String::new(),
    };
    // A mark at the start is so common that it is not worth a remark.
    if text.starts_with(BOM) {
        reader.at = BOM.len();
    }
    reader.blanks();
    let value = reader.value(1)?;
    reader.blanks();
    match reader.peek() {
        None => Ok((value, reader.replaced)),
        Some(_) => Err(reader.wrong("trailing characters")),
    }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    replaced: Replaced,
    /// The key of the outermost object whose value is read.
    around: String,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn rest(&self) -> &[u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn wrong(&self, problem: &'static str) -> JsonError {
        let read = &self.text[..self.at.min(self.text.len())];
        let line = memchr_iter(b'\n', read).count() + 1;
        let column = self.at - memrchr(b'\n', read).map_or(0, |end| end + 1) + 1;
        JsonError {
            problem,
            line,
            column,
        }
    }

    fn blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                0 => {
                    self.replaced.controls.add(self.at);
                    self.at += 1;
                }
                _ if self.rest().starts_with(BOM) => {
                    self.replaced.controls.add(self.at);
                    self.at += BOM.len();
                }
                _ => return,
            }
        }
    }

    /// A value whose arrays and objects are at this depth; never deeper than [`DEEPEST`] calls.
    fn value(&mut self, depth: usize) -> Result<Value, JsonError> {
        match self.peek() {
            Some(b'{' | b'[') if depth > DEEPEST => {
                self.replaced.cut.add(self.at);
                self.skip()?;
                Ok(Value::Null)
            }
            Some(b'{') => self.object(depth).map(Value::Object),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't' | b'f' | b'n' | b'N' | b'I') => self.word(),
            Some(_) => Err(self.wrong("no value")),
            None => Err(self.wrong("the text ends before its value does")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Map<String, Value>, JsonError> {
        let mut map = Map::new();
        self.at += 1;
        self.blanks();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(map);
        }
        loop {
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.wrong("no key in quotes"));
            }
            let key = self.string()?;
            if depth == 1 {
                self.around.clone_from(&key);
            }
            self.blanks();
            if self.peek() != Some(b':') {
                return Err(self.wrong("no `:` behind a key"));
            }
            self.at += 1;
            self.blanks();
            let before = self.replaced.scalars();
            let value = self.value(depth + 1)?;
            let mut unclear = value.is_string() && self.replaced.scalars() > before;
            if let Some(before) = map.get(&key) {
                match *before == value {
                    true => self.replaced.doubled.add(start),
                    false => {
                        self.replaced.contradicted.add(start);
                        unclear = true;
                    }
                }
            }
            if unclear {
                match depth {
                    1 => self.replaced.add_unclear(&[&key]),
                    2 => self.replaced.add_unclear(&[&self.around, &key]),
                    _ => {}
                }
            }
            map.insert(key, value);
            if !self.goes_on(b'}')? {
                return Ok(map);
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, JsonError> {
        let mut values = Vec::new();
        self.at += 1;
        self.blanks();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(values));
        }
        loop {
            values.push(self.value(depth + 1)?);
            if !self.goes_on(b']')? {
                return Ok(Value::Array(values));
            }
        }
    }

    /// Whether another entry follows in an array or object that ends with `end`.
    fn goes_on(&mut self, end: u8) -> Result<bool, JsonError> {
        self.blanks();
        let next = self.peek();
        if next != Some(b',') && next != Some(end) {
            return Err(self.wrong("neither `,` nor an end behind a value"));
        }
        self.at += 1;
        self.blanks();
        Ok(next == Some(b','))
    }

    /// Passes over an array or object without building it, however deep it is.
    fn skip(&mut self) -> Result<(), JsonError> {
        let mut open = 0_usize;
        loop {
            match self.peek() {
                None => return Err(self.wrong("the text ends before its value does")),
                Some(b'"') => self.skip_string()?,
                Some(byte) => {
                    self.at += 1;
                    match byte {
                        b'{' | b'[' => open += 1,
                        b'}' | b']' => open -= 1,
                        _ => {}
                    }
                }
            }
            if open == 0 {
                return Ok(());
            }
        }
    }

    fn skip_string(&mut self) -> Result<(), JsonError> {
        self.at += 1;
        loop {
            match memchr2(b'"', b'\\', self.rest()) {
                None => return Err(self.wrong("a string that does not end")),
                Some(found) => self.at += found + 1,
            }
            match self.text.get(self.at - 1) {
                Some(b'"') => return Ok(()),
                _ => self.at += 1,
            }
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        let mut text = String::new();
        self.at += 1;
        loop {
            let Some(found) = memchr2(b'"', b'\\', self.rest()) else {
                return Err(self.wrong("a string that does not end"));
            };
            self.plain_text(found, &mut text);
            if self.peek() == Some(b'"') {
                self.at += 1;
                return Ok(text);
            }
            let (character, length) = unescape(self.rest());
            if character.is_none() {
                let is_code = self.rest().starts_with(br"\u");
                if length < CODE || !is_code {
                    self.at += 1;
                    return Err(self.wrong(match is_code {
                        true => "an escape without four digits",
                        false => "an escape that JSON does not have",
                    }));
                }
                self.replaced.surrogates.add(self.at);
            }
            text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
            self.at += length;
        }
    }

    /// The next `length` bytes of a string, none of them a quote or a backslash.
    fn plain_text(&mut self, length: usize, text: &mut String) {
        let bytes = self.text.get(self.at..self.at + length).unwrap_or_default();
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

    fn number(&mut self) -> Result<Value, JsonError> {
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
        {
            self.at += length;
            return Ok(Value::Number(number));
        }
        // Its grammar alone, whatever its size.
        if serde_json::from_slice::<IgnoredAny>(digits).is_err() {
            return Err(self.wrong("a broken number"));
        }
        let text = String::from_utf8_lossy(digits).into_owned();
        self.at += length;
        self.replaced.numbers.add(start);
        Ok(Value::String(text))
    }

    /// `true`, `false`, `null`, and the numbers that are not numbers.
    fn word(&mut self) -> Result<Value, JsonError> {
        for (word, value) in [
            ("true", Some(Value::Bool(true))),
            ("false", Some(Value::Bool(false))),
            ("null", Some(Value::Null)),
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
        Err(self.wrong("no value"))
    }
}

#[cfg(test)]
#[path = "lenient_tests.rs"]
mod tests;
