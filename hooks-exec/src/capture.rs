//! One output of a hook: kept up to a cap, searched beyond it.

use std::sync::Arc;

use hooks_types::HookSpec;
use hooks_types::output::{Captured, RestrictionScanner};

/// Keeps the first bytes of an output. What comes after is dropped, but searched: a block that is
/// said late, or that the cap cuts, still counts.
#[derive(Debug)]
pub(crate) struct Capture {
    spec: Arc<HookSpec>,
    cap: usize,
    kept: Vec<u8>,
    total: u64,
    scanner: Option<RestrictionScanner>,
}

/// An output that has ended.
#[derive(Debug, PartialEq)]
pub(crate) struct Output {
    kept: Vec<u8>,
    total: u64,
    late_line: Option<Vec<u8>>,
}

impl Capture {
    pub(crate) fn new(spec: &Arc<HookSpec>, cap: usize) -> Self {
        Self {
            spec: Arc::clone(spec),
            cap,
            kept: Vec::new(),
            total: 0,
            scanner: None,
        }
    }

    pub(crate) fn push(&mut self, chunk: &[u8]) {
        self.total = self.total.saturating_add(chunk.len() as u64);
        let room = self.cap.saturating_sub(self.kept.len()).min(chunk.len());
        let (kept, dropped) = chunk.split_at(room);
        self.kept.extend_from_slice(kept);
        if dropped.is_empty() {
            return;
        }
        let (spec, kept) = (&self.spec, &self.kept);
        let scanner = self.scanner.get_or_insert_with(|| {
            // From the first byte on, so that it sees the beginning of the object the cap cuts.
            let mut scanner = RestrictionScanner::new(spec);
            scanner.feed(kept);
            scanner
        });
        scanner.feed(dropped);
    }

    pub(crate) fn finish(self) -> Output {
        Output {
            kept: self.kept,
            total: self.total,
            late_line: self.scanner.and_then(RestrictionScanner::finish),
        }
    }
}

impl Output {
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    pub(crate) fn captured(&self) -> Captured<'_> {
        Captured::cut(&self.kept, self.total, self.late_line.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use hooks_types::EventName;
    use hooks_types::spec::Command;

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

    #[test]
    fn a_block_beyond_the_cap_is_found_even_if_the_cap_cuts_its_line() {
        let block = br#"{"decision":"block","message":"late"}"#;
        for cap in [0, 4, 5, 20] {
            let mut capture = capture(cap);
            capture.push(b"fine\n");
            capture.push(&block[..9]);
            capture.push(&block[9..]);
            capture.push(b"\nfine again\n");
            let late = capture.finish().late_line;
            assert_eq!(late.as_deref(), Some(&block[..]), "cap {cap}");
        }
    }
}
