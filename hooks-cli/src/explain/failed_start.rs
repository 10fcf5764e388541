//! Says whether a call is blocked by a hook whose program cannot start.

use hooks_config::{Diagnostic, DiagnosticCode};
use hooks_router::{CannotStart, Explanation, outcome_of_failure};
use hooks_types::answer::OutcomeKind;
use hooks_types::output::{Captured, Ending, RunOutput, interpret};
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Program};
use hooks_types::{Failure, HookSpec, Payload};

use crate::advice::keeps_from_starting;
use crate::list::{Remedy, SAYS};
use crate::refused::is_refusal;

/// Interpreters, each with its exit code if its script is missing. Python uses 2, which is the code of a block.
const CODES: &[(&str, i32)] = &[
    ("python", 2),
    ("python3", 2),
    ("bash", 127),
    ("zsh", 127),
    ("node", 1),
    ("bun", 1),
    ("deno", 1),
    ("ruby", 1),
];

/// The exit code of a shell that does not find a program.
const NOT_FOUND: i32 = 127;

/// Interpreters and wrappers whose exit code for a missing script differs between systems.
const UNKNOWN: &[&str] = &[
    "sh", "dash", "ksh", "perl", "php", "env", "sudo", "nice", "timeout", "npx", "uv", "uvx",
    "exec",
];

/// Returns the outcome that a run would report for a hook that cannot start because of the problem `found`. Returns
/// `None` if the agent does not wait for the hook, or if the outcome is not known without a run.
pub(super) fn outcome(
    spec: &HookSpec,
    found: &Diagnostic,
    payload: &Payload,
) -> Option<OutcomeKind> {
    if is_refusal(found) && !spec.background {
        let failure = Failure::new(Cause::UntrustedProgram, "");
        return Some(outcome_of_failure(spec, failure));
    }
    let is_about_start = keeps_from_starting(found) || found.code == DiagnosticCode::NotExpanded;
    let Handler::Command(command) = &spec.handler else {
        return None;
    };
    if spec.background || !is_about_start {
        return None;
    }
    let (first, code) = match &command.program {
        Program::Argv(argv) => (argv.first()?.as_str(), None),
        // If the text has several commands, another command can decide the exit code. So the outcome is unknown.
        Program::Shell(text) if text.contains(['|', '&', ';', '\n']) => return None,
        Program::Shell(text) => {
            let first = text.split_whitespace().next()?;
            // The program comes after the assignments.
            if first.contains('=') {
                return None;
            }
            (first.trim_matches(['"', '\'']), Some(NOT_FOUND))
        }
        _ => return None,
    };
    let name = first.rsplit(['/', '\\']).next().unwrap_or(first);
    // If the interpreter itself is missing, it cannot report a missing script. So its own exit codes do not apply.
    let is_script = found.code != DiagnosticCode::NotInPath;
    if is_script && UNKNOWN.contains(&name) {
        return None;
    }
    let mut known = CODES.iter().filter(|_| is_script);
    let of_interpreter = known.find(|(known, _)| *known == name);
    let code = of_interpreter.map(|(_, code)| *code).or(code);
    let Some(code) = code else {
        let failure = Failure::new(Cause::SpawnFailed, "");
        return Some(outcome_of_failure(spec, failure));
    };
    let (stdout, stderr) = (Captured::whole(b""), Captured::whole(b"no such file"));
    let ran = RunOutput::new(Ending::Exited(code), stdout, stderr);
    Some(match interpret(spec, payload, &ran).result {
        Ok(answer) => answer.outcome.kind(),
        Err(failure) => outcome_of_failure(spec, failure),
    })
}

/// Adds to the row of each hook that would run the reason why the hook's program cannot start, if there is one.
pub(super) fn name_failing_starts(explanation: &mut Explanation, remedies: &[Remedy]) {
    for row in explanation
        .hooks
        .iter_mut()
        .filter(|row| row.cause.is_none())
    {
        let mut of_row = remedies
            .iter()
            .filter(|known| known.is_for(&row.id, &row.source));
        let stop = of_row.find(|known| known.stops());
        row.cannot_start = stop.map(|stop| {
            let reason = stop.text.strip_prefix(SAYS).unwrap_or(&stop.text);
            CannotStart::new(reason, stop.outcome())
        });
    }
}
