//! The one payload on stdin.

use std::io::{self, Read};

use crate::failure::Failure;

/// More than any payload: a flood is not read to its end.
const LIMIT: u64 = 256 * 1024 * 1024;

/// Reads stdin to its end.
pub(crate) fn read_payload() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
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
        return Err(Failure::new("there is no payload on stdin"));
    }
    Ok(bytes)
}
