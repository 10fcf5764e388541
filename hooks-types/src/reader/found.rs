//! What was found in an output: objects that restrict.

use std::ops::Range;

use super::object::Object;
use crate::wire::Restraint;

/// Bytes kept of one value where the output itself is not kept.
pub(super) const VALUE_LIMIT: usize = 64 << 10;

/// Objects that restrict: the first of each strictness, in the order of their beginnings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    pub(super) objects: Vec<FoundObject>,
}

/// An object that restricts.
#[derive(Debug, Clone)]
pub(crate) struct FoundObject {
    /// How strictly.
    pub(crate) restraint: Restraint,
    /// What it says.
    pub(crate) object: Object,
    /// Where it begins and ends in the output.
    pub(crate) span: Range<usize>,
    /// The part that is kept ends inside it.
    pub(super) cut: bool,
}

impl Found {
    /// The strictest object, the first of equals.
    pub(crate) fn strictest(&self) -> Option<&FoundObject> {
        self.objects.iter().reduce(|strictest, next| {
            let is_stricter = next.restraint.restriction > strictest.restraint.restriction;
            if is_stricter { next } else { strictest }
        })
    }

    /// The objects that say the run is over.
    pub(crate) fn stops(&self) -> impl Iterator<Item = &FoundObject> {
        self.objects.iter().filter(|found| found.restraint.stops)
    }

    /// Adds what was found in all of an output to what was found in the part of it that was kept.
    pub(super) fn complete(&mut self, all: Self) {
        for found in all.objects {
            let mut known = self.objects.iter_mut();
            match known.find(|known| known.restraint == found.restraint) {
                // More of the same object was read.
                Some(known) if known.cut => known.object = found.object,
                Some(_) => {}
                // It is not in the bytes that were kept.
                None => self.objects.push(FoundObject {
                    span: 0..0,
                    ..found
                }),
            }
        }
    }

    /// Adds an object, unless one is known that restricts in the same way.
    pub(super) fn add(
        &mut self,
        restraint: Restraint,
        object: Object,
        span: Range<usize>,
        cut: bool,
    ) {
        let mut known = self.objects.iter();
        if !known.any(|known| known.restraint == restraint) {
            self.objects.push(FoundObject {
                restraint,
                object,
                span,
                cut,
            });
        }
    }

    /// Adds what was found later.
    pub(super) fn merge(&mut self, later: Self) {
        for found in later.objects {
            self.add(found.restraint, found.object, found.span, found.cut);
        }
    }

    /// The objects as lines of JSON, without what they hold beside their dialect's keys.
    pub(super) fn into_lines(self) -> Option<Vec<u8>> {
        let mut lines = Vec::new();
        for found in &self.objects {
            if !lines.is_empty() {
                lines.push(b'\n');
            }
            found.object.write(VALUE_LIMIT, &mut lines);
        }
        (!lines.is_empty()).then_some(lines)
    }
}
