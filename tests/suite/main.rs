//! Everything that takes more than one crate, or a real process, to prove.

mod faults;
mod rig;
mod wire;
