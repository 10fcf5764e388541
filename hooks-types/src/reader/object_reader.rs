//! Follows one object through output that comes in pieces.
//!
//! Every byte is looked at once. Of what it passes it keeps the values of its dialect's keys, and of
//! those only so much; the rest is followed by its brackets and quotes. It goes on after every
//! mistake: a string before a colon is a key, what follows the colon is its value.
//!
//! A quote that nobody escaped turns strings and what is between them round, and brackets in what was
//! a string open and close objects. So two readers that know no depth go on beside it ([`Beside`]).
//! What they hear may restrict as well.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::{memchr, memchr2};

use super::decoded::Text;
use super::flat_reader::{FlatReader, Unfinished};
use super::key::{Holds, Key};
use super::lines::is_blank;
use super::nest::Nest;
use super::object::Object;
use super::steps::count;
use super::value::Value;

/// Bytes kept of a key; no known key is as long, even with every character escaped.
pub(super) const KEY_LIMIT: usize = 256;

/// Bytes kept of a word; a longer number is not read as one.
pub(super) const WORD_LIMIT: usize = 1024;

/// Reads one object.
#[derive(Debug)]
pub(super) struct ObjectReader {
    event: Arc<str>,
    /// Bytes kept of one value.
    limit: usize,
    nest: Nest,
    place: Place,
    token: Token,
    /// The bytes of the token at hand, as far as they are kept.
    kept: Vec<u8>,
    /// How many are kept.
    room: usize,
    cut: bool,
    /// The objects that are recorded, the outermost first.
    levels: Vec<Level>,
    raw: Option<RawValue>,
    valid: bool,
    /// Nothing but closing brackets stands behind its last string.
    ends_in_string: bool,
    beside: Beside,
}

/// Readers of the same object that hear the keys of answers at any depth.
#[derive(Debug, Default)]
struct Beside {
    /// From where something stands in a wrong place, as if the string before it had not ended.
    turned: Option<Box<FlatReader>>,
    /// From the first bracket whose entries are not recorded or that place, as if it had. Counts where
    /// the object is no JSON or has not ended.
    anywhere: Option<Box<FlatReader>>,
}

/// From which byte of a piece on the readers beside it read.
#[derive(Debug, Clone, Copy)]
struct Begun {
    turned: Option<usize>,
    anywhere: Option<usize>,
}

impl Beside {
    fn begun(&self) -> Begun {
        Begun {
            turned: self.turned.as_ref().map(|_| 0),
            anywhere: self.anywhere.as_ref().map(|_| 0),
        }
    }

    fn feed(&mut self, begun: Begun, bytes: &[u8]) {
        for (reader, from) in [
            (&mut self.turned, begun.turned),
            (&mut self.anywhere, begun.anywhere),
        ] {
            if let (Some(reader), Some(from)) = (reader, from) {
                reader.feed(bytes.get(from..).unwrap_or_default());
            }
        }
    }
}

/// What may come next in the innermost bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The first entry, or its end.
    Begin,
    /// A key, or in an array a value.
    Entry,
    Colon,
    Value,
    /// A comma, or its end.
    After,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    None,
    Word,
    String,
    /// In a string, with so many bytes of an escape still to come: the one after the backslash, or
    /// hexadecimal digits.
    Escape,
    Digits(u8),
}

impl Token {
    /// Behind a byte in an escape: the next token, none if it is no escape of JSON, in which case the
    /// string goes on; and whether the byte belongs to the escape.
    pub(super) fn escaped(self, byte: u8) -> (Option<Self>, bool) {
        match self {
            Self::Escape if byte == b'u' => (Some(Self::Digits(4)), true),
            Self::Escape => {
                let known = b"\"\\/bfnrt".contains(&byte);
                (known.then_some(Self::String), true)
            }
            Self::Digits(1) if byte.is_ascii_hexdigit() => (Some(Self::String), true),
            Self::Digits(more) if byte.is_ascii_hexdigit() => (Some(Self::Digits(more - 1)), true),
            _ => (None, false),
        }
    }
}

/// An object whose entries are kept.
#[derive(Debug)]
struct Level {
    object: Object,
    keys: &'static [Key],
    /// How deep its entries are.
    depth: usize,
    /// The token kept last is a string, which is a key if a colon follows.
    last: bool,
    /// The known key whose value comes.
    key: Option<&'static Key>,
}

/// An array or an object that is copied as it is.
#[derive(Debug)]
struct RawValue {
    depth: usize,
    bytes: Option<Vec<u8>>,
}

impl RawValue {
    /// Stands for it where its end is not read.
    fn begun(&self, key: &Key) -> Value {
        let first = self.bytes.as_ref().and_then(|bytes| bytes.first());
        Value::Raw(match (key.holds, first) {
            (Holds::Content, _) => None,
            (_, Some(b'[')) => Some(b"[]".to_vec()),
            _ => Some(b"{}".to_vec()),
        })
    }
}

impl ObjectReader {
    /// For an object with these keys on the agent's `event`, of whose values `limit` bytes each are
    /// kept. Its first byte is the `{`.
    pub(super) fn new(keys: &'static [Key], event: Arc<str>, limit: usize) -> Self {
        Self {
            event,
            limit,
            nest: Nest::default(),
            place: Place::Begin,
            token: Token::None,
            kept: Vec::new(),
            room: 0,
            cut: false,
            levels: vec![Level {
                object: Object::default(),
                keys,
                depth: 1,
                last: false,
                key: None,
            }],
            raw: None,
            valid: true,
            ends_in_string: false,
            beside: Beside::default(),
        }
    }

    /// Makes it ready for another object of the same keys and event; what it took of memory it
    /// keeps.
    pub(super) fn restart(&mut self, limit: usize) {
        self.limit = limit;
        self.nest.clear();
        self.place = Place::Begin;
        self.token = Token::None;
        self.begin(0);
        self.levels.truncate(1);
        if let Some(root) = self.levels.first_mut() {
            root.object.clear();
            root.last = false;
            root.key = None;
        }
        self.raw = None;
        self.valid = true;
        self.ends_in_string = false;
        self.beside = Beside::default();
    }

    /// At least so many closing brackets (`}` or `]`) must come before it ends: one closes one
    /// object at most.
    pub(super) fn closers_to_come(&self) -> usize {
        self.nest.open_objects().max(1)
    }

    /// Whether it was JSON so far.
    pub(super) fn is_valid(&self) -> bool {
        self.valid
    }

    /// Whether what was read last, closing brackets aside, is a string.
    pub(super) fn ends_in_string(&self) -> bool {
        self.ends_in_string
    }

    /// Reads the next bytes; if the object ends in them, how many belong to it.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        // Where the part begins that is still to be copied.
        let mut copy = 0;
        // Where the other readers begin.
        let mut begun = self.beside.begun();
        while let Some((byte, rest)) = bytes.get(at..).and_then(<[u8]>::split_first) {
            let begin = at;
            match self.token {
                Token::String => at += self.string(*byte, rest),
                Token::Escape | Token::Digits(_) => at += self.escape(*byte),
                Token::Word => at += self.word(bytes.get(at..).unwrap_or_default()),
                Token::None if self.decides_nothing() => {
                    at += self.skip(bytes.get(at..).unwrap_or_default());
                }
                Token::None => {
                    self.begin_beside(*byte, at, &mut begun);
                    let copied = self.raw.is_some();
                    let open = self.structure(*byte);
                    match (copied, self.raw.is_some()) {
                        (false, true) => copy = at,
                        (true, true) if self.is_raw_over() => {
                            self.copy(bytes.get(copy..=at).unwrap_or_default());
                            self.end_raw();
                        }
                        _ => {}
                    }
                    at += 1;
                    if !open {
                        self.beside.feed(begun, bytes.get(..at).unwrap_or_default());
                        return Some(at);
                    }
                }
            }
            count(at - begin);
        }
        self.beside.feed(begun, bytes);
        if self.raw.is_some() {
            self.copy(bytes.get(copy..).unwrap_or_default());
        }
        None
    }

    /// Whether what begins with this byte stands in a wrong place.
    fn is_misplaced(&self, byte: u8) -> bool {
        let in_object = self.nest.in_object();
        let place = self.place;
        let is_value = match in_object {
            true => place == Place::Value,
            false => matches!(place, Place::Begin | Place::Entry),
        };
        let fits = match byte {
            b':' => place == Place::Colon,
            b',' => place == Place::After,
            b'}' | b']' => {
                in_object == (byte == b'}') && matches!(place, Place::Begin | Place::After)
            }
            b'"' if in_object => matches!(place, Place::Begin | Place::Entry | Place::Value),
            _ => is_value || is_blank(byte),
        };
        self.nest.depth() > 0 && !fits
    }

    /// Begins what reads beside it, where this byte calls for it.
    fn begin_beside(&mut self, byte: u8, at: usize, begun: &mut Begun) {
        let misplaced = begun.turned.is_none() && self.is_misplaced(byte);
        let opens = matches!(byte, b'{' | b'[') && self.nest.depth() > 0;
        if begun.anywhere.is_none() && (misplaced || opens && !self.is_recorded(byte)) {
            let key = self.unfinished().key;
            self.beside.anywhere = self.reader_beside(Token::None, key);
            begun.anywhere = Some(at);
        }
        if misplaced {
            self.beside.turned = self.reader_beside(Token::String, None);
            begun.turned = Some(at);
        }
    }

    /// Whether the entries of what this bracket opens are recorded.
    fn is_recorded(&self, byte: u8) -> bool {
        let here = self
            .levels
            .last()
            .filter(|level| self.raw.is_none() && level.depth == self.nest.depth());
        let key = here.and_then(|level| level.key);
        byte == b'{' && key.is_some_and(|key| matches!(key.holds, Holds::Object(_)))
    }

    fn reader_beside(&self, token: Token, key: Option<&'static str>) -> Option<Box<FlatReader>> {
        let keys = self.levels.first()?.keys;
        let of = Unfinished {
            token,
            kept: Vec::new(),
            key,
            ..self.unfinished()
        };
        let reader = FlatReader::new(keys, Arc::clone(&self.event), of);
        Some(Box::new(reader))
    }

    /// What the object says besides if a quote in it was not escaped. `whole`: it ended, and nothing
    /// else is wrong with it.
    pub(super) fn take_beside(&mut self, whole: bool) -> impl Iterator<Item = Object> {
        let Beside { turned, anywhere } = std::mem::take(&mut self.beside);
        let anywhere = anywhere.filter(|_| !whole);
        let readers = turned.into_iter().chain(anywhere);
        readers.map(|reader| reader.finish())
    }

    /// What was read of the object, a word at its very end included. `ended`: nothing more of it
    /// comes.
    pub(super) fn finish(mut self, ended: bool) -> Object {
        self.end(ended).map(std::mem::take).unwrap_or_default()
    }

    /// Ends it as [`finish`](Self::finish) does; what was read may be taken.
    pub(super) fn end(&mut self, ended: bool) -> Option<&mut Object> {
        if self.token == Token::Word {
            self.end_word();
        }
        loop {
            // A replacement that was begun is not as good as none: an ask is about it.
            let key = self.levels.last().and_then(|level| level.key);
            if key.is_some_and(|key| matches!(key.holds, Holds::Content)) {
                self.add(Value::Raw(None));
            }
            if self.levels.len() <= 1 {
                break;
            }
            self.end_level(ended);
        }
        let object = self.levels.first_mut().map(|root| &mut root.object)?;
        object.open = ended && self.nest.depth() > 0;
        Some(object)
    }

    /// What it knows so far, for whoever reads on in its place.
    pub(super) fn unfinished(&self) -> Unfinished {
        let mut said = Object::default();
        let mut levels = self.levels.iter().rev();
        if let Some(innermost) = levels.next() {
            said = innermost.object.clone();
            if let (Some(raw), Some(key)) = (&self.raw, innermost.key) {
                said.add(key, raw.begun(key), 1, &self.event);
            }
        }
        for around in levels {
            let inside = std::mem::replace(&mut said, around.object.clone());
            if let Some(key) = around.key {
                said.add(key, Value::Object(inside), 1, &self.event);
            }
        }
        let here = self
            .levels
            .last()
            .filter(|level| self.raw.is_none() && level.depth == self.nest.depth());
        Unfinished {
            object: said,
            token: self.token,
            kept: self.kept.clone(),
            key: here.and_then(|level| level.key).map(|key| key.name),
        }
    }

    /// Whether what comes counts by its brackets alone: it is known to be no JSON, and the innermost
    /// bracket is below what is recorded.
    fn decides_nothing(&self) -> bool {
        let recorded = self.levels.last().map_or(0, |level| level.depth);
        let read = !self.valid && self.beside.turned.is_some();
        read && self.raw.is_none() && recorded < self.nest.depth()
    }

    /// Follows brackets up to a string or to what is recorded; returns how many bytes were read.
    fn skip(&mut self, bytes: &[u8]) -> usize {
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'"' => {
                    self.begin(0);
                    self.token = Token::String;
                    return at + 1;
                }
                b'{' | b'[' => _ = self.nest.open(*byte == b'{'),
                b'}' | b']' => {
                    // Closes nothing that is recorded.
                    self.close(*byte == b'}');
                    if !self.decides_nothing() {
                        return at + 1;
                    }
                }
                _ => {}
            }
        }
        bytes.len()
    }

    /// A byte in a string; returns how many were read.
    fn string(&mut self, byte: u8, rest: &[u8]) -> usize {
        match byte {
            b'"' => {
                self.token = Token::None;
                self.end_string();
                1
            }
            b'\\' => {
                self.keep(&[byte]);
                self.token = Token::Escape;
                1
            }
            _ => {
                let run = memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
                let run = rest.get(..run).unwrap_or_default();
                let control = |bytes: &[u8]| bytes.iter().any(|byte| *byte < b' ');
                self.valid = self.valid && !control(&[byte]) && !control(run);
                self.keep(&[byte]);
                self.keep(run);
                1 + run.len()
            }
        }
    }

    /// More of a word; returns how many bytes were read.
    fn word(&mut self, bytes: &[u8]) -> usize {
        let end = bytes.iter().position(|byte| ends_word(*byte));
        let word = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
        self.keep(word);
        if end.is_some() {
            self.end_word();
        }
        word.len()
    }

    /// A byte of an escape; returns how many were read.
    fn escape(&mut self, byte: u8) -> usize {
        let (next, read) = self.token.escaped(byte);
        self.valid &= next.is_some();
        self.token = next.unwrap_or(Token::String);
        if read {
            self.keep(&[byte]);
        }
        usize::from(read)
    }

    /// A byte outside strings and words; false: it ended the object.
    fn structure(&mut self, byte: u8) -> bool {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {}
            b'"' => self.begin_string(),
            b'{' => self.open(true),
            b'[' => self.open(false),
            b'}' | b']' => return self.close(byte == b'}'),
            b':' => self.colon(),
            b',' => self.comma(),
            _ if is_blank(byte) => self.valid = false,
            _ => {
                self.begin(WORD_LIMIT);
                self.token = Token::Word;
                self.keep(&[byte]);
            }
        }
        true
    }

    /// The innermost bracket, if it is a recorded object.
    fn level(&mut self) -> Option<&mut Level> {
        let depth = self.nest.depth();
        let raw = self.raw.is_some();
        self.levels
            .last_mut()
            .filter(|level| !raw && level.depth == depth)
    }

    fn begin(&mut self, room: usize) {
        self.kept.clear();
        self.room = room;
        self.cut = false;
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = self.room - self.kept.len();
        self.cut |= bytes.len() > room;
        let kept = bytes.get(..room).unwrap_or(bytes);
        self.kept.extend_from_slice(kept);
        count(kept.len());
    }

    fn begin_string(&mut self) {
        let (object, limit) = (self.nest.in_object(), self.limit);
        let room = match self.level() {
            Some(Level { key: Some(_), .. }) => limit.max(KEY_LIMIT),
            Some(_) => KEY_LIMIT,
            None => 0,
        };
        self.begin(room);
        self.token = Token::String;
        self.ends_in_string = true;
        self.valid &= match object {
            true => matches!(self.place, Place::Begin | Place::Entry | Place::Value),
            false => matches!(self.place, Place::Begin | Place::Entry),
        };
    }

    fn end_string(&mut self) {
        let is_value = self.place == Place::Value || !self.nest.in_object();
        self.place = match is_value {
            true => Place::After,
            false => Place::Colon,
        };
        let Some(level) = self.level() else {
            return;
        };
        level.last = true;
        if is_value && level.key.is_some() {
            let text = Text::decode(&self.kept, self.cut);
            self.add(Value::Text(text));
        }
    }

    fn end_word(&mut self) {
        self.token = Token::None;
        self.ends_in_string = false;
        let is_value = match self.nest.in_object() {
            true => self.place == Place::Value,
            false => matches!(self.place, Place::Begin | Place::Entry),
        };
        self.valid = self.valid && is_value && !self.cut && is_literal(&self.kept);
        self.place = match self.nest.in_object() && !is_value {
            true => Place::Colon,
            false => Place::After,
        };
        if let Some(level) = self.level() {
            level.last = false;
            if is_value && level.key.is_some() {
                let word = String::from_utf8_lossy(&self.kept).into_owned();
                self.add(Value::Word(word));
            }
        }
    }

    fn colon(&mut self) {
        let expected = self.place == Place::Colon;
        self.valid &= expected && self.nest.in_object();
        if !self.nest.in_object() {
            return;
        }
        self.place = Place::Value;
        // Most keys are plain and none of ours: those need no text of their own.
        let kept = std::mem::take(&mut self.kept);
        let cut = self.cut;
        if let Some(level) = self.level() {
            let name = match memchr(b'\\', &kept) {
                Some(_) => Cow::Owned(Text::decode(&kept, cut).text),
                None => String::from_utf8_lossy(&kept),
            };
            let is_key = std::mem::take(&mut level.last);
            count(level.keys.len() + kept.len());
            level.key = level.keys.iter().find(|key| is_key && key.name == name);
            if level.key.is_none() && is_key {
                level.object.add_unknown(&name);
            }
        }
        self.kept = kept;
    }

    fn comma(&mut self) {
        self.valid &= self.place == Place::After;
        self.place = Place::Entry;
        if let Some(level) = self.level() {
            level.last = false;
            level.key = None;
        }
    }

    fn open(&mut self, object: bool) {
        self.ends_in_string = false;
        let depth = self.nest.depth();
        if depth > 0 {
            self.valid &= match self.nest.in_object() {
                true => self.place == Place::Value,
                false => matches!(self.place, Place::Begin | Place::Entry),
            };
        }
        let key = self.level().and_then(|level| {
            level.last = false;
            level.key
        });
        self.valid &= self.nest.open(object);
        self.place = Place::Begin;
        match key.map(|key| key.holds) {
            Some(Holds::Object(keys)) if object => self.levels.push(Level {
                object: Object::default(),
                keys,
                depth: depth + 1,
                last: false,
                key: None,
            }),
            Some(_) => {
                self.raw = Some(RawValue {
                    depth,
                    bytes: Some(Vec::new()),
                });
            }
            None => {}
        }
    }

    /// Closes a bracket; false: it was the object's own. One that does not fit closes what it can
    /// be meant for, but none of the objects that are recorded.
    fn close(&mut self, object: bool) -> bool {
        let fits = self.nest.in_object() == object;
        self.valid &= fits && matches!(self.place, Place::Begin | Place::After);
        self.place = Place::After;
        while object && self.nest.depth() > 1 && !self.nest.in_object() {
            self.nest.close();
            count(1);
        }
        let recorded = self.levels.last().map(|level| level.depth) == Some(self.nest.depth());
        if recorded && !fits {
            return true;
        }
        if !object && !fits && !self.nest.around_is_object() {
            self.nest.close();
        }
        self.nest.close();
        if recorded && self.levels.len() > 1 {
            self.end_level(false);
        }
        self.nest.depth() > 0
    }

    fn end_level(&mut self, open: bool) {
        let Some(mut level) = self.levels.pop() else {
            return;
        };
        level.object.open = open;
        self.raw = None;
        self.add(Value::Object(level.object));
    }

    /// Takes up the value of the key at hand.
    fn add(&mut self, value: Value) {
        if let Some(level) = self.levels.last_mut()
            && let Some(key) = level.key.take()
        {
            level.object.add(key, value, 1, &self.event);
        }
    }

    fn is_raw_over(&self) -> bool {
        let depth = self.nest.depth();
        self.raw.as_ref().is_some_and(|raw| raw.depth >= depth)
    }

    fn copy(&mut self, part: &[u8]) {
        let limit = self.limit;
        if let Some(raw) = &mut self.raw {
            let fits = |bytes: &Vec<u8>| bytes.len() + part.len() <= limit;
            raw.bytes = raw.bytes.take().filter(fits);
            if let Some(bytes) = &mut raw.bytes {
                bytes.extend_from_slice(part);
                count(part.len());
            }
        }
    }

    fn end_raw(&mut self) {
        if let Some(raw) = self.raw.take() {
            self.add(Value::Raw(raw.bytes));
        }
    }
}

pub(super) fn ends_word(byte: u8) -> bool {
    matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b':' | b',') || is_blank(byte)
}

/// Whether a word is `true`, `false`, `null` or a number of JSON.
fn is_literal(word: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(word).is_ok()
}

#[cfg(test)]
#[path = "object_reader_tests.rs"]
mod tests;
