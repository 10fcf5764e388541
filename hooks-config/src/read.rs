//! Reading config files, bounded.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

/// A device or a flood is not read to its end.
const LIMIT: u64 = crate::bounds::MOST_BYTES as u64;

/// The text of a file, or why there is none, for a person.
pub(crate) fn read_text(path: &Path) -> Result<String, String> {
    let unreadable = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => "no such file".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    // A pipe may never end, and may not even open.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err("is not a regular file".to_owned());
    }
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() as u64 > LIMIT {
        return Err(format!("is larger than {} MiB", LIMIT / (1024 * 1024)));
    }
    String::from_utf8(bytes)
        .map_err(|error| format!("is not UTF-8 (byte {})", error.utf8_error().valid_up_to()))
}

/// The text of a file that discovery found; none where nothing is there. Something that is there
/// but is no file (a pipe that would never end, a link to nowhere) is said, not passed over.
pub(crate) fn read_found(path: &Path) -> Option<Result<String, String>> {
    match fs::symlink_metadata(path).and_then(|_| fs::metadata(path)) {
        Ok(meta) if meta.is_file() => Some(read_text(path)),
        Ok(_) => Some(Err("is not a regular file".to_owned())),
        Err(_) if fs::symlink_metadata(path).is_ok() => {
            Some(Err("is a link to nothing that can be read".to_owned()))
        }
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            None
        }
        Err(error) => Some(Err(format!("cannot be read: {error}"))),
    }
}
