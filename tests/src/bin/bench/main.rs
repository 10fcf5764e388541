//! What a hook costs, against a floor taken in the same run: the same program started by the
//! standard library's blocking calls, alternated with ours.
//!
//! `cargo xtask bench [PAIRS]` builds and runs it; PAIRS is how many times each pair is taken
//! (1000 unless given; the heavy rows take fewer).

mod floor;
mod memory;
mod ours;
mod pairs;
mod rows;

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let pairs = match env::args().nth(1).map(|pairs| pairs.parse()) {
        None => 1000,
        Some(Ok(pairs)) if pairs > 0 => pairs,
        Some(_) => {
            let _ = writeln!(io::stderr(), "usage: bench [PAIRS]");
            return ExitCode::from(2);
        }
    };
    match rows::table(pairs) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "bench: {error}");
            ExitCode::FAILURE
        }
    }
}
