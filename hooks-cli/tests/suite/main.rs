//! The program from outside: real processes, real files, exact output and exit codes.

mod support;

mod bad_input;
mod bridge;
mod bridge_install;
mod check;
mod exec;
mod fire;
#[cfg(unix)]
mod signals;
