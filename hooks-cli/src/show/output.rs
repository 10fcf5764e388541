//! What commands print on stdout, and how wide it may be.

use std::io::{ErrorKind, IsTerminal, Write};

use crate::failure::Failure;
use crate::os;

/// Prints what a command was asked for. A reader who has seen enough (`| head`) is no error.
pub(crate) fn print_out(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let printed = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    match printed {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot write to stdout: {error}")))
        }
        _ => Ok(()),
    }
}

/// The columns that a line of stdout may take: what `COLUMNS` says, else what the terminal has.
/// `None`: as many as it likes.
pub(crate) fn columns() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok();
    let said = said.and_then(|said| said.trim().parse().ok());
    said.filter(|columns| *columns > 0)
        .or_else(|| std::io::stdout().is_terminal().then(os::terminal_columns)?)
}
