//! An object in an output that is read to its end, because it could be an answer.

use std::sync::Arc;

use super::Answers;
use super::found::{Found, VALUE_LIMIT};
use super::object::Object;
use super::object_reader::ObjectReader;
use super::quoted::QuotedReader;

/// An object in the output whose end has not been found yet.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// The reader of the object.
    pub(super) object: Box<ObjectReader>,
    /// Removes the quotes and escapes, if the object is inside a JSON string and the agent reads
    /// objects inside strings.
    quoted: Option<QuotedReader>,
    /// The offset at which the object begins.
    pub(super) start: usize,
    /// The offset up to which the object was read.
    pub(super) read: usize,
    /// The number of closing brackets that the output must contain before the object can end. Until then, the object
    /// need not be read further.
    pub(super) due: usize,
    /// The restrictions of objects that begin inside this object.
    pub(super) inside: Found,
}

/// Why an object is not read any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The object's own bracket closed it.
    Closed,
    /// The output ended inside the object, or the object was given up because too many objects were open.
    Open,
    /// The kept part of the output ended. The dropped part could contain the object's end.
    Unknown,
}

impl Candidate {
    /// Creates an empty candidate. `answers` says which keys an answer has in the hook's dialect.
    pub(super) fn new(answers: Answers<'_>, event: &Arc<str>) -> Self {
        let keys = answers.dialect.keys();
        let object = ObjectReader::new(keys, Arc::clone(event), VALUE_LIMIT);
        Self {
            object: Box::new(object),
            quoted: None,
            start: 0,
            read: 0,
            due: 0,
            inside: Found::default(),
        }
    }

    /// Begins an object at `start`. `quoted` means that it is inside a JSON string. Up to `limit`
    /// bytes of each value are kept.
    pub(super) fn begin(&mut self, start: usize, quoted: bool, limit: usize) {
        self.object.restart(limit);
        self.quoted = quoted.then(QuotedReader::new);
        self.start = start;
    }

    /// Reads the next bytes. If the object ends in them, returns the number of bytes that belong to
    /// the object. Returns `None` if the object continues.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        match &mut self.quoted {
            None => self.object.feed(bytes),
            Some(quoted) => quoted.feed(bytes, &mut self.object),
        }
    }

    /// Returns whether the object seems to be inside a JSON string.
    pub(super) fn is_quoted(&self) -> bool {
        self.quoted.is_some()
    }

    /// Records that the object was read up to the offset `total`. The output up to this offset has `closers` closing
    /// brackets.
    pub(super) fn was_read(&mut self, total: usize, closers: usize) {
        self.read = total;
        // An object in plain output can end only at a closing bracket. An object inside a string
        // also ends with the string, so it can end at any time.
        self.due = match self.quoted {
            None => closers + self.object.closers_to_come(),
            Some(_) => 0,
        };
    }

    /// Ends the object at the offset `total`. Returns the object's restrictions, and whether the object is a valid
    /// answer. With [`End::Unknown`], the second value says whether the object can still become a valid answer. If the
    /// object is not a valid answer, the restrictions include the restrictions of the objects inside it. If an
    /// unescaped quote could have ended the object too early, calls `behind` with the object's content.
    pub(super) fn end(
        &mut self,
        answers: Answers<'_>,
        total: usize,
        end: End,
        behind: impl FnOnce(&Object),
    ) -> (Found, bool) {
        let ended_early = end == End::Closed && self.object.may_have_ended_early();
        let valid = self.object.is_valid();
        // An object inside a string is an answer only if the string contains nothing else.
        let valid = valid && self.quoted.as_ref().is_none_or(QuotedReader::is_whole);
        let span = self.start..total;
        let cut = end == End::Unknown;
        let mut says = Found::default();
        let object = self.object.end(end == End::Open);
        // An object without a key of an answer cannot block, ask or stop, so drop it. The objects inside it are then
        // judged as separate objects.
        let object = object.filter(|object| object.is_answer());
        let answer = object.is_some();
        // An unescaped quote could have ended the object too early, and the following text could still belong to the
        // object. So the readers of the following text start with the entries found so far.
        if ended_early {
            let none = Object::default();
            behind(object.as_deref().unwrap_or(&none));
        }
        if let Some(object) = object
            && let Some(restraint) = answers.restraint(object)
        {
            says.add(restraint, std::mem::take(object), span.clone(), cut);
        }
        // `Unknown` means that the kept part of the output ended: the dropped part could still close the object and
        // make it an answer.
        let is_whole = match end {
            End::Closed => valid && answer,
            End::Unknown => valid,
            End::Open => false,
        };
        let inside = std::mem::take(&mut self.inside);
        // Objects inside an answer are part of its content (a quoted command, a replacement), so ignore them. But if
        // the outer text is not an answer, an object inside it is a separate answer.
        if !is_whole {
            says.merge(inside);
        }
        // Add the objects of the parallel readers last: they are less reliable, because these readers ignore brackets.
        // `Found` keeps the first of equal restrictions.
        for object in self.object.take_beside(valid && end != End::Open) {
            if let Some(restraint) = answers.restraint(&object) {
                says.add(restraint, object, span.clone(), cut);
            }
        }
        (says, is_whole)
    }
}
