//! Prints the output of commands on stdout and messages on stderr, and determines the width of lines.

use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write};

use hooks_types::text::{on_screen, visible};

use super::prose::{behind, quoted_behind};
use super::style::{STRONG, styled};
use crate::failure::Failure;
use crate::os;

/// Prints a command's output. A closed stdout (`| head`) is not an error.
///
/// # Errors
///
/// Stdout cannot be written for another reason, such as a full disk.
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

/// The maximum number of bytes of a hook's output that are shown to a person.
const MOST_BYTES: usize = 16 * 1024;
/// The maximum number of lines of a hook's output that are shown to a person.
const MOST_LINES: usize = 200;

/// Returns the beginning of a hook's text. If the rest is left out, adds a line with the number of bytes that were left
/// out.
pub(crate) fn beginning(text: &str) -> String {
    let mut ends = text.match_indices('\n').map(|(at, _)| at);
    let lines = ends.nth(MOST_LINES - 1).unwrap_or(text.len());
    let mut end = lines.min(MOST_BYTES);
    if end >= text.len() {
        return text.to_owned();
    }
    // The limit counts bytes, so move the end back to the start of a character.
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}\n... and {} more bytes", &text[..end], text.len() - end)
}

/// Prints a message on stderr, with characters that would act on the terminal escaped. The message can quote
/// strangers, so a command in it gets no line of its own.
pub(crate) fn complain(text: impl Display) {
    say(&visible(&text.to_string()), quoted_behind);
}

/// Like [`complain`], for a text that ends with a `hooks` command to type: the command gets a line of its own, so that
/// it can be copied.
pub(crate) fn advise(text: impl Display) {
    say(&visible(&text.to_string()), behind);
}

/// Prints a hook's text on stderr, without characters that would act on the terminal or be invisible there.
pub(crate) fn relay(text: &str) {
    say(&on_screen(text), quoted_behind);
}

/// A function that lays out a text for a terminal.
type Layout = fn(&str, &str, usize, Option<usize>) -> String;

/// Prints a message on stderr, after the prefix `hooks: `.
fn say(text: &str, laid_out: Layout) {
    let who = format!("{}: ", styled(STRONG, "hooks"));
    // A program that reads stderr gets unwrapped lines even if `COLUMNS` is set. Further lines of a quotation are
    // marked for programs too, because such a line could begin with `hooks: `.
    let room = std::io::stderr()
        .is_terminal()
        .then(error_columns)
        .flatten();
    let text = laid_out(&who, text, 2, room);
    // Ignore the error: if stderr is closed, the text cannot be shown anywhere.
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Returns the number of columns that a line of stdout may take: the value of `COLUMNS`, else the terminal's width.
/// `None` means no limit.
pub(crate) fn columns() -> Option<usize> {
    said_columns().or_else(|| terminal(&std::io::stdout()))
}

/// Like [`columns`], for stderr.
pub(crate) fn error_columns() -> Option<usize> {
    said_columns().or_else(|| terminal(&std::io::stderr()))
}

/// Like [`columns`], for a terminal that is open already.
pub(crate) fn columns_of(terminal: &impl os::Handle) -> Option<usize> {
    said_columns().or_else(|| os::terminal_columns(terminal))
}

/// Returns the width of a stream if it is a terminal.
fn terminal(stream: &(impl os::Handle + IsTerminal)) -> Option<usize> {
    stream.is_terminal().then(|| os::terminal_columns(stream))?
}

/// Returns the value of `COLUMNS` if it is a positive number.
fn said_columns() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok()?;
    said.trim().parse().ok().filter(|columns| *columns > 0)
}
