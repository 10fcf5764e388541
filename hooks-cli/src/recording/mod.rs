//! Records what each hook read and printed, for `--show-io`, `explain --run` and failing test cases.

mod io;
mod unheard;

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use hooks_exec::{HookExecutor, HookRequest, HookRun, Listener};
use hooks_types::answer::NoteCode;
use hooks_types::output::Ending;
use hooks_types::report::Cause;
use hooks_types::{HookAnswer, HookSpec, Payload};

/// Everything that was recorded, in the order in which the hooks were started.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record(Arc<Mutex<Vec<Recorded>>>);

/// One run of a hook.
#[derive(Debug)]
struct Recorded {
    run: u64,
    spec: Arc<HookSpec>,
    payload: Arc<Payload>,
    stdin: Vec<u8>,
    /// `None` until the run has ended.
    heard: Option<Heard>,
}

#[derive(Debug)]
struct Heard {
    ending: Ending,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    /// Whether the run was judged, and its stdout was not an answer.
    is_no_answer: bool,
    /// Whether the row of the report says that output was not read.
    is_noted: bool,
}

/// An executor that records what its hooks read and print.
#[derive(Debug)]
pub(crate) struct Recording<E> {
    inner: E,
    record: Record,
}

impl<E> Recording<E> {
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
                is_no_answer: false,
                is_noted: false,
            };
            record.end(request.run_id, heard);
        });
        let number = request.run_id;
        let run = self.inner.execute(request.heard_by(listener)).await;
        self.record.judged(number, &run);
        run
    }
}

/// Whether stdout held something else than an answer, and the hook's dialect read nothing from it.
fn is_no_answer(run: &HookRun) -> bool {
    match &run.result {
        Ok(answer) => *answer == HookAnswer::proceed() && has_noise(run),
        // An answer among noise is named by the failure itself.
        Err(failure) => failure.cause == Cause::BadAnswer && failure.said.is_none(),
    }
}

/// Whether a note says that some output is not part of the answer.
fn has_noise(run: &HookRun) -> bool {
    let mut notes = run.facts.notes.iter();
    notes.any(|note| note.code == NoteCode::Noise)
}

impl Record {
    fn change(&self, change: impl FnOnce(&mut Vec<Recorded>)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn begin(&self, request: &HookRequest) {
        let stdin = request.payload.bytes(&request.spec.form);
        let recorded = Recorded {
            run: request.run_id,
            spec: Arc::clone(&request.spec),
            payload: Arc::clone(request.payload.payload()),
            stdin: stdin.map(|bytes| bytes.to_vec()).unwrap_or_default(),
            heard: None,
        };
        self.change(|all| all.push(recorded));
    }

    fn end(&self, run: u64, heard: Heard) {
        self.change(|all| {
            if let Some(recorded) = all.iter_mut().rfind(|recorded| recorded.run == run) {
                recorded.heard = Some(heard);
            }
        });
    }

    /// Keeps what became of a run's output.
    fn judged(&self, number: u64, run: &HookRun) {
        self.change(|all| {
            let of_run = all.iter_mut().rfind(|recorded| recorded.run == number);
            if let Some(heard) = of_run.and_then(|recorded| recorded.heard.as_mut()) {
                heard.is_no_answer = is_no_answer(run);
                heard.is_noted = has_noise(run);
            }
        });
    }

    /// Whether a hook of this name was started.
    pub(crate) fn has_run(&self, id: &str) -> bool {
        let mut has_run = false;
        self.change(|all| has_run = all.iter().any(|recorded| recorded.spec.id == id));
        has_run
    }

    /// Whether no hook was started.
    pub(crate) fn is_empty(&self) -> bool {
        let mut is_empty = true;
        self.change(|all| is_empty = all.is_empty());
        is_empty
    }

    /// Returns everything that was recorded as text, in the order in which the hooks were started.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.change(|all| all.iter().for_each(|recorded| text += &recorded.text()));
        match text.is_empty() {
            true => "no hook was started\n".to_owned(),
            false => text,
        }
    }

    /// Returns a sentence for each hook whose output was ignored.
    pub(crate) fn unheard(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        self.change(|all| sentences.extend(all.iter().filter_map(Recorded::unheard)));
        sentences
    }

    /// Like [`unheard`](Self::unheard), without what the rows of the report say already.
    pub(crate) fn unheard_beside_rows(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        let is_news = |recorded: &&Recorded| {
            let heard = recorded.heard.as_ref();
            heard.is_some_and(|heard| !heard.is_noted || heard.ending != Ending::Exited(2))
        };
        self.change(|all| {
            let news = all.iter().filter(is_news);
            sentences.extend(news.filter_map(Recorded::unheard));
        });
        sentences
    }
}
