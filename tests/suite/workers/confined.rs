//! Tests a user's worker in a cloned repository: no file of the repository runs, whatever the event.

use std::fs;
use std::sync::Arc;

use hooks_exec::{HookRequest, SharedPayload};
use hooks_types::event::Stop;
use hooks_types::spec::{Confinement, ProjectRoot};
use hooks_types::{Payload, SessionMeta};

use super::*;

/// A worker in an untrusted repository. The worker's command names a file.
struct Clone {
    bench: Bench,
    repository: PathBuf,
}

impl Clone {
    fn new(program: impl FnOnce(Vec<String>) -> Vec<String>) -> Self {
        let rig = Rig::new();
        let repository = rig.folder().canonicalize().unwrap().join("repository");
        fs::create_dir_all(repository.join("sub")).unwrap();
        let starts = rig.folder().join("starts");
        let mut steps = vec![Step::Record(starts.clone(), "started".to_owned())];
        steps.extend(worker(vec![fine()]));
        let mut command = Command::argv(program(probe(&steps)));
        let root = ProjectRoot::new(&repository, false);
        command.confinement = Some(Confinement::new([root]));
        Self {
            bench: Bench::of(rig, command, starts),
            repository,
        }
    }

    /// Sends an event whose working folder is this folder of the repository.
    async fn ask_in(&self, folder: &str) -> HookRun {
        let cwd = self.repository.join(folder);
        let mut meta = SessionMeta::new("s", cwd.to_str().unwrap());
        meta.project_dir = self.repository.to_str().map(str::to_owned);
        let payload = Payload::new(Arc::new(meta), Stop::new());
        let spec = Arc::clone(&self.bench.request.spec);
        let request = HookRequest::new(spec, SharedPayload::new(payload));
        self.bench.ask_for(request).await
    }

    fn write(&self, file: &str) {
        fs::write(self.repository.join(file), "").unwrap();
    }
}

fn with_guard(mut argv: Vec<String>) -> Vec<String> {
    argv.push("./guard.sh".to_owned());
    argv
}

fn is_refused(run: &HookRun) {
    assert_eq!(cause(run), Cause::UntrustedProgram, "{}", message(run));
    assert!(message(run).contains("guard.sh"), "{}", message(run));
}

#[tokio::test]
async fn a_worker_that_names_a_stranger_s_file_is_not_started() {
    let clone = Clone::new(with_guard);
    clone.write("guard.sh");
    // Repeat this more often than a worker may fail. A refusal must not count as a failure of the worker.
    for _ in 0..12 {
        is_refused(&clone.ask_in("").await);
    }
    assert_eq!(clone.bench.starts(), 0);
    fs::remove_file(clone.repository.join("guard.sh")).unwrap();
    proceeds(&clone.ask_in("").await);
}

#[tokio::test]
async fn a_stranger_s_program_is_not_started_as_a_worker() {
    let clone = Clone::new(|_| vec!["./guard.sh".to_owned()]);
    fs::copy(&probe(&[])[0], clone.repository.join("guard.sh")).unwrap();
    is_refused(&clone.ask_in("").await);
    assert_eq!(clone.bench.executor.workers(), 0);
}

#[tokio::test]
async fn a_running_worker_gets_no_event_of_a_folder_that_lends_it_a_file() {
    let clone = Clone::new(with_guard);
    clone.write("sub/guard.sh");
    proceeds(&clone.ask_in("").await);
    is_refused(&clone.ask_in("sub").await);
    proceeds(&clone.ask_in("").await);
    assert_eq!(clone.bench.starts(), 1);
}

#[tokio::test]
async fn a_file_that_comes_later_is_seen_by_the_next_event() {
    let clone = Clone::new(with_guard);
    proceeds(&clone.ask_in("").await);
    clone.write("guard.sh");
    is_refused(&clone.ask_in("").await);
    assert_eq!(clone.bench.starts(), 1);
}
