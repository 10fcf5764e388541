//! `hooks test`: runs test cases of hooks.
//!
//! `find` finds the files, `case` and `values` read them, `run` sends each event through the hooks, `difference`
//! compares the result with the expected result, `idle` finds that no hook ran, and `formats` and `shown_difference`
//! print. Cases run in parallel and do not share an engine.

mod case;
mod difference;
mod find;
mod folders;
mod formats;
mod idle;
mod run;
mod shown_difference;
mod values;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Semaphore;
use tokio::task::{Id, JoinSet};

use crate::cli::{Test, TestFormat};
use crate::engine::interrupts;
use crate::exit_code;
use crate::failure::Failure;
use crate::list::Remedy;
use crate::show::{columns, print_out};

pub(crate) use difference::{Difference, described, failed};

/// A test case with its result.
#[derive(Debug)]
pub(crate) struct Tested {
    /// The path of the case's file.
    pub(crate) path: String,
    pub(crate) verdict: Verdict,
    /// Notes about the case itself, such as a field that the tool does not have.
    pub(crate) notes: Vec<String>,
    /// How long the case took, with its hooks, in milliseconds.
    pub(crate) milliseconds: f64,
}

/// How a case ended: passed, failed, or not run.
#[derive(Debug)]
pub(crate) enum Verdict {
    Passed,
    Failed(Box<Failed>),
    /// The case could not be run; the text says why.
    Broken(String),
}

/// A failed case.
#[derive(Debug)]
pub(crate) struct Failed {
    /// The differences between the expected and the actual result; at least one.
    pub(crate) differences: Vec<Difference>,
    /// The call that the hooks judged.
    pub(crate) call: Option<String>,
    /// What each hook did.
    pub(crate) report: hooks_types::Report,
    /// What `hooks check` says about the programs of these hooks.
    pub(crate) advice: Vec<Remedy>,
    /// A sentence for each hook whose output was ignored.
    pub(crate) unheard: Vec<String>,
}

/// Runs every case in the folders, several at a time, and prints the results. Returns the exit code.
///
/// # Errors
///
/// No case was found, stdout cannot be written, or a signal arrived. Cases that fail are not errors.
pub(crate) async fn run(options: &Test) -> Result<u8, Failure> {
    let mut interrupts = interrupts()?;
    let found = find::cases(&options.folders)?;
    let work = all(options, found);
    let tested = tokio::select! {
        tested = work => tested,
        // Return at a signal: this drops the running cases, and dropping a case ends its hooks.
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

/// Returns a time in milliseconds, rounded to microseconds.
fn rounded(time: std::time::Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

/// Runs the cases, as many at a time as there are processors. Returns the results in the order in which the cases
/// were found.
async fn all(options: &Test, found: Vec<find::Found>) -> Vec<Tested> {
    let most = std::thread::available_parallelism().map_or(2, usize::from);
    let slots = Arc::new(Semaphore::new(most));
    let config: Arc<[_]> = options.config.clone().into();
    let mut running = JoinSet::new();
    let mut paths = HashMap::new();
    for (number, found) in found.into_iter().enumerate() {
        let (slots, config) = (Arc::clone(&slots), Arc::clone(&config));
        let path = found.path.display().to_string();
        let task = running.spawn(async move {
            // Ignore the error case: the semaphore is never closed, so this cannot fail.
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
            // Cases end in any order; the number restores the order of the files.
            (number, tested)
        });
        paths.insert(task.id(), (number, path));
    }
    ended(running, paths).await
}

/// Waits for all cases, and returns their results in the order of their numbers. `paths` has the number and the path of
/// each task's case. A case whose task panicked has no result of its own, and is reported as a case that could not be
/// run.
async fn ended(
    mut running: JoinSet<(usize, Tested)>,
    mut paths: HashMap<Id, (usize, String)>,
) -> Vec<Tested> {
    let mut tested = Vec::new();
    while let Some(done) = running.join_next().await {
        tested.extend(match done {
            Ok(done) => Some(done),
            Err(error) => paths.remove(&error.id()).map(|(number, path)| {
                let problem = "this program failed while it ran the case; please report it";
                let tested = Tested {
                    path,
                    verdict: Verdict::Broken(problem.to_owned()),
                    notes: Vec::new(),
                    milliseconds: 0.0,
                };
                (number, tested)
            }),
        });
    }
    tested.sort_by_key(|(number, _)| *number);
    tested.into_iter().map(|(_, tested)| tested).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_case_whose_task_panicked_is_broken_and_keeps_its_place() {
        let mut running = JoinSet::new();
        let mut paths = HashMap::new();
        for (number, path) in ["a.toml", "b.toml", "c.toml"].into_iter().enumerate() {
            let task = running.spawn(async move {
                assert_ne!(path, "b.toml", "as if the program had a fault");
                let tested = Tested {
                    path: path.to_owned(),
                    verdict: Verdict::Passed,
                    notes: Vec::new(),
                    milliseconds: 0.0,
                };
                (number, tested)
            });
            paths.insert(task.id(), (number, path.to_owned()));
        }
        let tested = ended(running, paths).await;
        let paths: Vec<&str> = tested.iter().map(|case| case.path.as_str()).collect();
        assert_eq!(paths, ["a.toml", "b.toml", "c.toml"]);
        assert!(matches!(tested[1].verdict, Verdict::Broken(_)));
    }
}
