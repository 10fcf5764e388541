//! Records what each hook read and printed, for `--show-io`, `explain --run` and failing test cases.
//!
//! [`Recording`] is an executor that wraps the real executor. `io` formats a run, and `unheard` finds output that the
//! hook's author probably expected to be read.

mod absolute_path;
mod as_ours;
mod asked;
mod beside;
mod cure;
mod elements;
mod exit_slips;
mod exports;
mod failed_tool;
mod files_elsewhere;
mod first_lines;
mod first_word;
mod foreseen;
mod from_start;
mod if_found;
mod inputs_read;
mod io;
mod judged;
mod kept_working;
mod languages;
mod literal_answers;
mod literals;
mod match_at_start;
mod meaning;
mod misread;
mod origin;
mod own_words;
mod paths_in;
mod paths_read;
mod piped;
mod shells;
mod surroundings;
mod unheard;
mod word_list;
mod worker;

pub(crate) use foreseen::foreseen;

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use hooks_exec::{HookExecutor, HookRequest, HookRun, Listener};
use hooks_types::output::Ending;
use hooks_types::report::Cause;
use hooks_types::text::{short_name, visible_line};
use hooks_types::{HookAnswer, HookSpec, Payload};

use judged::{has_noise, is_no_answer, is_without_hello, lets_pass};

use crate::cli::ReportFormat;
use crate::variables::Settings;

/// The recorded runs, in the order in which the hooks were started. By default the record does not keep the payloads,
/// which can be large.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record {
    runs: Arc<Mutex<Vec<Recorded>>>,
    /// Whether to keep what each hook reads.
    keeps_stdin: bool,
}

/// One recorded run of a hook.
#[derive(Debug)]
struct Recorded {
    /// The id of the run, as in its request.
    run: u64,
    /// The hook that ran.
    spec: Arc<HookSpec>,
    /// The event's payload, from which some of the shown variables come.
    payload: Arc<Payload>,
    /// The payload in the bytes that this hook reads. Hooks that read the same format share these bytes. `None` if the
    /// record does not keep payloads, or if the payload cannot be encoded.
    stdin: Option<Arc<Vec<u8>>>,
    /// What the hook printed; `None` until the run has ended.
    heard: Option<Heard>,
}

/// What a hook printed, and whether it was understood.
#[derive(Debug)]
struct Heard {
    /// How the hook's process ended.
    ending: Ending,
    /// The beginning of each output stream, as far as the executor keeps it.
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    /// The number of bytes that the hook printed on stdout and stderr, kept or not.
    total: u64,
    /// The answer as it was read; `None` if the run was not judged or is a failure.
    answer: Option<HookAnswer>,
    /// Whether the finished run had text on stdout, but no answer. `false` until the run is judged.
    is_no_answer: bool,
    /// Whether the finished run is a failure because of its exit code. `false` until the run is judged.
    failed_by_code: bool,
    /// Whether the finished run lets the call go on as it is. `false` until the run is judged.
    lets_pass: bool,
    /// Whether the run failed because the worker process did not send its first message (`hello`) in time and was
    /// therefore ended.
    no_hello: bool,
    /// Whether a note in the report's row already says that output was not read.
    is_noted: bool,
}

/// An executor that records what its hooks read and print.
#[derive(Debug)]
pub(crate) struct Recording<E> {
    /// The executor that runs the hooks.
    inner: E,
    record: Record,
}

impl<E> Recording<E> {
    /// Wraps an executor, and adds each of its runs to `record`.
    pub(crate) fn new(inner: E, record: Record) -> Self {
        Self { inner, record }
    }
}

#[async_trait]
impl<E: HookExecutor> HookExecutor for Recording<E> {
    async fn execute(&self, request: HookRequest) -> HookRun {
        self.record.begin(&request);
        let record = self.record.clone();
        let listener = Listener::new(move |request, said| {
            let heard = Heard {
                ending: said.ending,
                stdout: said.stdout.bytes.to_vec(),
                stderr: said.stderr.bytes.to_vec(),
                total: said.stdout.total.saturating_add(said.stderr.total),
                answer: None,
                is_no_answer: false,
                failed_by_code: false,
                lets_pass: false,
                no_hello: false,
                is_noted: false,
            };
            record.end(request.run_id, heard);
        });
        let number = request.run_id;
        let run = self.inner.execute(request.with_listener(listener)).await;
        // The raw output was stored while the hook ran. Now store how the output was judged.
        self.record.judged(number, &run);
        run
    }
}

/// A function that returns a sentence about a run, or `None` if it has nothing to say.
type Say = fn(&Recorded) -> Option<String>;

/// Adds the place of the hook to the hook's name, with which the sentence `said` begins, if a hook at a different place
/// has the same name.
fn placed(one: &Recorded, said: String, all: &[Recorded]) -> String {
    let source = one.spec.source.to_string();
    let is_namesake =
        |other: &Recorded| other.spec.id == one.spec.id && other.spec.source.to_string() != source;
    let name = format!("`{}`", short_name(&one.spec.id));
    match said.strip_prefix(&name) {
        Some(rest) if all.iter().any(is_namesake) => {
            format!("{name} ({}){rest}", visible_line(&source))
        }
        _ => said,
    }
}

/// Returns sentences that say why hooks might have let a call pass.
fn passed(all: &[Recorded]) -> impl Iterator<Item = String> {
    let of_one = |one| {
        Recorded::passed(one)
            .into_iter()
            .map(move |said| (one, said))
    };
    let said = all.iter().flat_map(of_one);
    said.map(|(one, said)| placed(one, said, all))
}

impl Record {
    /// Makes the record that `hooks fire` needs. The text format needs a record for remarks on ignored output, and
    /// `--show-io` needs a record that also keeps the payloads. `None` if the output shows no part of a record.
    pub(crate) fn for_output(format: ReportFormat, show_io: bool) -> Option<Self> {
        match (format, show_io) {
            (_, true) => Some(Self::with_stdin()),
            (ReportFormat::Text, false) => Some(Self::default()),
            _ => None,
        }
    }

    /// Makes a record that also keeps the input of each hook, as [`text`](Self::text) shows it.
    fn with_stdin() -> Self {
        Self {
            keeps_stdin: true,
            ..Self::default()
        }
    }

    /// Calls `change` with the runs. Ignores a poisoned lock, because every change leaves the runs valid.
    fn change(&self, change: impl FnOnce(&mut Vec<Recorded>)) {
        change(&mut self.runs.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Adds a run when it starts, so that a run that never ends is recorded too.
    fn begin(&self, request: &HookRequest) {
        // The payload was encoded once for all hooks of the dispatch. So this call neither encodes nor copies it.
        let stdin = || request.payload.bytes(&request.spec.form).ok();
        let recorded = Recorded {
            run: request.run_id,
            spec: Arc::clone(&request.spec),
            payload: Arc::clone(request.payload.payload()),
            stdin: self.keeps_stdin.then(stdin).flatten(),
            heard: None,
        };
        self.change(|all| all.push(recorded));
    }

    /// Adds the output of a run.
    fn end(&self, run: u64, heard: Heard) {
        self.change(|all| {
            if let Some(recorded) = all.iter_mut().rfind(|recorded| recorded.run == run) {
                recorded.heard = Some(heard);
            }
        });
    }

    /// Stores in the record of a run how the run's output was judged.
    fn judged(&self, number: u64, run: &HookRun) {
        self.change(|all| {
            // Search from the end, where the newest runs are.
            let of_run = all.iter_mut().rfind(|recorded| recorded.run == number);
            if let Some(heard) = of_run.and_then(|recorded| recorded.heard.as_mut()) {
                heard.answer = run.result.as_ref().ok().cloned();
                heard.is_no_answer = is_no_answer(run);
                let failure = run.result.as_ref().err();
                heard.failed_by_code = failure.is_some_and(|it| it.cause == Cause::ExitCode);
                heard.lets_pass = lets_pass(run);
                heard.no_hello = failure.is_some_and(is_without_hello);
                heard.is_noted = has_noise(run);
            }
        });
    }

    /// Returns whether a hook of this name was started.
    pub(crate) fn has_run(&self, id: &str) -> bool {
        let mut has_run = false;
        self.change(|all| has_run = all.iter().any(|recorded| recorded.spec.id == id));
        has_run
    }

    /// Returns whether no hook was started.
    pub(crate) fn is_empty(&self) -> bool {
        let mut is_empty = true;
        self.change(|all| is_empty = all.is_empty());
        is_empty
    }

    /// Returns everything that was recorded as text, in the order in which the hooks were started. Needs a record
    /// made by [`with_stdin`](Self::with_stdin).
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let settings = Settings::default();
        self.change(|all| {
            all.iter()
                .for_each(|recorded| text += &recorded.text(&settings));
        });
        match text.is_empty() {
            true => "no hook was started\n".to_owned(),
            false => text,
        }
    }

    /// Returns remarks on the runs, such as a sentence for each hook whose output was ignored, and the reasons why a
    /// hook might have let a call pass.
    pub(crate) fn unheard(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        self.change(|all| {
            let all_remarks = [
                Recorded::unheard as Say,
                Recorded::too_short_for_python,
                Recorded::printed_exports,
                Recorded::lost_export,
                Recorded::missing_module,
                Recorded::flood,
            ];
            for say in all_remarks {
                let told = |one: &Recorded| Some(placed(one, say(one)?, all));
                sentences.extend(all.iter().filter_map(told));
            }
            sentences.extend(passed(all));
        });
        sentences
    }

    /// Like [`unheard`](Self::unheard), without sentences that repeat the report's rows.
    pub(crate) fn unheard_beside_rows(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        let is_news = |recorded: &&Recorded| {
            let heard = recorded.heard.as_ref();
            // At exit code 2, a note in the report's row already quotes the output that was not read. So skip such a
            // run.
            heard.is_some_and(|heard| !heard.is_noted || heard.ending != Ending::Exited(2))
        };
        self.change(|all| {
            let told = |one: &Recorded, said: Option<String>| Some(placed(one, said?, all));
            let news = all.iter().filter(is_news);
            sentences.extend(news.filter_map(|one| told(one, one.unheard())));
            let short = |one: &Recorded| told(one, one.too_short_for_python());
            sentences.extend(all.iter().filter_map(short));
            sentences.extend(
                all.iter()
                    .filter_map(|one| told(one, one.printed_exports())),
            );
            sentences.extend(all.iter().filter_map(|one| told(one, one.lost_export())));
            sentences.extend(all.iter().filter_map(|one| told(one, one.missing_module())));
            sentences.extend(all.iter().filter_map(|one| told(one, one.flood())));
            sentences.extend(passed(all));
            // With `--show-io` (`keeps_stdin`), the text of each run already names the missing variables, so leave out the
            // sentences about them.
            let unsaid = all.iter().filter(|_| !self.keeps_stdin);
            sentences.extend(unsaid.filter_map(Recorded::without_variable));
        });
        sentences
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
