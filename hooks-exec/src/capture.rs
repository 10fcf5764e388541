//! Captures one output of a hook. The bytes up to a cap are kept; later bytes are searched for a block and dropped.

use std::sync::Arc;

use hooks_types::HookSpec;
use hooks_types::output::{Captured, RestrictionScanner};

/// If an output is longer than this number of bytes, it is searched while it arrives, because the hook's deadline might
/// leave no time for a search at the end. Most hooks print less; their output is read once, at the end.
const SEARCHED: usize = 64 << 10;

/// Keeps the first bytes of an output. Later bytes are searched for a block and then dropped. So a block takes effect
/// even if it is (partly) beyond the kept bytes.
#[derive(Debug)]
pub(crate) struct Capture {
    spec: Arc<HookSpec>,
    /// The maximum number of bytes of the output that are kept.
    cap: usize,
    /// The first bytes of the output, at most `cap`.
    kept: Vec<u8>,
    /// The number of bytes that arrived, including dropped bytes.
    total: u64,
    /// Searches a long output for restrictions (block, ask, stop). The scanner is boxed, because it is large, rarely
    /// needed, and moved with every output.
    scanner: Option<Box<RestrictionScanner>>,
}

/// An output that has ended.
#[derive(Debug, PartialEq)]
pub(crate) struct Output {
    kept: Vec<u8>,
    total: u64,
    /// The line with the restriction (block, ask, stop) that the scanner found, if the output was cut.
    late_line: Option<Vec<u8>>,
}

impl Capture {
    /// Creates a capture that keeps at most `cap` bytes. The hook's dialect decides what counts as a restriction
    /// (block, ask, stop).
    pub(crate) fn new(spec: &Arc<HookSpec>, cap: usize) -> Self {
        Self {
            spec: Arc::clone(spec),
            cap,
            kept: Vec::new(),
            total: 0,
            scanner: None,
        }
    }

    /// Adds the next bytes.
    pub(crate) fn push(&mut self, chunk: &[u8]) {
        self.total = self.total.saturating_add(chunk.len() as u64);
        let room = self.cap.saturating_sub(self.kept.len()).min(chunk.len());
        let kept = chunk.get(..room).unwrap_or_default();
        let before = self.kept.len();
        self.kept.extend_from_slice(kept);
        // A short output needs no search: it is kept completely and read once, at the end.
        if self.scanner.is_none() && self.total <= self.cap.min(SEARCHED) as u64 {
            return;
        }
        let (spec, before) = (&self.spec, self.kept.get(..before).unwrap_or_default());
        let scanner = self.scanner.get_or_insert_with(|| {
            // Search from the first byte, because an object can begin before the cap and end after it.
            let mut scanner = RestrictionScanner::new(spec);
            scanner.feed(before);
            Box::new(scanner)
        });
        scanner.feed(chunk);
    }

    /// Ends the capture and returns the output.
    pub(crate) fn finish(&mut self) -> Output {
        // If all bytes were kept, the whole output is judged later. So the scanner is needed only if bytes were
        // dropped.
        let is_cut = self.total > self.kept.len() as u64;
        let scanner = self.scanner.take().filter(|_| is_cut);
        Output {
            kept: std::mem::take(&mut self.kept),
            total: self.total,
            late_line: scanner.and_then(|scanner| scanner.finish()),
        }
    }
}

impl Output {
    /// Returns the number of bytes that arrived.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// Returns the output in the form that the judgement takes: the kept bytes, the total number of bytes, and the line
    /// with a restriction (block, ask, stop) from the dropped bytes.
    pub(crate) fn captured(&self) -> Captured<'_> {
        Captured::cut(&self.kept, self.total, self.late_line.as_deref())
    }
}

/// Converts output that is already in memory to the result of a [`Capture`]. Returns `None` if the output is longer
/// than the cap.
#[cfg(feature = "worker")]
pub(crate) fn captured_whole(bytes: &[u8], cap: usize) -> Option<Captured<'_>> {
    (bytes.len() <= cap).then(|| Captured::whole(bytes))
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
    fn a_flood_is_searched_while_it_comes_and_not_when_its_hooks_time_is_up() {
        let mut capture = capture(1 << 20);
        capture.push(br#"{"decision":"block","message":"first"}"#);
        assert!(capture.scanner.is_none(), "most outputs are read once");
        for _ in 0..3 {
            capture.push(&br#"{""#.repeat(16 << 10));
        }
        assert!(capture.scanner.is_some());
        // All bytes were kept, so the scanner's line is not reported.
        assert_eq!(capture.finish().late_line, None);
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
