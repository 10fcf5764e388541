//! The open brackets of an object.

/// Deeper brackets are counted, but not told apart.
const TOLD_APART: usize = 1 << 20;

/// A stack of open brackets, one bit each.
#[derive(Debug, Default)]
pub(super) struct Nest {
    objects: Vec<u64>,
    depth: usize,
}

impl Nest {
    /// How many brackets are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Opens a bracket; false where it is too deep to be told apart.
    pub(super) fn open(&mut self, object: bool) -> bool {
        let at = self.depth;
        self.depth += 1;
        if at >= TOLD_APART {
            return false;
        }
        if at / 64 == self.objects.len() {
            self.objects.push(0);
        }
        if let Some(bits) = self.objects.get_mut(at / 64) {
            *bits &= !(1 << (at % 64));
            *bits |= u64::from(object) << (at % 64);
        }
        true
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
        let at = depth.wrapping_sub(1);
        let bits = self.objects.get(at / 64);
        bits.is_some_and(|bits| bits >> (at % 64) & 1 == 1)
    }

    /// Closes the innermost bracket.
    pub(super) fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}
