//! Wrong usage, said without letting the arguments act on the terminal.

use std::io::Write;

use clap::builder::StyledStr;
use clap::error::{ContextValue, ErrorKind};
use hooks_types::text::{visible, visible_line};

/// Prints what is wrong with the command line, or the help that was asked for; the exit code.
pub(crate) fn explain(mut error: clap::Error) -> u8 {
    let code = u8::try_from(error.exit_code()).unwrap_or(crate::exit_code::FAILED);
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    ) {
        // Our own texts. A closed stream leaves nobody to tell.
        let _ = error.print();
        return code;
    }
    let said: Vec<_> = error
        .context()
        .map(|(kind, value)| (kind, value.clone()))
        .collect();
    for (kind, value) in said {
        // Arguments are echoed: each stays on its line.
        let line = |text: StyledStr| StyledStr::from(visible_line(&text.to_string()));
        let shown = match value {
            ContextValue::String(text) => ContextValue::String(visible_line(&text)),
            ContextValue::Strings(texts) => {
                ContextValue::Strings(texts.iter().map(|text| visible_line(text)).collect())
            }
            ContextValue::StyledStrs(texts) => {
                ContextValue::StyledStrs(texts.into_iter().map(line).collect())
            }
            other => other,
        };
        error.insert(kind, shown);
    }
    let _ = write!(std::io::stderr(), "{}", visible(&error.to_string()));
    code
}
