//! Golden outputs: what the program prints for every test payload in every dialect, and for a folder of public hook
//! configurations and cases. A difference in a golden file is a difference that users see.
//!
//! Only outputs are kept here. The public material itself stays outside the project: the variable
//! `HOOKS_SAMPLES` names a folder with `cases.json` and `configs/`. Without it those two tests print
//! that they were left out and check nothing.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on says so by a panic, and what it leaves out by a line"
)]

mod cases;
mod configs;
mod payloads;
#[path = "../../../tests/suite/wire/samples.rs"]
mod samples;
mod sandbox;
