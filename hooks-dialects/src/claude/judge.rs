//! What endings and texts mean by Claude Code's rules.

use hooks_types::dialect::{
    BlockReason, Counts, EndingMeans, OutputRules, OutputText, Reading, Replacement, RunContext,
    Tells, uncut,
};
use hooks_types::{Cause, Ending, Failure, HookSpec, OnFailure, plain};

use super::events::{self, Exit2, Says};

pub(super) const RULES: OutputRules = OutputRules {
    bom_is_text: true,
    loosens_in_utf8_only: true,
    quotes_beside: false,
    refusal: "its answer is refused: ",
    ..OutputRules::PLAIN
};

/// What the ending of a run means.
pub(super) fn ending(run: &RunContext<'_>) -> EndingMeans {
    let row = events::row(&run.spec.form.event);
    let closes = run.spec.on_failure == OnFailure::Block || row.exit2 == Exit2::AnyCodeBlocks;
    let counts = match run.ending {
        Ending::Exited(0) | Ending::Responded(200..=299) => return EndingMeans::Answers,
        Ending::Exited(2) if row.blocks() => {
            return EndingMeans::Blocks(BlockReason::ObjectThenStderr);
        }
        Ending::Exited(2) => {
            let stderr_is_notice = row.exit2 == Exit2::TellsUser;
            return EndingMeans::Nothing { stderr_is_notice };
        }
        Ending::Exited(_) if !closes => Counts::Objects,
        Ending::Responded(_) => Counts::Nothing,
        _ => Counts::Restrictions,
    };
    let tells = Tells::Objects;
    EndingMeans::Fails { counts, tells }
}

/// What output that is no object says.
pub(super) fn text(run: &RunContext<'_>, text: &OutputText<'_>) -> Result<Reading, Failure> {
    let row = events::row(&run.spec.form.event);
    let fails = |cause, problem| Err(Failure::new(cause, problem));
    let quoted = text.quoted();
    let mut reading = Reading::default();
    match text.as_str() {
        _ if text.is_empty() => {}
        _ if text.is_cut() => {
            return fails(Cause::Truncated, "its output was cut at the cap".to_owned());
        }
        // Braces around something that is not one object, and no log.
        braced
            if braced.starts_with('{')
                && braced.ends_with('}')
                && !text.has_bom()
                && !text.is_log() =>
        {
            let problem = match text.json_problem() {
                Some(error) => format!("not valid JSON ({error})"),
                None => "not one object".to_owned(),
            };
            return fails(
                Cause::BadAnswer,
                format!("its answer is {problem}: {quoted}"),
            );
        }
        _ if matches!(run.ending, Ending::Responded(_)) => {
            let problem = format!("its response is no JSON object: {quoted}");
            return fails(Cause::BadAnswer, problem);
        }
        _ if row.says == Says::Worktree => {
            let path = text.lines().next_back().map(|path| plain(path).into());
            reading.replacement = path.map(Replacement::Verbatim);
        }
        context if row.plain_context => reading.context.push(uncut(context)),
        _ => return Ok(text.ignored()),
    }
    Ok(reading)
}

/// The first line of stderr is for the user.
pub(super) fn failed(run: &RunContext<'_>, failure: Failure, stderr: &OutputText<'_>) -> Failure {
    let Ending::Exited(code) = run.ending else {
        return failure;
    };
    let line = match stderr.lines().next() {
        Some(line) => plain(line),
        None => format!("exit code {code}, nothing on stderr"),
    };
    let event = events::row(&run.spec.form.event).name;
    failure.with_notice(format!("{event} hook error: {line}"))
}

/// A model is not switched while its guard hangs; a worktree is not made or removed when its hook
/// fails.
pub(super) fn meaning(spec: &HookSpec, cause: &Cause) -> Option<OnFailure> {
    let row = events::row(&spec.form.event);
    let closes = match cause {
        Cause::Timeout => row.says == Says::Switch,
        Cause::ExitCode => row.exit2 == Exit2::AnyCodeBlocks,
        _ => false,
    };
    closes.then_some(OnFailure::Block)
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
