//! Removes quotations of a file from the messages about it.
//!
//! An untrusted project's file can be a link to a secret, or contain text that is meant to influence a
//! model that reads our messages. Path, line and code are enough for the user to find the problem.

use hooks_types::spec::Handler;

use crate::diagnostic::{Diagnostic, DiagnosticCode};
use crate::loaded::Loaded;

/// Removes the texts of files from a load. Also removes everything from the load's messages that could quote these
/// texts.
pub(crate) fn take_out_quotes(loaded: &mut Loaded) {
    loaded.diagnostics.iter_mut().for_each(unquote);
    for file in &mut loaded.files {
        file.text = "".into();
    }
    // The failure of an unusable entry quotes the entry, and a model reads the failure as the reason for a block. So
    // replace its message.
    for hook in loaded.hooks_despite_errors_mut() {
        if let Handler::Unusable(failure) = &mut hook.handler {
            failure.message = "its entry cannot be used".to_owned();
        }
    }
}

/// Replaces a message with its form without quotations, or else with the summary of its code. Keeps a cure only in its
/// form without quotations ([`Words`](crate::Words)).
fn unquote(found: &mut Diagnostic) {
    // Keep an `Unreadable` message: it says why the file was not read, or which limit its text exceeds.
    if found.code != DiagnosticCode::Unreadable {
        let unquoted = found.own.message.of(std::mem::take(&mut found.message));
        found.message = unquoted.unwrap_or_else(|| found.code.summary().to_owned());
    }
    found.help = found.help.take().and_then(|help| found.own.help.of(help));
    found.about = None;
    found.span = 0..0;
}
