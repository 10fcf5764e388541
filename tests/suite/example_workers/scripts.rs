//! Scripts of hook authors that use a helper, and what they must say in both modes.

use hooks_types::spec::Launch;

use super::*;

/// A hook author's script beside the helper of its language.
pub(super) struct Script {
    pub(super) folder: tempfile::TempDir,
    pub(super) argv: [String; 2],
}

/// Writes a script that uses a helper. Returns `None` if this machine does not have the interpreter.
pub(super) fn script(interpreter: &str, helper: &str, text: &str) -> Option<Script> {
    if !has(interpreter) {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(example(helper), folder.path().join(helper)).unwrap();
    let (_, ending) = helper.split_once('.').unwrap();
    let path = folder.path().join(format!("hook.{ending}"));
    std::fs::write(&path, text).unwrap();
    let argv = [interpreter.to_owned(), path.to_str().unwrap().to_owned()];
    Some(Script { folder, argv })
}

/// What both modes must say to a word.
pub(super) type Case = (&'static str, Result<HookAnswer, Cause>);

pub(super) fn fine() -> Result<HookAnswer, Cause> {
    Ok(HookAnswer::proceed())
}

pub(super) fn blocked(message: &str) -> Result<HookAnswer, Cause> {
    Ok(HookAnswer::block(message))
}

pub(super) fn failed() -> Result<HookAnswer, Cause> {
    Err(Cause::ExitCode)
}

/// Checks the answers of a script, in both modes.
pub(super) async fn says(script: Option<Script>, cases: &[Case]) {
    let Some(script) = script else { return };
    let argv = script.argv.each_ref().map(String::as_str);
    let calls: Vec<[&str; 1]> = cases.iter().map(|(word, _)| [*word]).collect();
    let calls: Vec<&[&str]> = calls.iter().map(|call| &call[..]).collect();
    let said = in_both_modes(&argv, &calls).await;
    for ((word, expected), said) in cases.iter().zip(&said) {
        assert_eq!(said, expected, "{argv:?} {word}");
    }
}

/// Checks that a script blocks at each of these words, in both modes. Its message may be cut.
pub(super) async fn blocks(script: Option<Script>, words: &[&str]) {
    let Some(script) = script else { return };
    let executor = WorkerExecutor::default();
    let launches = [Launch::Spawn, Launch::Worker];
    for (word, launch) in words
        .iter()
        .flat_map(|word| launches.map(|launch| (word, launch)))
    {
        let command = Command::argv(script.argv.clone()).with_launch(launch);
        let request = request(command, payload(Path::new(FOLDER), &[word]));
        let run = soon("a verdict", executor.execute(request)).await;
        let kind = run.result.map(|answer| answer.outcome.kind());
        assert_eq!(kind.ok(), Some(OutcomeKind::Block), "{word} {launch:?}");
    }
    assert_eq!(executor.workers(), 1);
}
