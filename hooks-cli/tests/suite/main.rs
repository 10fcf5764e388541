//! Tests the program from outside: real processes, real files, exact output and exit codes.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what the tests are built on has no other way to fail one"
)]

mod support;

mod bad_input;
#[cfg(unix)]
mod bombs;
mod bridge;
mod bridge_agents;
mod bridge_install;
#[cfg(unix)]
mod bridge_twice;
mod check;
#[cfg(unix)]
mod codes;
#[cfg(unix)]
mod elsewhere;
#[cfg(unix)]
mod example_guards;
mod exec;
mod explain;
#[cfg(unix)]
mod faults;
#[cfg(unix)]
mod findings;
mod fire;
mod help;
mod hostile_files;
mod json_output;
mod judged;
mod list;
#[cfg(unix)]
mod lost_blocks;
#[cfg(target_os = "linux")]
mod managed;
mod picture;
mod plugins;
#[cfg(unix)]
mod readme;
mod roots;
mod sample;
#[cfg(unix)]
mod scaffold;
mod scopes;
mod shown_text;
#[cfg(unix)]
mod signals;
#[cfg(target_os = "linux")]
mod terminal;
#[cfg(unix)]
mod test_cases;
#[cfg(unix)]
mod trust;
#[cfg(unix)]
mod untrusted_program;
#[cfg(target_os = "linux")]
mod why_not;
#[cfg(unix)]
mod widths;
#[cfg(unix)]
mod workers;
