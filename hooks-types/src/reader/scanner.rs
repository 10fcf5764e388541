//! Finds what restricts in output that is not kept.

use super::Answers;
use super::reading::Reading;
use crate::dialect::WireForm;
use crate::spec::HookSpec;

/// Reads output piece by piece, in bounded memory, and remembers what restricts (block, ask, stop)
/// in the hook's dialect.
///
/// Feed it the output from its first byte on; how it is cut into pieces changes nothing. Lines that
/// do not begin like an object cost little more than the search for their ends. Values longer than
/// 64 KiB are cut, so that a text is shortened and an ask about a longer input is a block.
#[derive(Debug)]
pub struct RestrictionScanner {
    form: WireForm,
    scan: Reading,
}

impl RestrictionScanner {
    /// A scanner for a hook's output.
    pub fn new(spec: &HookSpec) -> Self {
        Self {
            form: spec.form.clone(),
            scan: Reading::new(false),
        }
    }

    /// Reads the next bytes.
    pub fn feed(&mut self, chunk: &[u8]) {
        if let Ok(answers) = Answers::of(&self.form) {
            self.scan.feed(answers, chunk);
        }
    }

    /// Ends the output. Returns the objects found that restrict, one a line, for
    /// [`Captured::late_line`](crate::output::Captured::late_line): the first of each strictness, without
    /// what they hold beside the keys of answers.
    #[must_use]
    pub fn finish(self) -> Option<Vec<u8>> {
        let answers = Answers::of(&self.form).ok()?;
        self.scan.finish(answers, false).into_lines()
    }
}
