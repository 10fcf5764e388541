//! Reads a JSON text as tolerantly as the agents that write it.
//!
//! `serde_json` rejects unpaired surrogates, invalid UTF-8, numbers that no type can hold, and more than 128 levels of
//! nesting. Agents write all of these, and a payload that cannot be read would disable every hook. So they are
//! replaced, and each replacement is counted for the report.
//!
//! | in the text | read as | effect on a known gate (an event that can prevent an action) |
//! |---|---|---|
//! | unpaired surrogate, byte that is not UTF-8 | U+FFFD | none |
//! | number out of range, `NaN`, `Infinity`, number over 1024 bytes | its text | none |
//! | control character in a string; NUL or byte order mark between tokens | itself; white space | none |
//! | duplicate key | the last value, as agents do | blocked if the values differ |
//! | array or object below [`DEEPEST`] levels | `null` | blocked |
//!
//! Time and memory are linear in the length of the text. All other invalid JSON is an error.

mod error;
mod scalars;

pub use error::JsonError;

use memchr::{memchr_iter, memrchr};
use serde_json::{Map, Value};

use crate::replaced::{DEEPEST, Replaced};

/// The byte order mark, which this reader treats as white space.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Reads a text that is one JSON value, and records the replacements.
///
/// # Errors
///
/// The text is not JSON. The error says why, and at which line and column.
pub fn read(text: &[u8]) -> Result<(Value, Replaced), JsonError> {
    let mut reader = Reader {
        text,
        at: 0,
        replaced: Replaced::default(),
        around: String::new(),
    };
    // A byte order mark at the start is common, so skip it without recording it.
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

/// A recursive descent parser over the bytes of the text.
struct Reader<'a> {
    /// The whole text.
    text: &'a [u8],
    /// The offset of the next byte.
    at: usize,
    /// The replacements so far.
    replaced: Replaced,
    /// The key whose value is being read, in the outermost object.
    around: String,
}

impl Reader<'_> {
    /// Returns the next byte.
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Returns the rest of the text, from the current position.
    fn rest(&self) -> &[u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Creates an error at the current position, and computes its line and column.
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

    /// Skips white space, NULs and byte order marks.
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

    /// Reads a value. If the value is an array or object, `depth` is its level of nesting. The recursion is never
    /// deeper than [`DEEPEST`].
    fn value(&mut self, depth: usize) -> Result<Value, JsonError> {
        match self.peek() {
            Some(b'{' | b'[') if depth > DEEPEST => {
                self.replaced.cut.add(self.at);
                // The nesting is too deep, so drop the value. The call is later blocked, because hooks do not see the
                // value. Do not refuse the payload, because then no hook would run.
                self.skip()?;
                Ok(Value::Null)
            }
            Some(b'{') => self.object(depth).map(Value::Object),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't' | b'f' | b'n' | b'N' | b'I') => self.word(),
            Some(_) => Err(self.wrong("expected a value")),
            None => Err(self.wrong("the text ends inside a value")),
        }
    }

    /// Reads an object, from its opening bracket.
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
                return Err(self.wrong("expected a key in quotes"));
            }
            let key = self.string()?;
            if depth == 1 {
                self.around.clone_from(&key);
            }
            self.blanks();
            if self.peek() != Some(b':') {
                return Err(self.wrong("expected `:` after a key"));
            }
            self.at += 1;
            self.blanks();
            let before = self.replaced.scalars();
            let value = self.value(depth + 1)?;
            // A replaced character can turn the name of one event into the name of a different event. So mark a key as
            // unclear if its value is a string with a replaced character or a raw control character, or a number that
            // was read as text.
            let mut unclear = value.is_string() && self.replaced.scalars() > before;
            if let Some(before) = map.get(&key) {
                // Parsers disagree on which of two equal keys takes effect, so the agent could use the value that hooks
                // do not see. This is harmless if both values are equal.
                match *before == value {
                    true => self.replaced.doubled.add(start),
                    false => {
                        self.replaced.contradicted.add(start);
                        unclear = true;
                    }
                }
            }
            if unclear {
                // Record only short paths, because only event names need this mark, and their paths have at most two
                // keys (`hook_event.event_type`).
                match depth {
                    1 => self.replaced.add_unclear(&[&key]),
                    2 => self.replaced.add_unclear(&[&self.around, &key]),
                    _ => {}
                }
            }
            // The last value takes effect, as in the JSON parsers of JavaScript and Python.
            map.insert(key, value);
            if !self.goes_on(b'}')? {
                return Ok(map);
            }
        }
    }

    /// Reads an array, from its opening bracket.
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

    /// Returns whether a further entry follows in an array or object that ends with `end`.
    fn goes_on(&mut self, end: u8) -> Result<bool, JsonError> {
        self.blanks();
        let next = self.peek();
        if next != Some(b',') && next != Some(end) {
            return Err(self.wrong("expected `,` or an end after a value"));
        }
        self.at += 1;
        self.blanks();
        Ok(next == Some(b','))
    }

    /// Skips an array or object without building it, at any depth.
    fn skip(&mut self) -> Result<(), JsonError> {
        // Use a loop and no recursion, because the nesting can be too deep for the stack.
        let mut open = 0_usize;
        loop {
            match self.peek() {
                None => return Err(self.wrong("the text ends inside a value")),
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
}

#[cfg(test)]
mod tests;
