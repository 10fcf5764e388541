//! Keeps the bridge's own files in the user's state folder: the time of each agent's last call, and the claim files
//! through which several bridge entries share the decision about an event. `install` creates the folder; without it,
//! nothing is written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::SystemTime;

use hooks_types::DialectRef;

use crate::trust::state_folder;

/// Returns the folder of these files; `None` if `install` has not created it, or if the folder is a link. So if the
/// user never ran `install`, a bridge that was put into an agent's file by hand writes no files.
pub(super) fn folder() -> Option<PathBuf> {
    let folder = state_folder()?.join("bridge");
    let found = fs::symlink_metadata(&folder).ok()?;
    found.is_dir().then_some(folder)
}

/// Creates the folder, accessible to the user only. Errors are ignored: the bridge works without the folder.
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

/// Records that this agent called the bridge: the file's modification time is the time of the call.
pub(super) fn called(agent: &DialectRef) {
    let note = || -> io::Result<()> {
        let path = of(agent).ok_or(io::ErrorKind::NotFound)?;
        // The text means nothing; it is written to set the file's modification time.
        own_file(
            OpenOptions::new().write(true).create(true).truncate(true),
            &path,
        )?
        .write_all(b"called\n")
    };
    // Ignore an error: the call must not fail because it could not be recorded.
    let _ = note();
}

/// Returns the time at which this agent called the bridge last.
pub(super) fn last_called(agent: &DialectRef) -> Option<SystemTime> {
    fs::metadata(of(agent)?).ok()?.modified().ok()
}

/// Undoes the record of a call that the agent did not make, such as a probe. `before` is the time of the agent's last
/// call; `None` removes the record.
pub(super) fn call_back(agent: &DialectRef, before: Option<SystemTime>) {
    let undo = || -> io::Result<()> {
        let path = of(agent).ok_or(io::ErrorKind::NotFound)?;
        match before {
            Some(time) => own_file(OpenOptions::new().write(true), &path)?.set_modified(time),
            None => fs::remove_file(&path),
        }
    };
    // Ignore an error: if the file cannot be changed, the call could not be recorded either, and there is nothing to
    // undo.
    let _ = undo();
}

/// Returns the file whose modification time is the time of the agent's last call.
fn of(agent: &DialectRef) -> Option<PathBuf> {
    Some(folder()?.join(agent.name()))
}

/// Opens a file of the bridge, never through a link. A new file is accessible to the user only.
///
/// # Errors
///
/// The file is a link, does not exist and is not to be created, or cannot be opened.
#[cfg(unix)]
pub(super) fn own_file(options: &mut OpenOptions, path: &std::path::Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    // NOFOLLOW refuses a link at this path, because the link could lead to any other file of the user.
    let flags = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
    options.custom_flags(flags).mode(0o600).open(path)
}

#[cfg(not(unix))]
pub(super) fn own_file(options: &mut OpenOptions, path: &std::path::Path) -> io::Result<File> {
    options.open(path)
}
