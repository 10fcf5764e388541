//! `hooks fire`: sends one event through the hooks.

mod changed;
mod sent;

use std::io::Write;

use hooks_config::{DiagnosticCode, event_meant_by};
use hooks_dialects::agents;
use hooks_router::DispatchOptions;
use hooks_types::answer::OutcomeKind;
use hooks_types::text::{visible_json, visible_path};
use hooks_types::wire::{content_as_sent, speak};
use hooks_types::{EventName, HookSpec, Payload, Report};
use serde_json::Value;

use self::changed::Trusted;
use self::sent::{Sent, payload};
use crate::advice::{advice, of_skipped};
use crate::bridge::{stand_in, unjudged};
use crate::cli::{Fire, ReportFormat};
use crate::configuration::{Whereabouts, from_sources, from_sources_silently, unread_files};
use crate::engine::{Engine, interrupts};
use crate::exit_code;
use crate::explain::{misnamed, unawaited_here};
use crate::failure::Failure;
use crate::list::Remedy;
use crate::recording::Record;
use crate::show::{
    NOTABLE, advise, columns, complain, glance_with, paragraph, print_out, quoted_paragraph,
    styled_lines,
};
use crate::test::{described, failed};
use crate::trust::refused_grants;
use crate::undecided::undecided_files;
use crate::{hook_output, whose};

/// Fires the payload on stdin, or a sample, and prints the result. Returns the exit code. With `--format wire`, an
/// error at a gate (an event at which a block prevents the action) is printed as a block in the agent's own format:
/// after exit code 125 many agents would let the call pass.
///
/// # Errors
///
/// The payload or the configuration cannot be read, a signal arrived, or stdout cannot be written. With
/// `--format wire` only a wrong command line is an error.
pub(crate) async fn run(options: &Fire) -> Result<u8, Failure> {
    let mut seen = None;
    match fire(options, &mut seen).await {
        Err(failure) if options.format() == ReportFormat::Wire && !failure.is_usage() => {
            let payload =
                seen.unwrap_or_else(|| stand_in(&options.speak, options.event.as_deref()));
            Ok(hook_output::say(&unjudged(&payload, &failure.to_string())))
        }
        done => done,
    }
}

/// Does the work of [`run`]. Stores the payload in `seen` as soon as it is read. If an error follows, the caller can
/// then answer in the form of the payload's event.
async fn fire(options: &Fire, seen: &mut Option<Payload>) -> Result<u8, Failure> {
    let Sent {
        bytes,
        decoded,
        made_in,
        doubt,
    } = payload(options, seen)?;
    if options.print {
        let doubt = doubt.as_ref().and_then(|doubt| doubt.beside(&[]));
        doubt.into_iter().for_each(complain);
        return print_payload(&bytes);
    }
    let mut payload = decoded?;
    *seen = Some(payload.clone());
    // If this dialect does not know the event, the payload is perhaps another agent's. Then suggest `--speak`.
    let unknown = matches!(payload.event.name(), EventName::Other(_));
    if unknown && let Some(advice) = whose::advice(&bytes, &options.speak) {
        warn(options, advice);
    }
    if let EventName::Other(name) = payload.event.name()
        && options.speak.is_native()
        && let Some(meant) = event_meant_by(&name, &agents())
    {
        warn(options, format!("{}; {}", meant.message, meant.help));
    }
    let event = payload.event.name();
    let load = |whereabouts: &Whereabouts| match options.format() {
        ReportFormat::Wire => from_sources_silently(&options.sources, whereabouts),
        _ => from_sources(&options.sources, whereabouts, Some(&event)),
    };
    let (mut configured, whereabouts) = match made_in {
        Some(mut made_in) => {
            // Remove the session id: a sample belongs to no real session, so no notice must be recorded as shown in a
            // session.
            made_in.session = None;
            (load(&made_in)?, made_in)
        }
        None => {
            let sent_from = Whereabouts::of_agent(&options.speak, Some(&payload));
            let configured = load(&sent_from)?;
            let named = options.sources.files.project.as_deref();
            sent_from.locate(&mut payload, named, configured.root.as_deref());
            (configured, sent_from)
        }
    };
    let doubt = doubt
        .as_ref()
        .and_then(|doubt| doubt.beside(&configured.hooks));
    doubt.into_iter().for_each(|doubt| warn(options, doubt));
    // Take these fields out now, because the engine consumes `configured`.
    let misplaced = std::mem::take(&mut configured.misplaced);
    let loaded = std::mem::take(&mut configured.loaded);
    let record = Record::for_output(options.format(), options.show_io);
    let before = Trusted::of(&loaded);
    let background = configured.hooks.iter();
    let background = background.filter(|hook| hook.background && hook.event == event);
    let background: Vec<HookSpec> = background.cloned().collect();
    let engine = Engine::listening(configured, record.clone())?;
    let session = engine.session((*payload.meta).clone());
    let mut interrupts = interrupts()?;
    // This command ends after the event, so wait for background hooks instead of cutting them off.
    let fired = session.dispatch(payload, DispatchOptions::awaiting_background());
    let dispatched = engine.unless_interrupted(&mut interrupts, fired).await;
    engine.end().await;
    let dispatched = dispatched?;
    let report = dispatched.report();
    // Print these remarks only in the text format. The other formats are for programs, which read stderr too: with exit
    // code 2 an agent gives stderr to its model as the reason.
    if options.format() == ReportFormat::Text {
        misnamed(&loaded, dispatched.payload())
            .iter()
            .for_each(complain);
    }
    if report.hooks.is_empty() {
        // Name hook files that are not read, because the hook that the user expected might be in one of them.
        misplaced
            .iter()
            .for_each(|found| warn(options, found.said()));
        for path in unread_files(&loaded) {
            let path = visible_path(path);
            warn(
                options,
                format!(
                    "{path} cannot be read, so its hooks are not loaded; `hooks check` shows why"
                ),
            );
        }
    }
    let advice = match options.format() {
        // The text report already says which program an exit code came from, so leave out the finding (`BorrowedExit`)
        // that says the same.
        ReportFormat::Text => {
            let mut all = advice(&loaded, &[DiagnosticCode::BorrowedExit]);
            all.extend(of_skipped(&loaded, &report));
            all
        }
        _ => Vec::new(),
    };
    let code = print(options.format(), dispatched.payload(), &report, &advice)?;
    if let (ReportFormat::Text, Some(record)) = (options.format(), &record) {
        let room = columns();
        for said in refused_grants(&report, &loaded) {
            print_out(&styled_lines(NOTABLE, &paragraph(&said, 2, room)))?;
        }
        let mut remarks = record.unheard_beside_rows();
        // Drop a remark if a finding below the hook's row already says the same.
        remarks.retain(|said| !advice.iter().any(|known| known.is_told_by(said)));
        let was_asked = |spec: &&HookSpec| record.has_run(&spec.id);
        remarks.extend(background.iter().filter(was_asked).map(unawaited_here));
        if !record.is_empty() {
            remarks.extend(before.changed(&options.sources, &whereabouts));
        }
        let lines = remarks.iter().map(|said| quoted_paragraph(said, 2, room));
        print_out(
            &lines
                .map(|said| styled_lines(NOTABLE, &said))
                .collect::<String>(),
        )?;
    }
    if let Some(record) = record.filter(|_| options.show_io) {
        show_record(options.format(), &record)?;
        if record.is_empty() {
            undecided_files(&report).iter().for_each(advise);
        }
    }
    match options.expect {
        Some(expected) => Ok(judged(expected, &report).unwrap_or(code)),
        None => Ok(code),
    }
}

/// Prints a warning about the call or its hooks. With `--format wire` prints nothing, because the agent can give
/// stderr to the model as the reason of a block.
fn warn(options: &Fire, said: impl std::fmt::Display) {
    if options.format() != ReportFormat::Wire {
        complain(said);
    }
}

/// Prints how the report differs from the expected outcome, and returns the exit code for a difference; `None` if there
/// is no difference. A failed hook counts as a difference, because its failure policy can have set the outcome, so the
/// outcome proves nothing about the hook.
fn judged(expected: OutcomeKind, report: &Report) -> Option<u8> {
    let outcome = report.outcome;
    let differs = outcome != expected;
    if differs {
        complain(format!("expected {expected}, the outcome is {outcome}"));
    }
    let failed: Vec<String> = failed(report).map(described).collect();
    for failed in &failed {
        complain(format!("expected {expected} as an answer, but {failed}"));
    }
    (differs || !failed.is_empty()).then_some(exit_code::DIFFERENT)
}

/// Prints the payload as indented JSON.
fn print_payload(bytes: &[u8]) -> Result<u8, Failure> {
    let text = serde_json::from_slice::<Value>(bytes)
        .and_then(|payload| serde_json::to_string_pretty(&payload))
        .map_err(|error| Failure::new(format!("the payload is not JSON: {error}")))?;
    show(&(visible_json(&text) + "\n"))
}

/// Prints the input and output of hooks: on stdout below the report in the text format, else on stderr, because
/// programs parse stdout.
fn show_record(format: ReportFormat, record: &Record) -> Result<(), Failure> {
    let text = record.text();
    match format {
        ReportFormat::Text => print_out(&format!("\n{text}")),
        // Ignore the error: if stderr is closed, the text cannot be shown anywhere.
        _ => {
            let _ = anstream::stderr().write_all(text.as_bytes());
            Ok(())
        }
    }
}

/// Prints the result in one of the formats, and returns the exit code.
fn print(
    format: ReportFormat,
    payload: &Payload,
    report: &Report,
    advice: &[Remedy],
) -> Result<u8, Failure> {
    match format {
        ReportFormat::Text => {
            let sent = as_sent(payload, report);
            show(&glance_with(&sent, advice, columns()))
        }
        ReportFormat::Json => {
            let json = serde_json::to_string(&as_sent(payload, report))
                .map_err(|error| Failure::new(format!("cannot write the report: {error}")))?;
            show(&(visible_json(&json) + "\n"))
        }
        ReportFormat::Wire => Ok(hook_output::say(&speak(payload, report))),
    }
}

/// Returns the report with its content in the field names that the agent of the payload uses.
fn as_sent(payload: &Payload, report: &Report) -> Report {
    let mut shown = report.clone();
    shown.content = report
        .content
        .as_ref()
        .map(|content| content_as_sent(payload, content));
    shown
}

/// Prints a text, and returns the exit code for success.
fn show(text: &str) -> Result<u8, Failure> {
    print_out(text)?;
    Ok(exit_code::DONE)
}
