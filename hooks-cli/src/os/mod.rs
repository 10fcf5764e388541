//! Holds everything that differs between platforms. Each platform's file has the same functions. The Windows
//! part has never been run.

#[cfg(unix)]
#[path = "unix.rs"]
mod platform;
#[cfg(not(unix))]
#[path = "windows.rs"]
mod platform;
mod process;

pub(crate) use process::{Process, process};

pub(crate) use platform::{
    Handle, Interrupts, forget_typed, forward, forward_to_group, has_terminal, hear_of_children,
    inherit, is_executable, lead_a_group, new_file_beside, open_regular, open_terminal,
    private_file_beside, reaches_the_command, signal_of, stdout_goes_nowhere, terminal_columns,
    user, would_have_ended,
};
