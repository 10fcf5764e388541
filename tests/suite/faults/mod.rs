//! Tests every fault of a hook run that this system can produce. Each test has the fault's number in
//! its name.
//! `docs/faults.md` lists all faults, including those that cannot be produced here.

mod ending;
mod host;
mod input;
mod many;
mod output;
mod processes;
mod spawning;
