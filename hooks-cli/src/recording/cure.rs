//! Says what a hook must print to make the agent read its answer as it was meant. If that is impossible at this event,
//! names the events at which it is possible.
//!
//! The suggested answer is not written by hand: the agent's own encoder writes it. The answer is suggested only after a
//! check: a simulated run that prints it must be read with the intended meaning.

use hooks_types::answer::{Outcome, OutcomeKind};
use hooks_types::output::{Captured, Ending, RunOutput, interpret};
use hooks_types::spec::OnFailure;
use hooks_types::text::{quoted, short_name, visible_json};
use hooks_types::wire::{HookOutput, form_of, speak};
use hooks_types::{DialectRef, EventName, Report};
use serde_json::{Value, json};

use super::Recorded;
use super::meaning::{Lost, Meaning, Said};
use crate::bridge::stand_in;

/// The maximum length, in characters, of an answer that a sentence suggests.
pub(super) const SUGGESTED: usize = 400;

/// A placeholder for a text that the hook did not give.
const TEXT: &str = "...";

impl Recorded {
    /// Says what the hook must print to make the agent read the lost part of the answer. If that is impossible at this
    /// event, names the events at which it is possible.
    pub(super) fn cure(&self, meant: &Meaning, lost: Lost) -> String {
        let form = &self.spec.form;
        if let Some(said) = self.spoken(meant, lost) {
            let text = String::from_utf8_lossy(&said.stdout);
            if said.exit_code == 0 && !text.trim().is_empty() {
                let named = match (lost, &meant.reason) {
                    (Lost::Reason, Some((_, reason))) => key_of(&text, reason),
                    _ => None,
                };
                let named = named.map_or_else(String::new, |key| format!("write `{key}`: "));
                let shown = visible_json(text.trim());
                return format!("{named}print {}", quoted(shown.as_bytes(), SUGGESTED));
            }
            if said.exit_code != 0 {
                return format!(
                    "print the reason on stderr and end with exit code {}",
                    said.exit_code
                );
            }
        }
        match (lost, meant.kind()) {
            (Lost::Decision, Some(kind @ (OutcomeKind::Block | OutcomeKind::Ask))) => {
                let why = why_not(&self.spec.event);
                let others = events_that(&form.dialect, kind, &self.spec.event);
                match others.is_empty() {
                    true => format!(
                        "{why}, and {} has no event where a hook can {kind}",
                        form.dialect
                    ),
                    false => format!(
                        "{why}; hooks of {} can {kind} at {}",
                        form.dialect,
                        others.join(", ")
                    ),
                }
            }
            (Lost::Reason, _) => format!("{} shows no reason of a hook here", form.dialect),
            _ => format!("a hook cannot do that at {}", short_name(&form.event)),
        }
    }

    /// Returns the answer as the agent's own encoder writes it. `None` if the agent would not read this text with the
    /// meaning that the hook intended.
    fn spoken(&self, meant: &Meaning, lost: Lost) -> Option<HookOutput> {
        // A stop alone is enough for some agents, although their encoder also writes a decision beside it.
        if (lost == Lost::Stop || (lost == Lost::Reason && meant.stops))
            && meant.kind().is_none()
            && let Some(said) = self.stop_alone(meant)
        {
            return Some(said);
        }
        // An agent that ignores an allow at this event can still read the other parts of the answer.
        let is_idle = meant.kind() == Some(OutcomeKind::Allow) && lost != Lost::Decision;
        let without = || is_idle.then(|| self.spoken_as(meant, None, lost)).flatten();
        self.spoken_as(meant, meant.kind(), lost).or_else(without)
    }

    /// Like [`spoken`](Self::spoken), with this decision.
    fn spoken_as(
        &self,
        meant: &Meaning,
        kind: Option<OutcomeKind>,
        lost: Lost,
    ) -> Option<HookOutput> {
        let form = &self.spec.form;
        let mut report = Report::new(self.spec.event.clone());
        let text = |part: &Option<Said<String>>| part.as_ref().map(|(_, text)| text.clone());
        report
            .context
            .extend(text(&meant.context).filter(|_| lost == Lost::Context));
        report
            .notices
            .extend(text(&meant.notice).filter(|_| lost == Lost::Notice));
        if lost == Lost::Stop || (lost == Lost::Reason && meant.stops) {
            report.stop = text(&meant.reason).or_else(|| Some(TEXT.to_owned()));
        }
        report.content = meant.content.as_ref().map(|(_, content)| content.clone());
        report.content = report.content.filter(|_| lost == Lost::Content);
        report.grants = kind == Some(OutcomeKind::Allow);
        let kind = match (kind, &report.content) {
            (_, Some(_)) => OutcomeKind::Modify,
            (Some(kind), _) => kind,
            (None, None) => OutcomeKind::Proceed,
        };
        report.outcome = kind;
        if matches!(kind, OutcomeKind::Block | OutcomeKind::Ask) {
            report.message = text(&meant.reason).or_else(|| Some(TEXT.to_owned()));
        }
        let said = speak(&stand_in(&form.dialect, Some(&form.event)), &report);
        let empty = Captured::whole(b"");
        let printed = match said.exit_code {
            0 => RunOutput::new(Ending::Exited(0), Captured::whole(&said.stdout), empty),
            code => RunOutput::new(
                Ending::Exited(code.into()),
                Captured::whole(&said.stdout),
                Captured::whole(&said.stderr),
            ),
        };
        let read = interpret(&self.spec, &self.payload, &printed).result.ok()?;
        // An agent that cannot ask can block in place of an ask, and an agent that cannot grant ignores an allow. So an
        // ask or an allow counts as read only if the agent reads exactly this decision.
        let is_exact = matches!(kind, OutcomeKind::Ask | OutcomeKind::Allow);
        if is_exact && read.outcome.kind() != kind {
            return None;
        }
        meant
            .lost(Some(&read))
            .is_none_or(|still| still != lost)
            .then_some(said)
    }

    /// Returns an answer with a stop and without a decision. `None` if the agent would not read the stop in it.
    fn stop_alone(&self, meant: &Meaning) -> Option<HookOutput> {
        let reason = meant.reason.as_ref().map_or(TEXT, |(_, reason)| reason);
        let text = json!({ "continue": false, "stopReason": reason }).to_string();
        let empty = Captured::whole(b"");
        let printed = RunOutput::new(Ending::Exited(0), Captured::whole(text.as_bytes()), empty);
        let read = interpret(&self.spec, &self.payload, &printed).result.ok()?;
        read.stop
            .is_some()
            .then(|| HookOutput::new(text.into_bytes(), Vec::new()))
    }

    /// Returns whether the lost part of the answer would be read if the hook had ended with exit code 0.
    pub(super) fn is_read_at_zero(&self, meant: &Meaning, lost: Lost) -> bool {
        let stdout = self.heard.as_ref().map_or(&[][..], |heard| &heard.stdout);
        let printed = RunOutput::new(
            Ending::Exited(0),
            Captured::whole(stdout),
            Captured::whole(b""),
        );
        let read = interpret(&self.spec, &self.payload, &printed).result;
        read.is_ok_and(|read| meant.lost(Some(&read)) != Some(lost))
    }

    /// Returns whether the agent did not read the answer's allow, but would read it at this event if the answer were
    /// written as the agent's own encoder writes it.
    pub(super) fn is_lost_allow(&self, meant: &Meaning) -> bool {
        let read = self.heard.as_ref().and_then(|heard| heard.answer.as_ref());
        meant.kind() == Some(OutcomeKind::Allow)
            && read.is_some_and(|read| read.outcome == Outcome::Proceed && read.stop.is_none())
            && self.spoken(meant, Lost::Decision).is_some()
    }

    /// Returns a sentence about exit code 2 at an event where it does not block.
    pub(super) fn two_that_blocks_nothing(&self, id: &str) -> Option<String> {
        let heard = self.heard.as_ref()?;
        let is_failure = heard.ending == Ending::Exited(2) && heard.failed_by_code;
        if !is_failure || self.spec.on_failure != OnFailure::Proceed {
            return None;
        }
        let block = Meaning {
            decision: Some((("decision".to_owned(), OutcomeKind::Block), String::new())),
            ..Meaning::default()
        };
        Some(format!(
            "`{id}` ended with exit code 2, which is a failure at {} ({}) and does not block; {}",
            short_name(&self.spec.form.event),
            self.spec.form.dialect,
            self.cure(&block, Lost::Decision)
        ))
    }

    /// Returns the JSON object with which a hook of this agent blocks at this event; `None` if no object does.
    pub(super) fn blocking_object(&self, key: &str) -> Option<String> {
        self.blocking_object_with(key, None)
    }

    /// Like [`blocking_object`](Self::blocking_object), with this reason.
    pub(super) fn blocking_object_with(&self, key: &str, reason: Option<&str>) -> Option<String> {
        let blocks = Meaning {
            decision: Some(((key.to_owned(), OutcomeKind::Block), String::new())),
            reason: reason.map(|reason| ("reason".to_owned(), reason.to_owned())),
            ..Meaning::default()
        };
        let said = self.spoken(&blocks, Lost::Decision)?;
        (said.exit_code == 0).then(|| {
            let shown = visible_json(String::from_utf8_lossy(&said.stdout).trim());
            quoted(shown.as_bytes(), SUGGESTED)
        })
    }
}

/// Returns the key whose value is this text in a JSON object. A key of an inner object is returned as `outer.key`.
fn key_of(json: &str, text: &str) -> Option<String> {
    let json: Value = serde_json::from_str(json).ok()?;
    let object = json.as_object()?;
    let is_it = |value: &Value| value.as_str() == Some(text);
    let inner = object.iter().filter_map(|(outer, inner)| {
        let (key, _) = inner.as_object()?.iter().find(|(_, value)| is_it(value))?;
        Some(format!("{outer}.{key}"))
    });
    let own = object.iter().find(|(_, value)| is_it(value));
    own.map(|(key, _)| key.clone())
        .or_else(|| inner.into_iter().next())
}

/// Says why an event cannot be blocked.
pub(super) fn why_not(event: &EventName) -> String {
    match event {
        EventName::PostToolUse | EventName::PostToolUseFailure => "the call has already run",
        EventName::SessionEnd => "the session is over",
        EventName::AfterAgent => "the agent has already answered",
        _ => "the agent does not wait for a decision there",
    }
    .to_owned()
}

/// Returns the names of the agent's events at which a hook can do this (block or ask) in place of this event.
pub(super) fn events_that(
    dialect: &DialectRef,
    kind: OutcomeKind,
    instead_of: &EventName,
) -> Vec<String> {
    let can = |event: &EventName| {
        let form = form_of(dialect, event)?;
        let mut report = Report::new(event.clone());
        report.outcome = kind;
        report.message = Some(TEXT.to_owned());
        let said = speak(&stand_in(dialect, Some(&form.event)), &report);
        let is_loss = said.notes.iter().any(super::unheard::is_loss);
        (!is_loss).then_some(form.event)
    };
    gates_instead_of(instead_of)
        .iter()
        .filter_map(can)
        .collect()
}

/// Returns the gates (events at which a block prevents the action) for which a hook of this event was possibly meant.
pub(super) fn gates_instead_of(event: &EventName) -> Vec<EventName> {
    match event {
        EventName::PostToolUse | EventName::PostToolUseFailure => vec![EventName::PreToolUse],
        EventName::AfterAgent => vec![EventName::Stop],
        _ => vec![EventName::PreToolUse, EventName::UserPromptSubmit],
    }
}
