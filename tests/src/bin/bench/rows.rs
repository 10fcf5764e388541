//! The rows of the table.

use std::hint::black_box;
use std::io::{self, Write};

use hooks_tests::Step;

use crate::floor;
use crate::memory::{forget_peak, peak, resident};
use crate::ours::{Ours, current_thread, two_workers};
use crate::pairs::{Pairs, at, median};

const MIB: usize = 1024 * 1024;

/// Takes and prints every row.
pub(crate) fn table(pairs: usize) -> io::Result<()> {
    let few = pairs.div_ceil(10);
    let argv = reader()?;
    say("| what | pairs | floor median | ours median | ratio | floor p95 | ours p95 |")?;
    say("|---|---|---|---|---|---|---|")?;

    let small = Ours::new(&argv, 100);
    let payload = small.bytes()?;
    let workers = two_workers()?;
    let current = current_thread()?;
    let one = || floor::run(&argv, &payload);
    let taken = Pairs::take(pairs, one, || small.run(&workers, 1))?;
    row("one hook, two workers", &taken)?;
    let taken = Pairs::take(pairs, one, || small.run(&current, 1))?;
    row("one hook, current_thread", &taken)?;
    for hooks in [8, 64] {
        let taken = Pairs::take(
            pairs * 4 / hooks,
            || floor::run_all(hooks, &argv, &payload),
            || small.run(&workers, hooks),
        )?;
        row(&format!("{hooks} hooks at once, two workers"), &taken)?;
        let taken = Pairs::take(
            pairs * 4 / hooks,
            || floor::run_all(hooks, &argv, &payload),
            || small.run(&current, hooks),
        )?;
        row(&format!("{hooks} hooks at once, current_thread"), &taken)?;
    }
    for size in [1, 16] {
        let large = Ours::new(&argv, size * MIB);
        let payload = large.bytes()?;
        for hooks in [1, 8] {
            let rounds = few.div_ceil(hooks * size / 4 + 1).max(10);
            let taken = Pairs::take(
                rounds,
                || floor::run_all(hooks, &argv, &payload),
                || large.run(&workers, hooks),
            )?;
            row(
                &format!("{size} MiB to {hooks} hooks, written and run"),
                &taken,
            )?;
            let written = large.written()?;
            let taken = Pairs::take(
                rounds,
                || floor::run_all(hooks, &argv, &payload),
                || large.run_on(&written, &workers, hooks),
            )?;
            row(&format!("{size} MiB to {hooks} hooks, run"), &taken)?;
        }
    }
    large_host(pairs, &argv, &small)?;
    peak_memory(&argv)
}

/// Ours in a host of 4 GiB against ours in a small one; here the small host is the floor.
fn large_host(pairs: usize, argv: &[String], small: &Ours) -> io::Result<()> {
    let workers = two_workers()?;
    let payload = small.bytes()?;
    let before = Pairs::take(
        pairs,
        || floor::run(argv, &payload),
        || small.run(&workers, 1),
    )?;
    let memory = resident(4096 * MIB);
    let after = Pairs::take(
        pairs,
        || floor::run(argv, &payload),
        || small.run(&workers, 1),
    )?;
    black_box(&memory);
    let taken = Pairs {
        floor: before.ours,
        ours: after.ours,
    };
    row("one hook, host of 4 GiB against a small host", &taken)
}

/// What 16 MiB to 8 hooks add to the host's memory at most.
fn peak_memory(argv: &[String]) -> io::Result<()> {
    let workers = two_workers()?;
    let large = Ours::new(argv, 16 * MIB);
    let payload = large.bytes()?.len();
    forget_peak()?;
    let before = peak()?;
    large.run(&workers, 8)?;
    let added = peak()?.saturating_sub(before);
    say(&format!(
        "\npeak memory added by one payload of {} KiB to 8 hooks: {} KiB ({:.2} payloads)",
        payload / 1024,
        added / 1024,
        added as f64 / payload as f64
    ))
}

/// A hook program that reads its payload and says nothing.
fn reader() -> io::Result<Vec<String>> {
    let probe = std::env::current_exe()?.with_file_name("hook-probe");
    let probe = probe
        .to_str()
        .ok_or_else(|| io::Error::other("a path without text"))?;
    let steps = serde_json::to_string(&[Step::ReadAll])?;
    Ok(vec![probe.to_owned(), steps])
}

fn row(what: &str, taken: &Pairs) -> io::Result<()> {
    say(&format!(
        "| {what} | {} | {:.3} ms | {:.3} ms | **{:.2}** | {:.3} ms | {:.3} ms |",
        taken.ours.len(),
        millis(median(&taken.floor)),
        millis(median(&taken.ours)),
        taken.ratio(),
        millis(at(&taken.floor, 95)),
        millis(at(&taken.ours, 95)),
    ))
}

fn millis(duration: std::time::Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn say(line: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}
