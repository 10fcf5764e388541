//! `hooks fire`: one event through the hooks.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use hooks_router::DispatchOptions;
use hooks_types::{
    DecodeErrorKind, Expected, Payload, Report, content_as_sent, decode, speak, visible_json,
};

use crate::bridge::{stand_in, stand_in_of_gate, unjudged};
use crate::cli::{Fire, ReportFormat};
use crate::configuration::{Whereabouts, from_sources};
use crate::engine::{Engine, interrupts};
use crate::exit_code;
use crate::failure::Failure;
use crate::input::read_payload;
use crate::show::glance;
use crate::spoken;

/// Fires the payload on stdin and prints what came of it. Whoever reads the reply as an agent gets
/// that agent's block of a gate in place of our errors: many agents take our exit code for consent.
pub(crate) async fn run(options: &Fire) -> Result<u8, Failure> {
    let mut seen = None;
    match fire(options, &mut seen).await {
        Err(failure) if options.format == ReportFormat::Wire => {
            let payload =
                seen.unwrap_or_else(|| stand_in(&options.speak, options.event.as_deref()));
            spoken::say(&unjudged(&payload, &failure.to_string()))
        }
        done => done,
    }
}

/// Leaves the payload in `seen` as soon as it is read.
async fn fire(options: &Fire, seen: &mut Option<Payload>) -> Result<u8, Failure> {
    let event = options.event.as_deref();
    let mut expected = Expected::new(&options.speak);
    if let Some(event) = event {
        expected = expected.with_event(event);
    }
    let mut payload = decode(&read_payload()?, expected).map_err(|error| {
        if error.kind() == DecodeErrorKind::UnclearEvent {
            *seen = Some(stand_in_of_gate(&options.speak, event));
        }
        let dialect = &options.speak;
        Failure::new(format!(
            "the payload on stdin is not for {dialect}: {error}"
        ))
    })?;
    *seen = Some(payload.clone());
    let whereabouts = Whereabouts::of_agent(&options.speak, Some(&payload));
    let configured = from_sources(&options.sources, &whereabouts)?;
    locate(&mut payload, options.sources.files.project.as_deref())?;
    let engine = Engine::new(configured)?;
    let session = engine.session((*payload.meta).clone());
    let mut interrupts = interrupts()?;
    let fired = session.dispatch(payload, DispatchOptions::awaiting_background());
    let dispatched = engine.unless_interrupted(&mut interrupts, fired).await;
    engine.end().await;
    let dispatched = dispatched?;
    print(options.format, dispatched.payload(), &dispatched.report())
}

/// Puts the project's root into the payload, if it was given.
fn locate(payload: &mut Payload, project: Option<&Path>) -> Result<(), Failure> {
    let Some(project) = project else {
        return Ok(());
    };
    let root = std::path::absolute(project)
        .map_err(|error| Failure::new(format!("cannot use {}: {error}", project.display())))?;
    let mut meta = (*payload.meta).clone();
    meta.project_dir = Some(root.display().to_string());
    payload.meta = Arc::new(meta);
    Ok(())
}

fn print(format: ReportFormat, payload: &Payload, report: &Report) -> Result<u8, Failure> {
    match format {
        ReportFormat::Text => show(&glance(&as_sent(payload, report))),
        ReportFormat::Json => {
            let json = serde_json::to_string(&as_sent(payload, report))
                .map_err(|error| Failure::new(format!("cannot write the report: {error}")))?;
            show(&(visible_json(&json) + "\n"))
        }
        ReportFormat::Wire => spoken::say(&speak(payload, report)),
    }
}

/// The report with its content in the fields of whoever sent the payload.
fn as_sent(payload: &Payload, report: &Report) -> Report {
    let mut shown = report.clone();
    shown.content = report
        .content
        .as_ref()
        .map(|content| content_as_sent(payload, content));
    shown
}

fn show(text: &str) -> Result<u8, Failure> {
    anstream::stdout()
        .write_all(text.as_bytes())
        .map_err(|error| Failure::new(format!("cannot write the report: {error}")))?;
    Ok(exit_code::DONE)
}
