//! The open brackets of an object.

/// Deeper brackets are counted, but not told apart.
const TOLD_APART: usize = 1 << 20;

/// A stack of open brackets.
#[derive(Debug, Clone, Default)]
pub(super) struct Nest {
    /// Whether each that is told apart is an object's.
    objects: Vec<bool>,
    depth: usize,
    /// How many of those that are told apart are objects.
    open_objects: usize,
}

impl Nest {
    /// How many brackets are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// How many objects are open, as far as they are told apart.
    pub(super) fn open_objects(&self) -> usize {
        self.open_objects
    }

    /// Closes every bracket.
    pub(super) fn clear(&mut self) {
        self.objects.clear();
        self.depth = 0;
        self.open_objects = 0;
    }

    /// Opens a bracket; false where it is too deep to be told apart.
    pub(super) fn open(&mut self, object: bool) -> bool {
        self.depth += 1;
        let told = self.depth <= TOLD_APART;
        if told {
            self.objects.push(object);
            self.open_objects += usize::from(object);
        }
        told
    }

    /// Whether the innermost bracket is an object's.
    pub(super) fn in_object(&self) -> bool {
        self.is_object(self.depth)
    }

    /// Whether the bracket around the innermost is an object's.
    pub(super) fn around_is_object(&self) -> bool {
        self.is_object(self.depth.saturating_sub(1))
    }

    fn is_object(&self, depth: usize) -> bool {
        let place = depth.checked_sub(1);
        place.and_then(|place| self.objects.get(place)) == Some(&true)
    }

    /// Closes the innermost bracket.
    pub(super) fn close(&mut self) {
        self.open_objects -= usize::from(self.in_object());
        self.depth = self.depth.saturating_sub(1);
        self.objects.truncate(self.depth);
    }
}
