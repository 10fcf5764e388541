//! Test helpers for all dialects. They interpret a hook's output without a process, and read and write payloads.

use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::dialect::WireForm;
use hooks_types::output::{Captured, Ending, Interpretation, RunOutput, interpret};
use hooks_types::report::Cause;
use hooks_types::spec::Command;
use hooks_types::wire::{Expected, decode, encode, speak};
use hooks_types::{EventName, Failure, HookAnswer, HookSpec, Payload, Report};
use serde_json::{Map, Value};

/// Returns a hook in the form in which the payload was read.
pub(crate) fn hook(payload: &Payload) -> HookSpec {
    let form = payload.origin.as_ref().map(|origin| origin.form.clone());
    let event = payload.event.name();
    let form = form.unwrap_or_else(|| WireForm::native(&event));
    HookSpec::command("h", event, Command::argv(["h"])).with_form(form)
}

/// Interprets the output of a hook, in the form in which the payload was read.
pub(crate) fn judge(payload: &Payload, ending: Ending, out: &str, err: &str) -> Interpretation {
    let said = RunOutput::new(
        ending,
        Captured::whole(out.as_bytes()),
        Captured::whole(err.as_bytes()),
    );
    interpret(&hook(payload), payload, &said)
}

/// Returns the answer of a hook that exited with `code`.
pub(crate) fn answered(payload: &Payload, code: i32, out: &str, err: &str) -> HookAnswer {
    match judge(payload, Ending::Exited(code), out, err).result {
        Ok(answer) => answer,
        Err(failure) => panic!("{code} {out:?} {err:?} failed: {failure:?}"),
    }
}

/// Returns the failure of a hook.
pub(crate) fn failed(payload: &Payload, ending: Ending, out: &str, err: &str) -> Failure {
    match judge(payload, ending, out, err).result {
        Ok(answer) => panic!("{ending:?} {out:?} {err:?} answered: {answer:?}"),
        Err(failure) => failure,
    }
}

/// Returns the cause of a failure, the effect that the agent's rules give it, and the outcome that the hook printed
/// although it failed.
pub(crate) fn cause(failure: &Failure) -> (Cause, Option<&'static str>, Option<OutcomeKind>) {
    let means = failure.means.map(hooks_types::spec::OnFailure::code);
    (failure.cause.clone(), means, failure.said)
}

/// Returns the codes of the notes in a result.
pub(crate) fn remarks(run: &Interpretation) -> Vec<NoteCode> {
    run.notes.iter().map(|note| note.code.clone()).collect()
}

/// Reads a payload from this JSON value.
pub(crate) fn read(expected: Expected<'_>, object: &Value) -> Payload {
    decode(object.to_string().as_bytes(), expected).unwrap()
}

/// Adds an unknown field to the object of an event, reads it, and checks that the payload is written
/// back unchanged.
pub(crate) fn read_and_written_back(
    expected: Expected<'_>,
    mut object: Value,
    event: &EventName,
) -> Payload {
    object["unmodelled"] = serde_json::json!({"deep": [1, null]});
    let payload = read(expected, &object);
    assert_eq!(payload.event.name(), *event);
    let form = &payload.origin.as_ref().unwrap().form;
    assert_eq!(Value::Object(written(&payload, form)), object);
    payload
}

/// Returns the object that a hook of this form reads.
pub(crate) fn written(payload: &Payload, form: &WireForm) -> Map<String, Value> {
    serde_json::from_slice(&encode(payload, form).unwrap()).unwrap()
}

/// Returns the object printed for a report, and the exit code.
pub(crate) fn spoken(payload: &Payload, report: &Report) -> (Value, u8) {
    let spoken = speak(payload, report);
    let text = String::from_utf8(spoken.stdout).unwrap();
    let object = match text.is_empty() {
        true => Value::Null,
        false => serde_json::from_str(&text).unwrap(),
    };
    (object, spoken.exit_code)
}

/// Returns the object that is printed for this outcome, and checks that the exit code is 0.
pub(crate) fn said(
    payload: &Payload,
    outcome: OutcomeKind,
    message: Option<&str>,
    content: Option<Value>,
) -> Value {
    let report = report(payload.event.name(), outcome, message, content);
    let (object, code) = spoken(payload, &report);
    assert_eq!(code, 0);
    object
}

/// Creates a report with this outcome.
pub(crate) fn report(
    event: EventName,
    outcome: OutcomeKind,
    message: Option<&str>,
    content: Option<Value>,
) -> Report {
    let mut report = Report::new(event);
    report.outcome = outcome;
    report.message = message.map(str::to_owned);
    report.content = content;
    report
}
