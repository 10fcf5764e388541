//! Recognises a file that contains an unresolved merge conflict of git.

use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;

/// Returns the error for an unresolved merge, at git's first marker; `None` if the text has no such marker. Call this
/// function only for a text that cannot be parsed, because the markers can also be part of a string.
pub(super) fn merge_conflict(text: &str) -> Option<Flaw> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("<<<<<<< ") {
            let span = at..at + line.trim_end().len();
            let message = "the file has an unresolved merge conflict";
            let help = "keep one side, and remove the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`";
            return Some(Flaw::new(DiagnosticCode::Syntax, &span, message).with_help(help));
        }
        at += line.len();
    }
    None
}
