//! Prints the rows of the table of measurements.

use std::io::{self, Write};
use std::time::Duration;

use crate::pairs::{Pairs, at, median};

pub(crate) fn head() -> io::Result<()> {
    say("| what | pairs | floor median | ours median | ratio | floor p95 | ours p95 |")?;
    say("|---|---|---|---|---|---|---|")
}

/// Prints a row for pairs of measurements.
pub(crate) fn row(what: &str, taken: &Pairs) -> io::Result<()> {
    say(&format!(
        "| {what} | {} | {} | {} | **{:.2}** | {} | {} |",
        taken.ours.len(),
        shown(median(&taken.floor)),
        shown(median(&taken.ours)),
        taken.ratio(),
        shown(at(&taken.floor, 95)),
        shown(at(&taken.ours, 95)),
    ))
}

/// Prints a row of very short times. In place of the ratio, it shows how much longer our time is than the time
/// of the floor.
pub(crate) fn added_row(what: &str, taken: &Pairs) -> io::Result<()> {
    let (floor, ours) = (median(&taken.floor), median(&taken.ours));
    say(&format!(
        "| {what} | {} | {} | {} | **+{}** | {} | {} |",
        taken.ours.len(),
        shown(floor),
        shown(ours),
        shown(ours.saturating_sub(floor)),
        shown(at(&taken.floor, 95)),
        shown(at(&taken.ours, 95)),
    ))
}

/// Prints a row whose two times differ by a large factor. Shows by which factor our side is faster.
pub(crate) fn faster_row(what: &str, taken: &Pairs) -> io::Result<()> {
    let times = 1.0 / taken.ratio();
    say(&format!(
        "| {what} | {} | {} | {} | **{times:.0} times faster** | {} | {} |",
        taken.ours.len(),
        shown(median(&taken.floor)),
        shown(median(&taken.ours)),
        shown(at(&taken.floor, 95)),
        shown(at(&taken.ours, 95)),
    ))
}

/// Prints a row with a text only.
pub(crate) fn text_row(what: &str) -> io::Result<()> {
    say(&format!("| {what} | | | | | | |"))
}

/// Prints a row of memory. The allowed amount is in the column of the floor.
pub(crate) fn memory_row(what: &str, allowed: usize, used: usize) -> io::Result<()> {
    let mib = |bytes: usize| bytes as f64 / 1024.0 / 1024.0;
    say(&format!(
        "| {what} | 1 | {:.1} MiB | {:.1} MiB | **{:.2}** | | |",
        mib(allowed),
        mib(used),
        used as f64 / allowed as f64,
    ))
}

fn shown(duration: Duration) -> String {
    if duration < Duration::from_micros(10) {
        format!("{} ns", duration.as_nanos())
    } else {
        format!("{:.3} ms", duration.as_secs_f64() * 1000.0)
    }
}

fn say(line: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}
