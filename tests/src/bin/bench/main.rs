//! Compares the cost of a hook with a floor: the same program, started by blocking calls of the standard library. Both
//! are measured in the same run, in turn.
//!
//! `cargo xtask bench [PAIRS [PART]]` builds and runs this program. PAIRS is the number of measurements of each pair
//! (default 1000; slow rows use fewer). PART selects one part of the table. Each part runs in a separate process,
//! because it must not inherit memory or threads from another part. With the arguments `COUNT alone WHAT` the program
//! repeats one piece of work without a floor, for a tool that counts instructions or system calls ([`alone`]).
//! docs/benchmarks.md explains the rows.

mod alone;
mod c_floor;
mod cores;
mod crowd;
mod floor;
mod http;
mod languages;
mod load;
mod memory;
mod ours;
mod pairs;
mod parts;
mod ping;
mod table;
mod unmatched;
mod unmatched_calls;
mod worker;

use std::env;
use std::io::{self, Write};
use std::process::{Command, ExitCode};

use crate::alone::Alone;
use crate::parts::Part;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        [] => every_part("1000"),
        [pairs] if number(pairs).is_some() => every_part(pairs),
        [count, "alone", what] => match (number(count), Alone::named(what)) {
            (Some(count), Some(what)) => what.repeat(count),
            _ => return usage(),
        },
        [pairs, part] => match (number(pairs), Part::named(part)) {
            (Some(pairs), Some(part)) => part.measure(pairs),
            _ => return usage(),
        },
        _ => return usage(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn number(text: &str) -> Option<usize> {
    text.parse().ok().filter(|pairs| *pairs > 0)
}

fn every_part(pairs: &str) -> io::Result<()> {
    table::head()?;
    for part in Part::ALL {
        let status = Command::new(env::current_exe()?)
            .args([pairs, part.name()])
            .status()?;
        if !status.success() {
            return Err(io::Error::other(format!("{}: {status}", part.name())));
        }
    }
    Ok(())
}

fn usage() -> ExitCode {
    let parts = Part::ALL.map(Part::name).join("|");
    let alone = Alone::ALL.map(|(name, _)| name).join("|");
    let usage = format!("usage: bench [PAIRS [{parts}]]\n       bench COUNT alone {alone}");
    let _ = writeln!(io::stderr(), "{usage}");
    ExitCode::from(2)
}
