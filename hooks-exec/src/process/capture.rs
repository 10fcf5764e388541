//! One output of a hook: kept up to a cap, searched beyond it.

use std::sync::Arc;

use hooks_types::{Captured, HookSpec, RestrictionScanner};

/// Keeps the first bytes of an output. What comes after is dropped, but its lines are searched: a
/// block that is said late still counts.
#[derive(Debug)]
pub(super) struct Capture {
    spec: Arc<HookSpec>,
    cap: usize,
    kept: Vec<u8>,
    total: u64,
    scanner: Option<RestrictionScanner>,
}

/// An output that has ended.
#[derive(Debug, PartialEq)]
pub(super) struct Output {
    kept: Vec<u8>,
    total: u64,
    late_line: Option<Vec<u8>>,
}

impl Capture {
    pub(super) fn new(spec: &Arc<HookSpec>, cap: usize) -> Self {
        Self {
            spec: Arc::clone(spec),
            cap,
            kept: Vec::new(),
            total: 0,
            scanner: None,
        }
    }

    pub(super) fn push(&mut self, chunk: &[u8]) {
        self.total = self.total.saturating_add(chunk.len() as u64);
        let room = self.cap.saturating_sub(self.kept.len()).min(chunk.len());
        let (kept, dropped) = chunk.split_at(room);
        self.kept.extend_from_slice(kept);
        if dropped.is_empty() {
            return;
        }
        let (spec, kept) = (&self.spec, &self.kept);
        let scanner = self.scanner.get_or_insert_with(|| {
            // The line that the cap cuts is searched from its beginning.
            let mut scanner = RestrictionScanner::new(spec);
            let line = kept.iter().rposition(|byte| *byte == b'\n');
            scanner.feed(
                kept.get(line.map_or(0, |end| end + 1)..)
                    .unwrap_or_default(),
            );
            scanner
        });
        scanner.feed(dropped);
    }

    pub(super) fn finish(self) -> Output {
        Output {
            kept: self.kept,
            total: self.total,
            late_line: self.scanner.and_then(RestrictionScanner::finish),
        }
    }
}

impl Output {
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    pub(super) fn captured(&self) -> Captured<'_> {
        Captured::cut(&self.kept, self.total, self.late_line.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use hooks_types::{Command, EventName};

    use super::*;

    fn capture(cap: usize) -> Capture {
        let spec = HookSpec::command("h", EventName::PreToolUse, Command::argv(["/bin/true"]));
        Capture::new(&Arc::new(spec), cap)
    }

    #[test]
    fn output_below_the_cap_is_kept_whole() {
        let mut capture = capture(8);
        capture.push(b"abcd");
        capture.push(b"efgh");
        let output = capture.finish();
        assert_eq!(output.captured(), Captured::whole(b"abcdefgh"));
    }

    #[test]
    fn output_beyond_the_cap_is_counted_and_dropped() {
        let mut capture = capture(3);
        capture.push(b"ab");
        capture.push(b"cdef");
        capture.push(b"gh");
        let output = capture.finish();
        assert_eq!(output.captured(), Captured::cut(b"abc", 8, None));
    }
}
