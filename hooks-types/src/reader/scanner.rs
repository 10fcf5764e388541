//! Finds blocks, asks and stops in output that is not kept in memory.

use super::Answers;
use super::output_reader::OutputReader;
use crate::dialect::WireForm;
use crate::spec::HookSpec;

/// Reads output in pieces, in bounded memory, and records the restrictions (block, ask, stop) in
/// the hook's dialect.
///
/// Feed it all output from the first byte on. The division into pieces does not change which restrictions are found. In
/// output with broken JSON, the division can change which of several equally strict objects is kept. For a line that
/// does not begin like an object, the cost is little more than the search for the line's end. Values longer than 64 KiB
/// are cut: a text becomes shorter, and an ask whose replacement was cut becomes a block.
#[derive(Debug)]
pub struct RestrictionScanner {
    /// The dialect and event of the hook.
    form: WireForm,
    /// The reader of the output.
    scan: OutputReader,
}

impl RestrictionScanner {
    /// Creates a scanner for the output of a hook.
    pub fn new(spec: &HookSpec) -> Self {
        Self {
            form: spec.form.clone(),
            // `false` means that the output is not kept in memory. The reader then bounds the size
            // of the values that it copies.
            scan: OutputReader::new(false),
        }
    }

    /// Reads the next bytes.
    pub fn feed(&mut self, chunk: &[u8]) {
        // If the dialect is only a name that was not looked up, read nothing, because `interpret` will treat the run as
        // failed.
        if let Ok(answers) = Answers::of(&self.form) {
            self.scan.feed(answers, chunk);
        }
    }

    /// Handles the end of the output, and returns the objects that block, ask or stop, one per line, for
    /// [`Captured::late_line`](crate::output::Captured::late_line). Returns only the first object of each strictness,
    /// with only the values of the dialect's keys. Returns `None` if no object blocks, asks or stops.
    #[must_use]
    pub fn finish(self) -> Option<Vec<u8>> {
        let answers = Answers::of(&self.form).ok()?;
        self.scan.finish(answers, false).into_lines()
    }
}
