//! Every fault of a hook run that this system can produce, as a test named after its number.
//! `docs/faults.md` lists them all, those that cannot be produced included.

mod ending;
mod host;
mod input;
mod many;
mod output;
mod processes;
mod spawning;
