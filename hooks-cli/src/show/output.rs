//! Prints the output of commands on stdout and messages on stderr, and knows how wide they may be.

use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write};

use hooks_types::text::{plain, visible};

use super::prose::{behind, quoted_behind};
use super::style::{STRONG, styled};
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

/// Says something on stderr. What the text would do to the terminal is shown instead. The text may quote
/// strangers, so a command in it gets no line of its own.
pub(crate) fn complain(text: impl Display) {
    say(&visible(&text.to_string()), quoted_behind);
}

/// Like [`complain`], for a text that ends with a command of ours: the command gets a line of its own, so that
/// it can be copied.
pub(crate) fn advise(text: impl Display) {
    say(&visible(&text.to_string()), behind);
}

/// Passes on what a hook said, on stderr, without what would act on the terminal or hide there.
pub(crate) fn relay(text: &str) {
    say(&plain(text), quoted_behind);
}

/// How a text is laid out for a terminal.
type Layout = fn(&str, &str, usize, Option<usize>) -> String;

fn say(text: &str, laid_out: Layout) {
    let who = format!("{}: ", styled(STRONG, "hooks"));
    let text = match std::io::stderr().is_terminal() {
        true => laid_out(&who, text, 2, error_columns()),
        // For programs, whatever `COLUMNS` says: lines as they are.
        false => format!("{who}{text}\n"),
    };
    // If stderr is closed, the text cannot be shown anywhere.
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// The columns that a line of stdout may take: what `COLUMNS` says, else what the terminal has.
/// `None`: as many as it likes.
pub(crate) fn columns() -> Option<usize> {
    said_columns().or_else(|| terminal(&std::io::stdout()))
}

/// The same for stderr.
pub(crate) fn error_columns() -> Option<usize> {
    said_columns().or_else(|| terminal(&std::io::stderr()))
}

/// The same for a terminal.
pub(crate) fn columns_of(terminal: &impl os::Handle) -> Option<usize> {
    said_columns().or_else(|| os::terminal_columns(terminal))
}

fn terminal(stream: &(impl os::Handle + IsTerminal)) -> Option<usize> {
    stream.is_terminal().then(|| os::terminal_columns(stream))?
}

fn said_columns() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok()?;
    said.trim().parse().ok().filter(|columns| *columns > 0)
}
