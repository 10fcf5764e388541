//! Writes an answer to stdout, stderr and the exit code, as a hook of an agent does.

use std::io::{self, Write};

use hooks_types::wire::HookOutput;

use crate::os;
use crate::show::complain;

/// The exit code that agents read as a block whatever is on stdout, or as an error that is shown.
const BLOCKS: u8 = 2;

/// Prints the answer and returns its exit code. If the agent cannot read the answer, the code is that of a
/// block: it may have been one, and agents take other codes for consent.
pub(crate) fn say(answer: &HookOutput) -> u8 {
    if answer.exit_code == 0 {
        // With any other exit code the agent reads stderr as the reason.
        for note in &answer.notes {
            complain(format!("{}: {}", note.code, note.message));
        }
    }
    // If stderr is closed, the text is lost, but the exit code still counts.
    let _ = io::stderr().write_all(&answer.stderr);
    let print = || -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(&answer.stdout)?;
        stdout.flush()?;
        match answer.stdout.is_empty() || !os::stdout_goes_nowhere() {
            true => Ok(()),
            false => Err(io::Error::other("stdout is closed, or the null device")),
        }
    };
    match print() {
        Ok(()) => answer.exit_code,
        Err(error) => {
            complain(format!("cannot write the answer: {error}"));
            BLOCKS
        }
    }
}
