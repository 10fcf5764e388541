//! Remarks without a word of the file they are about.
//!
//! A file of a stranger's project may be a link to a secret, or hold a text that is meant to be
//! read by whoever reads our messages. Path, line and code say enough.

use hooks_types::spec::Handler;

use crate::diagnostic::{Diagnostic, DiagnosticCode};
use crate::loaded::Loaded;

/// Takes everything out of a load's remarks that may quote its files, and their texts.
pub(crate) fn take_out_quotes(loaded: &mut Loaded) {
    loaded.diagnostics.iter_mut().for_each(unquote);
    for file in &mut loaded.files {
        file.text = "".into();
    }
    for hook in loaded.hooks_despite_errors_mut() {
        if let Handler::Unusable(failure) = &mut hook.handler {
            failure.message = "its entry cannot be used".to_owned();
        }
    }
}

fn unquote(found: &mut Diagnostic) {
    // What keeps a file from being read is said before a word of it is known.
    if found.code != DiagnosticCode::Unreadable {
        found.message = found.code.summary().to_owned();
    }
    found.help = None;
    found.span = 0..0;
}
