//! Writes an answer to stdout, stderr and the exit code, as a hook of an agent does.

use std::io::{self, Write};

use hooks_types::wire::HookOutput;

use crate::os;
use crate::show::complain;

/// The exit code that agents take for a block whatever stdout holds; at an event that cannot be blocked, for an
/// error to show.
const BLOCKS: u8 = 2;

/// Prints the answer and returns its exit code. If stdout cannot be written, returns the code of a block: the
/// lost answer may have been a block, and agents take other codes for consent.
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
