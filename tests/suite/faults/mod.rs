//! Tests every fault of a hook run that can be produced on this system. The name of each test contains the fault's
//! number. `docs/faults.md` lists all faults, including faults that cannot be produced here.

mod ending;
mod host;
mod input;
mod many;
mod output;
mod processes;
mod spawning;
