//! An object too long to keep, shortened as it is read so that it can still be judged.
//!
//! A guard quotes what it refuses, so whoever writes the command decides how long the line with the
//! block is. Keys, short values and the beginnings of texts are copied; of the rest only the
//! structure is followed.

use memchr::memchr2;

/// Raw bytes kept of one string.
const STRING_LIMIT: usize = 64 << 10;

/// What is copied before keys that no answer has are left out.
const COPY_ALL: usize = 256 << 10;

/// What is copied at most; an object that needs more is none that a hook answers with.
const COPY_LIMIT: usize = 1 << 20;

/// The longest key that is remembered.
const KEY_LIMIT: usize = 40;

/// Stands for a value that was not kept: a number no type holds. An ask about content that cannot
/// be read is a block, while one about content that was left out would run the original.
const UNREADABLE: &[u8] = b"1e999";

/// Keys whose objects hold decisions, in any dialect.
const NESTING: &[&[u8]] = &[b"hookSpecificOutput", b"decision"];

/// Keys of texts that may be cut, in any dialect.
const TEXTS: &[&[u8]] = &[
    b"message",
    b"reason",
    b"stop",
    b"context",
    b"notice",
    b"stopReason",
    b"systemMessage",
    b"permissionDecisionReason",
    b"additionalContext",
    b"additional_context",
    b"user_message",
    b"userMessage",
    b"agent_message",
    b"agentMessage",
    b"followup_message",
];

/// Other keys that an answer restricts with or whose loss would loosen it, in any dialect.
const WORDS: &[&[u8]] = &[
    b"content",
    b"continue",
    b"permission",
    b"permissionDecision",
    b"behavior",
    b"interrupt",
    b"action",
    b"hookEventName",
    b"ok",
    b"updatedInput",
    b"updated_input",
    b"modifiedArgs",
];

/// Reads one object, keeping at most a little more than 1 MiB.
#[derive(Debug, Default)]
pub(super) struct LongLine {
    copy: Vec<u8>,
    /// The open objects that are copied, the outermost first.
    open: Vec<Open>,
    /// How deep it is inside a value that is not copied.
    hollow: usize,
    string: Option<Text>,
    end: End,
}

/// Whether the object is over.
#[derive(Debug, Default, PartialEq, Eq)]
enum End {
    #[default]
    Before,
    Reached,
    /// It is no object, or none that can be judged.
    Broken,
}

/// An object whose entries are copied.
#[derive(Debug, Default)]
struct Open {
    /// Where the copy of the entry at hand begins.
    entry: usize,
    /// Where the copy of its value begins, after the colon.
    value: usize,
    key: Vec<u8>,
    place: Place,
    /// An entry before this one was kept.
    follows: bool,
    /// Something of the value at hand was not copied.
    lossy: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    Begin,
    Comma,
    Key,
    Value,
}

/// A string at hand.
#[derive(Debug, Default)]
struct Text {
    copied: usize,
    full: bool,
    /// Bytes of an escape still to come.
    escape: u8,
    /// Where the copy of the last `\u` escape begins.
    unicode: Option<usize>,
}

impl LongLine {
    /// Reads the next bytes, the first of which is a `{`.
    pub(super) fn feed(&mut self, mut bytes: &[u8]) {
        while let Some((byte, rest)) = bytes.split_first() {
            if self.end == End::Broken {
                return;
            }
            let Some(text) = &mut self.string else {
                self.structure(*byte);
                bytes = rest;
                continue;
            };
            if text.full && text.escape == 0 {
                let special = memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
                bytes = bytes.get(special..).unwrap_or_default();
                let Some((special, rest)) = bytes.split_first() else {
                    return;
                };
                self.in_string(*special);
                bytes = rest;
            } else {
                self.in_string(*byte);
                bytes = rest;
            }
        }
    }

    /// The shortened object; none if it was no object.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        (self.end == End::Reached).then_some(self.copy)
    }

    /// A byte outside strings.
    fn structure(&mut self, byte: u8) {
        match byte {
            b' ' | b'\t' => {}
            _ if self.end == End::Reached => self.end = End::Broken,
            b'"' => self.begin_string(),
            b'{' | b'[' if self.hollow > 0 => self.hollow += 1,
            b'}' | b']' if self.hollow > 0 => self.hollow -= 1,
            _ if self.hollow > 0 => {}
            b'{' | b'[' => self.begin_value(byte),
            b':' => match self.open.last_mut() {
                Some(open) if open.place == Place::Key => {
                    self.copy.push(byte);
                    open.place = Place::Value;
                    open.value = self.copy.len();
                }
                _ => self.end = End::Broken,
            },
            b',' => {
                self.end_entry();
                match self.open.last_mut() {
                    Some(open) if open.place == Place::Value => open.place = Place::Comma,
                    _ => self.end = End::Broken,
                }
            }
            b'}' => self.end_object(),
            _ => match self.open.last() {
                Some(open) if open.place == Place::Value && self.copy.len() < COPY_LIMIT => {
                    self.copy.push(byte);
                }
                _ => self.end = End::Broken,
            },
        }
    }

    fn begin_string(&mut self) {
        let full = self.hollow > 0;
        if !full {
            match self.open.last_mut() {
                Some(open) if matches!(open.place, Place::Begin | Place::Comma) => {
                    open.entry = self.copy.len();
                    open.place = Place::Key;
                    open.key.clear();
                    open.lossy = false;
                    if open.follows {
                        self.copy.push(b',');
                    }
                }
                Some(open) if open.place == Place::Value => {}
                _ => return self.end = End::Broken,
            }
            self.copy.push(b'"');
        }
        self.string = Some(Text {
            full,
            ..Text::default()
        });
    }

    /// A byte inside a string.
    fn in_string(&mut self, byte: u8) {
        let Some(text) = &mut self.string else {
            return;
        };
        let whole = text.escape == 0;
        let border = whole && byte & 0xc0 != 0x80 && byte != b'"';
        if border && !text.full && text.copied >= STRING_LIMIT {
            // Half of a character is none.
            if let Some(at) = text.unicode
                && is_high_surrogate(self.copy.get(at..).unwrap_or_default())
            {
                self.copy.truncate(at);
            }
            text.full = true;
            if let Some(open) = self.open.last_mut() {
                open.lossy = true;
            }
        }
        let ends = whole && byte == b'"';
        text.escape = match (text.escape, byte) {
            (0, b'\\') => 2,
            (0, _) => 0,
            (2, b'u') => {
                text.unicode = self.copy.len().checked_sub(1);
                // Numbers above 2 count the digits to come.
                6
            }
            (2 | 3, _) => 0,
            (left, _) => left - 1,
        };
        if !text.full || (ends && self.hollow == 0) {
            self.copy.push(byte);
            text.copied += 1;
        }
        if ends {
            self.string = None;
        } else if let Some(open) = self.open.last_mut()
            && open.place == Place::Key
            && open.key.len() < KEY_LIMIT
        {
            open.key.push(byte);
        }
    }

    fn begin_value(&mut self, byte: u8) {
        let nested = match self.open.last() {
            None => true,
            Some(open) if open.place == Place::Value => {
                byte == b'{' && self.open.len() < 4 && NESTING.contains(&open.key.as_slice())
            }
            Some(_) => return self.end = End::Broken,
        };
        if nested {
            self.copy.push(byte);
            self.open.push(Open::default());
        } else {
            self.hollow = 1;
            if let Some(open) = self.open.last_mut() {
                open.lossy = true;
            }
            // A stop counts whatever its object holds.
            self.copy.extend_from_slice(b"{}");
        }
    }

    /// Decides what is kept of the entry at hand.
    fn end_entry(&mut self) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        if open.place != Place::Value {
            return;
        }
        let key = open.key.as_slice();
        let known = [NESTING, TEXTS, WORDS]
            .iter()
            .any(|keys| keys.contains(&key));
        if !known && self.copy.len() > COPY_ALL {
            self.copy.truncate(open.entry);
            return;
        }
        if open.lossy && !TEXTS.contains(&key) {
            self.copy.truncate(open.value);
            self.copy.extend_from_slice(UNREADABLE);
        }
        open.follows = true;
        if self.copy.len() > COPY_LIMIT {
            self.end = End::Broken;
        }
    }

    fn end_object(&mut self) {
        self.end_entry();
        match self.open.pop() {
            Some(open) if matches!(open.place, Place::Begin | Place::Value) => {
                self.copy.push(b'}');
            }
            _ => self.end = End::Broken,
        }
        if self.open.is_empty() && self.end == End::Before {
            self.end = End::Reached;
        }
    }
}

/// Whether a `\u` escape, the last of a string, is the first half of a pair.
fn is_high_surrogate(escape: &[u8]) -> bool {
    matches!(
        escape,
        [
            b'\\',
            b'u',
            b'd' | b'D',
            b'8' | b'9' | b'a' | b'b' | b'A' | b'B',
            _,
            _
        ]
    )
}

#[cfg(test)]
#[path = "long_line_tests.rs"]
mod tests;
