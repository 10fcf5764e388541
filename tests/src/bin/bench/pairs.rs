//! Measures our engine and the floor (the bare work to compare it with) in turn, and evaluates the times.

use std::io;
use std::time::{Duration, Instant};

/// The times of our engine, and of the floor, with which the engine is compared. The runs of the two alternate.
#[derive(Default)]
pub(crate) struct Pairs {
    pub(crate) floor: Vec<Duration>,
    pub(crate) ours: Vec<Duration>,
    /// For each pair, the ratio of our time to the time of the floor. The ratios are sorted.
    ratios: Vec<f64>,
}

impl Pairs {
    /// Measures `count` pairs. The side that is measured first changes from pair to pair. The first few pairs are
    /// discarded.
    pub(crate) fn take(
        count: usize,
        mut floor: impl FnMut() -> io::Result<()>,
        mut ours: impl FnMut() -> io::Result<()>,
    ) -> io::Result<Self> {
        for _ in 0..count.div_ceil(50) {
            floor()?;
            ours()?;
        }
        let mut pairs = Self {
            floor: Vec::with_capacity(count),
            ours: Vec::with_capacity(count),
            ratios: Vec::new(),
        };
        for round in 0..count {
            if round % 2 == 0 {
                pairs.floor.push(timed(&mut floor)?);
                pairs.ours.push(timed(&mut ours)?);
            } else {
                pairs.ours.push(timed(&mut ours)?);
                pairs.floor.push(timed(&mut floor)?);
            }
        }
        Ok(pairs.sorted())
    }

    /// Computes the ratios and sorts all values. Must be called only once, because after sorting the values of a pair
    /// no longer belong together.
    pub(crate) fn sorted(mut self) -> Self {
        let both = self.ours.iter().zip(&self.floor);
        let ratios = both.map(|(ours, floor)| ours.as_secs_f64() / floor.as_secs_f64());
        self.ratios = ratios.collect();
        self.ratios.sort_unstable_by(f64::total_cmp);
        self.floor.sort_unstable();
        self.ours.sort_unstable();
        self
    }

    /// Divides all times by `calls`, the number of calls in each measurement.
    pub(crate) fn divided(mut self, calls: u32) -> Self {
        for time in self.floor.iter_mut().chain(&mut self.ours) {
            *time /= calls;
        }
        self
    }

    /// Divides our times and the ratios by `calls`. Each of our measurements covers `calls` calls, and each measurement
    /// of the floor covers one call.
    pub(crate) fn ours_divided(mut self, calls: u32) -> Self {
        for time in &mut self.ours {
            *time /= calls;
        }
        for ratio in &mut self.ratios {
            *ratio /= f64::from(calls);
        }
        self
    }

    /// Returns the median of the pairs' ratios. The two runs of a pair follow each other directly. So other work on the
    /// machine slows both runs, or the pair becomes an outlier that does not change the median.
    pub(crate) fn ratio(&self) -> f64 {
        let middle = self.ratios.get(self.ratios.len() / 2);
        middle.copied().unwrap_or(f64::NAN)
    }
}

fn timed(run: &mut impl FnMut() -> io::Result<()>) -> io::Result<Duration> {
    let started = Instant::now();
    run()?;
    Ok(started.elapsed())
}

/// Returns the median of sorted values.
pub(crate) fn median(sorted: &[Duration]) -> Duration {
    at(sorted, 50)
}

/// Returns a percentile of the sorted values: this percentage of the values is not larger.
pub(crate) fn at(sorted: &[Duration], percent: usize) -> Duration {
    let index = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(index).copied().unwrap_or_default()
}
