//! Windows: Ctrl-C and the console. Never run.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
pub(crate) use std::os::windows::io::AsHandle as Handle;
use std::path::Path;
use std::process::ExitStatus;

use tempfile::NamedTempFile;

/// Folders have no owner's number here.
pub(crate) fn user() -> Option<u32> {
    None
}

/// Whether there is a console at which somebody could be asked.
pub(crate) fn has_terminal() -> bool {
    File::open("CONIN$").is_ok()
}

/// What a console says of its size needs more than this program links.
pub(crate) fn terminal_columns(_terminal: &impl Handle) -> Option<usize> {
    None
}

/// Nothing here tells.
pub(crate) fn stdout_goes_nowhere() -> bool {
    false
}

/// How a child ended is always kept.
pub(crate) fn hear_of_children() -> io::Result<()> {
    Ok(())
}

/// Ctrl-C. From the first call on it no longer ends this process.
#[derive(Debug)]
pub(crate) struct Interrupts(());

/// The number Unix gives to what Ctrl-C sends.
const INTERRUPT: i32 = 2;

impl Interrupts {
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self(()))
    }

    pub(crate) async fn next(&mut self) -> i32 {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        INTERRUPT
    }
}

/// The console has told the command too.
pub(crate) fn reaches_the_command(_signal: i32) -> bool {
    true
}

/// The console tells every process attached to it; there is nothing to pass on.
pub(crate) fn forward(_pid: u32, _signal: i32) {}

/// Opens a file to read it.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// There are no groups to tell.
pub(crate) fn forward_to_group(_leader: u32, _signal: i32) {}

/// There are no groups to lead.
pub(crate) fn lead_a_group(_command: &mut tokio::process::Command) -> bool {
    false
}

/// Nothing tells.
pub(crate) fn would_have_ended(_pid: u32, _signal: i32) -> bool {
    false
}

/// Windows has no signals.
pub(crate) fn signal_of(_status: ExitStatus) -> Option<i32> {
    None
}

/// The console, wherever the standard streams lead.
pub(crate) fn open_terminal() -> io::Result<(File, File)> {
    Ok((
        OpenOptions::new().read(true).open("CONIN$")?,
        OpenOptions::new().write(true).open("CONOUT$")?,
    ))
}

/// The console keeps what was typed.
pub(crate) fn forget_typed(_terminal: &File) {}

/// A new file under a name of its own.
pub(crate) fn new_file_beside(folder: &Path) -> io::Result<NamedTempFile> {
    NamedTempFile::new_in(folder)
}

/// The same: what a file inherits from its folder is the folder's affair.
pub(crate) fn private_file_beside(folder: &Path) -> io::Result<NamedTempFile> {
    new_file_beside(folder)
}

/// Gives `new` the permissions of the file that it takes the place of.
pub(crate) fn inherit(new: &File, old: &Metadata) -> io::Result<()> {
    new.set_permissions(old.permissions())
}
