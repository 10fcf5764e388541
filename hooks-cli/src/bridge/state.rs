//! The bridge's own files in the user's state folder: when an agent called it last, and which events are being
//! judged by another entry of it. `install` makes their folder; where there is none, nothing is written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::SystemTime;

use hooks_types::DialectRef;

use crate::trust::state_folder;

/// The folder, where `install` made it; never a link to another.
pub(super) fn folder() -> Option<PathBuf> {
    let folder = state_folder()?.join("bridge");
    let found = fs::symlink_metadata(&folder).ok()?;
    found.is_dir().then_some(folder)
}

/// Makes the folder, for its user alone. The bridge works without it.
pub(super) fn make_folder() {
    let make = || -> Option<()> {
        let folder = state_folder()?.join("bridge");
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).ok()
    };
    let _ = make();
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
    // If the note cannot be written, the call must not fail because of it.
    let _ = note();
}

/// When this agent called us last.
pub(super) fn last_called(agent: &DialectRef) -> Option<SystemTime> {
    fs::metadata(of(agent)?).ok()?.modified().ok()
}

/// Takes a call back that was none of the agent's: its last one is that of before.
pub(super) fn call_back(agent: &DialectRef, before: Option<SystemTime>) {
    let undo = || -> io::Result<()> {
        let path = of(agent).ok_or(io::ErrorKind::NotFound)?;
        match before {
            Some(time) => own_file(OpenOptions::new().write(true), &path)?.set_modified(time),
            None => fs::remove_file(&path),
        }
    };
    // Where nothing can be noted, nothing was.
    let _ = undo();
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
