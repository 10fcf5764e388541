//! Windows: Ctrl-C and the console. This code has never been run.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
pub(crate) use std::os::windows::io::AsHandle as Handle;
use std::path::Path;
use std::process::ExitStatus;

use tempfile::NamedTempFile;

/// Returns `None`: users have no numeric id on Windows.
pub(crate) fn user() -> Option<u32> {
    None
}

/// Returns whether there is a console at which a person could be asked.
pub(crate) fn has_terminal() -> bool {
    File::open("CONIN$").is_ok()
}

/// Returns `None`: reading a console's size needs a system library that this program does not link.
pub(crate) fn terminal_columns(_terminal: &impl Handle) -> Option<usize> {
    None
}

/// Returns `false`, because on Windows this program cannot tell what stdout is.
pub(crate) fn stdout_goes_nowhere() -> bool {
    false
}

/// Does nothing: Windows always keeps the exit status of a child.
pub(crate) fn hear_of_children() -> io::Result<()> {
    Ok(())
}

/// Receives Ctrl-C. From the first call of `listen` on, Ctrl-C no longer ends this process.
#[derive(Debug)]
pub(crate) struct Interrupts(());

/// The number of the Unix signal for Ctrl-C, so that the exit code is the same as on Unix.
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

/// Returns `true`: a console sends Ctrl-C to every process attached to it.
pub(crate) fn reaches_the_command(_signal: i32) -> bool {
    true
}

/// Does nothing: the console has already sent Ctrl-C to the command.
pub(crate) fn forward(_pid: u32, _signal: i32) {}

/// Opens a file to read it.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Does nothing: on Windows this program uses no process groups.
pub(crate) fn forward_to_group(_leader: u32, _signal: i32) {}

/// Returns `false`: on Windows this program uses no process groups.
pub(crate) fn lead_a_group(_command: &mut tokio::process::Command) -> bool {
    false
}

/// Returns `false`, because Windows does not tell how a process handles a signal.
pub(crate) fn would_have_ended(_pid: u32, _signal: i32) -> bool {
    false
}

/// Returns `None`: Windows has no signals.
pub(crate) fn signal_of(_status: ExitStatus) -> Option<i32> {
    None
}

/// Opens the console for reading and for writing, even if the standard streams are redirected.
pub(crate) fn open_terminal() -> io::Result<(File, File)> {
    Ok((
        OpenOptions::new().read(true).open("CONIN$")?,
        OpenOptions::new().write(true).open("CONOUT$")?,
    ))
}

/// Does nothing: input that was typed earlier stays in the console.
pub(crate) fn forget_typed(_terminal: &File) {}

/// Creates a file under a random name.
pub(crate) fn new_file_beside(folder: &Path) -> io::Result<NamedTempFile> {
    NamedTempFile::new_in(folder)
}

/// Creates a file under a random name. Its permissions come from its folder.
pub(crate) fn private_file_beside(folder: &Path) -> io::Result<NamedTempFile> {
    new_file_beside(folder)
}

/// Gives `new` the permissions of the file that it replaces.
pub(crate) fn inherit(new: &File, old: &Metadata) -> io::Result<()> {
    new.set_permissions(old.permissions())
}

/// Returns `false`: files have no permission to be executed on this system.
pub(crate) fn is_executable(_file: &std::fs::Metadata) -> bool {
    false
}
