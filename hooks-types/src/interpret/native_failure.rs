//! The failures of a native run and their messages.
//!
//! A message names the cause and quotes the output, or the line of stderr that names the error. For a typical mistake,
//! the message also shows what to print instead.

use super::exit_origin::{exit_meaning, in_one_line, signal_meaning, windows_lines};
use super::json_slip::json_slip;
use super::language::Language;
use super::native::{QUOTE, answer_in};
use super::native_words::bare_decision;
use crate::cause::{Cause, Failure};
use crate::outcome::OutcomeKind;
use crate::reader::{Answers, Output};
use crate::run_output::{Captured, Ending, RunOutput};
use crate::spec::HookSpec;
use crate::stack_trace::{is_missing, missing_of_shell, place_of_trace, telling_line};
use crate::text::{excerpt, quoted};

/// The maximum length of a file name in a message, in characters.
const FILE_NAME: usize = 80;

/// A sample answer that blocks. Messages show it to the author of an HTTP endpoint.
pub(super) const EXAMPLE: &str = "{\"decision\":\"block\",\"message\":\"why\"}";

/// Returns the failure that an ending (exit code, signal, timeout) means, or `None` if the hook
/// ended well. A block, an ask or a stop in the output still takes effect. The caller handles exit
/// code 2 first.
pub(super) fn failed_ending(said: &RunOutput<'_>) -> Option<Failure> {
    let failure = match said.ending {
        Ending::Exited(0) | Ending::Responded(200..=299) => return None,
        Ending::Exited(code) => Failure::new(Cause::ExitCode, exit_meaning(code)),
        Ending::Signaled(signal) => Failure::new(Cause::Signal, signal_meaning(signal)),
        Ending::TimedOut => Failure::new(Cause::Timeout, "it timed out"),
        Ending::Cancelled => Failure::new(Cause::Cancelled, "it was ended before it answered"),
        Ending::Responded(status) => {
            Failure::new(Cause::HttpFailed, format!("HTTP status {status}"))
        }
    };
    Some(with_stderr(failure, &said.stderr))
}

/// Creates the failure for an answer without a block, an ask or a stop, from a hook that did not
/// read its whole payload.
pub(crate) fn not_delivered(written: u64) -> Failure {
    Failure::new(
        Cause::NotDelivered,
        format!("it answered without reading its whole input ({written} bytes were delivered)"),
    )
}

/// Creates the failure for an allow or a modify of a hook whose child process still holds stdout and could print a
/// block.
pub(crate) fn still_speaking() -> Failure {
    Failure::new(
        Cause::BadAnswer,
        "a process that it started still holds its stdout open and may print more; start that \
         process with `>/dev/null 2>&1 &`",
    )
}

/// Creates the failure for a hook that ended well but whose output is not an answer. The message
/// names the likeliest mistake: output that was cut, other lines around the answer, a dictionary
/// printed by Python, or a bare word such as `block` instead of an object.
pub(crate) fn no_answer(
    spec: &HookSpec,
    said: &RunOutput<'_>,
    out: &Output<'_>,
    answers: Answers<'_>,
) -> Failure {
    if out.truncated {
        return Failure::new(Cause::Truncated, out.cut());
    }
    // A hook that prints further lines, or two answers, might not mean this answer. So the answer takes effect only if
    // it blocks, asks or stops.
    let mut lines = out.lines();
    if let Some((answer, line)) = lines.find_map(|line| Some((answer_in(line, answers)?, line))) {
        let noise = out.lines().find(|other| *other != line);
        let kind = answer.decision.unwrap_or(OutcomeKind::Proceed);
        let lost = match answer.context.is_empty() {
            true => "",
            false => " and its `context` is lost",
        };
        let message = match noise {
            Some(noise) => format!(
                "output besides its answer, so its `{kind}` does not count{lost} (print logs on stderr): `{}`",
                quoted(noise.as_bytes(), QUOTE)
            ),
            None => format!("it answered more than once, so its `{kind}` does not count{lost}"),
        };
        return Failure::new(Cause::BadAnswer, message).with_said(kind);
    }
    let all = out.trimmed();
    let is_http = matches!(said.ending, Ending::Responded(_));
    let said = quoted(in_one_line(all).as_bytes(), QUOTE);
    let cure = match Language::of(spec) {
        Some(language) if language != Language::Shell => format!("; {}", language.cure()),
        _ => String::new(),
    };
    let message = match all.starts_with('{') {
        true => match serde_json::from_str::<serde::de::IgnoredAny>(all) {
            Err(error) => match json_slip(all, spec) {
                Some(slip) => format!("its output is not one JSON object: {slip}: {said}"),
                None => format!("its output is not one JSON object ({error}){cure}: {said}"),
            },
            Ok(_) if is_http => format!("its response is not one answer; answer {EXAMPLE}: {said}"),
            Ok(_) => format!("its output is not one answer: {said}"),
        },
        // A script that prints only a word such as `block` meant a decision. So show the complete JSON form.
        false => match bare_decision(all) {
            Some(kind) => format!(
                "its output is not a JSON object: {said}; print {{\"decision\":\"{kind}\"}}"
            ),
            None if is_http => {
                format!("its response is not a JSON object; answer {EXAMPLE}: {said}")
            }
            None if holds_object(all) => format!(
                "its output is a JSON text that holds an object, so it was encoded twice; print the object itself: {said}"
            ),
            None => format!("its output is not a JSON object (print logs on stderr): {said}"),
        },
    };
    Failure::new(Cause::BadAnswer, message)
}

/// Returns whether an output is a JSON string whose text begins like a JSON object.
fn holds_object(output: &str) -> bool {
    let text = serde_json::from_str::<String>(output).unwrap_or_default();
    text.trim_start().starts_with('{')
        && serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok()
}

/// Appends the line of stderr that names the error. If a shell did not find a command or a file, that line comes first,
/// because it explains the lines after it.
fn with_stderr(mut failure: Failure, stderr: &Captured<'_>) -> Failure {
    let Some(line) = telling_line(stderr.bytes) else {
        return failure;
    };
    if let Some(windows) = windows_lines(stderr.bytes) {
        failure.message.push_str(windows);
    }
    failure.message.push_str("; stderr: ");
    let missing = missing_of_shell(stderr.bytes).filter(|missing| *missing != line);
    if let Some(missing) = missing {
        failure.message.push_str(&excerpt(missing, QUOTE));
        failure.message.push_str(" ...");
    }
    if missing.is_none() || !is_missing(line) {
        let blank = if missing.is_some() { " " } else { "" };
        failure.message.push_str(blank);
        failure.message.push_str(&excerpt(line, QUOTE));
        if let Some((line, file)) = place_of_trace(stderr.bytes) {
            let file = excerpt(file.as_bytes(), FILE_NAME);
            failure
                .message
                .push_str(&format!(" (line {line} of {file})"));
        }
    }
    failure
}
