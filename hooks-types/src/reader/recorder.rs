//! Records the values of the dialect's keys while an object is read.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::memchr;

use super::decoded::Text;
use super::key::{Holds, Key};
use super::lexer::{KEY_LIMIT, Lexer};
use super::object::Object;
use super::steps::count;
use super::value::Value;

/// Records one object. The caller reports every token together with the number of open brackets
/// around it.
#[derive(Debug, Clone)]
pub(super) struct Recorder {
    /// The agent's name of the event. The strictness of a decision can depend on it.
    pub(super) event: Arc<str>,
    /// The keys of the outermost object.
    pub(super) keys: &'static [Key],
    /// Maximum number of bytes kept of one value.
    limit: usize,
    /// The recorded objects, the outermost first.
    pub(super) levels: Vec<Level>,
    /// The array or object that is being copied; `None` if nothing is being copied.
    pub(super) raw: Option<RawValue>,
}

/// An object whose entries are recorded.
#[derive(Debug, Clone)]
pub(super) struct Level {
    /// The entries so far.
    object: Object,
    /// The keys that the dialect defines in this object.
    keys: &'static [Key],
    /// Number of open brackets around the object's entries.
    depth: usize,
    /// Whether the last token was a string. The string is a key if a colon follows.
    last: bool,
    /// The known key whose value comes next.
    key: Option<&'static Key>,
}

/// An array or an object that is copied verbatim.
#[derive(Debug, Clone)]
pub(super) struct RawValue {
    /// Number of open brackets around the array or object.
    depth: usize,
    /// The bytes so far. `None` if there are more than the limit allows.
    pub(super) bytes: Option<Vec<u8>>,
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

impl RawValue {
    /// Returns a placeholder for a value whose end was not read. The placeholder has the type of
    /// the value, but no content.
    fn begun(&self, key: &Key) -> Value {
        let first = self.bytes.as_ref().and_then(|bytes| bytes.first());
        Value::Raw(match (key.holds, first) {
            (Holds::Content, _) => None,
            (_, Some(b'[')) => Some(b"[]".to_vec()),
            _ => Some(b"{}".to_vec()),
        })
    }
}

impl Recorder {
    /// Creates a recorder for an object with these keys, which a hook printed on `event` (the agent's name of the
    /// event). The recorder keeps up to `limit` bytes of each value.
    pub(super) fn new(keys: &'static [Key], event: Arc<str>, limit: usize) -> Self {
        Self {
            event,
            keys,
            limit,
            levels: vec![Level::new(keys, 1)],
            raw: None,
        }
    }

    /// Resets the recorder for a new object, and keeps its memory.
    pub(super) fn restart(&mut self, limit: usize) {
        self.limit = limit;
        self.levels.truncate(1);
        if let Some(root) = self.levels.first_mut() {
            root.object.clear();
            root.last = false;
            root.key = None;
        }
        self.raw = None;
    }

    /// Returns the number of open brackets around the entries of the innermost recorded object.
    pub(super) fn depth(&self) -> usize {
        self.levels.last().map_or(0, |level| level.depth)
    }

    /// Returns the recorded object of the innermost bracket, or `None` if this bracket is not recorded.
    fn level(&mut self, depth: usize) -> Option<&mut Level> {
        // Return `None` for tokens inside a copied value or in a bracket that is not recorded, because they do not
        // belong to a recorded object.
        let raw = self.raw.is_some();
        self.levels
            .last_mut()
            .filter(|level| !raw && level.depth == depth)
    }

    /// Returns the number of bytes to keep of the string that begins here.
    pub(super) fn bytes_left(&mut self, depth: usize) -> usize {
        let limit = self.limit;
        match self.level(depth) {
            Some(Level { key: Some(_), .. }) => limit.max(KEY_LIMIT),
            Some(_) => KEY_LIMIT,
            None => 0,
        }
    }

    /// Records the end of a string or a word.
    pub(super) fn token(
        &mut self,
        depth: usize,
        is_string: bool,
        is_value: bool,
        value: impl FnOnce() -> Value,
    ) {
        if let Some(level) = self.level(depth) {
            level.last = is_string;
            if is_value && level.key.is_some() {
                self.add(value());
            }
        }
    }

    /// Records that the last string was a key.
    pub(super) fn key(&mut self, depth: usize, lexer: &Lexer) {
        let kept = &lexer.kept;
        if let Some(level) = self.level(depth) {
            // Most keys have no escapes and are unknown. So avoid an allocation for them.
            let name = match memchr(b'\\', kept) {
                Some(_) => Cow::Owned(Text::decode(kept, lexer.cut).text),
                None => String::from_utf8_lossy(kept),
            };
            let is_key = std::mem::take(&mut level.last);
            count(level.keys.len() + kept.len());
            level.key = level.keys.iter().find(|key| is_key && key.name == name);
            if level.key.is_none() && is_key {
                level.object.add_unknown(&name);
            }
        }
    }

    /// Records the end of an entry.
    pub(super) fn comma(&mut self, depth: usize) {
        if let Some(level) = self.level(depth) {
            level.last = false;
            level.key = None;
        }
    }

    /// Records an opening bracket.
    pub(super) fn open(&mut self, depth: usize, object: bool) {
        let key = self.level(depth).and_then(|level| {
            level.last = false;
            level.key
        });
        match key.map(|key| key.holds) {
            // An object that can contain known keys is recorded like the outermost object. Any other array or object is
            // copied.
            Some(Holds::Object(keys)) if object => self.levels.push(Level::new(keys, depth + 1)),
            Some(_) => {
                let bytes = Some(Vec::new());
                self.raw = Some(RawValue { depth, bytes });
            }
            None => {}
        }
    }

    /// Ends the innermost recorded object, unless this is the outermost object.
    pub(super) fn end_level(&mut self, open: bool) {
        if self.levels.len() > 1
            && let Some(mut level) = self.levels.pop()
        {
            level.object.open = open;
            // The bracket that closes this object also ends an unfinished copy inside the object.
            self.raw = None;
            self.add(Value::Object(level.object));
        }
    }

    /// Adds the value of the current key.
    fn add(&mut self, value: Value) {
        if let Some(level) = self.levels.last_mut()
            && let Some(key) = level.key.take()
        {
            level.object.add(key, value, 1, &self.event);
        }
    }

    /// Adds a part to the copy of an array or object. Drops the whole copy if it becomes longer
    /// than the limit.
    pub(super) fn copy(&mut self, part: &[u8]) {
        if let Some(raw) = &mut self.raw {
            let fits = |bytes: &Vec<u8>| bytes.len() + part.len() <= self.limit;
            // A value that is too long is dropped completely, because a part of it would be a
            // different value.
            raw.bytes = raw.bytes.take().filter(fits);
            if let Some(bytes) = &mut raw.bytes {
                bytes.extend_from_slice(part);
                count(part.len());
            }
        }
    }

    /// Returns whether the closed bracket ends the array or object that is being copied.
    pub(super) fn is_raw_over(&self, depth: usize) -> bool {
        // Compare with `>=` and not with `==`, because one closing bracket can also close inner brackets that are still
        // open.
        self.raw.as_ref().is_some_and(|raw| raw.depth >= depth)
    }

    /// Ends the copying of an array or object, and adds the copy to the recorded values.
    pub(super) fn end_raw(&mut self) {
        if let Some(raw) = self.raw.take() {
            self.add(Value::Raw(raw.bytes));
        }
    }

    /// Ends every object and returns the outermost object. If `ended` is true, the inner objects are marked as
    /// unfinished. If `open` is true, the outermost object is marked as unfinished.
    pub(super) fn end(&mut self, ended: bool, open: bool) -> Option<&mut Object> {
        loop {
            // Record an unfinished replacement, because the answer can ask about it. Otherwise the answer would seem to
            // have no replacement.
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
        object.open = open;
        Some(object)
    }

    /// Returns the entries so far and the key whose value comes next.
    pub(super) fn so_far(&self, depth: usize) -> (Object, Option<&'static str>) {
        let mut said = Object::default();
        // Start at the innermost object, because each object becomes a value of the object around it.
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
        (said, self.key_here(depth).map(|key| key.name))
    }

    /// Returns whether the entries of an object or array that opens here are recorded.
    pub(super) fn records(&self, depth: usize, object: bool) -> bool {
        let key = self.key_here(depth);
        object && key.is_some_and(|key| matches!(key.holds, Holds::Object(_)))
    }

    /// Returns the known key whose value comes next. Returns `None` if there is no such key, or if the bracket at this
    /// depth is not recorded.
    pub(super) fn key_here(&self, depth: usize) -> Option<&'static Key> {
        let here = self.levels.last();
        let here = here.filter(|level| self.raw.is_none() && level.depth == depth);
        here.and_then(|level| level.key)
    }
}
