//! `hooks test`: runs the test cases of a folder.

mod case;
mod difference;
mod find;
mod formats;
mod run;
mod values;

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::cli::{Test, TestFormat};
use crate::engine::interrupts;
use crate::exit_code;
use crate::failure::Failure;
use crate::show::{columns, print_out};

pub(crate) use difference::{Difference, described, failed};

/// The result of a case.
#[derive(Debug)]
pub(crate) struct Tested {
    /// The path of the case's file.
    pub(crate) path: String,
    pub(crate) verdict: Verdict,
    /// What is odd about the case itself.
    pub(crate) notes: Vec<String>,
    pub(crate) milliseconds: f64,
}

/// How a case ended: passed, failed, or not run.
#[derive(Debug)]
pub(crate) enum Verdict {
    Passed,
    Failed(Box<Failed>),
    /// It could not be run.
    Broken(String),
}

/// A failed case.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) differences: Vec<Difference>,
    /// The call that the hooks judged.
    pub(crate) call: Option<String>,
    /// What each hook did.
    pub(crate) report: hooks_types::Report,
    /// Output of hooks that was ignored, a sentence each.
    pub(crate) unheard: Vec<String>,
}

/// Runs every case of a folder, several at a time, and prints the results.
pub(crate) async fn run(options: &Test) -> Result<u8, Failure> {
    let mut interrupts = interrupts()?;
    let found = find::cases(&options.folders)?;
    let work = all(options, found);
    let tested = tokio::select! {
        tested = work => tested,
        signal = interrupts.next() => return Err(Failure::interrupted(signal)),
    };
    let printed = match options.format() {
        TestFormat::Text => formats::text(&tested, columns()),
        TestFormat::Json => formats::json(&tested)?,
        TestFormat::Junit => formats::junit(&tested),
    };
    print_out(&printed)?;
    let all_passed = tested
        .iter()
        .all(|case| matches!(case.verdict, Verdict::Passed));
    Ok(match all_passed {
        true => exit_code::DONE,
        false => exit_code::DIFFERENT,
    })
}

/// Returns a time in milliseconds, to the microsecond.
fn rounded(time: std::time::Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

/// Runs as many cases at a time as there are processors. The results are in the order in which the cases were
/// found.
async fn all(options: &Test, found: Vec<find::Found>) -> Vec<Tested> {
    let most = std::thread::available_parallelism().map_or(2, usize::from);
    let slots = Arc::new(Semaphore::new(most));
    let config: Arc<[_]> = options.config.clone().into();
    let mut running = JoinSet::new();
    for (number, found) in found.into_iter().enumerate() {
        let (slots, config) = (Arc::clone(&slots), Arc::clone(&config));
        running.spawn(async move {
            let _slot = slots.acquire().await;
            let began = Instant::now();
            let mut notes = Vec::new();
            let verdict = match found.problem {
                Some(problem) => Verdict::Broken(problem),
                None => run::run(&found.path, &config, &mut notes).await,
            };
            let tested = Tested {
                path: found.path.display().to_string(),
                verdict,
                notes,
                milliseconds: rounded(began.elapsed()),
            };
            (number, tested)
        });
    }
    let mut tested = Vec::new();
    while let Some(done) = running.join_next().await {
        // A case whose task was lost counts as failed.
        tested.extend(done.ok());
    }
    tested.sort_by_key(|(number, _)| *number);
    tested.into_iter().map(|(_, tested)| tested).collect()
}
