//! Runs the helpers of `examples/workers/` and the guard of hooks-types in both modes: started for each
//! event, and as a worker.

mod bash;
mod node;
mod python;
mod scripts;

use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::Arc;

use hooks_exec::{HookExecutor, HookRequest, SharedPayload, WorkerExecutor};
use hooks_types::answer::OutcomeKind;
use hooks_types::event::PreToolUse;
use hooks_types::report::Cause;
use hooks_types::spec::Command;
use hooks_types::tool::ShellInput;
use hooks_types::{EventName, HookAnswer, HookSpec, Payload, SessionMeta, ToolCall, ToolInput};

use crate::rig::{LONG, soon};

fn example(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/workers");
    folder.join(name).to_str().unwrap().to_owned()
}

/// Returns whether this machine has the interpreter.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn has(interpreter: &str) -> bool {
    let found = Process::new(interpreter).arg("--version").output().is_ok();
    if !found {
        eprintln!("left out: there is no {interpreter} here");
    }
    found
}

/// The folder of the events, which is not the project's root.
const FOLDER: &str = "/usr";

fn payload(cwd: &Path, argv: &[&str]) -> SharedPayload {
    // A worker starts in the project's root and must change to the event's folder.
    let meta = SessionMeta::new("s", cwd.to_str().unwrap()).with_project_dir("/");
    let input = ToolInput::Shell(ShellInput::new(argv.iter().copied()));
    let call = ToolCall::new("c", "shell", input);
    SharedPayload::new(Payload::new(Arc::new(meta), PreToolUse::new(call)))
}

fn request(command: Command, payload: SharedPayload) -> HookRequest {
    let spec = HookSpec::command("h", EventName::PreToolUse, command).with_timeout(LONG);
    HookRequest::new(Arc::new(spec), payload)
}

/// Returns a hook's answers to these commands, after checking that both modes give the same: the hook is started for
/// each command, and also runs as one worker.
async fn in_both_modes(argv: &[&str], calls: &[&[&str]]) -> Vec<Result<HookAnswer, Cause>> {
    let command = Command::argv(argv.to_vec());
    let here = PathBuf::from(FOLDER);
    let executor = WorkerExecutor::default();
    let mut said = Vec::new();
    for call in calls {
        let mut of_call = Vec::new();
        for command in [
            command.clone(),
            command
                .clone()
                .with_launch(hooks_types::spec::Launch::Worker),
        ] {
            let run = executor.execute(request(command, payload(&here, call)));
            let run = soon("a verdict", run).await;
            assert_eq!(run.facts.notes, [], "{argv:?}");
            of_call.push(run.result.map_err(|failure| failure.cause));
        }
        assert_eq!(of_call[0], of_call[1], "{argv:?} {call:?}");
        said.push(of_call.swap_remove(0));
    }
    assert_eq!(executor.workers(), 1, "{argv:?}");
    said
}

const CALLS: &[&[&str]] = &[
    &["git", "status"],
    &["git", "push", "--force"],
    &["echo", "\"quoted\"\n\\ \u{1} \u{e9}"],
    // JSON may contain these separators, and some readers of lines end a line at them.
    &["echo", "\u{2028}\u{2029}\u{85}"],
    &["git", "push", "origin"],
    &["bash", "-lc", "cd x && git  push origin --force"],
    &["sh", "-c", "git push -f;ls"],
    &["zsh", "-c", "git push origin --force-with-lease"],
];

#[tokio::test]
async fn each_helper_serves_both_modes_with_the_same_words() {
    for (interpreter, script) in [
        ("python3", "no_push.py"),
        ("node", "no_push.mjs"),
        ("bash", "no_push.bash"),
    ] {
        if !has(interpreter) {
            continue;
        }
        let said = in_both_modes(&[interpreter, &example(script)], CALLS).await;
        let fine = Ok(HookAnswer::proceed());
        let refused = Ok(HookAnswer::block("push without --force"));
        assert_eq!(
            said,
            [
                fine.clone(),
                refused.clone(),
                fine.clone(),
                fine.clone(),
                fine.clone(),
                refused.clone(),
                refused,
                fine,
            ],
            "{script}"
        );
    }
}

#[tokio::test]
async fn the_guard_in_rust_serves_both_modes() {
    let guard = env!("CARGO_BIN_EXE_example-guard");
    let calls: &[&[&str]] = &[
        &["ls"],
        &["rm", "-rf", "/"],
        &["git", "push"],
        &["bash", "-lc", "git push --force"],
        &["/bin/sh", "-c", "cd x; git push && rm -rf '/'"],
        &["sh", "-c", "ls -l"],
    ];
    let said = in_both_modes(&[guard], calls).await;
    let kinds: Vec<_> = said
        .iter()
        .map(|said| said.as_ref().unwrap().outcome.kind())
        .collect();
    let expected = [
        OutcomeKind::Proceed,
        OutcomeKind::Block,
        OutcomeKind::Ask,
        OutcomeKind::Ask,
        OutcomeKind::Block,
        OutcomeKind::Proceed,
    ];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn a_rust_hook_with_the_helper_runs_in_the_events_folder_in_both_modes() {
    let said = in_both_modes(&[env!("CARGO_BIN_EXE_rust-helper")], &[&["x"]]).await;
    assert_eq!(said, [Ok(HookAnswer::block(FOLDER))]);
}
