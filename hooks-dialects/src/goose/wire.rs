//! goose behind the crate's seam for dialects.

use hooks_types::dialect::ToolIdentity;
use hooks_types::{
    DecodeError, Dialect, EncodeError, EventName, EventRef, Likeness, Payload, Report, SessionMeta,
    Spoken, Subjects, ToolCall, WireForm,
};
use serde_json::Value;

use super::events::{About, name_of, row_of};
use super::payload::PAYLOADS;
use super::{TOOLS, speak};
use crate::{GOOSE, project, targets};

/// goose.
#[derive(Debug)]
pub(crate) struct Goose;

impl Dialect for Goose {
    fn name(&self) -> &str {
        "goose"
    }

    fn encode(&self, payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        PAYLOADS.encode(payload, form)
    }

    fn decode(&self, bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
        PAYLOADS.decode(bytes, event)
    }

    fn form(&self, event: &EventName) -> Option<WireForm> {
        Some(WireForm::new(GOOSE, name_of(event)?))
    }

    fn speak(&self, payload: &Payload, report: &Report) -> Spoken {
        speak::speak(payload, report)
    }

    fn subjects(&self, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        let about = row_of(&form.event).about;
        let mut subjects = targets::subjects(&TOOLS, event, meta);
        subjects.applies = applies(about, form, event, meta);
        if let Some(undeclared) = &mut subjects.undeclared
            && !about.tools().is_empty()
        {
            // The hook's event itself is for one kind of tool.
            let of_form = |like: &Likeness| about.tools().contains(&like.tool.as_str());
            undeclared.like.retain(of_form);
            undeclared.concerns_all = !undeclared.like.is_empty();
            subjects.applies = undeclared.concerns_all;
        }
        match about {
            About::Tool => both_names(event, meta, &mut subjects.names),
            _ => subjects.names = vec![about.text(event, meta).unwrap_or_default()],
        }
        subjects
    }

    fn identity(&self, event: EventRef<'_>, call: &ToolCall, meta: &SessionMeta) -> ToolIdentity {
        targets::identity(event, call, meta)
    }

    fn content_as_sent(
        &self,
        call: &ToolCall,
        meta: &SessionMeta,
        content: &Value,
    ) -> Option<Value> {
        project::content_out(&TOOLS, call, meta, content).ok()
    }
}

/// A tool of goose's own goes by its documented name and by the one that is sent.
fn both_names(event: EventRef<'_>, meta: &SessionMeta, names: &mut Vec<String>) {
    let Some(call) = event.call() else {
        names.extend(About::Tool.text(event, meta));
        return;
    };
    let name = TOOLS.name_of(call, &meta.tools);
    let kind = TOOLS.kind_of(&name);
    for other in kind.map_or(&[][..], |kind| TOOLS.names_of(kind)) {
        if !names.iter().any(|known| known == other) {
            names.push((*other).to_owned());
        }
    }
}

/// Whether hooks of a form are told of an event: the kind of call must be the form's, and goose's own
/// payload goes to the hooks of the event it names and to no others.
fn applies(about: About, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> bool {
    if let EventRef::Payload(payload) = event
        && let Some(origin) = &payload.origin
        && origin.form.dialect == GOOSE
    {
        return origin.form.event == form.event;
    }
    about.tells(event, meta)
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
