//! The bridge's own files in the user's state folder: when an agent called it last, and which events are being
//! judged by another entry of it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::SystemTime;

use hooks_types::DialectRef;

use crate::trust::state_folder;

/// The folder; `None` where there is no place for it.
pub(super) fn folder() -> Option<PathBuf> {
    let folder = state_folder()?.join("bridge");
    // Where it cannot be made, the bridge works without it.
    fs::create_dir_all(&folder).ok()?;
    Some(folder)
}

/// Keeps that this agent called us.
pub(super) fn called(agent: &DialectRef) {
    let note = || -> io::Result<()> {
        let path = of(agent).ok_or(io::ErrorKind::NotFound)?;
        own_file(
            OpenOptions::new().write(true).create(true).truncate(true),
            &path,
        )?
        .write_all(b"called\n")
    };
    // A note that cannot be kept is worth no refused call.
    let _ = note();
}

/// When this agent called us last.
pub(super) fn last_called(agent: &DialectRef) -> Option<SystemTime> {
    fs::metadata(of(agent)?).ok()?.modified().ok()
}

fn of(agent: &DialectRef) -> Option<PathBuf> {
    Some(folder()?.join(agent.name()))
}

/// Opens a file of ours, never through a link.
#[cfg(unix)]
pub(super) fn own_file(options: &mut OpenOptions, path: &std::path::Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
    options.custom_flags(flags).mode(0o600).open(path)
}

#[cfg(not(unix))]
pub(super) fn own_file(options: &mut OpenOptions, path: &std::path::Path) -> io::Result<File> {
    options.open(path)
}
