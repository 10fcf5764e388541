//! What every agent's implementation of [`Dialect`](hooks_types::dialect::Dialect) has in common.

use hooks_types::DialectRef;
use hooks_types::dialect::WireForm;
use hooks_types::wire::{EventRef, Likeness, Subjects};

/// The functions of [`Dialect`](hooks_types::dialect::Dialect) that every agent answers out of its tables:
/// events, payloads, tools, and what it can say.
macro_rules! from_tables {
    // Where all forms of an event are one object, under the agent's general name of it.
    ($name:literal, $events:expr, $payloads:expr, $tools:expr, $speak:expr) => {
        $crate::wire::from_tables!($name, $payloads, $tools, $speak);

        fn form(&self, event: &hooks_types::EventName) -> Option<hooks_types::dialect::WireForm> {
            let dialect = hooks_types::DialectRef::of($tools.dialect);
            Some(hooks_types::dialect::WireForm::new(
                dialect,
                $events.name_of(event)?,
            ))
        }

        fn encode(
            &self,
            payload: &hooks_types::Payload,
            form: &hooks_types::dialect::WireForm,
        ) -> Result<Vec<u8>, hooks_types::wire::EncodeError> {
            $payloads.encode(payload, form)
        }
    };
    ($name:literal, $payloads:expr, $tools:expr, $speak:expr) => {
        fn name(&self) -> &str {
            $name
        }

        fn decode(
            &self,
            bytes: &[u8],
            event: Option<&str>,
        ) -> Result<hooks_types::Payload, hooks_types::wire::DecodeError> {
            $payloads.decode(bytes, event)
        }

        fn speak(
            &self,
            payload: &hooks_types::Payload,
            report: &hooks_types::Report,
        ) -> hooks_types::wire::HookOutput {
            $speak(payload, report)
        }

        fn identity(
            &self,
            event: hooks_types::wire::EventRef<'_>,
            call: &hooks_types::ToolCall,
            meta: &hooks_types::SessionMeta,
        ) -> hooks_types::wire::ToolIdentity {
            $crate::targets::identity(event, call, meta)
        }

        fn content_as_sent(
            &self,
            call: &hooks_types::ToolCall,
            meta: &hooks_types::SessionMeta,
            content: &serde_json::Value,
        ) -> Option<serde_json::Value> {
            $crate::project::content_out(&$tools, call, meta, content).ok()
        }
    };
}
pub(crate) use from_tables;

/// Limits hooks of a form that is for some tools only, named in canonical words, to the undeclared
/// tools that could be one of them.
pub(crate) fn only_for(subjects: &mut Subjects, tools: &[&str]) {
    if let Some(undeclared) = &mut subjects.undeclared {
        let of_form = |like: &Likeness| tools.contains(&like.tool.as_str());
        undeclared.like.retain(of_form);
        undeclared.concerns_all = !undeclared.like.is_empty();
        subjects.applies = undeclared.concerns_all;
    }
}

/// Whether hooks of a form are told of a payload that their agent itself has sent: only where it names
/// their event. `None`: it is another agent's.
pub(crate) fn told_by_own(
    form: &WireForm,
    event: EventRef<'_>,
    dialect: &DialectRef,
) -> Option<bool> {
    let EventRef::Payload(payload) = event else {
        return None;
    };
    let origin = payload.origin.as_ref()?;
    (origin.form.dialect == *dialect).then(|| origin.form.event == form.event)
}
