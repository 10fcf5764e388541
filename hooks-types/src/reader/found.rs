//! The restricting objects (with a block, an ask or a stop) that were found in an output.

use std::ops::Range;

use super::Restraint;
use super::object::Object;

/// Maximum number of bytes that are kept of one value, if the output is not kept in memory.
pub(super) const VALUE_LIMIT: usize = 64 << 10;

/// The objects of an output that block, ask or stop, in the order in which they begin. Of equally strict objects, only
/// the first object is kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// The objects, at most one for each [`Restraint`].
    pub(super) objects: Vec<FoundObject>,
}

/// An object that blocks, asks or stops.
#[derive(Debug, Clone)]
pub(crate) struct FoundObject {
    /// The object's restriction.
    pub(crate) restraint: Restraint,
    /// The object's content.
    pub(crate) object: Object,
    /// The object's range in the output.
    pub(crate) span: Range<usize>,
    /// Whether the end of the object is missing, because it was not in the kept part of the output.
    pub(super) cut: bool,
}

impl Found {
    /// Returns the strictest object, or the first of several equally strict objects.
    pub(crate) fn strictest(&self) -> Option<&FoundObject> {
        self.objects.iter().reduce(|strictest, next| {
            // An equally strict object does not replace an earlier object: the first reason is
            // shown.
            let is_stricter = next.restraint.restriction > strictest.restraint.restriction;
            if is_stricter { next } else { strictest }
        })
    }

    /// Returns the objects that end the run.
    pub(crate) fn stops(&self) -> impl Iterator<Item = &FoundObject> {
        self.objects.iter().filter(|found| found.restraint.stops)
    }

    /// Adds the findings in a complete output to the findings in the kept part of this output.
    pub(super) fn complete(&mut self, all: Self) {
        for found in all.objects {
            let mut known = self.objects.iter_mut();
            match known.find(|known| known.restraint == found.restraint) {
                // The known object was cut. The scan of the complete output has read more of it, so use the object of
                // that scan.
                Some(known) if known.cut => known.object = found.object,
                Some(_) => {}
                // The object begins after the kept bytes, so its range in the kept bytes is empty.
                None => self.objects.push(FoundObject {
                    span: 0..0,
                    ..found
                }),
            }
        }
    }

    /// Adds an object, unless an object with an equal restraint is known.
    pub(super) fn add(
        &mut self,
        restraint: Restraint,
        object: Object,
        span: Range<usize>,
        cut: bool,
    ) {
        let mut known = self.objects.iter();
        // Keep only one object for each restraint, which bounds the memory.
        if !known.any(|known| known.restraint == restraint) {
            self.objects.push(FoundObject {
                restraint,
                object,
                span,
                cut,
            });
        }
    }

    /// Adds the findings of a later part of the output.
    pub(super) fn merge(&mut self, later: Self) {
        for found in later.objects {
            self.add(found.restraint, found.object, found.span, found.cut);
        }
    }

    /// Writes the objects as lines of JSON, with only the values of the dialect's keys. Returns `None` if there are no
    /// objects.
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
