//! Prints the output of commands on stdout, and knows its width.

use std::io::{ErrorKind, IsTerminal, Write};

use crate::failure::Failure;
use crate::os;

/// Prints a command's output. A closed stdout (`| head`) is not an error.
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

/// How much of a hook's output is shown to a person.
const MOST_BYTES: usize = 16 * 1024;
const MOST_LINES: usize = 200;

/// A text of a hook, or as much of it as a person reads, and how much is left out.
pub(crate) fn beginning(text: &str) -> String {
    let mut ends = text.match_indices('\n').map(|(at, _)| at);
    let lines = ends.nth(MOST_LINES - 1).unwrap_or(text.len());
    let mut end = lines.min(MOST_BYTES);
    if end >= text.len() {
        return text.to_owned();
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}\n... and {} more bytes", &text[..end], text.len() - end)
}

/// The columns that a line of stdout may take: what `COLUMNS` says, else what the terminal has.
/// `None`: as many as it likes.
pub(crate) fn columns() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok();
    let said = said.and_then(|said| said.trim().parse().ok());
    said.filter(|columns| *columns > 0)
        .or_else(|| std::io::stdout().is_terminal().then(os::terminal_columns)?)
}
