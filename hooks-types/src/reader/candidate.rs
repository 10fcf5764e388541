//! An object that is followed through an output.

use std::sync::Arc;

use super::Answers;
use super::found::{Found, VALUE_LIMIT};
use super::object::Object;
use super::object_reader::ObjectReader;
use super::quoted::QuotedReader;

/// An object that is followed.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) object: Box<ObjectReader>,
    /// Where it stands in a string, in which the agent reads it.
    quoted: Option<QuotedReader>,
    /// Where it begins.
    pub(super) start: usize,
    /// How far it was read.
    pub(super) read: usize,
    /// It cannot end before so many closing brackets were seen.
    pub(super) due: usize,
    /// What restricts inside it.
    pub(super) inside: Found,
}

/// How a candidate ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With its own bracket.
    Closed,
    /// With the output, or it was given up.
    Open,
    /// With what is kept of the output: who reads the rest knows more.
    Unknown,
}

impl Candidate {
    /// One that can follow any object with these answers.
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

    /// Begins an object, in a string or not, of whose values so many bytes are kept.
    pub(super) fn begin(&mut self, start: usize, quoted: bool, limit: usize) {
        self.object.restart(limit);
        self.quoted = quoted.then(QuotedReader::new);
        self.start = start;
    }

    /// Reads the next bytes; if it ends in them, how many belong to it.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        match &mut self.quoted {
            None => self.object.feed(bytes),
            Some(quoted) => quoted.feed(bytes, &mut self.object),
        }
    }

    /// Whether it stands in a string, as far as can be seen.
    pub(super) fn is_quoted(&self) -> bool {
        self.quoted.is_some()
    }

    /// Notes that it was read as far as there are so many bytes and closing brackets.
    pub(super) fn was_read(&mut self, total: usize, closers: usize) {
        self.read = total;
        // A string ends without one.
        self.due = match self.quoted {
            None => closers + self.object.closers_to_come(),
            Some(_) => 0,
        };
    }

    /// Ends it, `total` bytes into the output: what it and what is inside it says, and whether it is
    /// an answer, of which all that is inside is a part. `behind` is told what it said if that may go on
    /// behind it.
    pub(super) fn end(
        &mut self,
        answers: Answers<'_>,
        total: usize,
        end: End,
        behind: impl FnOnce(&Object),
    ) -> (Found, bool) {
        let ended_early = end == End::Closed && self.object.may_have_ended_early();
        let valid = self.object.is_valid();
        let valid = valid && self.quoted.as_ref().is_none_or(QuotedReader::is_whole);
        let span = self.start..total;
        let cut = end == End::Unknown;
        let mut says = Found::default();
        let object = self.object.end(end == End::Open);
        let object = object.filter(|object| object.is_answer());
        let answer = object.is_some();
        if ended_early {
            let none = Object::default();
            behind(object.as_deref().unwrap_or(&none));
        }
        if let Some(object) = object
            && let Some(restraint) = answers.restraint(object)
        {
            says.add(restraint, std::mem::take(object), span.clone(), cut);
        }
        // Behind the part that is kept it may close and be an answer.
        let is_whole = match end {
            End::Closed => valid && answer,
            End::Unknown => valid,
            End::Open => false,
        };
        let inside = std::mem::take(&mut self.inside);
        if !is_whole {
            says.merge(inside);
        }
        for object in self.object.take_beside(valid && end != End::Open) {
            if let Some(restraint) = answers.restraint(&object) {
                says.add(restraint, object, span.clone(), cut);
            }
        }
        (says, is_whole)
    }
}
