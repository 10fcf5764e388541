//! Reads the payload that `hooks fire` sends, or makes a sample.

use hooks_types::Payload;
use hooks_types::wire::{DecodeErrorKind, Expected, decode};

use super::warn;
use crate::bridge::stand_in_of_gate;
use crate::cli::Fire;
use crate::configuration::Whereabouts;
use crate::failure::Failure;
use crate::input::read_payload;
use crate::sample::{Doubt, Wanted, sample_in_project, whole};
use crate::whose;

/// A payload that is about to be sent to the hooks, before the hooks are loaded.
pub(super) struct Sent {
    /// The payload's bytes: read from stdin, or those of the sample.
    pub(super) bytes: Vec<u8>,
    /// The decoded payload, or why the bytes cannot be decoded.
    pub(super) decoded: Result<Payload, Failure>,
    /// The folders of the session, if the payload is a sample.
    pub(super) made_in: Option<Whereabouts>,
    /// A doubt about the name of the tool or the event of a sample, such as a misspelling.
    pub(super) doubt: Option<Doubt>,
}

/// Reads the payload from stdin, or makes a sample. If the payload's event is unclear, `seen` becomes a payload of a
/// gate (an event at which a block prevents the action), because the caller must answer the error with a block.
///
/// # Errors
///
/// The options contradict each other, stdin cannot be read, or the sample cannot be made. A payload that cannot be
/// decoded is an error in the result, because `--print` still shows its bytes.
pub(super) fn payload(options: &Fire, seen: &mut Option<Payload>) -> Result<Sent, Failure> {
    if options.sample {
        let event = options.event.as_deref().ok_or_else(|| {
            Failure::usage("`--sample` needs an event: `hooks fire PreToolUse --sample`")
        })?;
        let project = options.sources.files.project.as_deref();
        let cwd = std::env::current_dir()
            .map_err(|error| Failure::new(format!("cannot tell the working folder: {error}")))?;
        let wanted = Wanted {
            event,
            dialect: &options.speak,
            cwd: &cwd.display().to_string(),
            project: project.map(whole),
            options: &options.options,
        };
        let (sample, made_in) = sample_in_project(&wanted, &options.sources)?;
        sample.notes.iter().for_each(|note| warn(options, note));
        return Ok(Sent {
            bytes: sample.bytes,
            decoded: Ok(sample.payload),
            made_in: Some(made_in),
            doubt: sample.doubt,
        });
    }
    // Without `--sample` these options would silently have no effect, so they are an error.
    if let Some(option) = options.options.given() {
        return Err(Failure::usage(format!(
            "`{option}` is for a sample payload: add `--sample`"
        )));
    }
    let mut expected = Expected::new(&options.speak);
    // `--event` is used only for a payload that does not name its event itself.
    if let Some(event) = &options.event {
        expected = expected.with_event(event);
    }
    let bytes = read_payload()?;
    let decoded = decode(&bytes, expected).map_err(|error| {
        let dialect = &options.speak;
        // The event might be a gate (an event at which a block prevents the action). So set a payload of a gate: the
        // caller then answers the error with a block.
        if error.kind() == DecodeErrorKind::UnclearEvent {
            *seen = Some(stand_in_of_gate(dialect, options.event.as_deref()));
        }
        let mut why = format!("the payload on stdin is not for {dialect}: {error}");
        if let Some(advice) = whose::advice(&bytes, dialect) {
            why += &format!("; {advice}");
        }
        Failure::new(why)
    });
    Ok(Sent {
        bytes,
        decoded,
        made_in: None,
        doubt: None,
    })
}
