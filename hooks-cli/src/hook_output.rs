//! Says an answer as a hook of an agent.

use std::io::{self, Write};

use hooks_types::wire::HookOutput;

use crate::os;
use crate::show::complain;

/// What agents take for a block whatever stands on stdout, or for an error that is shown.
const BLOCKS: u8 = 2;

/// Prints the answer and returns the exit code that belongs to it. An answer that nobody can read
/// ends in the code of a block: it may have been one, and agents take other codes for consent.
pub(crate) fn say(answer: &HookOutput) -> u8 {
    if answer.exit_code == 0 {
        // At any other code the agent takes stderr for the reason.
        for note in &answer.notes {
            complain(format!("{}: {}", note.code, note.message));
        }
    }
    // A closed stderr leaves nobody to tell; the code still counts.
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
