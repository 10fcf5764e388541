//! Writes the answer to an agent: stdout, stderr and the exit code.

use std::io::{self, Write};

use hooks_types::wire::HookOutput;

use crate::os;
use crate::show::complain;

/// The exit code that agents read as a block, with any text on stdout. At an event that cannot be blocked, they read
/// this code as an error to show.
const BLOCKS: u8 = 2;

/// Prints the answer and returns its exit code. If stdout cannot be written, returns the code of a block: the lost
/// answer might have been a block, and after any other exit code agents let the call pass.
pub(crate) fn say(answer: &HookOutput) -> u8 {
    if answer.exit_code == 0 {
        // Print the notes on stderr only at exit code 0. At any other exit code the agent takes stderr for the hook's
        // reason.
        for note in &answer.notes {
            complain(format!("{}: {}", note.code, note.message));
        }
    }
    // Ignore an error: if stderr is closed, the text is lost, but the exit code still takes effect.
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
