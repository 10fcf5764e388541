//! The parts of the table that the bench prints. Each part is measured in a process of its own.

use std::hint::black_box;
use std::io;

use hooks_exec::DEFAULT_OUTPUT_CAP;
use hooks_tests::{Step, Stream};

use crate::memory::{peak_of, resident};
use crate::ours::{Ours, current_thread, two_workers};
use crate::pairs::Pairs;
use crate::table::{Limit, memory_row, row};
use crate::{crowd, floor, http, languages, load, unmatched, worker};

const MIB: usize = 1024 * 1024;

/// The length of the text in a small payload. The whole payload is then about 300 bytes long.
pub(crate) const SMALL: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    One,
    Host,
    Parallel,
    Large,
    Memory,
    Unmatched,
    Worker,
    Languages,
    Crowd,
    Http,
    Load,
}

impl Part {
    pub(crate) const ALL: [Self; 11] = [
        Self::One,
        Self::Host,
        Self::Parallel,
        Self::Large,
        Self::Memory,
        Self::Unmatched,
        Self::Worker,
        Self::Languages,
        Self::Crowd,
        Self::Http,
        Self::Load,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Host => "host",
            Self::Parallel => "parallel",
            Self::Large => "large",
            Self::Memory => "memory",
            Self::Unmatched => "unmatched",
            Self::Worker => "worker",
            Self::Languages => "languages",
            Self::Crowd => "crowd",
            Self::Http => "http",
            Self::Load => "load",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    /// Measures and prints the rows of this part.
    pub(crate) fn measure(self, pairs: usize) -> io::Result<()> {
        match self {
            Self::One => one(pairs),
            Self::Host => host(pairs),
            Self::Parallel => parallel(pairs),
            Self::Large => large(pairs),
            Self::Memory => memory(),
            Self::Unmatched => unmatched::measure(pairs),
            Self::Worker => worker::measure(pairs),
            Self::Languages => languages::measure(pairs),
            Self::Crowd => crowd::measure(),
            Self::Http => http::measure(pairs),
            Self::Load => load::measure(pairs),
        }
    }
}

fn one(pairs: usize) -> io::Result<()> {
    let argv = reader()?;
    let ours = Ours::new(&argv, SMALL);
    for (name, runtime) in [
        ("two threads", two_workers()?),
        ("current_thread", current_thread()?),
    ] {
        let taken = ours.pairs_in_a_task(&runtime, pairs, &argv)?;
        row(&format!("one hook, {name}"), Limit::Gate(1.1), &taken)?;
        let taken = ours.pairs_with_c(&runtime, pairs, &argv)?;
        let what = format!("one hook, {name}, against a loop in C");
        row(&what, Limit::Goal(1.12), &taken)?;
        let text = argv.iter().map(|word| format!("'{word}'"));
        let text = text.collect::<Vec<_>>().join(" ");
        let bare = ["bash".to_owned(), "-c".to_owned(), text];
        let ours = Ours::shell(&bare[2], SMALL);
        let taken = ours.pairs_in_a_task(&runtime, pairs, &bare)?;
        let what = format!("bash -c, {name}, against the bare shell");
        row(&what, Limit::Goal(1.03), &taken)?;
    }
    Ok(())
}

/// Compares a run in a host with 4 GiB of memory with the same run in a host with 10 MiB. For each block of
/// measurements the memory is allocated again, so both sizes are measured in the same minutes.
fn host(pairs: usize) -> io::Result<()> {
    let argv = reader()?;
    let ours = Ours::new(&argv, SMALL);
    let runtime = two_workers()?;
    let mut taken = Pairs::default();
    let blocks = 2;
    for _ in 0..blocks {
        for (size, times) in [(10 * MIB, &mut taken.floor), (4096 * MIB, &mut taken.ours)] {
            let memory = resident(size);
            let block = Pairs::take(
                pairs.div_ceil(2 * blocks),
                || ours.run(&runtime, 1),
                || ours.run(&runtime, 1),
            )?;
            times.extend(block.floor.into_iter().chain(block.ours));
            black_box(&memory);
        }
    }
    row(
        "one hook, host of 4 GiB against 10 MiB",
        Limit::Gate(1.2),
        &taken.sorted(),
    )
}

fn parallel(pairs: usize) -> io::Result<()> {
    let argv = reader()?;
    let ours = Ours::new(&argv, SMALL);
    let payload = ours.bytes()?;
    for (name, runtime) in [
        ("two threads", two_workers()?),
        ("current_thread", current_thread()?),
    ] {
        let taken = Pairs::take(
            pairs,
            || floor::run_all(8, &argv, &payload),
            || ours.run(&runtime, 8),
        )?;
        row(
            &format!("8 hooks in parallel, {name}"),
            Limit::Gate(1.2),
            &taken,
        )?;
        let taken = Pairs::take(
            pairs.div_ceil(5),
            || floor::run_all(64, &argv, &payload),
            || ours.run_dispatches(&runtime, 64),
        )?;
        row(
            &format!("64 dispatches at once, {name}"),
            Limit::Gate(1.2),
            &taken,
        )?;
    }
    Ok(())
}

fn large(pairs: usize) -> io::Result<()> {
    let argv = reader()?;
    let runtime = two_workers()?;
    for size in [1, 16] {
        let ours = Ours::new(&argv, size * MIB);
        let payload = ours.bytes()?;
        let written = ours.written()?;
        for hooks in [1, 8] {
            let rounds = pairs.div_ceil(size.min(10) * if hooks == 1 { 1 } else { 4 });
            let floor = || floor::run_all(hooks, &argv, &payload);
            let what = format!(
                "{size} MiB to {hooks} hook{}",
                if hooks == 1 { "" } else { "s" }
            );
            let taken = Pairs::take(rounds, floor, || ours.run(&runtime, hooks))?;
            row(
                &format!("{what}, serialised and run"),
                Limit::Gate(1.25),
                &taken,
            )?;
            let taken = Pairs::take(rounds, floor, || ours.run_on(&written, &runtime, hooks))?;
            row(&format!("{what}, already serialised"), Limit::None, &taken)?;
        }
    }
    Ok(())
}

/// Measures by how much 8 hooks with a payload of 16 MiB raise the peak memory of the host. This includes the
/// event from which the payload is made. Every hook fills one output up to its limit.
fn memory() -> io::Result<()> {
    let steps = [Step::ReadAll, Step::Flood(Stream::Err, DEFAULT_OUTPUT_CAP)];
    let argv = probe(&steps)?;
    let runtime = two_workers()?;
    // Warm up first: threads, stacks and the allocator must not be included in the result.
    Ours::new(&reader()?, SMALL).run(&runtime, 8)?;
    let (used, ()) = peak_of(|| Ours::new(&argv, 16 * MIB).run(&runtime, 8))?;
    let allowed = 2 * 16 * MIB + 8 * DEFAULT_OUTPUT_CAP;
    memory_row(
        "peak memory, 16 MiB to 8 hooks, against 2 payloads and 8 outputs",
        allowed,
        used,
    )
}

/// Returns the command of a hook that reads its payload and prints nothing.
pub(crate) fn reader() -> io::Result<Vec<String>> {
    probe(&[Step::ReadAll])
}

/// Returns the command of a probe (a hook program for tests) that does these steps.
pub(crate) fn probe(steps: &[Step]) -> io::Result<Vec<String>> {
    let probe = std::env::current_exe()?.with_file_name("hook-probe");
    let probe = probe
        .to_str()
        .ok_or_else(|| io::Error::other("a path without text"))?;
    Ok(vec![probe.to_owned(), serde_json::to_string(steps)?])
}
