//! Prints the rows of the table of measurements.

use std::io::{self, Write};
use std::time::Duration;

use crate::pairs::{Pairs, at, median};

/// The limit of a row, and its name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limit {
    /// The row has no limit.
    None,
    /// The value must not be larger.
    Gate(f64),
    /// The value should not be larger, or for a factor not smaller.
    Goal(f64),
}

impl Limit {
    /// Returns the text for a row: the limit, and whether `is_met` holds for it.
    fn shown(self, sign: &str, unit: &str, is_met: impl Fn(f64) -> bool) -> String {
        let (limit, name) = match self {
            Self::None => return String::new(),
            Self::Gate(limit) => (limit, "gate"),
            Self::Goal(limit) => (limit, "goal"),
        };
        let verdict = if is_met(limit) { "met" } else { "**missed**" };
        format!("{name} {sign} {limit}{unit}, {verdict}")
    }
}

pub(crate) fn head() -> io::Result<()> {
    say(
        "| what | pairs | floor median | ours median | ratio | gate or goal | floor p95 | ours p95 |",
    )?;
    say("|---|---|---|---|---|---|---|---|")
}

/// Prints a row for pairs of measurements. The limit is for the ratio.
pub(crate) fn row(what: &str, limit: Limit, taken: &Pairs) -> io::Result<()> {
    let ratio = taken.ratio();
    let limit = limit.shown("<=", "", |limit| ratio <= limit);
    timed_row(what, taken, &format!("**{ratio:.2}**"), &limit)
}

/// Prints a row of very short times. In place of the ratio, it shows how much longer our time is than the time of the
/// floor. The limit is for this difference, in microseconds.
pub(crate) fn added_row(what: &str, limit: Limit, taken: &Pairs) -> io::Result<()> {
    let added = median(&taken.ours).saturating_sub(median(&taken.floor));
    let micros = added.as_secs_f64() * 1e6;
    let limit = limit.shown("<=", " µs", |limit| micros <= limit);
    timed_row(what, taken, &format!("**+{}**", shown(added)), &limit)
}

/// Prints a row whose two times differ by a large factor. Shows by which factor our side is faster. The limit is the
/// smallest factor.
pub(crate) fn faster_row(what: &str, limit: Limit, taken: &Pairs) -> io::Result<()> {
    let times = 1.0 / taken.ratio();
    let limit = limit.shown(">=", "", |limit| times >= limit);
    timed_row(what, taken, &format!("**{times:.0} times faster**"), &limit)
}

/// Prints a row with the times of both sides.
fn timed_row(what: &str, taken: &Pairs, ratio: &str, limit: &str) -> io::Result<()> {
    say(&format!(
        "| {what} | {} | {} | {} | {ratio} | {limit} | {} | {} |",
        taken.ours.len(),
        shown(median(&taken.floor)),
        shown(median(&taken.ours)),
        shown(at(&taken.floor, 95)),
        shown(at(&taken.ours, 95)),
    ))
}

/// Prints a row of a count, which must not be larger than `most`. Without `most` the row has no gate.
pub(crate) fn count_row(what: &str, count: u64, most: Option<u64>) -> io::Result<()> {
    let limit = most.map_or(Limit::None, |most| Limit::Gate(most as f64));
    let limit = limit.shown("<=", "", |limit| count as f64 <= limit);
    say(&format!("| {what} | 1 | | {count} | | {limit} | | |"))
}

/// Prints a row with a text only.
pub(crate) fn text_row(what: &str) -> io::Result<()> {
    say(&format!("| {what} | | | | | | | |"))
}

/// Prints a row of memory. The allowed amount is in the column of the floor.
pub(crate) fn memory_row(what: &str, allowed: usize, used: usize) -> io::Result<()> {
    let mib = |bytes: usize| bytes as f64 / 1024.0 / 1024.0;
    let ratio = used as f64 / allowed as f64;
    let limit = Limit::Gate(1.0).shown("<=", "", |limit| ratio <= limit);
    say(&format!(
        "| {what} | 1 | {:.1} MiB | {:.1} MiB | **{ratio:.2}** | {limit} | | |",
        mib(allowed),
        mib(used),
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
