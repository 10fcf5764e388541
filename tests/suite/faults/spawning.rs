//! Tests faults 1-8 of docs/faults.md: starting a hook.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use hooks_exec::HookRun;
use hooks_tests::{About, Step};
use hooks_types::answer::NoteCode;
use hooks_types::report::Cause;
use hooks_types::spec::Command;
use hooks_types::{Failure, HookAnswer};

use crate::rig::{Rig, probe, run};

fn failed(run: HookRun) -> Failure {
    run.result.expect_err("the hook cannot have run")
}

#[tokio::test]
async fn f01_program_missing() {
    let rig = Rig::new();
    let failure = failed(run(rig.request_of(Command::argv(["/nowhere/guard"]))).await);
    let expected = "the program could not be started: /nowhere/guard: there is no such file";
    assert_eq!(failure, Failure::new(Cause::SpawnFailed, expected));
}

#[tokio::test]
async fn f01_program_not_executable() {
    let rig = Rig::new();
    let guard = rig.file("guard", "#!/bin/sh\nexit 0\n");
    let failure = failed(run(rig.request_of(Command::argv(["./guard"]))).await);
    assert_eq!(failure.cause, Cause::SpawnFailed);
    assert!(failure.message.contains("not executable"), "{failure}");
    assert!(
        failure
            .message
            .contains(guard.file_name().unwrap().to_str().unwrap())
    );
}

#[tokio::test]
async fn f01_bad_interpreter() {
    let rig = Rig::new();
    rig.script("guard", "#!/nowhere/python9\n");
    let failure = failed(run(rig.request_of(Command::argv(["./guard"]))).await);
    assert_eq!(failure.cause, Cause::SpawnFailed);
    assert!(
        failure
            .message
            .contains("`#!` line asks for `/nowhere/python9`"),
        "{failure}"
    );
}

#[tokio::test]
async fn f01_script_without_its_first_line() {
    let rig = Rig::new();
    rig.script("guard", "exit 0\n");
    let failure = failed(run(rig.request_of(Command::argv(["./guard"]))).await);
    assert_eq!(failure.cause, Cause::SpawnFailed);
    assert!(failure.message.contains("`#!` line"), "{failure}");
}

#[tokio::test]
async fn f01_program_missing_behind_a_shell() {
    let rig = Rig::new();
    let run = run(rig.request_of(Command::shell("no-such-guard --check"))).await;
    let failure = run.result.unwrap_err();
    assert_eq!(failure.cause, Cause::ExitCode);
    assert!(failure.message.contains("127"), "{failure}");
}

#[tokio::test]
async fn f02_program_just_written() {
    let rig = Rig::new();
    let guard = rig.folder().join("guard");
    fs::copy(&probe(&[])[0], &guard).unwrap();
    let open = fs::OpenOptions::new().append(true).open(&guard).unwrap();
    let mut argv = probe(&[Step::Exit(2)]);
    argv[0] = guard.to_str().unwrap().to_owned();
    let request = rig.request_of(Command::argv(argv));
    // While a program is open for writing, it cannot be started. The executor tries several times, and then fails with
    // this reason.
    let held = failed(run(request.clone()).await);
    assert_eq!(held.cause, Cause::SpawnFailed);
    assert!(held.message.contains("open for writing"), "{held}");
    // If the file is closed while the hook is being started, the hook runs.
    let executor = hooks_exec::ProcessExecutor::new();
    let started = crate::rig::start(&executor, request);
    tokio::task::yield_now().await;
    drop(open);
    assert!(matches!(started.await.unwrap().result, Ok(answer) if answer == blocked()));
}

fn blocked() -> HookAnswer {
    HookAnswer::block("")
}

#[tokio::test]
async fn f04_nul_byte() {
    let rig = Rig::new();
    let failure = failed(run(rig.request_of(Command::argv(["/bin/true", "a\0b"]))).await);
    let expected = "argument 1 of the command contains a NUL byte";
    assert_eq!(failure, Failure::new(Cause::SpawnFailed, expected));
    let command = Command::argv(["/bin/true"]).with_env("TOKEN", "a\0b");
    let failure = failed(run(rig.request_of(command)).await);
    let expected = "the variable `TOKEN` contains a NUL byte";
    assert_eq!(failure, Failure::new(Cause::SpawnFailed, expected));
}

#[tokio::test]
async fn f05_folder_deleted() {
    let rig = Rig::new();
    let mut command = Command::argv(probe(&[Step::Exit(2)]));
    let gone = rig.folder().join("gone");
    command.work_dir = hooks_types::spec::WorkDir::Fixed(gone.clone());
    let failure = failed(run(rig.request_of(command.clone())).await);
    let expected = format!("the working folder {} does not exist", gone.display());
    assert_eq!(failure, Failure::new(Cause::BadCwd, expected));

    command.work_dir_fallbacks = vec![gone, rig.folder().to_owned()];
    let steps = [rig.beacon("hook"), Step::TellAbout];
    command.program = hooks_types::spec::Program::Argv(probe(&steps));
    let executor = hooks_exec::ProcessExecutor::new();
    let started = crate::rig::start(&executor, rig.request_of(command));
    let about = rig.connected("hook").await.about().await;
    assert_eq!(about.folder, rig.folder().canonicalize().unwrap());
    let notes = started.await.unwrap().facts.notes;
    assert!(notes.iter().any(|note| note.code == NoteCode::MovedCwd));
}

#[tokio::test]
async fn f05_folder_that_cannot_be_entered_is_not_a_missing_program() {
    let rig = Rig::new();
    let file = rig.file("file", "");
    let mut command = Command::argv(probe(&[]));
    command.work_dir = hooks_types::spec::WorkDir::Fixed(file);
    assert_eq!(
        failed(run(rig.request_of(command)).await).cause,
        Cause::BadCwd
    );
}

#[tokio::test]
async fn f07_inherited_descriptors_and_signals() {
    let rig = Rig::new();
    let unrelated = rig.file("unrelated", "");
    let _open = fs::File::open(&unrelated).unwrap();
    let executor = hooks_exec::ProcessExecutor::new();
    let steps = |name: &str| [rig.beacon(name), Step::TellAbout, Step::AwaitGo];
    let first = crate::rig::start(&executor, rig.request(&steps("first")));
    let mut earlier = rig.connected("first").await;
    let before = earlier.about().await;
    let second = crate::rig::start(&executor, rig.request(&steps("second")));
    let mut hook = rig.connected("second").await;
    let about = hook.about().await;
    hook.go().await;
    earlier.go().await;
    let _ = second.await.unwrap();
    let _ = first.await.unwrap();

    let targets = |about: &About| -> Vec<String> { about.descriptors.values().cloned().collect() };
    let pipes = |about: &About| -> Vec<String> {
        (0..3)
            .map(|number| about.descriptors[&number].clone())
            .collect()
    };
    assert!(
        pipes(&about)
            .iter()
            .all(|target| target.starts_with("pipe:"))
    );
    // The hook must inherit neither the host's files nor the pipes of a hook that runs at the same time.
    let seen = targets(&about);
    assert!(!seen.contains(&unrelated.to_str().unwrap().to_owned()));
    assert!(
        !pipes(&before).iter().any(|pipe| seen.contains(pipe)),
        "{seen:?}"
    );
    assert_eq!(about.group, about.pid, "it leads no group of its own");
}

#[tokio::test]
async fn f07_signals_are_as_a_program_expects_them() {
    let rig = Rig::new();
    // Use a shell, because the runtime of the probe itself ignores SIGPIPE.
    let status = r"grep -E '^Sig(Blk|Ign):' /proc/self/status | tr -d '\t' >&2; exit 2";
    let run = run(rig.request_of(Command::shell(status))).await;
    let answer = run.result.unwrap();
    let masks: Vec<u64> = answer
        .message()
        .unwrap_or_default()
        .lines()
        .filter_map(|line| u64::from_str_radix(line.split_once(':')?.1, 16).ok())
        .collect();
    let [blocked, ignored] = masks[..] else {
        panic!("{answer:?}");
    };
    let sigpipe = 1 << (13 - 1);
    assert_eq!((blocked, ignored & sigpipe), (0, 0));
}

#[tokio::test]
async fn f08_argument_too_big() {
    let rig = Rig::new();
    let big = "x".repeat(200 * 1024);
    let failure = failed(run(rig.request_of(Command::argv(["/bin/true", &big]))).await);
    assert_eq!(failure.cause, Cause::SpawnFailed);
    assert!(failure.message.contains("too big"), "{failure}");
}

#[tokio::test]
async fn f08_payload_travels_on_stdin_only() {
    let rig = Rig::new();
    let steps = [Step::ReadAll, rig.beacon("hook"), Step::TellAbout];
    let mut request = rig.request(&steps);
    request.payload = rig.payload(3_000_000);
    let executor = hooks_exec::ProcessExecutor::new();
    let started = crate::rig::start(&executor, request);
    let about = rig.connected("hook").await.about().await;
    assert_eq!(started.await.unwrap().facts.bytes_in, about.read as u64);
    assert_eq!(about.arguments, Vec::<String>::new());
    let holds = |text: &String| text.contains("xxxxx") || text.contains("call_1");
    assert!(!about.environment.values().any(holds));
}

impl Rig {
    /// Writes an executable script into the test's folder.
    fn script(&self, name: &str, text: &str) {
        let script = self.file(name, text);
        fs::set_permissions(script, fs::Permissions::from_mode(0o755)).unwrap();
    }
}
