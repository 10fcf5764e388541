//! Follows one object through output that comes in pieces.
//!
//! Every byte is looked at once. Of what it passes it keeps the values of its dialect's keys, and of
//! those only so much; the rest is followed by its brackets and quotes. It goes on after every
//! mistake: a string before a colon is a key, what follows the colon is its value.
//!
//! A quote that nobody escaped turns strings and what is between them round. So where a string or a
//! word first stands in a wrong place, a second reader goes on as if the string before it had not
//! ended, up to its own end of the object. What that hears may restrict as well.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::memchr;

use super::decoded::Text;
use super::flat_reader::{FlatReader, Unfinished};
use super::grammar::Grammar;
use super::key::{Holds, Key};
use super::lexer::{Ended, KEY_LIMIT, Lexer, Token, WORD_LIMIT};
use super::lines::is_blank;
use super::object::Object;
use super::steps::count;
use super::value::Value;

/// Reads one object.
#[derive(Debug)]
pub(super) struct ObjectReader {
    event: Arc<str>,
    /// Bytes kept of one value.
    limit: usize,
    lexer: Lexer,
    grammar: Grammar,
    /// The objects that are recorded, the outermost first.
    levels: Vec<Level>,
    raw: Option<RawValue>,
    turned: Option<Box<FlatReader>>,
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

impl Level {
    fn new(keys: &'static [Key], depth: usize) -> Self {
        Self {
            object: Object::default(),
            keys,
            depth,
            last: false,
            key: None,
        }
    }
}

/// An array or an object that is copied as it is.
#[derive(Debug)]
struct RawValue {
    depth: usize,
    bytes: Option<Vec<u8>>,
}

impl RawValue {
    /// Copies a part, as long as all of it fits.
    fn copy(&mut self, part: &[u8], limit: usize) {
        let fits = |bytes: &Vec<u8>| bytes.len() + part.len() <= limit;
        self.bytes = self.bytes.take().filter(fits);
        if let Some(bytes) = &mut self.bytes {
            bytes.extend_from_slice(part);
            count(part.len());
        }
    }

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
            lexer: Lexer::new(Token::None, Vec::new(), 0),
            grammar: Grammar::new(),
            levels: vec![Level::new(keys, 1)],
            raw: None,
            turned: None,
        }
    }

    /// Makes it ready for another object of the same keys and event; what it took of memory it
    /// keeps.
    pub(super) fn restart(&mut self, limit: usize) {
        self.limit = limit;
        self.lexer.restart();
        self.grammar.restart();
        self.levels.truncate(1);
        if let Some(root) = self.levels.first_mut() {
            root.object.clear();
            root.last = false;
            root.key = None;
        }
        self.raw = None;
        self.turned = None;
    }

    /// At least so many closing brackets (`}` or `]`) must come before it ends: one closes one
    /// object at most.
    pub(super) fn closers_to_come(&self) -> usize {
        self.grammar.nest.open_objects().max(1)
    }

    /// Whether it was JSON so far.
    pub(super) fn is_valid(&self) -> bool {
        self.grammar.valid && self.lexer.clean
    }

    /// Reads the next bytes; if the object ends in them, how many belong to it.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        // Where the part begins that is still to be copied.
        let mut copy = 0;
        // Where the second reader begins.
        let mut turned = self.turned.as_ref().map(|_| 0);
        while let Some(rest) = bytes.get(at..)
            && let Some(byte) = rest.first()
        {
            let begin = at;
            if self.lexer.token != Token::None {
                let (read, ended) = self.lexer.read(rest);
                at += read;
                match ended {
                    Some(Ended::String) => self.end_string(),
                    Some(Ended::Word) => self.end_word(),
                    None => {}
                }
            } else if self.decides_nothing() {
                at += self.skip(rest);
            } else {
                if turned.is_none() && self.is_misplaced(*byte) {
                    self.turn();
                    turned = Some(at);
                }
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
                    self.feed_turned(turned, bytes.get(..at).unwrap_or_default());
                    return Some(at);
                }
            }
            count(at - begin);
        }
        self.feed_turned(turned, bytes);
        self.copy(bytes.get(copy..).unwrap_or_default());
        None
    }

    /// Whether a string or a word that begins with this byte stands in a wrong place.
    fn is_misplaced(&self, byte: u8) -> bool {
        let begins = !b"{}[]:,".contains(&byte) && !is_blank(byte);
        begins && self.grammar.nest.depth() > 0 && !self.grammar.takes(byte == b'"')
    }

    /// Begins to read on as if the string before had not ended.
    fn turn(&mut self) {
        let Some(keys) = self.levels.first().map(|root| root.keys) else {
            return;
        };
        let of = Unfinished {
            token: Token::String,
            kept: Vec::new(),
            key: None,
            ..self.unfinished()
        };
        let reader = FlatReader::new(keys, Arc::clone(&self.event), of);
        self.turned = Some(Box::new(reader.inside(self.grammar.nest.depth())));
    }

    fn feed_turned(&mut self, from: Option<usize>, bytes: &[u8]) {
        if let (Some(from), Some(turned)) = (from, &mut self.turned) {
            turned.feed(bytes.get(from..).unwrap_or_default());
        }
    }

    /// What the object says if a quote in it was not escaped.
    pub(super) fn take_turned(&mut self) -> Option<Object> {
        self.turned.take().map(|reader| reader.finish())
    }

    /// What was read of the object, a word at its very end included. `ended`: nothing more of it
    /// comes.
    pub(super) fn finish(mut self, ended: bool) -> Object {
        self.end(ended).map(std::mem::take).unwrap_or_default()
    }

    /// Ends it as [`finish`](Self::finish) does; what was read may be taken.
    pub(super) fn end(&mut self, ended: bool) -> Option<&mut Object> {
        if self.lexer.end_word().is_some() {
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
        object.open = ended && self.grammar.nest.depth() > 0;
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
            .filter(|level| self.raw.is_none() && level.depth == self.grammar.nest.depth());
        Unfinished {
            object: said,
            token: self.lexer.token,
            kept: self.lexer.kept.clone(),
            key: here.and_then(|level| level.key).map(|key| key.name),
        }
    }

    /// Whether what comes counts by its brackets alone: it is known to be no JSON, and the innermost
    /// bracket is below what is recorded.
    fn decides_nothing(&self) -> bool {
        let recorded = self.levels.last().map_or(0, |level| level.depth);
        let read = !self.is_valid() && self.turned.is_some();
        read && self.raw.is_none() && recorded < self.grammar.nest.depth()
    }

    /// Follows brackets up to a string or to what is recorded; returns how many bytes were read.
    fn skip(&mut self, bytes: &[u8]) -> usize {
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'"' => {
                    self.lexer.begin_string(0);
                    return at + 1;
                }
                b'{' | b'[' => _ = self.grammar.nest.open(*byte == b'{'),
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
            _ if is_blank(byte) => self.grammar.valid = false,
            _ => self.lexer.begin_word(byte, WORD_LIMIT),
        }
        true
    }

    /// The innermost bracket, if it is a recorded object.
    fn level(&mut self) -> Option<&mut Level> {
        let depth = self.grammar.nest.depth();
        let raw = self.raw.is_some();
        self.levels
            .last_mut()
            .filter(|level| !raw && level.depth == depth)
    }

    fn begin_string(&mut self) {
        self.grammar.begin_string();
        let limit = self.limit;
        let room = match self.level() {
            Some(Level { key: Some(_), .. }) => limit.max(KEY_LIMIT),
            Some(_) => KEY_LIMIT,
            None => 0,
        };
        self.lexer.begin_string(room);
    }

    fn end_string(&mut self) {
        let is_value = self.grammar.end_string();
        if let Some(level) = self.level() {
            level.last = true;
            if is_value && level.key.is_some() {
                self.add(Value::Text(self.lexer.text()));
            }
        }
    }

    fn end_word(&mut self) {
        let Lexer { cut, kept, .. } = &self.lexer;
        let is_value = self.grammar.end_word(|| !cut && is_literal(kept));
        if let Some(level) = self.level() {
            level.last = false;
            if is_value && level.key.is_some() {
                self.add(Value::Word(self.lexer.word()));
            }
        }
    }

    fn colon(&mut self) {
        if !self.grammar.colon() {
            return;
        }
        // Most keys are plain and none of ours: those need no text of their own.
        let kept = std::mem::take(&mut self.lexer.kept);
        let cut = self.lexer.cut;
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
        self.lexer.kept = kept;
    }

    fn comma(&mut self) {
        self.grammar.comma();
        if let Some(level) = self.level() {
            level.last = false;
            level.key = None;
        }
    }

    fn open(&mut self, object: bool) {
        let key = self.level().and_then(|level| {
            level.last = false;
            level.key
        });
        let depth = self.grammar.nest.depth();
        self.grammar.open(object);
        match key.map(|key| key.holds) {
            Some(Holds::Object(keys)) if object => self.levels.push(Level::new(keys, depth + 1)),
            Some(_) => {
                let bytes = Some(Vec::new());
                self.raw = Some(RawValue { depth, bytes });
            }
            None => {}
        }
    }

    /// Closes a bracket; false: it was the object's own.
    fn close(&mut self, object: bool) -> bool {
        let recorded = self.levels.last().map_or(0, |level| level.depth);
        if self.grammar.close(object, recorded) && self.levels.len() > 1 {
            self.end_level(false);
        }
        self.grammar.nest.depth() > 0
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
        let depth = self.grammar.nest.depth();
        self.raw.as_ref().is_some_and(|raw| raw.depth >= depth)
    }

    fn copy(&mut self, part: &[u8]) {
        if let Some(raw) = &mut self.raw {
            raw.copy(part, self.limit);
        }
    }

    fn end_raw(&mut self) {
        if let Some(raw) = self.raw.take() {
            self.add(Value::Raw(raw.bytes));
        }
    }
}

/// Whether a word is `true`, `false`, `null` or a number of JSON.
fn is_literal(word: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(word).is_ok()
}

#[cfg(test)]
#[path = "object_reader_tests.rs"]
mod tests;
