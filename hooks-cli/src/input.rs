//! Reads the payload from stdin.

use std::io::{self, IsTerminal, Read};

use crate::failure::Failure;
use crate::show::complain;

/// The largest payload, in bytes. Reading stops there, so endless input ends in an error.
const LIMIT: u64 = 256 * 1024 * 1024;

/// Reads stdin to its end.
///
/// # Errors
///
/// Stdin cannot be read, is empty, or holds more than the limit.
pub(crate) fn read_payload() -> Result<Vec<u8>, Failure> {
    // Tell the user that the command waits for typing at the terminal. Without this message the command would seem to
    // hang.
    if io::stdin().is_terminal() {
        complain(
            "waiting for one payload, a JSON object; end it with Ctrl-D (`hooks fire EVENT --sample` makes one up)",
        );
    }
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        // Read one byte beyond the limit, to notice a payload that is too long.
        .take(LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::new(format!("cannot read the payload from stdin: {error}")))?;
    if bytes.len() as u64 > LIMIT {
        let limit = LIMIT / (1024 * 1024);
        return Err(Failure::new(format!(
            "the payload on stdin is larger than {limit} MiB"
        )));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(Failure::new(
            "there is no payload on stdin (`hooks fire EVENT --sample` makes one up)",
        ));
    }
    Ok(bytes)
}
