//! Puts a hook's question to the person at the terminal.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};

use crate::os;

/// The result of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    Yes,
    No,
    /// There is no terminal.
    Nobody,
}

/// Asks and waits for a line; any answer but `y` or `yes` counts as "no". Runs on its own thread, so that a signal can
/// end `hooks` while it waits for the answer.
pub(crate) async fn ask(question: String) -> Reply {
    let asked = tokio::task::spawn_blocking(move || match os::open_terminal() {
        // An error at the terminal counts as the answer "no".
        Ok((from, mut to)) => put(&question, from, &mut to).unwrap_or(Reply::No),
        Err(_) => Reply::Nobody,
    });
    asked.await.unwrap_or(Reply::No)
}

/// Prints the question and reads one line.
///
/// # Errors
///
/// The terminal cannot be written or read. The caller must treat that as the answer "no".
fn put(question: &str, from: File, to: &mut impl Write) -> io::Result<Reply> {
    // Drop input that was typed before the question appeared: it is not an answer.
    os::forget_typed(&from);
    write!(to, "{question} [y/N] ")?;
    to.flush()?;
    let mut line = String::new();
    BufReader::new(from).read_line(&mut line)?;
    Ok(reply(&line))
}

/// Asks at this terminal and waits for a line. Returns true only for `y` or `yes`.
pub(crate) fn question(text: &str, from: File, to: &mut impl Write) -> io::Result<bool> {
    put(text, from, to).map(|reply| reply == Reply::Yes)
}

/// Parses an answer. Any unexpected text is a no, because a yes lets something run.
fn reply(line: &str) -> Reply {
    match line.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Reply::Yes,
        _ => Reply::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_a_yes() {
        assert_eq!(reply("y\n"), Reply::Yes);
        assert_eq!(reply(" YES \r\n"), Reply::Yes);
        assert_eq!(reply(""), Reply::No);
        assert_eq!(reply("yess\n"), Reply::No);
    }
}
