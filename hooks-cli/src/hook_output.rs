//! Says an answer as a hook of an agent.

use std::io::{self, Write};

use hooks_types::wire::HookOutput;

use crate::failure::Failure;
use crate::show::complain;

/// Prints the answer and returns the exit code that belongs to it.
pub(crate) fn say(answer: &HookOutput) -> Result<u8, Failure> {
    if answer.exit_code == 0 {
        // At any other code the agent takes stderr for the reason.
        for note in &answer.notes {
            complain(format!("{}: {}", note.code, note.message));
        }
    }
    let print = || -> io::Result<()> {
        io::stderr().write_all(&answer.stderr)?;
        let mut stdout = io::stdout().lock();
        stdout.write_all(&answer.stdout)?;
        stdout.flush()
    };
    print().map_err(|error| Failure::new(format!("cannot write the answer: {error}")))?;
    Ok(answer.exit_code)
}
