//! A stack of the brackets that are open while an object is read.

/// Maximum depth at which the brackets of objects and arrays are distinguished. Deeper brackets are
/// only counted.
const TOLD_APART: usize = 1 << 20;

/// A stack of open brackets.
#[derive(Debug, Clone, Default)]
pub(super) struct Nest {
    /// For each open bracket up to the depth [`TOLD_APART`], whether it belongs to an object.
    objects: Vec<bool>,
    /// Number of open brackets.
    depth: usize,
    /// Number of open objects up to the depth [`TOLD_APART`].
    open_objects: usize,
}

impl Nest {
    /// Returns the number of open brackets.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Returns the number of open objects. Objects deeper than [`TOLD_APART`] are not counted.
    pub(super) fn open_objects(&self) -> usize {
        self.open_objects
    }

    /// Closes every bracket.
    pub(super) fn clear(&mut self) {
        self.objects.clear();
        self.depth = 0;
        self.open_objects = 0;
    }

    /// Opens a bracket. Returns `false` if the new bracket is deeper than [`TOLD_APART`].
    pub(super) fn open(&mut self, object: bool) -> bool {
        self.depth += 1;
        // Output with many opening brackets must not use up the memory. So record brackets only up to the limit.
        let told = self.depth <= TOLD_APART;
        if told {
            self.objects.push(object);
            self.open_objects += usize::from(object);
        }
        told
    }

    /// Returns whether the innermost bracket belongs to an object.
    pub(super) fn in_object(&self) -> bool {
        self.is_object(self.depth)
    }

    /// Returns whether the bracket around the innermost bracket belongs to an object.
    pub(super) fn around_is_object(&self) -> bool {
        self.is_object(self.depth.saturating_sub(1))
    }

    /// Returns whether the bracket at this depth belongs to an object. Returns `false` for a
    /// bracket deeper than [`TOLD_APART`].
    fn is_object(&self, depth: usize) -> bool {
        let place = depth.checked_sub(1);
        place.and_then(|place| self.objects.get(place)) == Some(&true)
    }

    /// Closes the innermost bracket.
    pub(super) fn close(&mut self) {
        self.open_objects -= usize::from(self.in_object());
        self.depth = self.depth.saturating_sub(1);
        // Remove the record of the closed bracket. A bracket beyond the limit has no record, so `truncate` then removes
        // nothing.
        self.objects.truncate(self.depth);
    }
}
